package org.tandemrl.algorithm.firstorder;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.algorithm.Phases;
import org.tandemrl.algorithm.Saved;
import org.tandemrl.critic.Critic;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.gradient.EntropyBonus;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.Temperature;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Task;

/** What SAPO and MAAC learn, and how from a window: actor, ensemble of critics, temperature, and the model. */
public final class SoftLearner implements AutoCloseable {
    private final SapoConfig config;
    private final boolean maximumEntropy;
    private final Optional<Kernels> kernels;
    final Actor actor;
    final CriticEnsemble critics;
    final Temperature temperature;
    final ModelLearning learning;

    SoftLearner(SapoConfig config, boolean maximumEntropy, Task task, Seeds seeds, int threads) {
        this.config = config;
        this.maximumEntropy = maximumEntropy;
        var base = config.base();
        kernels = base.arithmetic().kernels(threads);
        var normalizer = new Normalizer(task.observationSize());
        var policy = base.actor();
        var value = base.critic();
        var optimiser = base.optimiser();
        actor = new Actor(
                new Actor.Config(
                        policy.hidden(),
                        config.activation(),
                        policy.head(),
                        policy.logStd(),
                        optimiser.schedule(policy.rate()),
                        optimiser.beta1(),
                        optimiser.beta2(),
                        optimiser.maxNorm(),
                        config.weightDecay(),
                        policy.recurrent()),
                normalizer,
                task.policyColumns(),
                task.actionSize(),
                seeds,
                DataType.FLOAT32);
        critics = new CriticEnsemble(
                new Critic.Config(
                        value.hidden(),
                        config.activation(),
                        optimiser.schedule(value.rate()),
                        optimiser.beta1(),
                        optimiser.beta2(),
                        optimiser.maxNorm(),
                        base.gamma(),
                        value.lambda(),
                        value.passes(),
                        value.minibatches(),
                        value.alpha(),
                        config.weightDecay()),
                config.critics(),
                config.criticChoice(),
                task.observationSize(),
                seeds,
                DataType.FLOAT32,
                kernels);
        temperature = new Temperature(
                config.temperature(), config.targetEntropy() * task.actionSize(), config.temperatureRate());
        learning = new ModelLearning(base, task, normalizer, seeds, kernels);
    }

    /** One step of the actor, a fit of the critics and a step of the temperature on a window; adds to the metrics. */
    void learn(Rollout window, Map<String, Double> metrics, Phases phases) {
        double learningRate = actor.learningRate();
        double deviation = actor.meanDeviation(window.observation()[0], window.scaling(), window.memory()[0]);
        var bonus = bonus();
        double[][] logProbability = window.logProbabilities();
        var gradient = learning.source().differentiate(window, critics, bonus);
        double gradientNorm = actor.ascend(gradient);
        phases.end("actor");
        double criticLoss =
                critics.fit(bonus.present() ? window.withReward(soft(window, logProbability, bonus)) : window);
        double entropy = -Arrays.stream(logProbability)
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElseThrow();
        if (maximumEntropy) {
            temperature.update(entropy);
        }
        phases.end("critic");
        metrics.put("objective", gradient.objective());
        metrics.put("gradient_norm", gradientNorm);
        metrics.put("critic_loss", criticLoss);
        metrics.put("policy_deviation", deviation);
        metrics.put("actor_rate", learningRate);
        learning.addTo(metrics);
        metrics.put("entropy", entropy);
        metrics.put("temperature", maximumEntropy ? temperature.value() : 0);
    }

    private EntropyBonus bonus() {
        if (!maximumEntropy) {
            return EntropyBonus.NONE;
        }
        return config.normalizedBonus()
                ? EntropyBonus.normalized(temperature.value(), temperature.target())
                : EntropyBonus.plain(temperature.value());
    }

    /** Rewards with their bonus; none for a step into an invalid state. */
    public static double[][] soft(Rollout window, double[][] logProbability, EntropyBonus bonus) {
        double[][] reward = new double[window.horizon()][window.environments()];
        for (int t = 0; t < reward.length; t++) {
            for (int e = 0; e < reward[t].length; e++) {
                reward[t][e] = window.reward()[t][e] + (window.invalid()[t][e] ? 0 : bonus.of(logProbability[t][e]));
            }
        }
        return reward;
    }

    void save(Saved saved) {
        saved.put("normalizer", actor.normalizer().save());
        saved.putNetwork("actor", actor.parameters(), actor.adam());
        for (int i = 0; i < critics.members().size(); i++) {
            saved.putCritic("critic" + i, critics.members().get(i));
        }
        saved.put("temperature", temperature.save());
        learning.save(saved);
    }

    void restore(Saved saved) {
        actor.normalizer().restore(saved.get("normalizer"));
        saved.getNetwork("actor", actor.parameters(), actor.adam());
        for (int i = 0; i < critics.members().size(); i++) {
            saved.getCritic("critic" + i, critics.members().get(i));
        }
        temperature.restore(saved.get("temperature", 4));
        learning.restore(saved);
    }

    Optional<Kernels> kernels() {
        return kernels;
    }

    @Override
    public void close() {
        actor.close();
        critics.close();
        learning.close();
        kernels.ifPresent(Kernels::close);
    }
}
