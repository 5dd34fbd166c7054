package org.tandemrl.algorithm.firstorder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tandemrl.algorithm.AbstractAlgorithm;
import org.tandemrl.algorithm.Phases;
import org.tandemrl.algorithm.Saved;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyFunction;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/**
 * The loop around a {@link SoftLearner}: explore once, fit the model, move the environments, learn from a window. What the window is
 * makes SAPO or MAAC.
 */
abstract sealed class SoftAlgorithm extends AbstractAlgorithm permits Maac, Sapo {
    private final int steps;
    final SoftLearner learner;
    /** What the actor remembers of the environments' episodes, [N·M]. */
    private double[] memory;

    /**
     * @param steps of every environment in an epoch
     */
    SoftAlgorithm(String name, SoftLearner learner, int steps, Environment environment, Seeds seeds) {
        super(name, environment, seeds);
        this.learner = learner;
        this.steps = steps;
        memory = learner.actor.nothingRemembered(environment.environments());
    }

    /** What actor and critics learn from, given what the environments just did. */
    abstract Rollout window(Rollout rollout, Phases phases);

    @Override
    public final Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs() == 0) {
            countSamples(learner.learning.explore(environment));
        }
        phases.end("explore");
        double modelLoss = learner.learning.fit();
        phases.end("model");
        var rollout = learner.learning.add(
                Rollout.collect(environment, learner.actor, steps, seeds.stream("noise", epochs()), memory));
        memory = rollout.finalMemory();
        rollout.addTo(learner.actor.normalizer());
        phases.end("rollout");
        learner.learn(window(rollout, phases), metrics, phases);

        finishedEpoch();
        countSamples((long) environment.environments() * steps);
        episodes.add(rollout);
        episodes.addTo(metrics);
        metrics.put("model_loss", modelLoss);
        return metrics;
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
    public Optional<PolicyFunction> policy() {
        return Optional.of(learner.actor.function());
    }

    @Override
    public UnaryOperator<double[]> acting() {
        return learner.actor.memorySize() == 0 ? super.acting() : learner.actor.acting();
    }

    @Override
    protected double[] decide(double[] observation) {
        return learner.actor.act(observation, learner.actor.normalizer().scaling());
    }

    @Override
    protected Optional<Kernels> kernels() {
        return learner.kernels();
    }

    @Override
    protected void save(Saved saved) {
        learner.save(saved);
        saved.putMemory("actor.memory", memory);
    }

    @Override
    protected void restore(Saved saved) {
        learner.restore(saved);
        memory = saved.getMemory("actor.memory", memory.length);
    }

    @Override
    public void close() {
        learner.close();
        environment.close();
    }
}
