package org.tandemrl.algorithm.sac;

import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.algorithm.AbstractAlgorithm;
import org.tandemrl.algorithm.Phases;
import org.tandemrl.algorithm.Saved;
import org.tandemrl.critic.ActionCritic;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.NStepReplay;
import org.tandemrl.dynamics.NStepReplay.Minibatch;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyFunction;
import org.tandemrl.policy.Temperature;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/**
 * Soft actor-critic, SAC (Haarnoja et al. 2018, arXiv 1812.05905), in many environments: each control step enters the replay, then
 * the critics step towards the soft n-step value, the actor up the smaller of them, and the temperature towards the target entropy.
 */
public final class Sac extends AbstractAlgorithm {
    private final SacConfig config;
    private final Actor actor;
    private final List<ActionCritic> critics;
    private final Temperature temperature;
    private final NStepReplay replay;
    private final Minibatch batch;
    private final Optional<Kernels> kernels;
    private final SacUpdate update;

    /** The parts by the configuration, with weights drawn from the seeds, on so many threads where the arithmetic is not DJL's. */
    public Sac(String name, SacConfig config, Environment environment, Seeds seeds, int threads) {
        super(name, environment, seeds);
        this.config = config;
        var task = environment.task();
        int o = task.observationSize();
        int a = task.actionSize();
        if (task.policyColumns().count() != o) {
            throw new IllegalArgumentException("The policy of task " + task.name() + " sees "
                    + task.policyColumns().count() + " of " + o + " columns of the observation; " + name
                    + " has no such policy. Algorithms that have: dmo, dmo-sapo, ppo and their like.");
        }
        actor = new Actor(
                new Actor.Config(
                        config.actorHidden(),
                        config.activation(),
                        Actor.Head.STATE_DEPENDENT,
                        0,
                        new LinearSchedule(config.actorRate(), config.actorRate(), 1),
                        config.beta1(),
                        config.beta2(),
                        config.maxNorm()),
                new Normalizer(o),
                a,
                seeds,
                DataType.FLOAT32);
        critics = List.of(critic(0), critic(1));
        temperature = new Temperature(config.temperature(), config.targetEntropy() * a, config.temperatureRate());
        replay = new NStepReplay(
                o, a, config.environments(), config.returnSteps(), config.gamma(), config.bufferCapacity());
        batch = Minibatch.of(config.batch(), o, a);
        kernels = config.arithmetic().kernels(threads);
        update = kernels.flatMap(k -> k.forShape("learning of sac", KernelSacUpdate.supports(actor, critics)))
                .<SacUpdate>map(k -> new KernelSacUpdate(config, actor, critics, k))
                .orElseGet(() -> new TapeSacUpdate(config, actor, critics));
    }

    private ActionCritic critic(int i) {
        return new ActionCritic(
                config.criticHidden(),
                config.activation(),
                config.beta1(),
                config.beta2(),
                environment.task().observationSize(),
                environment.task().actionSize(),
                seeds.split("critic", i),
                DataType.FLOAT32);
    }

    @Override
    public Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs() == 0) {
            explore();
        }
        phases.end("explore");
        var noise = seeds.stream("noise", epochs());
        // A minibatch needs thousands of numbers: the speed of the generator counts.
        var random = new SplittableRandom(seeds.stream("minibatch", epochs()).nextLong());
        var scaling = actor.normalizer().scaling();
        var updates = new Updates();
        update.begin();
        for (int t = 0; t < config.horizon(); t++) {
            double[] observation = environment.observation();
            double[] action = update.act(scaling.apply(observation), normal(noise));
            var step = environment.step(action);
            replay.add(observation, action, step);
            actor.normalizer().update(observation);
            episodes.add(step.finishedReturn(), step.finishedLength());
            phases.end("rollout");
            for (int u = 0; u < config.updates(); u++) {
                replay.draw(random, scaling, batch);
                phases.end("replay");
                updates.add(update.critics(batch, normal(random), temperature.value()));
                phases.end("critic");
                if (updates.critics % config.actorEvery() == 0) {
                    updates.add(update.actor(batch, normal(random), temperature.value()));
                    temperature.update(updates.last.entropy());
                }
                phases.end("actor");
                update.moveTargets();
                phases.end("critic");
            }
        }
        update.end();
        phases.end("critic");

        finishedEpoch();
        countSamples((long) config.environments() * config.horizon());
        episodes.addTo(metrics);
        updates.addTo(metrics);
        metrics.put("temperature", temperature.value());
        metrics.put("policy_deviation", actor.meanDeviation(environment.observation(), scaling, new double[0]));
        return metrics;
    }

    /** Uniformly random actions before training; episodes go on afterwards, as the replay follows them. */
    private void explore() {
        var random = seeds.stream("explore");
        while (replay.buffer().written() < config.exploreTransitions()) {
            double[] observation = environment.observation();
            double[] action = new double[config.environments() * actor.actionSize()];
            for (int i = 0; i < action.length; i++) {
                action[i] = 2 * random.nextDouble() - 1;
            }
            replay.add(observation, action, environment.step(action));
            actor.normalizer().update(observation);
            countSamples(config.environments());
        }
    }

    private double[] normal(RandomGenerator random) {
        double[] noise = new double[config.environments() * actor.actionSize()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextGaussian();
        }
        return noise;
    }

    private float[] normal(SplittableRandom random) {
        float[] noise = new float[config.batch() * actor.actionSize()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    /** What an epoch's updates found, on average. */
    private static final class Updates {
        private int critics;
        private int actors;
        private double loss;
        private double value;
        private double objective;
        private double entropy;
        private double norm;
        private SacUpdate.ActorStep last;

        void add(SacUpdate.CriticStep step) {
            critics++;
            loss += step.loss();
            value += step.value();
        }

        void add(SacUpdate.ActorStep step) {
            last = step;
            actors++;
            objective += step.objective();
            entropy += step.entropy();
            norm += step.norm();
        }

        void addTo(Map<String, Double> metrics) {
            metrics.put("objective", objective / actors);
            metrics.put("gradient_norm", norm / actors);
            metrics.put("critic_loss", loss / critics);
            metrics.put("value", value / critics);
            metrics.put("entropy", entropy / actors);
        }
    }

    /** The policy. */
    public Actor actor() {
        return actor;
    }

    /** The two critics. */
    public List<ActionCritic> critics() {
        return critics;
    }

    /** The entropy's weight. */
    public Temperature temperature() {
        return temperature;
    }

    @Override
    public Optional<Buffer> buffer() {
        return Optional.of(replay.buffer());
    }

    @Override
    public Optional<PolicyFunction> policy() {
        return Optional.of(actor.function());
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
        for (int i = 0; i < critics.size(); i++) {
            saved.putNetwork(
                    "critic" + i, critics.get(i).parameters(), critics.get(i).adam());
            saved.put(
                    "critic" + i + ".target", critics.get(i).targetParameters().values());
        }
        saved.put("temperature", temperature.save());
    }

    @Override
    protected void restore(Saved saved) {
        actor.normalizer().restore(saved.get("normalizer"));
        saved.getNetwork("actor", actor.parameters(), actor.adam());
        for (int i = 0; i < critics.size(); i++) {
            saved.getNetwork(
                    "critic" + i, critics.get(i).parameters(), critics.get(i).adam());
            critics.get(i).targetParameters().setValues(saved.get("critic" + i + ".target"));
        }
        temperature.restore(saved.get("temperature", 4));
    }

    @Override
    public void close() {
        actor.close();
        critics.forEach(ActionCritic::close);
        environment.close();
        kernels.ifPresent(Kernels::close);
    }
}
