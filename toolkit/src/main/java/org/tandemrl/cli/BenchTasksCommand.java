package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.bench.Benchmarks;
import org.tandemrl.bench.OriginalSpeed;
import org.tandemrl.bench.ResultFile;
import org.tandemrl.cli.option.ProtocolOptions;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.cli.option.Words;
import org.tandemrl.run.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        description =
                "Measures the simulator on every task whose speed is known of the original, at its number of environments,"
                        + " forward and with adjoint: speed, operations, bytes, share of the peak, phases. Writes simulator-speed.csv and"
                        + " simulator-phases.csv, each with a JSON that says where it was measured.")
final class BenchTasksCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--tasks", split = ",", description = "only these")
    private List<String> tasks;

    @Mixin
    private ThreadsOption threadsOption;

    @Option(names = "--out", description = "folder for the tables, which is created; default datasets/results")
    private Path out;

    @Mixin
    private ProtocolOptions time;

    @Override
    public Integer call() {
        int threads = threadsOption.orAllCores();
        var protocol = BenchSimCommand.protocol(spec, time);
        // Read here: every command of the terminal makes an object of this one, and a table costs it half a second.
        var known = OriginalSpeed.all();
        if (tasks == null) {
            tasks = known.stream().map(OriginalSpeed.Measured::task).toList();
        }
        for (var task : tasks) {
            if (known.stream().noneMatch(m -> m.task().equals(task))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--tasks names " + task + "; allowed is "
                                + String.join(
                                        ", ",
                                        known.stream()
                                                .map(OriginalSpeed.Measured::task)
                                                .toList()) + ".");
            }
        }
        var settings = known.stream()
                .filter(m -> tasks.contains(m.task()))
                .flatMap(m -> List.of(false, true).stream()
                        .map(adjoint -> BenchSimCommand.setting(spec, m.task(), m.environments(), threads, adjoint)))
                .toList();
        Path folder = BenchCommand.folder(spec, out);
        var benchmarks = Benchmarks.find();
        var here = Provenance.now();
        var speeds = new ResultFile(
                folder.resolve("simulator-speed.csv"),
                here,
                protocol,
                "task",
                "environments",
                "threads",
                "adjoint",
                "steps_per_second",
                "low",
                "high",
                "iterations",
                "bytes_per_step",
                "original",
                "times_original",
                "flops",
                "bytes_loaded",
                "bytes_stored",
                "flops_per_second",
                "peak",
                "in_contact");
        var phases = new ResultFile(
                folder.resolve("simulator-phases.csv"),
                here,
                protocol,
                "task",
                "environments",
                "threads",
                "adjoint",
                "phase",
                "share");
        var screen = spec.commandLine().getOut();
        var log = BenchSimCommand.log(spec);
        double peak = benchmarks.peak(threads);
        for (var setting : settings) {
            var speed = benchmarks.measure(setting, protocol, log);
            var cost = benchmarks.count(setting);
            double original =
                    OriginalSpeed.of(setting.task(), setting.adjoint()).orElseThrow();
            speeds.add(
                    setting.task(),
                    setting.environments(),
                    threads,
                    setting.adjoint(),
                    speed.stepsPerSecond(),
                    speed.low(),
                    speed.high(),
                    speed.iterations(),
                    speed.bytesPerStep(),
                    original,
                    speed.stepsPerSecond() / original,
                    cost.flops(),
                    cost.bytesLoaded(),
                    cost.bytesStored(),
                    cost.flops() * speed.stepsPerSecond(),
                    peak,
                    cost.inContact());
            screen.printf(
                    Locale.ROOT,
                    "%-8s %4d environments, %d threads, %-7s  env-steps/s: %9.0f  times the original: %s"
                            + "  GFLOP/s: %.1f of %.1f%n",
                    setting.task(),
                    setting.environments(),
                    threads,
                    setting.adjoint() ? "adjoint" : "forward",
                    speed.stepsPerSecond(),
                    Words.number("%5.1f", speed.stepsPerSecond() / original, "not measured"),
                    cost.flops() * speed.stepsPerSecond() * 1e-9,
                    peak * 1e-9);
            screen.flush();
            benchmarks
                    .phases(setting, protocol, log)
                    .forEach((phase, share) -> phases.add(
                            setting.task(),
                            setting.environments(),
                            threads,
                            setting.adjoint(),
                            "\"" + phase + "\"",
                            share));
        }
        screen.println(
                "tables: " + folder.resolve("simulator-speed.csv") + ", " + folder.resolve("simulator-phases.csv"));
        screen.flush();
        return 0;
    }
}
