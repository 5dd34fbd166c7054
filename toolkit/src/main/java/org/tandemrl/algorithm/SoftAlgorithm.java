package org.tandemrl.algorithm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/**
 * The loop around a {@link SoftLearner}: explore once, fit the model, move the environments, learn from a window. What the window is
 * makes SAPO or MAAC.
 */
abstract sealed class SoftAlgorithm implements Algorithm permits Maac, Sapo {
    private final String name;
    private final int steps;
    private final EpisodeStatistics episodes = new EpisodeStatistics();
    final Environment environment;
    final Seeds seeds;
    final SoftLearner learner;
    private long epochs;
    private long samples;

    /**
     * @param steps of every environment in an epoch
     */
    SoftAlgorithm(String name, SoftLearner learner, int steps, Environment environment, Seeds seeds) {
        this.name = name;
        this.learner = learner;
        this.steps = steps;
        this.environment = environment;
        this.seeds = seeds;
    }

    /** What actor and critics learn from, given what the environments just did. */
    abstract Rollout window(Rollout rollout, Phases phases);

    @Override
    public final Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs == 0) {
            samples += learner.learning.explore(environment);
        }
        phases.end("explore");
        double modelLoss = learner.learning.fit();
        phases.end("model");
        var rollout = learner.learning.add(Rollout.collect(environment, learner.actor, steps, seeds.stream("noise", epochs)));
        rollout.addTo(learner.actor.normalizer());
        phases.end("rollout");
        learner.learn(window(rollout, phases), metrics, phases);

        epochs++;
        samples += (long) environment.environments() * steps;
        episodes.add(rollout);
        episodes.addTo(metrics);
        metrics.put("model_loss", modelLoss);
        return metrics;
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
