package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.tandemrl.bench.Benchmarks;
import org.tandemrl.bench.ResultFile;
import org.tandemrl.cli.option.ProtocolOptions;
import org.tandemrl.cli.option.Words;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Provenance;
import org.tandemrl.sim.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        description =
                "Measures the simulator over the size of the batch and the number of threads, forward and with adjoint, and"
                        + " writes a table (CSV), and beside it where it was measured (JSON).")
final class BenchScalingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--task", required = true, description = "ant, cartpole, cheetah, hopper, humanoid or snu")
    private String task;

    @Option(names = "--envs", split = ",", description = "sizes of the batch; default 1,2,4,…,4096")
    private int[] environments = IntStream.rangeClosed(0, 12).map(k -> 1 << k).toArray();

    @Option(names = "--threads", split = ",", description = "numbers of threads; default 1,2")
    private int[] threads = {1, 2};

    @Option(names = "--out", description = "the table's file; default datasets/results/simulator-scaling.csv")
    private Path out;

    @Mixin
    private ProtocolOptions time;

    @Override
    public Integer call() {
        var protocol = BenchSimCommand.protocol(spec, time);
        var settings = Arrays.stream(threads)
                .boxed()
                .flatMap(k -> Arrays.stream(environments)
                        .boxed()
                        .flatMap(n -> List.of(false, true).stream()
                                .map(adjoint -> BenchSimCommand.setting(spec, task, n, k, adjoint))))
                .toList();
        Path file = out == null ? Datasets.path("results/simulator-scaling.csv") : out;
        if (!file.toString().endsWith(".csv")) {
            throw new ParameterException(
                    spec.commandLine(), "--out is " + file + "; allowed is a file name that ends in .csv.");
        }
        OutputFolder.prepare(file.toAbsolutePath().getParent());
        var benchmarks = Benchmarks.find();
        var table = new ResultFile(
                file,
                Provenance.now(),
                protocol,
                "task",
                "environments",
                "threads",
                "adjoint",
                "steps_per_second",
                "low",
                "high",
                "iterations",
                "bytes_per_step");
        var screen = spec.commandLine().getOut();
        for (var setting : settings) {
            var speed = benchmarks.measure(setting, protocol, BenchSimCommand.log(spec));
            table.add(
                    setting.task(),
                    setting.environments(),
                    setting.threads(),
                    setting.adjoint(),
                    speed.stepsPerSecond(),
                    speed.low(),
                    speed.high(),
                    speed.iterations(),
                    speed.bytesPerStep());
            screen.printf(
                    Locale.ROOT,
                    "%s, %4d environments, %d threads, %-7s  env-steps/s: %9.0f (%s)  bytes a step: %.3f%n",
                    setting.task(),
                    setting.environments(),
                    setting.threads(),
                    setting.adjoint() ? "adjoint" : "forward",
                    speed.stepsPerSecond(),
                    Words.interval("%.0f", speed.low(), speed.high()),
                    speed.bytesPerStep());
            screen.flush();
        }
        screen.println("table: " + file);
        screen.flush();
        return 0;
    }
}
