package org.tandemrl.algorithm.firstorder;

import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tandemrl.algorithm.AbstractAlgorithm;
import org.tandemrl.algorithm.Phases;
import org.tandemrl.algorithm.Saved;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyFunction;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/**
 * Decoupled model-based optimisation, DMO ("First Order Model-Based RL through Decoupled Backpropagation", CoRL 2025), on
 * the short-horizon actor-critic: unroll in the simulator, differentiate through the learned model at the simulator's
 * states. With {@link DmoConfig.Source#ADJOINT} the same loop is SHAC and fits no model (unless to compare); without
 * {@link CriticSettings#bootstrap} it has no critic and is DMO-BPTT or BPTT. With {@link AhacConfig} windows adapt their length to the
 * stiffness of the contacts: AHAC.
 */
public final class Dmo extends AbstractAlgorithm {
    private final DmoConfig config;
    private final Actor actor;
    private final Critic critic;
    private final Bootstrap bootstrap;
    private final ModelLearning learning;
    private final Optional<AdaptiveHorizon> horizon;
    private final GradientSource source;
    private final GradientQuality quality;
    private final Optional<Kernels> kernels;
    /** What the actor remembers of the environments' episodes, [N·M]. */
    private double[] memory;

    /** The parts by the configuration, with weights drawn from the seeds, on one thread. */
    public Dmo(DmoConfig config, Environment environment, Seeds seeds) {
        this(config, environment, seeds, 1);
    }

    /** The same on so many threads. */
    public Dmo(DmoConfig config, Environment environment, Seeds seeds, int threads) {
        this("dmo", config, environment, seeds, threads);
    }

    /** The same by the name of its variant, on so many threads where the networks' arithmetic is not DJL's (which has its own count). */
    public Dmo(String name, DmoConfig config, Environment environment, Seeds seeds, int threads) {
        this(name, config, Optional.empty(), environment, seeds, threads, Optional.empty());
    }

    /**
     * The loop with a gradient source of one's own, for an algorithm of one's own: everything else is DMO's as configured.
     *
     * @param name of that algorithm
     * @param source gives the source for the model that the loop learns (with {@link DmoConfig.Source#ADJOINT} it learns none)
     */
    public static Dmo with(
            String name,
            DmoConfig config,
            Environment environment,
            Seeds seeds,
            int threads,
            Function<LearnedModel, GradientSource> source) {
        return new Dmo(name, config, Optional.empty(), environment, seeds, threads, Optional.of(source));
    }

    /** AHAC: the same with windows whose length adapts. */
    public Dmo(String name, AhacConfig config, Environment environment, Seeds seeds, int threads) {
        this(
                name,
                config.base(),
                Optional.of(new AdaptiveHorizon(config, environment.task().stateSize())),
                environment,
                seeds,
                threads,
                Optional.empty());
    }

    private Dmo(
            String name,
            DmoConfig config,
            Optional<AdaptiveHorizon> horizon,
            Environment environment,
            Seeds seeds,
            int threads,
            Optional<Function<LearnedModel, GradientSource>> own) {
        super(name, environment, seeds);
        this.config = config;
        this.horizon = horizon;
        kernels = config.arithmetic().kernels(threads);
        var task = environment.task();
        var normalizer = new Normalizer(task.observationSize());
        var policy = config.actor();
        var value = config.critic();
        var optimiser = config.optimiser();
        actor = new Actor(
                new Actor.Config(
                        policy.hidden(),
                        Mlp.Activation.ELU,
                        policy.head(),
                        policy.logStd(),
                        optimiser.schedule(policy.rate()),
                        optimiser.beta1(),
                        optimiser.beta2(),
                        optimiser.maxNorm(),
                        0,
                        policy.recurrent()),
                normalizer,
                task.policyColumns(),
                task.actionSize(),
                seeds,
                DataType.FLOAT32);
        memory = actor.nothingRemembered(config.environments());
        critic = new Critic(
                new Critic.Config(
                        value.hidden(),
                        Mlp.Activation.ELU,
                        optimiser.schedule(value.rate()),
                        optimiser.beta1(),
                        optimiser.beta2(),
                        optimiser.maxNorm(),
                        config.gamma(),
                        value.lambda(),
                        value.passes(),
                        value.minibatches(),
                        value.alpha(),
                        0),
                value.input(),
                switch (value.input()) {
                    case OBSERVATION -> task.observationSize();
                    case OBSERVATION_AND_HIDDEN ->
                        task.observationSize() + config.model().recurrent();
                    case STATE -> task.stateSize();
                },
                seeds,
                DataType.FLOAT32,
                kernels);
        learning = new ModelLearning(config, task, normalizer, seeds, kernels);
        source = horizon.map(h -> GradientSource.adjoint(h.observer()))
                .orElseGet(() -> own.map(s -> s.apply(learning.model())).orElse(learning.source()));
        bootstrap = config.critic().bootstrap() ? critic : Bootstrap.none(config.gamma());
        quality = new GradientQuality(config.gradientQualityEvery(), learning.model(), environment.simulator());
    }

