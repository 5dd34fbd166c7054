package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Gru;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.TaskSizes;

/**
 * The model with a memory: h′ = GRU((s̄, a), h), and the plain model's network of (s̄, a, h′). Fitted by the plain model's loss over
 * {@link Sequences}, each from the hidden state that was stored with its first transition, differentiated through all its steps.
 *
 * <p>The buffer holds what {@link HiddenState} says. With kernels the network, nearly all of the work, is passed forward and backward
 * written out, between the GRU's forward and backward pass on the tape.
 */
public final class RecurrentModel implements LearnedModel {
    /**
     * @param model of the network; its batch counts sequences; no learned reward
     * @param units K of the hidden state
     * @param length steps of a sequence
     * @param environments whose transitions stand in turns in the buffer
     */
    public record Config(DynamicsModel.Config model, int units, int length, int environments) {
        /** Checks what would fail late. */
        public Config {
            if (units < 1 || length < 1 || environments < 1) {
                throw new IllegalArgumentException("A recurrent model of " + units + " units, sequences of " + length
                        + " steps, " + environments + " environments; allowed is 1 or more of each.");
            }
            if (model.learnedReward()) {
                throw new IllegalArgumentException(
                        "model.learnedReward is true; allowed is false with a recurrent model, which is fitted on sequences without rewards.");
            }
            if (model.target().scaled()) {
                throw new IllegalArgumentException("model.target is "
                        + model.target().name().toLowerCase(Locale.ROOT)
                        + "; allowed are change and next with a recurrent model.");
            }
        }
    }

    private final Config config;
    private final Normalizer normalizer;
    private final TaskSizes sizes;
    private final ChangeScale rawUnits;
    private final Seeds seeds;
    private final DataType type;
    private final Parameters memoryParameters;
    private final Gru memory;
    private final Adam memoryAdam;
    private final Parameters parameters;
    private final Mlp network;
    private final Adam adam;
    private final Regression regression;
    private final Optional<Written> written;
    private long fits;

    /** The network's copy on kernels. */
    private record Written(Kernels kernels, Replica replica, Pass pass, Matrix target) {}

    /** A new model with weights drawn from the seeds' streams "memory" and "model", and sequences from "minibatch"; fitted on DJL's tape. */
    public RecurrentModel(Config config, Normalizer normalizer, int actionSize, Seeds seeds, DataType type) {
        this(config, normalizer, actionSize, seeds, type, Optional.empty());
    }

    /** The same, its network fitted by kernels if there are some and they know its shape. */
    public RecurrentModel(
            Config config,
            Normalizer normalizer,
            int actionSize,
            Seeds seeds,
            DataType type,
            Optional<Kernels> kernels) {
        this.config = config;
        this.normalizer = normalizer;
        rawUnits = new ChangeScale(normalizer.width());
        this.seeds = seeds;
        this.type = type;
        int observationSize = normalizer.width();
        sizes = new TaskSizes(observationSize, actionSize);
        int inputs = observationSize + actionSize;
        memoryParameters = new Parameters(type);
        memory = new Gru(memoryParameters, "memory", inputs, config.units, seeds.stream("memory"));
        memoryAdam = new Adam(memoryParameters, 0.9, 0.999);
        parameters = new Parameters(type);
        network = DynamicsModel.network(
                parameters, "model", config.model, inputs + config.units, config.model.outputs(observationSize), seeds);
        adam = new Adam(parameters, 0.9, 0.999);
        regression = new ObservationRegression(config.model.loss(), config.model.target(), observationSize, actionSize);
        int most = config.model.batch() * config.length;
        written = kernels.filter(k -> type == DataType.FLOAT32)
                .flatMap(k -> k.forShape("fit of the model", Replica.supports(network)))
                .map(k -> {
                    var replica = new Replica(network, k);
                    return new Written(k, replica, replica.pass(most), Matrix.of(most, regression.width()));
                });
    }

    /** The settings. */
    public Config config() {
        return config;
    }

    @Override
    public Optional<TaskSizes> sizes() {
        return Optional.of(sizes);
    }

    @Override
    public int hiddenSize() {
        return config.units;
    }

