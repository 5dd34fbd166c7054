package org.tandemrl.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Gru;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Columns;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.TaskSizes;

/**
 * The policy a = tanh(u), u = μ(s̄) + σ ε, ε ~ N(0, 1), by reparameterisation: given the noise, actions are differentiable
 * functions of observation and parameters. σ is by the {@link Head}. s̄ is the observation normalised by the running
 * statistics that the actor owns and shares with critic and model. A recurrent actor reads s̄ by a gated recurrent unit, h_{t+1} = GRU(s̄_t, h_t), and
 * its network reads h_{t+1}; h is 0 where an episode begins.
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
     * Actions, where σ > 0 and it was asked for log π(a|s), and what a recurrent actor remembers from there on.
     *
     * @param action [B, A]
     * @param logProbability [B, 1]
     * @param memory [B, K]
     */
    public record Sample(NDArray action, Optional<NDArray> logProbability, Optional<NDArray> memory) {}

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
     * @param recurrent units K of the gated recurrent unit; 0 for none
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
            double weightDecay,
            int recurrent) {
        /** Adam, without memory. */
        public Config(
                List<Integer> hidden,
                Mlp.Activation activation,
                Head head,
                double logStd,
                LinearSchedule learningRate,
                double beta1,
                double beta2,
                double maxNorm) {
            this(hidden, activation, head, logStd, learningRate, beta1, beta2, maxNorm, 0, 0);
        }

        /** Adam, without memory, ELU and a state-independent log-std. */
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
    private final Optional<Gru> gru;
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
        gru = config.recurrent == 0
                ? Optional.empty()
                : Optional.of(new Gru(parameters, "gru", seen.count(), config.recurrent, seeds.stream("actor.gru")));
        mean = new Mlp(
                parameters,
                "mean",
                gru.map(Gru::units).orElse(seen.count()),
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

    /** Numbers K that it remembers of an episode; 0 unless it is recurrent. */
    public int memorySize() {
        return config.recurrent;
    }

    /** The network of the mean μ, and of the log-std where that depends on the state. */
    public Mlp network() {
        return mean;
    }

    /** What it computes without exploration, with the statistics as of now. */
    public PolicyFunction function() {
        return new PolicyFunction(
                seen, normalizer.scaling(), OptionalDouble.empty(), gru, mean, actionSize, PolicyFunction.Squash.TANH);
    }

    /** The optimiser, for checkpoints. */
    public Adam adam() {
        return adam;
    }

    /**
     * Actions for noise at the beginning of an episode (anywhere, unless the actor is recurrent), on the tape if one is recording.
     *
     * @param normalized [B, O], normalised observations
     * @param noise [B, A], standard normal
     * @return [B, A] in (−1, 1)
     */
    public NDArray act(NDArray normalized, NDArray noise) {
        return step(normalized, noise, Optional.empty(), false).action();
    }

    /**
     * The same with their log-probabilities.
     *
     * @param normalized [B, O], normalised observations
     * @param noise [B, A], standard normal
     */
    public Sample sample(NDArray normalized, NDArray noise) {
        return step(normalized, noise, Optional.empty(), true);
    }

    /**
     * Actions for noise and, if asked for, their log-probabilities, on the tape if one is recording:
     * log π = Σ_i −ε_i²/2 − log σ_i − log(2π)/2 − log(1 − a_i²), the last by log(1 − tanh²u) = 2 (log 2 − u − softplus(−2u)).
     *
     * @param normalized [B, O], normalised observations
     * @param noise [B, A], standard normal
     * @param memory [B, K] of a recurrent actor, of which 0 is where there is none; else it is not looked at
     * @param logProbability whether they are asked for
     */
    public Sample step(NDArray normalized, NDArray noise, Optional<NDArray> memory, boolean logProbability) {
        var distribution = distribution(normalized, memory);
        var u = distribution.at(noise);
        if (distribution.logStd.isEmpty() || !logProbability) {
            return new Sample(u.tanh(), Optional.empty(), distribution.memory);
        }
        var correction =
                Tensors.times(u.add(Activation.softPlus(Tensors.times(u, -2))).sub(Math.log(2)), 2);
        var each = Tensors.times(noise.mul(noise), -0.5)
                .sub(0.5 * Math.log(2 * Math.PI))
                .add(correction)
                .sub(distribution.logStd.get());
        return new Sample(u.tanh(), Optional.of(each.sum(new int[] {1}, true)), distribution.memory);
    }

    /** log π [N] of the actions for raw observations [N, O] and noise [N, A], where episodes begin. */
    public double[] logProbabilities(double[] observation, Normalizer.Scaling scaling, double[] noise) {
        return logProbabilities(observation, scaling, noise, forgotten(observation));
    }

    /** The same along episodes, from what is remembered of them, [N, K]. */
    public double[] logProbabilities(
            double[] observation, Normalizer.Scaling scaling, double[] noise, double[] memory) {
        int rows = sizes().rows("actor", observation);
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
            var epsilon = Tensors.of(scope, parameters.type(), noise, rows, actionSize);
            return Tensors.values(step(x, epsilon, memory(scope, memory, rows), true)
                    .logProbability()
                    .orElseThrow(() -> new IllegalStateException("A deterministic policy has no log-probabilities.")));
        }
    }

    /** What is remembered where so many episodes begin: zeros, [N·K]. */
    public double[] nothingRemembered(int episodes) {
        return new double[episodes * memorySize()];
    }

    private double[] forgotten(double[] observation) {
        return nothingRemembered(sizes().rows("actor", observation));
    }

    private Optional<NDArray> memory(NDManager scope, double[] memory, int rows) {
        return memorySize() == 0
                ? Optional.empty()
                : Optional.of(Tensors.of(scope, parameters.type(), memory, rows, memorySize()));
    }

    /** Mean and log-std before the squashing, none for σ = 0; and what is remembered from there on. */
    private record Distribution(NDArray mean, Optional<NDArray> logStd, Optional<NDArray> memory) {
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

    private Distribution distribution(NDArray normalized, Optional<NDArray> memory) {
        var x = seen.count() == normalizer.width()
                ? normalized
                : normalized.get(new NDIndex().addAllDim().addSliceDim(seen.from(), seen.to()));
        var next = gru.map(g -> g.forward(
                x,
                memory.orElseGet(() -> normalized
                        .getManager()
                        .zeros(new Shape(normalized.getShape().get(0), g.units()), parameters.type()))));
        var output = mean.forward(next.orElse(x));
        return switch (config.head) {
            case DETERMINISTIC -> new Distribution(output, Optional.empty(), next);
            case STATE_INDEPENDENT -> new Distribution(output, Optional.of(logStd), next);
            case STATE_DEPENDENT -> {
                var raw = output.get(new NDIndex().addAllDim().addSliceDim(actionSize, 2L * actionSize))
                        .tanh();
                yield new Distribution(
                        output.get(new NDIndex().addAllDim().addSliceDim(0, actionSize)),
                        Optional.of(Tensors.times(raw.add(1), (MAX_LOG_STD - MIN_LOG_STD) / 2)
                                .add(MIN_LOG_STD)),
                        next);
            }
        };
    }

    /**
     * Actions without exploration, tanh(μ), where episodes begin (anywhere, unless the actor is recurrent).
     *
     * @param observation [N, O], raw
     * @param scaling the statistics to normalise by
     * @return [N, A]
     */
    public double[] act(double[] observation, Normalizer.Scaling scaling) {
        return act(observation, scaling, new double[sizes().rows("actor", observation) * actionSize]);
    }

    /**
     * Actions [N, A] for raw observations [N, O] and noise [N, A] where episodes begin, as plain numbers.
     *
     * @throws IllegalArgumentException if the observations are no whole rows, or the noise has another number of them
     */
    public double[] act(double[] observation, Normalizer.Scaling scaling, double[] noise) {
        return act(observation, scaling, noise, forgotten(observation)).action();
    }

    /**
     * The same along episodes.
     *
     * @param memory what is remembered of them, [N·K]
     */
    public RecurrentPolicy.Acted act(
            double[] observation, Normalizer.Scaling scaling, double[] noise, double[] memory) {
        int rows = sizes().rows("actor", observation);
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
            var epsilon = Tensors.of(scope, parameters.type(), noise, rows, actionSize);
            var acted = step(x, epsilon, memory(scope, memory, rows), false);
            return new RecurrentPolicy.Acted(
                    Tensors.values(acted.action),
                    acted.memory.map(Tensors::values).orElse(memory));
        }
    }

    /** The policy without exploration along episodes, with the statistics as of each call. */
    public UnaryOperator<double[]> acting() {
        if (memorySize() == 0) {
            return observation -> act(observation, normalizer.scaling());
        }
        return RecurrentPolicy.of(normalizer.width(), memorySize(), (observation, memory) -> {
            int rows = sizes().rows("actor", observation);
            return act(observation, normalizer.scaling(), new double[rows * actionSize], memory);
        });
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
     * @param memory what a recurrent actor remembers there, [N·K]
     * @throws NumericalException if it is not finite
     */
    public double meanDeviation(double[] observation, Normalizer.Scaling scaling, double[] memory) {
        double mean;
        if (config.head == Head.STATE_DEPENDENT) {
            int rows = sizes().rows("actor", observation);
            try (var scope = Tensors.scope(parameters.manager())) {
                var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
                mean = Tensors.values(distribution(x, memory(scope, memory, rows))
                        .logStd()
                        .orElseThrow()
                        .exp()
                        .mean())[0];
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
