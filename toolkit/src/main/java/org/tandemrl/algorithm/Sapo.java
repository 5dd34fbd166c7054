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
 * Soft analytic policy optimisation, SAPO (Rewarped, ICLR 2025): SHAC's loop with maximum entropy. Every reward, in the objective
 * and in the critics' targets, gets the {@link org.tandemrl.gradient.EntropyBonus} of its action, α moves the policy's entropy to its
 * target, and an ensemble of critics bootstraps. With the decoupled model as source it is DMO-SAPO.
 */
public final class Sapo implements Algorithm {
    private final String name;
    private final SapoConfig config;
    private final Environment environment;
    private final Seeds seeds;
    private final SoftLearner learner;
    private final EpisodeStatistics episodes = new EpisodeStatistics();
    private long epochs;
    private long samples;

    /** The parts by the configuration, with weights drawn from the seeds. */
    public Sapo(String name, SapoConfig config, Environment environment, Seeds seeds, int threads) {
        this.name = name;
        this.config = config;
        this.environment = environment;
        this.seeds = seeds;
        learner = new SoftLearner(config, true, environment.task(), seeds, threads);
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
        var rollout = learner.learning.add(
                Rollout.collect(environment, learner.actor, config.base().horizon(), seeds.stream("noise", epochs)));
        rollout.addTo(learner.actor.normalizer());
        phases.end("rollout");
        learner.learn(rollout, metrics, phases);

        epochs++;
        samples += (long) config.environments() * config.base().horizon();
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
