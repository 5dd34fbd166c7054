package org.tandemrl.bench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** Milliseconds of the parts of DMO's epoch that are spent in networks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class TrainingBenchmark {
    /** Updates in one fit: reading and writing the tensors, once a fit, is shared by that many (an epoch of Ant has 128). */
    private static final int UPDATES = 32;

    /** Whose settings. */
    @Param("ant")
    public String task;

    /** Of the model's hidden layers. */
    @Param("512")
    public int units;

    /** A name of {@link Arithmetic}. */
    @Param("FAST")
    public String arithmetic;

    /** Of the networks. */
    @Param("1")
    public int threads;

    private Dmo dmo;
    private Optional<Kernels> kernels;
    private GradientSource source;
    private Rollout rollout;

    /** Before each trial. */
    @Setup
    public void start() {
        Tensors.threads(threads);
        var config = DmoConfig.forTask(task)
                .with("arithmetic", arithmetic)
                .with("model.hidden", List.of(units, units))
                .with("exploration.updates", 0)
                .with("model.updates", 1);
        var named = Tasks.named(task);
        var seeds = new Seeds(1);
        dmo = new Dmo(
                config, new Environment(named, named.simulator(config.environments(), 1), seeds, true), seeds, threads);
        dmo.epoch();
        rollout = Rollout.collect(dmo.environment(), dmo.actor(), config.horizon(), seeds.stream("noise", 1));
        kernels = Arithmetic.valueOf(arithmetic).kernels(threads);
        source = kernels.map(k -> GradientSource.decoupled(dmo.model(), k))
                .orElseGet(() -> GradientSource.decoupled(dmo.model()));
    }

    /** After each trial. */
    @TearDown
    public void end() {
        dmo.close();
        kernels.ifPresent(Kernels::close);
    }

    /** One minibatch. JMH may call from another thread than {@link #start}: torch's count is the thread's. */
    @Benchmark
    @OperationsPerInvocation(UPDATES)
    public double modelUpdate() {
        Tensors.threads(threads);
        return dmo.model().fit(dmo.buffer().orElseThrow(), UPDATES);
    }

    /** One window. */
    @Benchmark
    public PolicyGradient policyGradient() {
        Tensors.threads(threads);
        return source.differentiate(rollout, dmo.critic());
    }
}
