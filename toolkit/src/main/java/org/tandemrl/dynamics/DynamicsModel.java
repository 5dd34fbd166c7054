package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.TaskSizes;

/**
 * The learned model: a Gaussian of the observation's change, given normalised observation and action.
 *
 * <p>Linear → SimNorm → layer normalisation; Linear → SiLU → layer normalisation (both with ε = 1e-3); Linear → (mean, log-variance). The mean
 * is in raw units, ŝ = s + mean. The log-variance ℓ is softly bounded to [−10, 0.5]. Loss: mean of (Δ − mean)² e^{−ℓ} + ℓ.
 *
 * <p>Variants: {@link Loss#DETERMINISTIC} has no log-variance, {@link Target#NEXT} predicts the next observation itself, {@link Target#SCALED_CHANGE} the change in
 * its own units, so that the log-variance's bounds and Adam's steps are as large beside a quantity that changes by 0.001 as beside one that changes by 1, and a learned
 * reward r̂(s, a) is a second network of the same hidden layers (see {@link TwoHot}), fitted on the same minibatches.
 */
public final class DynamicsModel implements LearnedModel {
    static final float MAX_LOG_VARIANCE = 0.5f;
    static final float MIN_LOG_VARIANCE = -10;

    /** What the network says of its target, and how it is scored. */
    public enum Loss {
        /** Mean and log-variance; mean of (target − mean)² e^{−ℓ} + ℓ. */
        GAUSSIAN,
        /** The target itself; mean of (target − output)². */
        DETERMINISTIC
    }

    /** What is predicted, in raw units unless it is said. */
    public enum Target {
        /** The observation's change: ŝ = s + f(s, a). */
        CHANGE,
        /** The next observation: ŝ = f(s, a). */
        NEXT,
        /** The observation's change in units of each quantity's typical change d ({@link ChangeScale}): ŝ = s + d f(s, a). */
        SCALED_CHANGE,
        /** The same, but of unit quaternions how they turn: q̂ = q + (d f(s, a)) ⊗ q. */
        SCALED_TURN;

        /** Whether changes are in units of their own, which are measured before the first fit. */
        public boolean scaled() {
            return switch (this) {
                case CHANGE, NEXT -> false;
                case SCALED_CHANGE, SCALED_TURN -> true;
            };
        }
    }

    /**
     * @param hidden units of the two hidden layers, the first a multiple of 8
     * @param learningRate constant
     * @param updates per fit
     * @param batch transitions in an update
     * @param loss Gaussian or deterministic
     * @param target change or next observation
     * @param quaternions the columns at which an observation's unit quaternions begin, for {@link Target#SCALED_TURN}
     * @param learnedReward whether the reward is learned too; the buffer's first extra number must then be the reward
     */
    public record Config(
            List<Integer> hidden,
            double learningRate,
            int updates,
            int batch,
            Loss loss,
            Target target,
            boolean learnedReward,
            List<Integer> quaternions) {
        /** Checks the hidden layers, and that there is what turns. */
        public Config {
            quaternions = List.copyOf(quaternions);
            if (target == Target.SCALED_TURN && quaternions.isEmpty()) {
                throw new IllegalArgumentException(
                        "model.target is scaled_turn, for tasks that say which of what they observe are quaternions (Task#quaternions), and this one names none; allowed here are change, next and scaled_change.");
            }
            if (hidden.size() != 2 || hidden.get(0) % 8 != 0) {
                throw new IllegalArgumentException(
                        "The model has two hidden layers, the first a multiple of 8 units; given " + hidden + ".");
            }
        }

        /** The paper's model: a Gaussian of the change, and the task's own reward. */
        public Config(List<Integer> hidden, double learningRate, int updates, int batch) {
            this(hidden, learningRate, updates, batch, Loss.GAUSSIAN, Target.CHANGE, false);
        }

        /** Of observations without quaternions. */
        public Config(
                List<Integer> hidden,
                double learningRate,
                int updates,
                int batch,
                Loss loss,
                Target target,
                boolean learnedReward) {
            this(hidden, learningRate, updates, batch, loss, target, learnedReward, List.of());
        }

        /** Raw units, until they are measured. */
        ChangeScale scale(int observationSize) {
            return target == Target.SCALED_TURN
                    ? new ChangeScale(observationSize, quaternions)
                    : new ChangeScale(observationSize);
        }

        /** Numbers that the network gives for observations of a width. */
        int outputs(int observationSize) {
            return loss == Loss.GAUSSIAN ? 2 * observationSize : observationSize;
        }

        /** The next observation [B, O] by the network's output for an observation [B, O]; a scaled change by its units. */
        NDArray next(NDArray observation, NDArray output, ChangeScale scale) {
            var mean = loss == Loss.GAUSSIAN
                    ? output.get(new NDIndex()
                            .addAllDim()
                            .addSliceDim(0, observation.getShape().get(1)))
                    : output;
            return switch (target) {
                case CHANGE -> observation.add(mean);
                case NEXT -> mean;
                case SCALED_CHANGE, SCALED_TURN -> observation.add(scale.change(observation, mean));
            };
        }
    }

    private final Config config;
    private final Normalizer normalizer;
    private final TaskSizes sizes;
    private final ChangeScale scale;
    private final NetworkFit observations;
    private final Optional<NetworkFit> rewards;
    private final Seeds seeds;
    private double rewardLoss = Double.NaN;
    private long fits;

