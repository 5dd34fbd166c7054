package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/**
 * Running mean and variance of observations, merged batch by batch (Chan, Golub, LeVeque 1979).
 *
 * <p>What acts or learns within a window uses a {@link #scaling} taken at its start, which does not change.
 */
public final class Normalizer {
    private static final double EPSILON = 1e-5;

    private final double[] mean;
    private final double[] variance;
    private double count = 1e-4;

    /**
     * A fixed affine map of observations, (x − mean) / √(variance + 1e-5).
     *
     * @param mean [O]
     * @param deviation [O], √(variance + 1e-5)
     */
    public record Scaling(double[] mean, double[] deviation) {
        /** The map on tensors. */
        public record OnTensors(NDArray mean, NDArray deviation) {
            /** Normalises [B, O]. */
            public NDArray apply(NDArray observation) {
                return observation.sub(mean).div(deviation);
            }
        }

        /** The map as tensors that live in a manager. */
        public OnTensors on(NDManager manager, DataType type) {
            return new OnTensors(
                    Tensors.of(manager, type, mean, mean.length),
                    Tensors.of(manager, type, deviation, deviation.length));
        }

        /** Normalises rows [N, O] into a new array. */
        public double[] apply(double[] rows) {
            double[] result = new double[rows.length];
            int width = mean.length;
            for (int i = 0; i < rows.length; i++) {
                result[i] = (rows[i] - mean[i % width]) / deviation[i % width];
            }
            return result;
        }
    }

    /** Mean 0 and variance 1 until something was seen. */
    public Normalizer(int width) {
        mean = new double[width];
        variance = new double[width];
        Arrays.fill(variance, 1);
    }

    /** Width O of an observation. */
    public int width() {
        return mean.length;
    }

    /** Merges a batch of observations [N, O]. */
    public void update(double[] rows) {
        int width = mean.length;
        if (rows.length == 0 || rows.length % width != 0) {
            throw new IllegalArgumentException("Observations of " + width
                    + " quantities come in whole rows, at least one; given " + rows.length + " numbers.");
        }
        int n = rows.length / width;
        double total = count + n;
        for (int c = 0; c < width; c++) {
            double m = 0;
            for (int r = 0; r < n; r++) {
                m += rows[r * width + c];
            }
            m /= n;
            double v = 0;
            for (int r = 0; r < n; r++) {
                double d = rows[r * width + c] - m;
                v += d * d;
            }
            double delta = m - mean[c];
            mean[c] += delta * n / total;
            variance[c] = (variance[c] * count + v + delta * delta * count * n / total) / total;
        }
        count = total;
    }

    /** The map as of now. */
    public Scaling scaling() {
        double[] deviation = new double[variance.length];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = Math.sqrt(variance[i] + EPSILON);
        }
        return new Scaling(mean.clone(), deviation);
    }

    /** Count, means, variances: 1 + 2 O numbers. */
    public double[] save() {
        double[] all = new double[1 + 2 * mean.length];
        all[0] = count;
        System.arraycopy(mean, 0, all, 1, mean.length);
        System.arraycopy(variance, 0, all, 1 + mean.length, mean.length);
        return all;
    }

    /** Continues from what {@link #save} gave. */
    public void restore(double[] saved) {
        if (saved.length != 1 + 2 * mean.length) {
            throw new IllegalArgumentException("Statistics of " + mean.length + " quantities are "
                    + (1 + 2 * mean.length) + " numbers; given " + saved.length + ".");
        }
        count = saved[0];
        System.arraycopy(saved, 1, mean, 0, mean.length);
        System.arraycopy(saved, 1 + mean.length, variance, 0, mean.length);
    }
}