    @Override
    public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        var start =
                observation.getManager().zeros(new Shape(observation.getShape().get(0), config.units), type);
        return predict(observation, action, Optional.of(start), scaling).next();
    }

    @Override
    public Prediction predict(
            NDArray observation, NDArray action, Optional<NDArray> hidden, Normalizer.Scaling.OnTensors scaling) {
        var input = scaling.apply(observation).concat(action, 1);
        var after = memory.forward(
                input,
                hidden.orElseThrow(
                        () -> new IllegalArgumentException("A recurrent model predicts from a hidden state of "
                                + config.units + " numbers; none was given.")));
        return new Prediction(
                config.model.next(observation, network.forward(input.concat(after, 1)), rawUnits), Optional.of(after));
    }

    @Override
    public double[] remember(double[] observation, double[] action, double[] hidden, Normalizer.Scaling scaling) {
        int rows = hidden.length / config.units;
        try (var scope = Tensors.scope(memoryParameters.manager())) {
            var input = Tensors.of(scope, type, scaling.apply(observation), rows, observation.length / rows)
                    .concat(Tensors.of(scope, type, action, rows, action.length / rows), 1);
            return Tensors.values(memory.forward(input, Tensors.of(scope, type, hidden, rows, config.units)));
        }
    }

    @Override
    public double fit(Buffer buffer) {
        return fit(buffer, config.model.updates());
    }

    @Override
    public double fit(Buffer buffer, int updates) {
        buffer.requireSizes(sizes);
        var expected = new HiddenState(config.units);
        if (buffer.extras() != expected.extras()) {
            throw new IllegalArgumentException(
                    "A recurrent model of " + config.units + " units is fitted to transitions with " + expected.extras()
                            + " extra numbers; this buffer's have " + buffer.extras() + ".");
        }
        RandomGenerator random = seeds.stream("minibatch", fits);
        var scaling = normalizer.scaling();
        double rate = config.model.learningRate();
        double sum = 0;
        written.ifPresent(w -> w.replica.load(adam));
        for (int i = 0; i < updates; i++) {
            var sequences = Sequences.draw(buffer, config.environments, config.length, config.model.batch(), random);
            double loss = written.isPresent()
                    ? pull(written.get(), buffer, sequences, scaling)
                    : pull(buffer, sequences, scaling);
            sum += NumericalException.check("model's loss at update " + i, loss);
            memoryAdam.step(rate, Double.POSITIVE_INFINITY);
            if (written.isPresent()) {
                written.get().replica.step(rate, adam, Double.POSITIVE_INFINITY);
            } else {
                adam.step(rate, Double.POSITIVE_INFINITY);
            }
        }
        written.ifPresent(w -> w.replica.store(adam));
        fits++;
        return sum / updates;
    }

    /** The mean loss over all transitions of the sequences; leaves its gradient at the parameters. */
    double pull(Buffer buffer, Sequences sequences, Normalizer.Scaling scaling) {
        try (var scope = Tensors.scope(parameters.manager())) {
            var batch = gather(scope, buffer, sequences, scaling);
            try (var tape = Tensors.tape()) {
                var loss = regression.loss(network.forward(batch.input.concat(run(batch, sequences), 1)), batch.target);
                tape.backward(loss);
                return Tensors.values(loss)[0];
            }
        }
    }

    /** The same with the network written out: its gradient is left at the replica. */
    private double pull(Written w, Buffer buffer, Sequences sequences, Normalizer.Scaling scaling) {
        try (var scope = Tensors.scope(parameters.manager())) {
            var batch = gather(scope, buffer, sequences, scaling);
            int rows = sequences.transitions();
            try (var tape = Tensors.tape()) {
                var after = run(batch, sequences);
                setRows(w.pass.input(), batch.input.toFloatArray(), after.toFloatArray(), rows);
                setRows(w.target, batch.target.toFloatArray(), new float[0], rows);
                float scale = 1f / (rows * regression.averaged());
                // Ranges begin at multiples of 8; the second may be empty.
                int half = Math.min(rows, (rows / 2 + 7) / 8 * 8);
                double[] loss = new double[Replica.CHUNKS];
                w.kernels
                        .workers()
                        .run(
                                (worker, chunk) -> {
                                    int from = chunk == 0 ? 0 : half;
                                    int to = chunk == 0 ? half : rows;
                                    w.replica.forward(w.pass, true, from, to);
                                    loss[chunk] = regression.loss(w.pass, w.target, scale, from, to);
                                    w.replica.zeroGradient(chunk);
                                    w.replica.backward(w.pass, true, chunk, from, to);
                                },
                                Replica.CHUNKS);
                tape.backward(after.mul(tensor(scope, memoryGradient(w.pass.inputGradient(), rows), config.units))
                        .sum());
                return (loss[0] + loss[1]) / ((double) rows * regression.averaged());
            }
        }
    }

    /** Two flat arrays side by side as rows of a matrix. */
    private static void setRows(Matrix to, float[] left, float[] right, int rows) {
        int l = left.length / rows;
        int r = right.length / rows;
        float[] row = new float[l + r];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(left, i * l, row, 0, l);
            System.arraycopy(right, i * r, row, l, r);
            to.setRow(i, row);
        }
    }

    /** The derivative by what is remembered, the last columns of that by the network's input. */
    private float[] memoryGradient(Matrix byInput, int rows) {
        int inputs = (int) network.dense().getFirst().weight().getShape().get(1) - config.units;
        float[] gradient = new float[rows * config.units];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < config.units; i++) {
                gradient[r * config.units + i] = byInput.get(r, inputs + i);
            }
        }
        return gradient;
    }

    /** What is remembered after each transition, [M, K], in the order of the batch. */
    private NDArray run(Batch batch, Sequences sequences) {
        var after = new NDList();
        NDArray hidden = batch.start;
        long at = 0;
        for (int j = 0; j < sequences.steps(); j++) {
            int running = sequences.running(j);
            var before = running < hidden.getShape().get(0) ? rows(hidden, 0, running) : hidden;
            hidden = memory.forward(rows(batch.input, at, at + running), before);
            after.add(hidden);
            at += running;
        }
        return NDArrays.concat(after, 0);
    }

    private static NDArray rows(NDArray all, long from, long to) {
        return all.get(new NDIndex().addSliceDim(from, to));
    }

    /**
     * The transitions of sequences, step by step and within a step sequence by sequence.
     *
     * @param input [M, O + A], normalised observation and action
     * @param target [M, O]
     * @param start [B, K], stored before the first transitions
     */
    private record Batch(NDArray input, NDArray target, NDArray start) {}

    private Batch gather(NDManager scope, Buffer buffer, Sequences sequences, Normalizer.Scaling scaling) {
        int o = buffer.observationSize();
        int inputs = o + buffer.actionSize();
        int width = regression.width();
        int count = sequences.transitions();
        float[] input = new float[count * inputs];
        float[] target = new float[count * width];
        float[] wanted = new float[width];
        float[] start = new float[sequences.lengths().length * config.units];
        int row = 0;
        for (int j = 0; j < sequences.steps(); j++) {
            for (int b = 0; b < sequences.running(j); b++, row++) {
                int place = sequences.place(buffer, b, j);
                for (int i = 0; i < inputs; i++) {
                    float value = buffer.at(place, i);
                    input[row * inputs + i] =
                            i < o ? (float) ((value - scaling.mean()[i]) / scaling.deviation()[i]) : value;
                }
                regression.target(buffer.rows(), buffer.start(place), wanted);
                System.arraycopy(wanted, 0, target, row * width, width);
                if (j == 0) {
                    for (int i = 0; i < config.units; i++) {
                        start[b * config.units + i] = buffer.at(place, inputs + o + 1 + i);
                    }
                }
            }
        }
        return new Batch(
                tensor(scope, input, inputs), tensor(scope, target, width), tensor(scope, start, config.units));
    }

    private NDArray tensor(NDManager scope, float[] values, int width) {
        return scope.create(FloatBuffer.wrap(values), new Shape(values.length / width, width), DataType.FLOAT32)
                .toType(type, false);
    }

    @Override
    public Optional<Double> rewardLoss() {
        return Optional.empty();
    }

    @Override
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        parts.add(new Part("model", parameters, adam));
        parts.add(new Part("model.memory", memoryParameters, memoryAdam));
        return parts;
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
        parameters.setTrainable(trainable);
        memoryParameters.setTrainable(trainable);
    }

    @Override
    public void close() {
        parameters.close();
        memoryParameters.close();
    }
}
