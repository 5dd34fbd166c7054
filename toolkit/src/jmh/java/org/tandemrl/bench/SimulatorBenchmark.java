package org.tandemrl.bench;

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
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.task.Tasks;

/** Steps of the whole batch per second. The threads are the simulator's own; JMH calls from one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SimulatorBenchmark {
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
    private RigidSimulator simulator;
    private double[] next;
    private double[] stateAdjoint;
    private double[] controlAdjoint;
    private int frame;

    /** Before each trial. */
    @Setup
    public void start() {
        workload = Workload.of(task, environments);
        simulator = Tasks.simulator(Tasks.named(task), environments, threads);
        next = new double[workload.states()[0].length];
        stateAdjoint = new double[next.length];
        controlAdjoint = new double[workload.controls()[0].length];
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
                workload.states()[frame], workload.controls()[frame], workload.costates()[frame], stateAdjoint, controlAdjoint);
        return stateAdjoint;
    }
}