    @Override
    public Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs() == 0) {
            countSamples(learning.explore(environment));
        }
        phases.end("explore");
        double modelLoss = learning.fit();
        phases.end("model");
        int steps = horizon.map(AdaptiveHorizon::steps).orElse(config.horizon());
        var rollout = learning.add(Rollout.collect(environment, actor, steps, seeds.stream("noise", epochs()), memory));
        memory = rollout.finalMemory();
        rollout.addTo(actor.normalizer());
        phases.end("rollout");
        var qualities = quality.of(epochs(), rollout, bootstrap);
        if (quality.looks()) {
            phases.end("quality");
        }
        double learningRate = actor.learningRate();
        double deviation = actor.meanDeviation(rollout.observation()[0], rollout.scaling(), rollout.memory()[0]);
        var gradient = source.differentiate(rollout, bootstrap);
        double gradientNorm = actor.ascend(gradient);
        phases.end("actor");
        double criticLoss = config.critic().bootstrap() ? critic.fit(rollout) : Double.NaN;
        phases.end("critic");

        finishedEpoch();
        countSamples((long) config.environments() * steps);
        episodes.add(rollout);
        episodes.addTo(metrics);
        metrics.put("objective", gradient.objective());
        metrics.put("gradient_norm", gradientNorm);
        metrics.put("model_loss", modelLoss);
        metrics.put("critic_loss", criticLoss);
        metrics.put("policy_deviation", deviation);
        metrics.put("actor_rate", learningRate);
        learning.addTo(metrics);
        metrics.putAll(qualities);
        horizon.ifPresent(h -> h.update(metrics));
        return metrics;
    }

    /** The settings. */
    public DmoConfig config() {
        return config;
    }

    /** The policy. */
    public Actor actor() {
        return actor;
    }

    /** The value function. */
    public Critic critic() {
        return critic;
    }

    /** The learned model. */
    public LearnedModel model() {
        return learning.model();
    }

    @Override
    public Optional<Buffer> buffer() {
        return Optional.of(learning.buffer());
    }

    @Override
    public Optional<PolicyFunction> policy() {
        return Optional.of(actor.function());
    }

    @Override
    public UnaryOperator<double[]> acting() {
        return actor.memorySize() == 0 ? super.acting() : actor.acting();
    }

    @Override
    protected double[] decide(double[] observation) {
        return actor.act(observation, actor.normalizer().scaling());
    }

    @Override
    protected Optional<Kernels> kernels() {
        return kernels;
    }

    @Override
    protected void save(Saved saved) {
        saved.put("normalizer", actor.normalizer().save());
        saved.putNetwork("actor", actor.parameters(), actor.adam());
        saved.putMemory("actor.memory", memory);
        saved.putCritic("critic", critic);
        learning.save(saved);
        horizon.ifPresent(h -> saved.put("horizon", h.shortening()));
    }

    @Override
    protected void restore(Saved saved) {
        actor.normalizer().restore(saved.get("normalizer"));
        saved.getNetwork("actor", actor.parameters(), actor.adam());
        memory = saved.getMemory("actor.memory", memory.length);
        saved.getCritic("critic", critic);
        learning.restore(saved);
        horizon.ifPresent(h -> h.restore(saved.get("horizon", 1)[0]));
    }

    @Override
    public void close() {
        actor.close();
        critic.close();
        learning.close();
        environment.close();
        kernels.ifPresent(Kernels::close);
    }
}
