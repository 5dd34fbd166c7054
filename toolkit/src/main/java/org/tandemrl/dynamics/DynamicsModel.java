package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

/**
 * The learned model: a Gaussian of the observation's change, given normalised observation and action.
 *
 * <p>Linear → SimNorm → layer normalisation; Linear → SiLU → layer normalisation (both with ε = 1e-3); Linear → (mean, log-variance). The mean
 * is in raw units, ŝ = s + mean. The log-variance ℓ is softly bounded to [−10, 0.5]. Loss: mean of (Δ − mean)² e^{−ℓ} + ℓ.
 */
public final class DynamicsModel implements Predictor, AutoCloseable {
    static final float MAX_LOG_VARIANCE = 0.5f;
    static final float MIN_LOG_VARIANCE = -10;

    /**
     * @param hidden units of the two hidden layers, the first a multiple of 8
     * @param learningRate constant
     * @param updates per fit
     * @param batch transitions in an update
     */
    public record Config(List<Integer> hidden, double learningRate, int updates, int batch) {
        /** Checks the hidden layers. */
        public Config {
            if (hidden.size() != 2 || hidden.get(0) % 8 != 0) {
                throw new IllegalArgumentException("The model has two hidden layers, the first a multiple of 8 units; given "
                        + hidden + ".");
            }
        }
    }

    private final Config config;
    private final int observationSize;
    private final int actionSize;
    private final Normalizer normalizer;
    private final Parameters parameters;
    private final Mlp network;
    private final Adam adam;
    private final Seeds seeds;
    private final ModelFit fit;
    private long fits;

    /** A new model with weights drawn from the seeds' stream "model", and minibatches from "minibatch"; fitted on DJL's tape. */
    public DynamicsModel(Config config, Normalizer normalizer, int actionSize, Seeds seeds, DataType type) {
        this(config, normalizer, actionSize, seeds, type, Optional.empty());
    }

    /** The same, fitted by kernels if there are some and they know its shape. */
    public DynamicsModel(
            Config config, Normalizer normalizer, int actionSize, Seeds seeds, DataType type, Optional<Kernels> kernels) {
        this.config = config;
        this.normalizer = normalizer;
        this.observationSize = normalizer.width();
        this.actionSize = actionSize;
        this.seeds = seeds;
        parameters = new Parameters(type);
        network = new Mlp(parameters, "model", observationSize + actionSize,
                List.of(new Mlp.Hidden(config.hidden.get(0), Mlp.Activation.SIM_NORM, 1e-3f),
                        new Mlp.Hidden(config.hidden.get(1), Mlp.Activation.SILU, 1e-3f)),
                2 * observationSize, Mlp.Init.UNIFORM_FAN_IN, seeds.stream("model"));
        adam = new Adam(parameters, 0.9, 0.999);
        fit = kernels.filter(k -> type == DataType.FLOAT32 && WrittenFit.supports(config, network))
                .<ModelFit>map(k -> new WrittenFit(config, network, adam, observationSize, k))
                .orElseGet(() -> new TapeFit(config, parameters, network, adam));
    }

    /** The network's tensors. */
    public Parameters parameters() {
        return parameters;
    }

    /** The network: normalised observation and action → mean of the change, unbounded log-variance. */
    public Mlp network() {
        return network;
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

    @Override
    public void setTrainable(boolean trainable) {
        parameters.setTrainable(trainable);
    }

    @Override
    public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        var output = network.forward(scaling.apply(observation).concat(action, 1));
        return observation.add(output.get(new NDIndex().addAllDim().addSliceDim(0, observationSize)));
    }

    /** The negative log-likelihood (up to constants) of changes [B, O] under the output [B, 2 O], a scalar. */
    public static NDArray loss(NDArray output, NDArray change) {
        long o = change.getShape().get(1);
        var mean = output.get(new NDIndex().addAllDim().addSliceDim(0, o));
        var logVariance = softBound(output.get(new NDIndex().addAllDim().addSliceDim(o, 2 * o)));
        var error = change.sub(mean);
        return error.mul(error).mul(logVariance.neg().exp()).add(logVariance).mean();
    }

    /** max − softplus(max − x), then min + softplus(x − min). */
    static NDArray softBound(NDArray x) {
        var below = Activation.softPlus(x.neg().add(MAX_LOG_VARIANCE)).neg().add(MAX_LOG_VARIANCE);
        return Activation.softPlus(below.sub(MIN_LOG_VARIANCE)).add(MIN_LOG_VARIANCE);
    }

    /** Fits the model to the buffer by the configured number of updates; see {@link #fit(Buffer, int)}. */
    public double fit(Buffer buffer) {
        return fit(buffer, config.updates);
    }

    /**
     * Fits the model on minibatches drawn uniformly from the buffer, inputs normalised by the statistics as of now.
     *
     * @return the mean loss
     * @throws NumericalException if the loss is not finite
     */
    public double fit(Buffer buffer, int updates) {
        double loss = fit.run(buffer, updates, seeds.stream("minibatch", fits), normalizer.scaling());
        fits++;
        return loss;
    }

    @Override
    public void close() {
        fit.close();
        parameters.close();
    }
}
