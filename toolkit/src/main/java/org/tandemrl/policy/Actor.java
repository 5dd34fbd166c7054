package org.tandemrl.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Columns;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.TaskSizes;

/**
 * The policy a = tanh(u), u = μ(s̄) + σ ε, ε ~ N(0, 1), by reparameterisation: given the noise, actions are differentiable
 * functions of observation and parameters. σ is by the {@link Head}. s̄ is the observation normalised by the running
 * statistics that the actor owns and shares with critic and model.
 */
public final class Actor implements AutoCloseable {
    /** Where σ comes from. */
    public enum Head {
        /** One parameter log σ an action, not bounded: DMO, SHAC. */
        STATE_INDEPENDENT,
        /** The network's second half of outputs, log σ = −5 + 7/2 (tanh(·) + 1), within [−5, 2]: SAPO. */
        STATE_DEPENDENT,
        /** σ = 0: a = tanh(μ); the log-std is there but without effect. */
        DETERMINISTIC
    }

    /** Bounds of a state-dependent log-std. */
    static final double MIN_LOG_STD = -5;

    static final double MAX_LOG_STD = 2;

    /**
     * Actions and, where σ > 0, log π(a|s).
     *
     * @param action [B, A]
     * @param logProbability [B, 1]
     */
    public record Sample(NDArray action, Optional<NDArray> logProbability) {}

    /**
     * @param hidden units of the hidden layers (each followed by its activation and layer normalisation)
     * @param activation of the hidden layers
     * @param head where σ comes from
     * @param logStd start value of every state-independent log-std
     * @param learningRate over the run's epochs
     * @param beta1 Adam's decay of the first moment
     * @param beta2 Adam's decay of the second moment
     * @param maxNorm bound of the gradient's norm
     * @param weightDecay of AdamW; 0 for Adam
     */
    public record Config(
            List<Integer> hidden,
            Mlp.Activation activation,
            Head head,
            double logStd,
            LinearSchedule learningRate,
            double beta1,
            double beta2,
            double maxNorm,
            double weightDecay) {
        /** Adam. */
        public Config(
                List<Integer> hidden,
                Mlp.Activation activation,
                Head head,
                double logStd,
                LinearSchedule learningRate,
                double beta1,
                double beta2,
                double maxNorm) {
            this(hidden, activation, head, logStd, learningRate, beta1, beta2, maxNorm, 0);
        }

        /** Adam, ELU and a state-independent log-std. */
        public Config(
                List<Integer> hidden,
                double logStd,
                LinearSchedule learningRate,
                double beta1,
                double beta2,
                double maxNorm) {
            this(hidden, Mlp.Activation.ELU, Head.STATE_INDEPENDENT, logStd, learningRate, beta1, beta2, maxNorm);
        }
    }

    private final Config config;
    private final Normalizer normalizer;
    private final Parameters parameters;
    private final Mlp mean;
    private final NDArray logStd;
    private final Adam adam;
    private final int actionSize;
    private final Columns seen;

    /** A new actor that sees the whole observation, with weights drawn from the seeds' stream "actor". */
    public Actor(Config config, Normalizer normalizer, int actionSize, Seeds seeds, DataType type) {
        this(config, normalizer, Columns.all(normalizer.width()), actionSize, seeds, type);
    }

    /** A new actor that sees some columns of the observation. */
    public Actor(Config config, Normalizer normalizer, Columns seen, int actionSize, Seeds seeds, DataType type) {
        this.config = config;
        this.seen = seen;
        this.normalizer = normalizer;
        this.actionSize = actionSize;
        parameters = new Parameters(type);
        int outputs = config.head == Head.STATE_DEPENDENT ? 2 * actionSize : actionSize;
        mean = new Mlp(
                parameters,
                "mean",
                seen.count(),
                Mlp.hidden(config.hidden, config.activation),
                outputs,
                Mlp.Init.UNIFORM_FAN_IN,
                seeds.stream("actor"));
        double[] start = new double[actionSize];
        Arrays.fill(start, config.logStd);
        logStd = parameters.add("logStd", start, actionSize);
        adam = new Adam(parameters, config.beta1, config.beta2, config.weightDecay);
    }

    /** The statistics by which observations are normalised. */
    public Normalizer normalizer() {
        return normalizer;
    }

    /** Width A of an action. */
    public int actionSize() {
        return actionSize;
    }

    /** Widths of what it observes and does: those of the task that it was made for. */
    public TaskSizes sizes() {
        return new TaskSizes(normalizer.width(), actionSize);
    }

    /** The network's tensors. */
    public Parameters parameters() {
        return parameters;
    }

    /** What of the observation it sees. */
    public Columns seen() {
        return seen;
    }

    /** Where σ comes from. */
    public Head head() {
        return config.head;
    }

    /** The network of the mean μ, and of the log-std where that depends on the state. */
    public Mlp network() {
        return mean;
    }

    /** What it computes without exploration, with the statistics as of now. */
    public PolicyFunction function() {
        return new PolicyFunction(
                seen, normalizer.scaling(), OptionalDouble.empty(), mean, actionSize, PolicyFunction.Squash.TANH);
    }

    /** The optimiser, for checkpoints. */
    public Adam adam() {
        return adam;
    }

    /**
     * Actions for noise, on the tape if one is recording.
     *
     * @param normalized [B, O], normalised observations
     * @param noise [B, A], standard normal
     * @return [B, A] in (−1, 1)
     */
    public NDArray act(NDArray normalized, NDArray noise) {
        return distribution(normalized).at(noise).tanh();
    }

