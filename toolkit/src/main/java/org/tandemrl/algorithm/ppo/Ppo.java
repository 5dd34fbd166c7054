package org.tandemrl.algorithm.ppo;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.algorithm.AbstractAlgorithm;
import org.tandemrl.algorithm.Phases;
import org.tandemrl.algorithm.Saved;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.PolicyFunction;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.NumericalException;

/**
 * Proximal policy optimisation (Schulman et al. 2017) as it is done on many parallel robots: generalised advantages, clipped surrogate and
 * value loss, a learning rate held by the KL divergence, observations and returns normalised by running statistics. Losses stand in
 * {@link PpoLoss}. No derivative of simulator or model is used.
 */
public final class Ppo extends AbstractAlgorithm {
    private final PpoConfig config;
    private final Optional<Kernels> kernels;
    private final PpoNetworks networks;
    private final PpoLearner learner;
    private final PpoWindow window;
    private final Normalizer normalizer;
    private final Normalizer returns = new Normalizer(1);
    /** Environments whose first episode, begun at a random age, has not ended. */
    private final boolean[] partial;

    private double learningRate;

    /** The parts by the configuration, with weights and noise drawn from the seeds, on so many threads where the arithmetic is not DJL's. */
    public Ppo(PpoConfig config, Environment environment, Seeds seeds, int threads) {
        this("ppo", config, environment, seeds, threads);
    }

    Ppo(String name, PpoConfig config, Environment environment, Seeds seeds, int threads) {
        super(name, environment, seeds);
        this.config = config;
        var task = environment.task();
        kernels = config.arithmetic().kernels(threads);
        normalizer = new Normalizer(task.observationSize());
        networks = new PpoNetworks(
                config, task.observationSize(), task.policyColumns(), task.actionSize(), seeds, DataType.FLOAT32);
        learner = learner(config, networks, kernels);
        window = new PpoWindow(
                config.horizon(),
                config.environments(),
                task.observationSize(),
                task.actionSize(),
                config.observationLimit());
        partial = new boolean[config.environments()];
        learningRate = config.learningRate();
    }

    static PpoLearner learner(PpoConfig config, PpoNetworks networks, Optional<Kernels> kernels) {
        return kernels.flatMap(k -> k.forShape("learning of ppo", KernelPpoLearner.supports(config, networks)))
                .<PpoLearner>map(k -> new KernelPpoLearner(config, networks, k))
                .orElseGet(() -> new TapePpoLearner(config, networks));
    }

    @Override
    public Map<String, Double> epoch() {
        var metrics = new LinkedHashMap<String, Double>();
        var phases = new Phases(metrics);
        if (epochs() == 0 && config.staggered()) {
            stagger();
        }
        learner.load();
        var scaling = normalizer.scaling();
        window.collect(environment, learner, networks.logStds(), scaling, seeds.stream("noise", epochs()));
        window.addTo(normalizer);
        phases.end("rollout");
        var lesson = window.lesson(returns, config.gamma(), config.lambda());
        phases.end("advantage");
        double rate = learningRate;
        var sums = learn(lesson.batch(), seeds.stream("minibatches", epochs()));
        learner.store();
        phases.end("update");

        finishedEpoch();
        countSamples(lesson.batch().rows());
        count();
        episodes.addTo(metrics);
        double uses = (double) config.passes() * lesson.batch().rows();
        metrics.put("surrogate", sums.surrogate() / uses);
        metrics.put("critic_loss", sums.value() / uses);
        metrics.put("kl", sums.kl() / uses);
        metrics.put("clip_fraction", sums.clipped() / uses);
        metrics.put("explained_variance", lesson.explainedVariance());
        metrics.put(
                "policy_deviation",
                NumericalException.check(
                        "policy's standard deviation",
                        Arrays.stream(networks.logStds())
                                .map(Math::exp)
                                .average()
                                .orElse(0)));
        metrics.put("learning_rate", rate);
        return metrics;
    }

