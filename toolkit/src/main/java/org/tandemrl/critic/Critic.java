package org.tandemrl.critic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Task;
import org.tandemrl.task.TaskSizes;

/**
 * The value function V of normalised observations, regressed on TD(λ) targets, and its slow copy V_target, which
 * computes the targets and bootstraps the objective.
 */
public final class Critic implements Bootstrap, AutoCloseable {
    /**
     * @param hidden units of the hidden layers (each followed by its activation and layer normalisation)
     * @param activation of the hidden layers
     * @param learningRate over the run's epochs
     * @param beta1 Adam's decay of the first moment
     * @param beta2 Adam's decay of the second moment
     * @param maxNorm bound of the gradient's norm
     * @param gamma discount γ
     * @param lambda λ of the targets
     * @param passes over the window in a fit
     * @param minibatches in a pass: consecutive slices, not shuffled
     * @param alpha V_target ← α V_target + (1 − α) V after a fit
     * @param weightDecay of AdamW; 0 for Adam
     */
    public record Config(
            List<Integer> hidden,
            Mlp.Activation activation,
            LinearSchedule learningRate,
            double beta1,
            double beta2,
            double maxNorm,
            double gamma,
            double lambda,
            int passes,
            int minibatches,
            double alpha,
            double weightDecay) {
        /** Adam and ELU. */
        public Config(
                List<Integer> hidden,
                LinearSchedule learningRate,
                double beta1,
                double beta2,
                double maxNorm,
                double gamma,
                double lambda,
                int passes,
                int minibatches,
                double alpha) {
            this(
                    hidden,
                    Mlp.Activation.ELU,
                    learningRate,
                    beta1,
                    beta2,
                    maxNorm,
                    gamma,
                    lambda,
                    passes,
                    minibatches,
                    alpha,
                    0);
        }

        /** First row of a minibatch. */
        int slice(int minibatch, int rows) {
            return (int) ((long) rows * minibatch / minibatches);
        }
    }

    private final Config config;
    private final CriticInput input;
    private final int inputs;
    /** Of the simulator's states, where these are the input. */
    private final Optional<Normalizer> states;

    private final Parameters parameters;
    private final Mlp network;
    private final Parameters targetParameters;
    private final Mlp targetNetwork;
    private final Adam adam;
    private final ValueFit tapeFit;
    private final Optional<ValueFit> writtenFit;
    private final Optional<Kernels> kernels;
    private long fits;

    /** A new critic with weights drawn from the seeds' stream "critic"; V_target starts equal to V; fitted on DJL's tape. */
    public Critic(Config config, int observationSize, Seeds seeds, DataType type) {
        this(config, observationSize, seeds, type, Optional.empty());
    }

    /** The same, fitted by kernels if there are some and they know its shape. */
    public Critic(Config config, int observationSize, Seeds seeds, DataType type, Optional<Kernels> kernels) {
        this(config, CriticInput.OBSERVATION, observationSize, seeds, type, kernels);
    }

    /**
     * The same of another input.
     *
     * @param width of the input: O, O + K or S
     */
    public Critic(Config config, CriticInput input, int width, Seeds seeds, DataType type, Optional<Kernels> kernels) {
        this.config = config;
        this.input = input;
        this.kernels = kernels;
        inputs = width;
        states = input == CriticInput.STATE ? Optional.of(new Normalizer(width)) : Optional.empty();
        parameters = new Parameters(type);
        network = network(parameters, seeds);
        targetParameters = new Parameters(type);
        targetNetwork = network(targetParameters, seeds);
        targetParameters.setTrainable(false);
        adam = new Adam(parameters, config.beta1, config.beta2, config.weightDecay);
        tapeFit = new TapeValueFit(config, parameters, network, adam);
        writtenFit = kernels.filter(k -> type == DataType.FLOAT32)
                .flatMap(k -> k.forShape("fit of the critic", Replica.supports(network)))
                .map(k -> new KernelValueFit(config, network, adam, k));
    }

    private Mlp network(Parameters parameters, Seeds seeds) {
        return new Mlp(
                parameters,
                "value",
                inputs,
                Mlp.hidden(config.hidden, config.activation),
                1,
                Mlp.Init.ORTHOGONAL,
                seeds.stream("critic"));
    }

    @Override
    public double gamma() {
        return config.gamma;
    }

    @Override
    public CriticInput input() {
        return input;
    }

    @Override
    public void requireFor(Task task) {
        int wanted = input == CriticInput.STATE ? task.stateSize() : task.observationSize();
        if (input == CriticInput.OBSERVATION_AND_HIDDEN ? inputs <= wanted : inputs != wanted) {
            throw new IllegalArgumentException("The critic is for "
                    + (input == CriticInput.OBSERVATION
                            ? TaskSizes.ofObservations(inputs)
                            : "an input (" + input + ") of " + inputs + " numbers")
                    + "; " + TaskSizes.words(task)
                    + (input == CriticInput.STATE ? ", and states of " + wanted + " numbers" : "")
                    + ". Make the critic with that task's size, or use it in the task that it was made for.");
        }
    }

