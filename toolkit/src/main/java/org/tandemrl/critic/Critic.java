package org.tandemrl.critic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

/**
 * The value function V of normalised observations, regressed on TD(λ) targets, and its slow copy V_target, which
 * computes the targets and bootstraps the objective.
 */
public final class Critic implements AutoCloseable {
    /**
     * @param hidden units of the hidden layers (ELU, layer normalisation)
     * @param learningRate over the run's epochs
     * @param beta1 Adam's decay of the first moment
     * @param beta2 Adam's decay of the second moment
     * @param maxNorm bound of the gradient's norm
     * @param gamma discount γ
     * @param lambda λ of the targets
     * @param passes over the window in a fit
     * @param minibatches in a pass: consecutive slices, not shuffled
     * @param alpha V_target ← α V_target + (1 − α) V after a fit
     */
    public record Config(
            List<Integer> hidden,
            LinearSchedule learningRate,
            double beta1,
            double beta2,
            double maxNorm,
            double gamma,
            double lambda,
            int passes,
            int minibatches,
            double alpha) {}

    private final Config config;
    private final int inputs;
    private final Parameters parameters;
    private final Mlp network;
    private final Parameters targetParameters;
    private final Mlp targetNetwork;
    private final Adam adam;
    private long fits;

    /** A new critic with weights drawn from the seeds' stream "critic"; V_target starts equal to V. */
    public Critic(Config config, int observationSize, Seeds seeds, DataType type) {
        this.config = config;
        inputs = observationSize;
        parameters = new Parameters(type);
        network = network(parameters, seeds);
        targetParameters = new Parameters(type);
        targetNetwork = network(targetParameters, seeds);
        targetParameters.setTrainable(false);
        adam = new Adam(parameters, config.beta1, config.beta2);
    }

    private Mlp network(Parameters parameters, Seeds seeds) {
        return new Mlp(parameters, "value", inputs, Mlp.elu(config.hidden), 1, Mlp.Init.ORTHOGONAL, seeds.stream("critic"));
    }

    /** Discount γ. */
    public double gamma() {
        return config.gamma;
    }

    /** The tensors of V. */
    public Parameters parameters() {
        return parameters;
    }

    /** The tensors of V_target. */
    public Parameters targetParameters() {
        return targetParameters;
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

    /**
     * V_target on the tape, if one is recording.
     *
     * @param normalized [B, O]
     * @return [B, 1]
     */
    public NDArray target(NDArray normalized) {
        return targetNetwork.forward(normalized);
    }

    /** TD(λ) targets of a window by V_target, [H][N]. */
    public double[][] targets(Window window) {
        double[] value = evaluate(join(window.nextObservation()), window);
        int n = window.environments();
        double[][] nextValue = new double[window.horizon()][];
        for (int t = 0; t < nextValue.length; t++) {
            nextValue[t] = Arrays.copyOfRange(value, t * n, (t + 1) * n);
        }
        return Returns.tdLambda(window.reward(), nextValue, window.terminated(), window.truncated(), config.gamma,
                config.lambda);
    }

    private double[] evaluate(double[] observation, Window window) {
        try (var scope = Tensors.scope(targetParameters.manager())) {
            double[] normalized = window.scaling().apply(observation);
            return Tensors.values(target(
                    Tensors.of(scope, parameters.type(), normalized, observation.length / inputs, inputs)));
        }
    }

    /**
     * Regresses V on the window's TD(λ) targets, then moves V_target.
     *
     * @return the mean squared error over the first pass
     * @throws NumericalException if the error is not finite
     */
    public double fit(Window window) {
        double[] observation = window.scaling().apply(join(window.observation()));
        double[] target = join(targets(window));
        int rows = target.length;
        double rate = config.learningRate.at(fits);
        double firstPass = 0;
        for (int pass = 0; pass < config.passes; pass++) {
            for (int b = 0; b < config.minibatches; b++) {
                int from = (int) ((long) rows * b / config.minibatches);
                int to = (int) ((long) rows * (b + 1) / config.minibatches);
                double loss = update(Arrays.copyOfRange(observation, from * inputs, to * inputs),
                        Arrays.copyOfRange(target, from, to), rate);
                if (pass == 0) {
                    firstPass += loss / config.minibatches;
                }
            }
        }
        fits++;
        moveTarget();
        return firstPass;
    }

    private double update(double[] normalized, double[] target, double rate) {
        double loss;
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), normalized, target.length, inputs);
            var y = Tensors.of(scope, parameters.type(), target, target.length, 1);
            try (var tape = Tensors.tape()) {
                var error = network.forward(x).sub(y);
                var mean = error.mul(error).mean();
                tape.backward(mean);
                loss = Tensors.values(mean)[0];
            }
        }
        NumericalException.check("critic's loss", loss);
        adam.step(rate, config.maxNorm);
        return loss;
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