    /** All passes over a window. The rate follows each pass' mean KL divergence. */
    private PpoLoss.Sums learn(PpoBatch batch, RandomGenerator random) {
        int[] order = new int[batch.rows()];
        Arrays.setAll(order, r -> r);
        int size = order.length / config.minibatches();
        var all = PpoLoss.Sums.NONE;
        for (int pass = 0; pass < config.passes(); pass++) {
            shuffle(order, random);
            var sums = PpoLoss.Sums.NONE;
            for (int from = 0; from < order.length; from += size) {
                sums = sums.plus(learner.update(batch, order, from, from + size, learningRate));
            }
            learningRate = config.schedule().next(learningRate, sums.kl() / order.length);
            all = all.plus(sums);
        }
        return all;
    }

    private static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Lets first episodes begin at random ages. */
    private void stagger() {
        var random = seeds.stream("ages");
        var start = environment.save();
        Arrays.setAll(start.age(), e -> random.nextInt(environment.task().episodeLength()));
        environment.restore(start);
        Arrays.fill(partial, true);
    }

    /** Counts the episodes that ended, but for those that began at a random age. */
    private void count() {
        for (int t = 0; t < config.horizon(); t++) {
            int[] length = window.finishedLength()[t];
            for (int e = 0; e < partial.length; e++) {
                if (length[e] > 0 && partial[e]) {
                    length[e] = 0;
                    partial[e] = false;
                }
            }
            episodes.add(window.finishedReturn()[t], length);
        }
    }

    @Override
    public Optional<PolicyFunction> policy() {
        return Optional.of(new PolicyFunction(
                networks.seen,
                normalizer.scaling(),
                OptionalDouble.of(config.observationLimit()),
                Optional.empty(),
                networks.mean,
                environment.task().actionSize(),
                PolicyFunction.Squash.CLAMP));
    }

    /** The policy's mean, clipped as the environment would. */
    @Override
    protected double[] decide(double[] observation) {
        int width = normalizer.width();
        double[] x = normalizer.scaling().apply(observation);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.clamp(x[i], -config.observationLimit(), config.observationLimit());
        }
        try (var scope = Tensors.scope(networks.actor.manager())) {
            var seen = networks.seen;
            double[] action = Tensors.values(networks.mean.forward(
                    Tensors.of(scope, networks.actor.type(), seen.of(x, width), x.length / width, seen.count())));
            for (int i = 0; i < action.length; i++) {
                action[i] = Math.clamp(action[i], -1, 1);
            }
            return action;
        }
    }

    @Override
    protected Optional<Kernels> kernels() {
        return kernels;
    }

    @Override
    protected void save(Saved saved) {
        saved.put("learningRate", learningRate);
        double[] partials = new double[partial.length];
        Arrays.setAll(partials, e -> partial[e] ? 1 : 0);
        saved.put("partial", partials);
        saved.put("normalizer", normalizer.save());
        saved.put("returns", returns.save());
        saved.putNetwork("actor", networks.actor, networks.actorAdam);
        saved.putNetwork("logStd", networks.spread, networks.spreadAdam);
        saved.putNetwork("critic", networks.critic, networks.criticAdam);
    }

    @Override
    protected void restore(Saved saved) {
        normalizer.restore(saved.get("normalizer"));
        returns.restore(saved.get("returns"));
        saved.getNetwork("actor", networks.actor, networks.actorAdam);
        saved.getNetwork("logStd", networks.spread, networks.spreadAdam);
        saved.getNetwork("critic", networks.critic, networks.criticAdam);
        double[] partials = saved.get("partial", partial.length);
        for (int e = 0; e < partial.length; e++) {
            partial[e] = partials[e] != 0;
        }
        learningRate = saved.get("learningRate", 1)[0];
    }

    /** None: PPO forgets a window once it has learned from it. */
    @Override
    public Optional<Buffer> buffer() {
        return Optional.empty();
    }

    @Override
    public void close() {
        networks.close();
        environment.close();
        kernels.ifPresent(Kernels::close);
    }
}
