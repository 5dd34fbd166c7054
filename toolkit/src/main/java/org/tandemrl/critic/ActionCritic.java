package org.tandemrl.critic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.random.Seeds;

/** A value Q of a normalised observation and an action, and its slow copy Q_target. */
public final class ActionCritic implements AutoCloseable {
    private final Parameters parameters;
    private final Mlp network;
    private final Parameters targetParameters;
    private final Mlp targetNetwork;
    private final Adam adam;

    /**
     * A new critic with weights drawn from the seeds' stream "critic"; Q_target starts equal to Q.
     *
     * @param hidden units of the hidden layers (each followed by its activation and layer normalisation)
     * @param activation of the hidden layers
     * @param beta1 Adam's decay of the first moment
     * @param beta2 Adam's decay of the second moment
     */
    public ActionCritic(
            List<Integer> hidden,
            Mlp.Activation activation,
            double beta1,
            double beta2,
            int observationSize,
            int actionSize,
            Seeds seeds,
            DataType type) {
        int inputs = observationSize + actionSize;
        var layers = Mlp.hidden(hidden, activation);
        parameters = new Parameters(type);
        network = new Mlp(parameters, "value", inputs, layers, 1, Mlp.Init.ORTHOGONAL, seeds.stream("critic"));
        targetParameters = new Parameters(type);
        targetNetwork =
                new Mlp(targetParameters, "value", inputs, layers, 1, Mlp.Init.ORTHOGONAL, seeds.stream("critic"));
        targetParameters.setTrainable(false);
        adam = new Adam(parameters, beta1, beta2);
    }

    /** The tensors of Q. */
    public Parameters parameters() {
        return parameters;
    }

    /** Q's network: normalised observation and action → value. */
    public Mlp network() {
        return network;
    }

    /** The tensors of Q_target. */
    public Parameters targetParameters() {
        return targetParameters;
    }

    /** Q_target's network. */
    public Mlp targetNetwork() {
        return targetNetwork;
    }

    /** The optimiser of Q. */
    public Adam adam() {
        return adam;
    }

    /** Q [B, 1] of normalised observations [B, O] and actions [B, A], on the tape if one is recording. */
    public NDArray value(NDArray normalized, NDArray action) {
        return network.forward(normalized.concat(action, 1));
    }

    /** Q_target [B, 1] likewise. */
    public NDArray target(NDArray normalized, NDArray action) {
        return targetNetwork.forward(normalized.concat(action, 1));
    }

    /** Polyak's average: Q_target ← Q_target + share · (Q − Q_target), parameter by parameter. */
    public void moveTarget(double share) {
        double[] target = targetParameters.values();
        double[] now = parameters.values();
        for (int i = 0; i < target.length; i++) {
            target[i] += share * (now[i] - target[i]);
        }
        targetParameters.setValues(target);
    }

    @Override
    public void close() {
        parameters.close();
        targetParameters.close();
    }
}