    /**
     * A new model with weights drawn from the seeds' streams "model" and "reward", and minibatches from "minibatch"; fitted on DJL's
     * tape.
     */
    public DynamicsModel(Config config, Normalizer normalizer, int actionSize, Seeds seeds, DataType type) {
        this(config, normalizer, actionSize, seeds, type, Optional.empty());
    }

    /** The same, fitted by kernels if there are some and they know its shape. */
    public DynamicsModel(
            Config config,
            Normalizer normalizer,
            int actionSize,
            Seeds seeds,
            DataType type,
            Optional<Kernels> kernels) {
        this.config = config;
        this.normalizer = normalizer;
        this.seeds = seeds;
        int observationSize = normalizer.width();
        sizes = new TaskSizes(observationSize, actionSize);
        scale = config.scale(observationSize);
        int inputs = observationSize + actionSize;
        observations = new NetworkFit(
                "model",
                config,
                inputs,
                config.outputs(observationSize),
                new ObservationRegression(config.loss, config.target, observationSize, actionSize, scale),
                seeds,
                type,
                kernels);
        rewards = config.learnedReward
                ? Optional.of(new NetworkFit(
                        "reward",
                        config,
                        inputs,
                        TwoHot.BINS,
                        new RewardRegression(2 * observationSize + actionSize),
                        seeds,
                        type,
                        kernels))
                : Optional.empty();
    }

    /** A network of the model's kind, its weights from the seeds' stream of its name. */
    static Mlp network(Parameters parameters, String name, Config config, int inputs, int outputs, Seeds seeds) {
        return new Mlp(
                parameters,
                name,
                inputs,
                List.of(
                        new Mlp.Hidden(config.hidden.get(0), Mlp.Activation.SIM_NORM, 1e-3f),
                        new Mlp.Hidden(config.hidden.get(1), Mlp.Activation.SILU, 1e-3f)),
                outputs,
                Mlp.Init.UNIFORM_FAN_IN,
                seeds.stream(name));
    }

    /** The settings. */
    public Config config() {
        return config;
    }

    /** The tensors of the network that predicts observations. */
    public Parameters parameters() {
        return observations.parameters;
    }

    /** The network: normalised observation and action → mean, and unbounded log-variance if there is one. */
    public Mlp network() {
        return observations.network;
    }

    /** The network of the learned reward, if there is one: normalised observation and action → logits of the bins. */
    public Optional<Mlp> rewardNetwork() {
        return rewards.map(r -> r.network);
    }

    /** Its optimiser. */
    public Adam adam() {
        return observations.adam;
    }

    @Override
    public Optional<TaskSizes> sizes() {
        return Optional.of(sizes);
    }

    @Override
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        parts.add(new Part("model", observations.parameters, observations.adam));
        rewards.ifPresent(r -> parts.add(new Part("model.reward", r.parameters, r.adam)));
        return parts;
    }

    /** What its outputs are changes in; raw units, if they are not scaled. */
    public ChangeScale scale() {
        return scale;
    }

    @Override
    public List<ChangeScale> scales() {
        return config.target.scaled() ? List.of(scale) : List.of();
    }

    @Override
    public long fits() {
        return fits;
    }

    @Override
    public void restoreFits(long fits) {
        this.fits = fits;
    }

    @Override
    public void setTrainable(boolean trainable) {
        parts().forEach(part -> part.parameters().setTrainable(trainable));
    }

    @Override
    public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        return config.next(
                observation, network().forward(scaling.apply(observation).concat(action, 1)), scale);
    }

    /**
     * How wrong it thinks that its prediction may be: the standard deviation of each observed quantity.
     *
     * @param observation [B, O], raw
     * @param action [B, A], as applied
     * @param scaling statistics of the window
     * @return [B, O], raw units; none for a deterministic model
     */
    public Optional<NDArray> deviation(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        if (config.loss == Loss.DETERMINISTIC) {
            return Optional.empty();
        }
        long o = observation.getShape().get(1);
        var output = network().forward(scaling.apply(observation).concat(action, 1));
        return Optional.of(scale.deviation(
                observation,
                softBound(output.get(new NDIndex().addAllDim().addSliceDim(o, 2 * o)))
                        .mul(0.5f)
                        .exp()));
    }

    @Override
    public Optional<NDArray> reward(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        return rewards.map(
                r -> TwoHot.decode(r.network.forward(scaling.apply(observation).concat(action, 1))));
    }

    /** The mean of (target − output)², both [B, O]; a scalar. */
    public static NDArray squaredError(NDArray output, NDArray target) {
        var error = target.sub(output);
        return error.mul(error).mean();
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

    @Override
    public double fit(Buffer buffer) {
        return fit(buffer, config.updates);
    }

    @Override
    public double fit(Buffer buffer, int updates) {
        buffer.requireSizes(sizes);
        if (config.learnedReward && buffer.extras() < 1) {
            throw new IllegalArgumentException(
                    "A learned reward is fitted to the first extra number of a transition; this buffer has " + "none.");
        }
        var scaling = normalizer.scaling();
        if (fits == 0 && config.target.scaled()) {
            scale.measure(buffer, scaling.deviation());
        }
        double loss = observations.fit.run(buffer, updates, seeds.stream("minibatch", fits), scaling);
        // The same stream again gives the same minibatches.
        rewards.ifPresent(r -> rewardLoss = r.fit.run(buffer, updates, seeds.stream("minibatch", fits), scaling));
        fits++;
        return loss;
    }

    @Override
    public Optional<Double> rewardLoss() {
        return rewards.map(r -> rewardLoss);
    }

    @Override
    public void close() {
        observations.close();
        rewards.ifPresent(NetworkFit::close);
    }
}
