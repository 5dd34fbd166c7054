package org.tandemrl.bench;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.TimedProducts;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Tasks;

/** Where the time of a model's update goes: its products, each with what it reaches, and all that is between them. */
public final class UpdateParts {
    private static final int UPDATES = 32;

    private UpdateParts() {}

    /**
     * A part of an update.
     *
     * @param name forward (layers, and the way back to their inputs), weights (the derivatives by them), between (gathering, activations,
     *     normalisation, likelihood, Adam, and on several threads waiting for each other) or update, the whole
     * @param milliseconds of wall-clock time; of products the mean of the threads
     * @param gflops of products; not a number for what is between
     */
    public record Part(String name, double milliseconds, double gflops) {}

    /**
     * The parts in the median of fits, on a full buffer of random numbers.
     *
     * @param setting whose {@code part} says nothing here
     * @param warmups fits before
     * @param fits measured, of {@value #UPDATES} updates each
     * @throws IllegalArgumentException where the arithmetic is DJL's, or falls back to it: there is nothing to look into
     */
    public static List<Part> measure(TrainingSetting setting, int warmups, int fits) {
        Tensors.threads(setting.threads());
        var task = Tasks.named(setting.task());
        var kernels = setting.arithmetic()
                .kernels(setting.threads())
                .map(TimedProducts::in)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "--fit is djl, or falls back to it here; allowed is what multiplies by kernels: fast or bf16."));
        var products = (TimedProducts) kernels.products();
        var model = DmoConfig.forTask(setting.task()).model();
        var config = new DynamicsModel.Config(
                List.of(setting.units(), setting.units()),
                model.rate(),
                UPDATES,
                model.batch(),
                model.loss(),
                model.target(),
                false);
        var seeds = new Seeds(1);
        var normalizer = new Normalizer(task.observationSize());
        var buffer = full(task.observationSize(), task.actionSize(), model.bufferCapacity(), seeds);
        double[][] times = new double[fits][];
        double[] operations = new double[2];
        try (kernels;
                var fitted = new DynamicsModel(
                        config, normalizer, task.actionSize(), seeds, DataType.FLOAT32, Optional.of(kernels))) {
            for (int i = 0; i < warmups; i++) {
                fitted.fit(buffer);
            }
            for (int i = 0; i < fits; i++) {
                products.reset();
                long start = System.nanoTime();
                fitted.fit(buffer);
                double whole = (System.nanoTime() - start) * 1e-6 / UPDATES;
                double share = 1e3 / UPDATES / kernels.workers().count();
                times[i] = new double[] {
                    products.forward().seconds() * share, products.weights().seconds() * share, whole
                };
                operations[0] = products.forward().operations() / UPDATES;
                operations[1] = products.weights().operations() / UPDATES;
            }
        }
        Arrays.sort(times, (a, b) -> Double.compare(a[2], b[2]));
        double[] median = times[fits / 2];
        return List.of(
                part("forward", median[0], operations[0]),
                part("weights", median[1], operations[1]),
                new Part("between", median[2] - median[0] - median[1], Double.NaN),
                part("update", median[2], operations[0] + operations[1]));
    }

    private static Part part(String name, double milliseconds, double operations) {
        return new Part(name, milliseconds, operations / milliseconds * 1e-6);
    }

    private static Buffer full(int observations, int actions, int capacity, Seeds seeds) {
        var buffer = new Buffer(observations, actions, 0, capacity);
        float[] row = new float[buffer.width()];
        var random = seeds.stream("rows");
        while (buffer.size() < buffer.capacity()) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
            buffer.addRow(row);
        }
        return buffer;
    }
}
