package org.tandemrl.nn.kernels;

import java.util.concurrent.atomic.LongAdder;

/** Others' products, with how long they take and how many operations they are where a training asks for them: for benchmarks. */
public final class TimedProducts implements Products {
    private final Products products;
    private final Count forward = new Count();
    private final Count transposed = new Count();

    /** Operations, and the time of all threads together. */
    private static final class Count {
        private final LongAdder nanoseconds = new LongAdder();
        private final LongAdder operations = new LongAdder();

        void add(long start, long multiplyAdds) {
            nanoseconds.add(System.nanoTime() - start);
            operations.add(2 * multiplyAdds);
        }

        Spent spent() {
            return new Spent(nanoseconds.sum() * 1e-9, operations.sum());
        }

        void reset() {
            nanoseconds.reset();
            operations.reset();
        }
    }

    /**
     * What products took.
     *
     * @param seconds of all threads together
     * @param operations additions and multiplications
     */
    public record Spent(double seconds, double operations) {}

    private TimedProducts(Products products) {
        this.products = products;
    }

    /** Kernels that are timed, on the same threads. */
    public static Kernels in(Kernels kernels) {
        return new Kernels(new TimedProducts(kernels.products()), kernels.workers(), kernels.leftToDjl());
    }

    /** Of layers forward, and of the way back to their inputs. */
    public Spent forward() {
        return forward.spent();
    }

    /** Of the derivatives by weights. */
    public Spent weights() {
        return transposed.spent();
    }

    /** Forgets what was counted. */
    public void reset() {
        forward.reset();
        transposed.reset();
    }

    @Override
    public void set(Matrix c, Matrix start, Matrix a, Matrix b, int from, int to) {
        long begun = System.nanoTime();
        products.set(c, start, a, b, from, to);
        forward.add(begun, (long) (to - from) * a.columns * b.columns);
    }

    @Override
    public void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to) {
        long begun = System.nanoTime();
        products.transposed(c, added, a, b, from, to);
        transposed.add(begun, (long) (to - from) * a.columns * b.columns);
    }

    @Override
    public String library() {
        return products.library();
    }
}