    /**
     * Actions for noise and their log-probabilities, on the tape if one is recording:
     * log π = Σ_i −ε_i²/2 − log σ_i − log(2π)/2 − log(1 − a_i²), the last by log(1 − tanh²u) = 2 (log 2 − u − softplus(−2u)).
     *
     * @param normalized [B, O], normalised observations
     * @param noise [B, A], standard normal
     */
    public Sample sample(NDArray normalized, NDArray noise) {
        var distribution = distribution(normalized);
        var u = distribution.at(noise);
        if (distribution.logStd.isEmpty()) {
            return new Sample(u.tanh(), Optional.empty());
        }
        var correction =
                Tensors.times(u.add(Activation.softPlus(Tensors.times(u, -2))).sub(Math.log(2)), 2);
        var each = Tensors.times(noise.mul(noise), -0.5)
                .sub(0.5 * Math.log(2 * Math.PI))
                .add(correction)
                .sub(distribution.logStd.get());
        return new Sample(u.tanh(), Optional.of(each.sum(new int[] {1}, true)));
    }

    /** log π [N] of the actions for raw observations [N, O] and noise [N, A]. */
    public double[] logProbabilities(double[] observation, Normalizer.Scaling scaling, double[] noise) {
        int rows = sizes().rows("actor", observation);
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
            var epsilon = Tensors.of(scope, parameters.type(), noise, rows, actionSize);
            return Tensors.values(sample(x, epsilon)
                    .logProbability()
                    .orElseThrow(() -> new IllegalStateException("A deterministic policy has no log-probabilities.")));
        }
    }

    /** Mean and log-std before the squashing; none for σ = 0. */
    private record Distribution(NDArray mean, Optional<NDArray> logStd) {
        NDArray at(NDArray noise) {
            if (logStd.isEmpty()) {
                return mean;
            }
            var std = logStd.get().exp();
            // The result of an operation lives with its receiver, maybe the parameter: take it to where the input
            // lives.
            std.attach(noise.getManager());
            return mean.add(noise.mul(std));
        }
    }

    private Distribution distribution(NDArray normalized) {
        var output = mean.forward(
                seen.count() == normalizer.width()
                        ? normalized
                        : normalized.get(new NDIndex().addAllDim().addSliceDim(seen.from(), seen.to())));
        return switch (config.head) {
            case DETERMINISTIC -> new Distribution(output, Optional.empty());
            case STATE_INDEPENDENT -> new Distribution(output, Optional.of(logStd));
            case STATE_DEPENDENT -> {
                var raw = output.get(new NDIndex().addAllDim().addSliceDim(actionSize, 2L * actionSize))
                        .tanh();
                yield new Distribution(
                        output.get(new NDIndex().addAllDim().addSliceDim(0, actionSize)),
                        Optional.of(Tensors.times(raw.add(1), (MAX_LOG_STD - MIN_LOG_STD) / 2)
                                .add(MIN_LOG_STD)));
            }
        };
    }

    /**
     * Actions without exploration, tanh(μ).
     *
     * @param observation [N, O], raw
     * @param scaling the statistics to normalise by
     * @return [N, A]
     */
    public double[] act(double[] observation, Normalizer.Scaling scaling) {
        return act(observation, scaling, new double[sizes().rows("actor", observation) * actionSize]);
    }

    /**
     * Actions [N, A] for raw observations [N, O] and noise [N, A], as plain numbers.
     *
     * @throws IllegalArgumentException if the observations are no whole rows, or the noise has another number of them
     */
    public double[] act(double[] observation, Normalizer.Scaling scaling, double[] noise) {
        int rows = sizes().rows("actor", observation);
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
            var epsilon = Tensors.of(scope, parameters.type(), noise, rows, actionSize);
            return Tensors.values(act(x, epsilon));
        }
    }

    /**
     * The standard deviations σ, [A]; 0 for a deterministic policy.
     *
     * @throws IllegalStateException if they depend on the state
     */
    public double[] deviations() {
        if (config.head == Head.STATE_DEPENDENT) {
            throw new IllegalStateException("The policy's standard deviations depend on the state.");
        }
        double[] values = Tensors.values(logStd);
        if (config.head == Head.DETERMINISTIC) {
            return new double[values.length];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i]);
        }
        return values;
    }

    /**
     * The mean of σ over actions and over raw observations [N, O]; 0 for a deterministic policy.
     *
     * @throws NumericalException if it is not finite
     */
    public double meanDeviation(double[] observation, Normalizer.Scaling scaling) {
        double mean;
        if (config.head == Head.STATE_DEPENDENT) {
            int rows = sizes().rows("actor", observation);
            try (var scope = Tensors.scope(parameters.manager())) {
                var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
                mean = Tensors.values(
                        distribution(x).logStd().orElseThrow().exp().mean())[0];
            }
        } else {
            mean = Arrays.stream(deviations()).average().orElse(0);
        }
        return NumericalException.check("policy's standard deviation", mean);
    }

    /** The learning rate of the next ascent. */
    public double learningRate() {
        return config.learningRate.at(adam.steps());
    }

    /**
     * One Adam step along the gradient, its norm clipped.
     *
     * @return the norm before clipping
     * @throws NumericalException if the gradient is not finite; the actor is then unchanged
     */
    public double ascend(PolicyGradient gradient) {
        NumericalException.check("norm of the policy gradient", gradient.norm());
        double[] down = gradient.values().clone();
        for (int i = 0; i < down.length; i++) {
            down[i] = -down[i];
        }
        return adam.step(down, learningRate(), config.maxNorm);
    }

    @Override
    public void close() {
        parameters.close();
    }
}
