package org.tandemrl.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

/**
 * The policy a = tanh(μ(s̄) + σ ε), ε ~ N(0, 1), by reparameterisation: given the noise, actions are differentiable
 * functions of observation and parameters. σ = exp(log-std) does not depend on the state. s̄ is the observation
 * normalised by the running statistics that the actor owns and shares with critic and model.
 */
public final class Actor implements AutoCloseable {
    /**
     * @param hidden units of the hidden layers (ELU, layer normalisation)
     * @param logStd start value of every log-std
     * @param learningRate over the run's epochs
     * @param beta1 Adam's decay of the first moment
     * @param beta2 Adam's decay of the second moment
     * @param maxNorm bound of the gradient's norm
     */
    public record Config(
            List<Integer> hidden, double logStd, LinearSchedule learningRate, double beta1, double beta2, double maxNorm) {}

    private final Config config;
    private final Normalizer normalizer;
    private final Parameters parameters;
    private final Mlp mean;
    private final NDArray logStd;
    private final Adam adam;
    private final int actionSize;

    /** A new actor with weights drawn from the seeds' stream "actor". */
    public Actor(Config config, Normalizer normalizer, int actionSize, Seeds seeds, DataType type) {
        this.config = config;
        this.normalizer = normalizer;
        this.actionSize = actionSize;
        parameters = new Parameters(type);
        mean = new Mlp(parameters, "mean", normalizer.width(), Mlp.elu(config.hidden), actionSize,
                Mlp.Init.UNIFORM_FAN_IN, seeds.stream("actor"));
        double[] start = new double[actionSize];
        Arrays.fill(start, config.logStd);
        logStd = parameters.add("logStd", start, actionSize);
        adam = new Adam(parameters, config.beta1, config.beta2);
    }

    /** The statistics by which observations are normalised. */
    public Normalizer normalizer() {
        return normalizer;
    }

    /** Width A of an action. */
    public int actionSize() {
        return actionSize;
    }

    /** The network's tensors. */
    public Parameters parameters() {
        return parameters;
    }

    /** The network of the mean μ. */
    public Mlp network() {
        return mean;
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
        var std = logStd.exp();
        // The result of an operation lives with its receiver, here the parameter: take it to where the input lives.
        std.attach(normalized.getManager());
        return mean.forward(normalized).add(noise.mul(std)).tanh();
    }

    /**
     * Actions without exploration, tanh(μ).
     *
     * @param observation [N, O], raw
     * @param scaling the statistics to normalise by
     * @return [N, A]
     */
    public double[] act(double[] observation, Normalizer.Scaling scaling) {
        return act(observation, scaling, new double[observation.length / normalizer.width() * actionSize]);
    }

    /** Actions [N, A] for raw observations [N, O] and noise [N, A], as plain numbers. */
    public double[] act(double[] observation, Normalizer.Scaling scaling, double[] noise) {
        int rows = observation.length / normalizer.width();
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), scaling.apply(observation), rows, normalizer.width());
            var epsilon = Tensors.of(scope, parameters.type(), noise, rows, actionSize);
            return Tensors.values(act(x, epsilon));
        }
    }

    /** The standard deviations σ, [A]. */
    public double[] deviations() {
        double[] values = Tensors.values(logStd);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i]);
        }
        return values;
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
