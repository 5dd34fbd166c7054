package org.tandemrl.algorithm;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.critic.Critic;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.EntropyBonus;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.Temperature;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/**
 * Soft analytic policy optimisation, SAPO (Rewarped, ICLR 2025): SHAC's loop with maximum entropy. Every reward, in the objective
 * and in the critics' targets, gets the {@link EntropyBonus} of its action, α moves the policy's entropy to its target, and an
 * ensemble of critics bootstraps. With the decoupled model as source it is DMO-SAPO.
 */
public final class Sapo implements Algorithm {
    private final String name;
    private final SapoConfig config;
    private final Environment environment;
    private final Seeds seeds;
    private final Actor actor;
    private final CriticEnsemble critics;
    private final Temperature temperature;
    private final ModelLearning learning;
    private final Optional<Kernels> kernels;
    private final EpisodeStatistics episodes = new EpisodeStatistics();
    private long epochs;
    private long samples;

    /** The parts by the configuration, with weights drawn from the seeds. */
    public Sapo(String name, SapoConfig config, Environment environment, Seeds seeds, int threads) {
        this.name = name;
        this.config = config;
        this.environment = environment;
        this.seeds = seeds;
        var base = config.base();
        kernels = base.arithmetic().kernels(threads);
        var task = environment.task();
        var normalizer = new Normalizer(task.observationSize());
        actor = new Actor(new Actor.Config(base.actorHidden(), config.activation(), base.actorHead(), base.logStd(),
                new LinearSchedule(base.actorRate(), base.finalRate(), base.scheduleEpochs()), base.beta1(), base.beta2(),
                base.maxNorm()), normalizer, task.actionSize(), seeds, DataType.FLOAT32);
        critics = new CriticEnsemble(new Critic.Config(base.criticHidden(), config.activation(),
                new LinearSchedule(base.criticRate(), base.finalRate(), base.scheduleEpochs()), base.beta1(), base.beta2(),
                base.maxNorm(), base.gamma(), base.lambda(), base.criticPasses(), base.criticMinibatches(), base.alpha()),
                config.critics(), config.criticChoice(), task.observationSize(), seeds, DataType.FLOAT32, kernels);
        temperature = new Temperature(config.temperature(), config.targetEntropy() * task.actionSize(), config.temperatureRate());
        learning = new ModelLearning(base, task, normalizer, seeds, kernels);
    }

    @Override
    public Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs == 0) {
            samples += learning.explore(environment);
        }
        phases.end("explore");
        double modelLoss = learning.fit();
        phases.end("model");
        double learningRate = actor.learningRate();
        var rollout = Rollout.collect(environment, actor, config.base().horizon(), seeds.stream("noise", epochs));
        rollout.addTo(actor.normalizer());
        learning.add(rollout);
        phases.end("rollout");
        var bonus = config.normalizedBonus()
                ? EntropyBonus.normalized(temperature.value(), temperature.target())
                : EntropyBonus.plain(temperature.value());
        double[][] logProbability = rollout.logProbabilities();
        double deviation = actor.meanDeviation(rollout.observation()[0], rollout.scaling());
        var gradient = learning.source().differentiate(rollout, critics, bonus);
        double gradientNorm = actor.ascend(gradient);
        phases.end("actor");
        double criticLoss = critics.fit(rollout.withReward(soft(rollout, logProbability, bonus)));
        double entropy = -Arrays.stream(logProbability).flatMapToDouble(Arrays::stream).average().orElseThrow();
        temperature.update(entropy);
        phases.end("critic");

        epochs++;
        samples += (long) config.environments() * config.base().horizon();
        episodes.add(rollout);
        episodes.addTo(metrics);
        metrics.put("objective", gradient.objective());
        metrics.put("gradient_norm", gradientNorm);
        metrics.put("model_loss", modelLoss);
        metrics.put("critic_loss", criticLoss);
        metrics.put("policy_deviation", deviation);
        metrics.put("actor_rate", learningRate);
        learning.model().rewardLoss().ifPresent(loss -> metrics.put("reward_loss", loss));
        metrics.put("entropy", entropy);
        metrics.put("temperature", temperature.value());
        return metrics;
    }

    /** Rewards with their bonus; none for a step into an invalid state. */
    private static double[][] soft(Rollout rollout, double[][] logProbability, EntropyBonus bonus) {
        double[][] reward = new double[rollout.horizon()][rollout.environments()];
        for (int t = 0; t < reward.length; t++) {
            for (int e = 0; e < reward[t].length; e++) {
                reward[t][e] = rollout.reward()[t][e] + (rollout.invalid()[t][e] ? 0 : bonus.of(logProbability[t][e]));
            }
        }
        return reward;
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
        return actor;
    }

    /** The soft value functions. */
    public CriticEnsemble critics() {
        return critics;
    }

    /** The entropy's weight. */
    public Temperature temperature() {
        return temperature;
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
        for (int i = 0; i < critics.members().size(); i++) {
            saved.putCritic("critic" + i, critics.members().get(i));
        }
        saved.put("temperature", temperature.save());
        learning.save(saved);
        saved.putEnvironment(environment);
        return saved.arrays();
    }

    @Override
    public void restore(Map<String, double[]> arrays) {
        var saved = new Saved(arrays);
        actor.normalizer().restore(saved.get("normalizer"));
        saved.getNetwork("actor", actor.parameters(), actor.adam());
        for (int i = 0; i < critics.members().size(); i++) {
            saved.getCritic("critic" + i, critics.members().get(i));
        }
        temperature.restore(saved.get("temperature", 4));
        learning.restore(saved);
        saved.getEnvironment(environment);
        episodes.restore(saved.get("episodes"));
        epochs = (long) saved.get("progress", 2)[0];
        samples = (long) saved.get("progress", 2)[1];
    }

    @Override
    public void close() {
        actor.close();
        critics.close();
        learning.close();
        environment.close();
        kernels.ifPresent(Kernels::close);
    }
}
