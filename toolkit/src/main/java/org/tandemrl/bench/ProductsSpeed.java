package org.tandemrl.bench;

import java.util.Arrays;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Products;
import org.tandemrl.parallel.Workers;
import org.tandemrl.random.Seeds;

/** How fast matrices of a model's layer are multiplied: each thread has a part of the minibatch, as in training. */
public final class ProductsSpeed {
    private static final int ROWS = 256;
    /** Times of which the median counts. */
    public static final int REPEATS = 7;

    private static final double WARM_UP = 0.5;

    /** What is multiplied in a layer of K inputs and N units, for a part of 256 rows. */
    public enum Kind {
        /** Z = X W: [256, K] × [K, N]. */
        FORWARD,
        /** ∂W = Xᵀ ∂Z: [256, K]ᵀ × [256, N]. */
        WEIGHTS
    }

    private ProductsSpeed() {}

    /**
     * Operations a second of all threads together: the median of {@value #REPEATS} times.
     *
     * @param seconds of a time
     */
    public static double measure(Products products, Kind kind, int inputs, int units, int threads, double seconds) {
        Tables[] parts = new Tables[threads];
        for (int i = 0; i < threads; i++) {
            parts[i] = new Tables(inputs, units, i);
        }
        double[] rates = new double[REPEATS];
        try (var workers = new Workers(threads, "products")) {
            // The compiler's time first.
            rate(workers, parts, products, kind, Math.max(WARM_UP, seconds));
            for (int i = 0; i < REPEATS; i++) {
                rates[i] = rate(workers, parts, products, kind, seconds);
            }
        }
        Arrays.sort(rates);
        return rates[REPEATS / 2];
    }

    private static double rate(Workers workers, Tables[] parts, Products products, Kind kind, double seconds) {
        long[] done = new long[parts.length];
        long start = System.nanoTime();
        workers.run(
                (worker, part) -> {
                    while ((System.nanoTime() - start) * 1e-9 < seconds) {
                        parts[part].multiply(products, kind);
                        done[part]++;
                    }
                },
                parts.length);
        double taken = (System.nanoTime() - start) * 1e-9;
        return Arrays.stream(done).sum() * parts[0].operations() / taken;
    }

    /** A thread's matrices. */
    private static final class Tables {
        private final Matrix x;
        private final Matrix w;
        private final Matrix z;
        private final Matrix start;
        private final double operations;

        Tables(int inputs, int units, int seed) {
            var random = new Seeds(seed).stream("matrices");
            x = Matrix.of(ROWS, inputs);
            w = Matrix.of(inputs, units);
            z = Matrix.of(ROWS, units);
            start = Matrix.of(1, units);
            operations = 2.0 * ROWS * inputs * units;
            for (int i = 0; i < inputs; i++) {
                for (int r = 0; r < ROWS; r++) {
                    x.set(r, i, (float) random.nextGaussian());
                }
                for (int u = 0; u < units; u++) {
                    w.set(i, u, (float) random.nextGaussian());
                }
            }
        }

        double operations() {
            return operations;
        }

        void multiply(Products products, Kind kind) {
            switch (kind) {
                case FORWARD -> products.set(z, start, x, w, 0, ROWS);
                case WEIGHTS -> products.transposed(w, false, x, z, 0, ROWS);
            }
        }
    }
}
