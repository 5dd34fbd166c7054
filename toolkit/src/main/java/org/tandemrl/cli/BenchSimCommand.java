package org.tandemrl.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.bench.Benchmarks;
import org.tandemrl.bench.OriginalSpeed;
import org.tandemrl.bench.Protocol;
import org.tandemrl.bench.SimulatorSetting;
import org.tandemrl.bench.SimulatorSpeed;
import org.tandemrl.cli.option.ProtocolOptions;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.cli.option.Words;
import org.tandemrl.run.MemoryNeed;
import org.tandemrl.task.Tasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        description =
                "Measures the simulator, by JMH, on states from episodes under random actions, contacts included. The last"
                        + " line is env-steps/s: NUMBER.")
final class BenchSimCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--task", required = true, description = "ant, cartpole, cheetah, hopper, humanoid or snu")
    private String task;

    @Option(names = "--envs", defaultValue = "64", description = "environments in the batch; default ${DEFAULT-VALUE}")
    private int environments;

    @Mixin
    private ThreadsOption threadsOption;

    @Option(
            names = "--adjoint",
            description = "a step, then the adjoint of the same step (which recomputes the step's"
                    + " substeps): what a gradient through the simulator costs. Counted as one step")
    private boolean adjoint;

    @Option(
            names = "--count",
            description = "also count the floating-point operations and the bytes of a step, and compare"
                    + " their rate with this machine's peak; some seconds more")
    private boolean count;

    @Option(
            names = "--phases",
            description = "also say where the time goes, by the flight recorder's samples; doubles the time")
    private boolean phases;

    @Mixin
    private ProtocolOptions time;

    @Override
    public Integer call() {
        int threads = threadsOption.orAllCores();
        var setting = setting(spec, task, environments, threads, adjoint);
        var protocol = protocol(spec, time);
        var out = spec.commandLine().getOut();
        var log = log(spec);
        var benchmarks = Benchmarks.find();
        var speed = benchmarks.measure(setting, protocol, log);
        describe(out, setting, protocol, speed);
        if (count) {
            count(out, benchmarks, setting, speed);
        }
        if (phases) {
            out.println("where the time goes (share of the samples):");
            benchmarks
                    .phases(setting, protocol, log)
                    .forEach((phase, share) -> out.printf(Locale.ROOT, "  %4.1f %%  %s%n", 100 * share, phase));
        }
        out.printf(Locale.ROOT, "env-steps/s: %.0f%n", speed.stepsPerSecond());
        out.flush();
        return 0;
    }

    private static void describe(PrintWriter out, SimulatorSetting setting, Protocol protocol, SimulatorSpeed speed) {
        out.printf(
                Locale.ROOT,
                "%s, %d environments, %d %s, %s%n",
                setting.task(),
                setting.environments(),
                setting.threads(),
                setting.threads() == 1 ? "thread" : "threads",
                setting.adjoint() ? "step and its adjoint" : "forward");
        out.printf(
                Locale.ROOT,
                "env-steps/s, 99.9 %% interval of %d iterations of %s s: %s%n",
                speed.iterations(),
                protocol.seconds(),
                Words.interval("%.0f", speed.low(), speed.high()));
        out.printf(Locale.ROOT, "bytes allocated in a step of the batch, all threads: %.3f%n", speed.bytesPerStep());
        OriginalSpeed.of(setting.task(), setting.adjoint())
                .ifPresent(original -> out.printf(
                        Locale.ROOT,
                        "times the original simulator on one core (%.0f): %.1f%n",
                        original,
                        speed.stepsPerSecond() / original));
    }

    private static void count(PrintWriter out, Benchmarks benchmarks, SimulatorSetting setting, SimulatorSpeed speed) {
        var cost = benchmarks.count(setting);
        double peak = benchmarks.peak(setting.threads());
        double rate = cost.flops() * speed.stepsPerSecond();
        out.printf(
                Locale.ROOT,
                "floating-point operations of an env-step: %.0f, that is %.1f GFLOP/s, %.0f %% of the peak of %.1f%n",
                cost.flops(),
                rate * 1e-9,
                100 * rate / peak,
                peak * 1e-9);
        out.printf(
                Locale.ROOT,
                "bytes of an env-step by vector loads and stores: %.0f and %.0f, that is %.1f and %.1f GB/s;"
                        + " %.2f operations a byte%n",
                cost.bytesLoaded(),
                cost.bytesStored(),
                cost.bytesLoaded() * speed.stepsPerSecond() * 1e-9,
                cost.bytesStored() * speed.stepsPerSecond() * 1e-9,
                cost.flops() / (cost.bytesLoaded() + cost.bytesStored()));
        out.printf(Locale.ROOT, "environments in contact: %.0f %%%n", 100 * cost.inContact());
    }

    static SimulatorSetting setting(CommandSpec spec, String task, int environments, int threads, boolean adjoint) {
        try {
            var setting = new SimulatorSetting(task, environments, threads, adjoint);
            MemoryNeed.ofEnvironments(Tasks.named(task), environments, 1).require();
            return setting;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    static Protocol protocol(CommandSpec spec, ProtocolOptions time) {
        try {
            return time.protocol();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** JMH's own account, line by line on standard error. */
    static PrintStream log(CommandSpec spec) {
        var err = spec.commandLine().getErr();
        return new PrintStream(
                new OutputStream() {
                    private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

                    @Override
                    public void write(int b) {
                        line.write(b);
                        if (b == '\n') {
                            flush();
                        }
                    }

                    @Override
                    public void flush() {
                        // What the JVM says in every process that uses vectors is no part of JMH's account.
                        if (!line.toString(StandardCharsets.UTF_8)
                                .startsWith("WARNING: Using incubator modules: jdk.incubator.vector")) {
                            err.print(line.toString(StandardCharsets.UTF_8));
                        }
                        line.reset();
                        err.flush();
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }
}
