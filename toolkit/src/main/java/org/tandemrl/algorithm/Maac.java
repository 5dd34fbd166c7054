package org.tandemrl.algorithm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.Imagination;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/**
 * Model-augmented actor-critic, MAAC (Clavera et al. 2020), in the form of the DMO paper's rival: the simulator only gives data for the
 * model; actor and critics learn on short windows that the model imagines from the buffer's states, and the actor's gradient is
 * the model's along them (the coupled unroll). With SHAC's objective, or SAPO's.
 */
public final class Maac implements Algorithm {
    private final String name;
    private final MaacConfig config;
    private final Environment environment;
    private final Seeds seeds;
    private final SoftLearner learner;
    private final EpisodeStatistics episodes = new EpisodeStatistics();
    private long epochs;
    private long samples;

    /** The parts by the configuration, with weights drawn from the seeds. */
    public Maac(String name, MaacConfig config, Environment environment, Seeds seeds, int threads) {
        this.name = name;
        this.config = config;
        this.environment = environment;
        this.seeds = seeds;
        learner = new SoftLearner(config.soft(), config.maximumEntropy(), environment.task(), seeds, threads);
    }

    @Override
    public Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs == 0) {
            samples += learner.learning.explore(environment);
        }
        phases.end("explore");
        double modelLoss = learner.learning.fit();
        phases.end("model");
        var rollout = Rollout.collect(environment, learner.actor, config.steps(), seeds.stream("noise", epochs));
        rollout.addTo(learner.actor.normalizer());
        learner.learning.add(rollout);
        phases.end("rollout");
        var random = seeds.stream("imagined", epochs);
        var imagined = Imagination.of(environment, learner.actor, learner.learning.model(), starts(random), config.windows(),
                config.soft().base().horizon(), random);
        phases.end("imagine");
        learner.learn(imagined, metrics, phases);

        epochs++;
        samples += (long) config.environments() * config.steps();
        episodes.add(rollout);
        episodes.addTo(metrics);
        metrics.put("model_loss", modelLoss);
        return metrics;
    }

    /** Draws raw observations from the buffer, uniformly. */
    private Supplier<double[]> starts(RandomGenerator random) {
        var buffer = learner.learning.buffer();
        float[] row = new float[buffer.width()];
        return () -> {
            buffer.copy(buffer.written() - 1 - random.nextInt(buffer.size()), row);
            double[] start = new double[buffer.observationSize()];
            for (int i = 0; i < start.length; i++) {
                start[i] = row[i];
            }
            return start;
        };
    }

    @Override
    public String name() {
        return name;
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

    /** The policy. */
    public Actor actor() {
        return learner.actor;
    }

    /** The value functions. */
    public CriticEnsemble critics() {
        return learner.critics;
    }

    /** The learned model. */
    public LearnedModel model() {
        return learner.learning.model();
    }

    @Override
    public Optional<Buffer> buffer() {
        return Optional.of(learner.learning.buffer());
    }

    @Override
    public double[] act(double[] observation) {
        return learner.actor.act(observation, learner.actor.normalizer().scaling());
    }

    @Override
    public Map<String, double[]> save() {
        var saved = new Saved();
        saved.put("progress", epochs, samples);
        saved.put("episodes", episodes.save());
        learner.save(saved);
        saved.putEnvironment(environment);
        return saved.arrays();
    }

    @Override
    public void restore(Map<String, double[]> arrays) {
        var saved = new Saved(arrays);
        learner.restore(saved);
        saved.getEnvironment(environment);
        episodes.restore(saved.get("episodes"));
        epochs = (long) saved.get("progress", 2)[0];
        samples = (long) saved.get("progress", 2)[1];
    }

    @Override
    public void close() {
        learner.close();
        environment.close();
    }
}
