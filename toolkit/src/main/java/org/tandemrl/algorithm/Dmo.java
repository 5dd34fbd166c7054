package org.tandemrl.algorithm;

import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.Ensemble;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Task;

/**
 * Decoupled model-based optimisation, DMO ("First Order Model-Based RL through Decoupled Backpropagation", CoRL 2025), on
 * the short-horizon actor-critic: unroll in the simulator, differentiate through the learned model at the simulator's
 * states. With {@link DmoConfig.Source#ADJOINT} the same loop is SHAC and fits no model.
 */
public final class Dmo implements Algorithm {
    private final DmoConfig config;
    private final Environment environment;
    private final Seeds seeds;
    private final Actor actor;
    private final Critic critic;
    private final LearnedModel model;
    private final Buffer buffer;
    private final GradientSource source;
    private final Optional<Kernels> kernels;
    private final EpisodeStatistics episodes = new EpisodeStatistics();
    private long epochs;
    private long samples;

    /** The parts by the configuration, with weights drawn from the seeds, on one thread. */
    public Dmo(DmoConfig config, Environment environment, Seeds seeds) {
        this(config, environment, seeds, 1);
    }

    /** The same, on so many threads where the networks' arithmetic is not DJL's (which has its own count). */
    public Dmo(DmoConfig config, Environment environment, Seeds seeds, int threads) {
        this.config = config;
        this.environment = environment;
        this.seeds = seeds;
        kernels = config.arithmetic().kernels(threads);
        var task = environment.task();
        var normalizer = new Normalizer(task.observationSize());
        actor = new Actor(new Actor.Config(config.actorHidden(), config.logStd(),
                new LinearSchedule(config.actorRate(), config.finalRate(), config.scheduleEpochs()), config.beta1(),
                config.beta2(), config.maxNorm()), normalizer, task.actionSize(), seeds, DataType.FLOAT32);
        critic = new Critic(new Critic.Config(config.criticHidden(),
                new LinearSchedule(config.criticRate(), config.finalRate(), config.scheduleEpochs()), config.beta1(),
                config.beta2(), config.maxNorm(), config.gamma(), config.lambda(), config.criticPasses(),
                config.criticMinibatches(), config.alpha()), task.observationSize(), seeds, DataType.FLOAT32, kernels);
        model = model(config, normalizer, task.actionSize(), seeds, kernels);
        buffer = new Buffer(task.observationSize(), task.actionSize(), config.learnedReward() ? 1 : 0, config.bufferCapacity());
        source = switch (config.source()) {
            case DECOUPLED -> kernels.map(k -> GradientSource.decoupled(model, k))
                    .orElseGet(() -> GradientSource.decoupled(model));
            case IMAGINED -> GradientSource.imagined(model);
            case ADJOINT -> GradientSource.adjoint();
        };
    }

    private static LearnedModel model(
            DmoConfig config, Normalizer normalizer, int actionSize, Seeds seeds, Optional<Kernels> kernels) {
        var settings = new DynamicsModel.Config(config.modelHidden(), config.modelRate(), config.modelUpdates(),
                config.modelBatch(), config.modelLoss(), config.modelTarget(), config.learnedReward());
        return config.modelEnsemble() == 1
                ? new DynamicsModel(settings, normalizer, actionSize, seeds, DataType.FLOAT32, kernels)
                : new Ensemble(config.modelEnsemble(), settings, normalizer, actionSize, seeds, DataType.FLOAT32, kernels);
    }

    @Override
    public Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        boolean learnsModel = config.source() != DmoConfig.Source.ADJOINT;
        if (epochs == 0 && learnsModel) {
            explore();
        }
        phases.end("explore");
        double modelLoss = learnsModel ? model.fit(buffer) : Double.NaN;
        phases.end("model");
        double learningRate = actor.learningRate();
        var rollout = Rollout.collect(environment, actor, config.horizon(), seeds.stream("noise", epochs));
        rollout.addTo(actor.normalizer());
        if (learnsModel) {
            rollout.addTo(buffer);
        }
        phases.end("rollout");
        var gradient = source.differentiate(rollout, critic);
        double gradientNorm = actor.ascend(gradient);
        phases.end("actor");
        double criticLoss = critic.fit(rollout);
        phases.end("critic");

