package org.tandemrl.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.Tasks;

/** Steps of the whole batch per second. The threads are the simulator's own; JMH calls from one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SimulatorBenchmark {
    private static final long PATIENCE = 120_000_000_000L;
    private static final long WINDOW = 200_000_000L;
    /** Bytes that a JVM at rest may allocate in a window. */
    private static final long QUIET = 100_000;

    /** A name in {@link Tasks}. */
    @Param("ant")
    public String task;

    /** N. */
    @Param("64")
    public int environments;

    /** Of the simulator. */
    @Param("1")
    public int threads;

    private Workload workload;
    private DifferentiableSimulator simulator;
    private double[] next;
    private double[] stateAdjoint;
    private double[] controlAdjoint;
    private int frame;

    /** Before each trial. */
    @Setup
    public void start(BenchmarkParams parameters) {
        workload = Workload.of(task, environments);
        simulator = Tasks.differentiable(Tasks.named(task), environments, threads);
        next = new double[workload.states()[0].length];
        stateAdjoint = new double[next.length];
        controlAdjoint = new double[workload.controls()[0].length];
        frame = 0;
        if (parameters.getWarmup().getCount() > 0) {
            boolean adjoint = parameters.getBenchmark().endsWith("stepAndAdjoint");
            compile(adjoint ? this::stepAndAdjoint : this::step);
        }
    }

    /**
     * Steps until nothing is allocated any more, which is when all kernels are compiled: until then a vector is an object. That
     * takes a second on small robots, more on large ones and on busy machines, so that no fixed number of warm-up iterations
     * will do.
     */
    private static void compile(Runnable step) {
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long begin = System.nanoTime();
        long window = begin;
        long allocated = memory.getTotalThreadAllocatedBytes();
        while (System.nanoTime() - begin < PATIENCE) {
            step.run();
            if (System.nanoTime() - window > WINDOW) {
                long now = memory.getTotalThreadAllocatedBytes();
                if (now - allocated < QUIET) {
                    return;
                }
                allocated = now;
                window = System.nanoTime();
            }
        }
        System.out.println(
                "Kernels still allocate after " + PATIENCE / 1_000_000_000 + " s: not all of them are compiled.");
    }

    /** After each trial. */
    @TearDown
    public void end() {
        simulator.close();
    }

    /** Forward only. */
    @Benchmark
    public double[] step() {
        frame = (frame + 1) % workload.frames();
        simulator.step(workload.states()[frame], workload.controls()[frame], next);
        return next;
    }

    /** Forward, then the adjoint of the same step. */
    @Benchmark
    public double[] stepAndAdjoint() {
        step();
        simulator.stepAdjoint(
                workload.states()[frame],
                workload.controls()[frame],
                workload.costates()[frame],
                stateAdjoint,
                controlAdjoint);
        return stateAdjoint;
    }
}
