package org.tandemrl.bench;

/** What the instrumented kernels of {@link CountingLoader} have done, in vector operations; for one thread. */
public final class Tally {
    static long flops;
    static long loads;
    static long stores;

    private Tally() {}

    static void clear() {
        flops = 0;
        loads = 0;
        stores = 0;
    }

    /** Called by the instrumented kernels: n floating-point operations in each lane. */
    public static void flops(int n) {
        flops += n;
    }

    /** Called by the instrumented kernels: a vector read from an array. */
    public static void load() {
        loads++;
    }

    /** Called by the instrumented kernels: a vector written to an array. */
    public static void store() {
        stores++;
    }
}