        epochs++;
        samples += (long) config.environments() * config.horizon();
        episodes.add(rollout);
        episodes.addTo(metrics);
        metrics.put("objective", gradient.objective());
        metrics.put("gradient_norm", gradientNorm);
        metrics.put("model_loss", modelLoss);
        metrics.put("critic_loss", criticLoss);
        metrics.put("policy_deviation", mean(actor.deviations()));
        metrics.put("actor_rate", learningRate);
        model.rewardLoss().ifPresent(loss -> metrics.put("reward_loss", loss));
        return metrics;
    }

    /** Uniformly random actions before training, and a first fit of the model on them. */
    private void explore() {
        var random = seeds.stream("explore");
        int n = environment.environments();
        while (buffer.written() < config.exploreTransitions()) {
            double[] observation = environment.observation();
            double[] action = new double[n * environment.task().actionSize()];
            for (int i = 0; i < action.length; i++) {
                action[i] = 2 * random.nextDouble() - 1;
            }
            var step = environment.step(action);
            actor.normalizer().update(observation);
            buffer.add(observation, action, step.nextObservation(), config.learnedReward() ? step.reward() : new double[0],
                    step.invalid());
            samples += n;
        }
        environment.restart();
        model.fit(buffer, config.exploreUpdates());
    }

    @Override
    public String name() {
        return config.source().algorithm();
    }

    @Override
    public Task task() {
        return environment.task();
    }

    @Override
    public long epochs() {
        return epochs;
    }

    @Override
    public long samples() {
        return samples;
    }

    /** The settings. */
    public DmoConfig config() {
        return config;
    }

    /** The environments it trains in. */
    public Environment environment() {
        return environment;
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
        return model;
    }

    @Override
    public Optional<Buffer> buffer() {
        return Optional.of(buffer);
    }

    @Override
    public double[] act(double[] observation) {
        return actor.act(observation, actor.normalizer().scaling());
    }

    @Override
    public Map<String, double[]> save() {
        var saved = new Saved();
        saved.put("progress", epochs, samples);
        saved.put("episodes", episodes.save());
        saved.put("normalizer", actor.normalizer().save());
        saved.putNetwork("actor", actor.parameters(), actor.adam());
        saved.putNetwork("critic", critic.parameters(), critic.adam());
        saved.put("critic.target", critic.targetParameters().values());
        saved.put("critic.fits", critic.fits());
        model.parts().forEach(part -> saved.putNetwork(part.name(), part.parameters(), part.adam()));
        saved.put("model.fits", model.fits());
        saved.putEnvironment(environment);
        return saved.arrays();
    }

    @Override
    public void restore(Map<String, double[]> arrays) {
        var saved = new Saved(arrays);
        actor.normalizer().restore(saved.get("normalizer"));
        saved.getNetwork("actor", actor.parameters(), actor.adam());
        saved.getNetwork("critic", critic.parameters(), critic.adam());
        critic.targetParameters().setValues(saved.get("critic.target"));
        critic.restoreFits((long) saved.get("critic.fits", 1)[0]);
        model.parts().forEach(part -> saved.getNetwork(part.name(), part.parameters(), part.adam()));
        model.restoreFits((long) saved.get("model.fits", 1)[0]);
        saved.getEnvironment(environment);
        episodes.restore(saved.get("episodes"));
        epochs = (long) saved.get("progress", 2)[0];
        samples = (long) saved.get("progress", 2)[1];
    }

    @Override
    public void close() {
        actor.close();
        critic.close();
        model.close();
        environment.close();
        kernels.ifPresent(Kernels::close);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return NumericalException.check("policy's standard deviation", sum / values.length);
    }
}
