package org.tandemrl.bench;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.DoubleVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The most floating-point operations that this machine does at the simulator's vector length: nothing but multiply-adds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PeakBenchmark {
    private static final int ROUNDS = 10_000;
    /** More chains than latency times units: 4 · 2 on current processors. */
    private static final int CHAINS = 12;
    /** Floating-point operations of a call. */
    static final double FLOPS = 2.0 * ROUNDS * CHAINS * DoubleVector.SPECIES_PREFERRED.length();

    /** Not constants to the compiler. */
    private double factor = 0.999;

    private double term = 0.001;

    /** x = x·factor + term, in independent chains. */
    @Benchmark
    public double multiplyAdds() {
        var s = DoubleVector.SPECIES_PREFERRED;
        var a = DoubleVector.broadcast(s, factor);
        var b = DoubleVector.broadcast(s, term);
        var x0 = a;
        var x1 = a.mul(1.1);
        var x2 = a.mul(1.2);
        var x3 = a.mul(1.3);
        var x4 = a.mul(1.4);
        var x5 = a.mul(1.5);
        var x6 = a.mul(1.6);
        var x7 = a.mul(1.7);
        var x8 = a.mul(1.8);
        var x9 = a.mul(1.9);
        var x10 = a.mul(2.1);
        var x11 = a.mul(2.2);
        for (int round = 0; round < ROUNDS; round++) {
            x0 = x0.fma(a, b);
            x1 = x1.fma(a, b);
            x2 = x2.fma(a, b);
            x3 = x3.fma(a, b);
            x4 = x4.fma(a, b);
            x5 = x5.fma(a, b);
            x6 = x6.fma(a, b);
            x7 = x7.fma(a, b);
            x8 = x8.fma(a, b);
            x9 = x9.fma(a, b);
            x10 = x10.fma(a, b);
            x11 = x11.fma(a, b);
        }
        return x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9)
                .add(x10)
                .add(x11)
                .lane(0);
    }
}