    @Override
    public Normalizer.Scaling scaling(Normalizer.Scaling ofObservations) {
        return states.map(Normalizer::scaling).orElse(ofObservations);
    }

    /** The running statistics of the simulator's states, if these are the input; updated after every fit. */
    public Optional<Normalizer> states() {
        return states;
    }

    /** The tensors of V. */
    public Parameters parameters() {
        return parameters;
    }

    /** The tensors of V_target. */
    public Parameters targetParameters() {
        return targetParameters;
    }

    @Override
    public Optional<Networks> networks() {
        return Optional.of(new Networks(List.of(targetNetwork), CriticEnsemble.Choice.MEAN));
    }

    /** The optimiser, for checkpoints. */
    public Adam adam() {
        return adam;
    }

    /** Number of fits so far. */
    public long fits() {
        return fits;
    }

    /** Continues counting from a checkpoint. */
    public void restoreFits(long fits) {
        this.fits = fits;
    }

    /** V_target. */
    @Override
    public NDArray target(NDArray normalized) {
        return targetNetwork.forward(normalized);
    }

    /** TD(λ) targets of a window by V_target, [H][N]. */
    public double[][] targets(Window window) {
        return targets(window, evaluate(window), config.gamma, config.lambda);
    }

    /** TD(λ) targets of a window by values of the observations after each step, [H·N]. */
    static double[][] targets(Window window, double[] value, double gamma, double lambda) {
        int n = window.environments();
        double[][] nextValue = new double[window.horizon()][];
        for (int t = 0; t < nextValue.length; t++) {
            nextValue[t] = Arrays.copyOfRange(value, t * n, (t + 1) * n);
        }
        return Returns.tdLambda(window.reward(), nextValue, window.terminated(), window.truncated(), gamma, lambda);
    }

    /** V_target of the observations after each step, [H·N]. */
    double[] evaluate(Window window) {
        double[] normalized = normalized(window, window.continuation(), window.nextHidden(), window.nextState());
        try (var scope = Tensors.scope(targetParameters.manager())) {
            return Tensors.values(
                    target(Tensors.of(scope, parameters.type(), normalized, normalized.length / inputs, inputs)));
        }
    }

    /** The input at all steps and environments, [H·N, inputs]. */
    private double[] normalized(Window window, double[][] observation, double[][] hidden, double[][] state) {
        double[] rows = scaling(window.scaling()).apply(join(input == CriticInput.STATE ? state : observation));
        int count = window.horizon() * window.environments();
        double[] all = input == CriticInput.OBSERVATION_AND_HIDDEN ? beside(rows, join(hidden), count) : rows;
        if (all.length != count * inputs) {
            String shown = input == CriticInput.OBSERVATION
                    ? "The critic is for " + TaskSizes.ofObservations(inputs) + "; this window has "
                            + TaskSizes.ofObservations(all.length / count)
                    : "A critic of " + input + " needs " + inputs + " numbers; this window has " + all.length / count
                            + " for it";
            throw new IllegalArgumentException(shown + ".");
        }
        return all;
    }

    private static double[] beside(double[] left, double[] right, int rows) {
        int l = left.length / rows;
        int r = right.length / rows;
        double[] all = new double[rows * (l + r)];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(left, i * l, all, i * (l + r), l);
            System.arraycopy(right, i * r, all, i * (l + r) + l, r);
        }
        return all;
    }

    /**
     * Regresses V on the window's TD(λ) targets, then moves V_target.
     *
     * @return the mean squared error over the first pass
     * @throws NumericalException if the error is not finite
     */
    public double fit(Window window) {
        return fit(window, targets(window));
    }

    /** The same on given targets, [H][N]. */
    double fit(Window window, double[][] targets) {
        double[] rows = normalized(window, window.observation(), window.hidden(), window.state());
        double loss = regress(rows, join(targets));
        fits++;
        states.ifPresent(s -> Arrays.stream(window.state()).forEach(s::update));
        moveTarget();
        return loss;
    }

    double regress(double[] observation, double[] target) {
        var fit = fitIsWritten(target.length) ? writtenFit.orElseThrow() : tapeFit;
        return fit.run(observation, target, config.learningRate.at(fits));
    }

    boolean fitIsWritten(int rows) {
        if (writtenFit.isEmpty()) {
            return false;
        }
        boolean known = KernelValueFit.supports(config, rows);
        if (!known) {
            kernels.ifPresent(k -> k.leftToDjl()
                    .add("critic's window of " + rows + " rows in " + config.minibatches() + " minibatches"));
        }
        return known;
    }

    private void moveTarget() {
        double[] target = targetParameters.values();
        double[] now = parameters.values();
        for (int i = 0; i < target.length; i++) {
            target[i] = config.alpha * target[i] + (1 - config.alpha) * now[i];
        }
        targetParameters.setValues(target);
    }

    private static double[] join(double[][] rows) {
        int width = rows[0].length;
        double[] all = new double[rows.length * width];
        for (int t = 0; t < rows.length; t++) {
            System.arraycopy(rows[t], 0, all, t * width, width);
        }
        return all;
    }

    @Override
    public void close() {
        parameters.close();
        targetParameters.close();
    }
}
