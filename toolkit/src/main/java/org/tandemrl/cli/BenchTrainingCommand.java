package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tandemrl.bench.Benchmarks;
import org.tandemrl.bench.ResultFile;
import org.tandemrl.bench.TrainingSetting;
import org.tandemrl.bench.TrainingSetting.Part;
import org.tandemrl.cli.option.ProtocolOptions;
import org.tandemrl.cli.option.ThreadCounts;
import org.tandemrl.cli.option.Words;
import org.tandemrl.run.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        description =
                "Times a model update and a decoupled policy gradient of DMO, by JMH, for each arithmetic and number of threads."
                        + " Writes training-speed.csv and a JSON that says where it was measured.")
final class BenchTrainingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--task", defaultValue = "ant", description = "whose settings; default ${DEFAULT-VALUE}")
    private String task;

    @Option(
            names = "--units",
            split = ",",
            defaultValue = "512,1792",
            description = "of the model's hidden layers; default ${DEFAULT-VALUE}")
    private List<Integer> units;

    @Option(
            names = "--fit",
            split = ",",
            defaultValue = "djl,fast,bf16",
            description = "djl, fast, bf16; default ${DEFAULT-VALUE}")
    private List<String> fits;

    @Mixin
    private ThreadCounts threadCounts;

    @Option(names = "--out", description = "folder for the table, which is created; default datasets/results")
    private Path out;

    @Mixin
    private ProtocolOptions time;

    @Override
    public Integer call() {
        var threads = threadCounts.numbers();
        var protocol = BenchSimCommand.protocol(spec, time);
        var settings = Stream.of(Part.values())
                .flatMap(part -> units.stream()
                        .flatMap(u ->
                                fits.stream().flatMap(fit -> threads.stream().map(t -> setting(part, u, fit, t)))))
                .toList();
        var folder = BenchCommand.folder(spec, out);
        var benchmarks = Benchmarks.find();
        var table = new ResultFile(
                folder.resolve("training-speed.csv"),
                Provenance.now(),
                protocol,
                "part",
                "task",
                "units",
                "arithmetic",
                "threads",
                "milliseconds",
                "low",
                "high",
                "gflops");
        var screen = spec.commandLine().getOut();
        for (var s : settings) {
            var ms = benchmarks.training(s, protocol, BenchSimCommand.log(spec));
            // Of the products alone: what an update does besides counts as time.
            double rate = s.part() == Part.MODEL_UPDATE ? s.updateOperations() / ms.mean() * 1e-6 : Double.NaN;
            String part = s.part().name().toLowerCase(Locale.ROOT);
            String arithmetic = s.arithmetic().name().toLowerCase(Locale.ROOT);
            table.add(part, s.task(), s.units(), arithmetic, s.threads(), ms.mean(), ms.low(), ms.high(), rate);
            screen.printf(
                    Locale.ROOT,
                    "%-15s %s, %4d units, %-4s %d %s %8.2f ms (%s)%n",
                    part,
                    s.task(),
                    s.units(),
                    arithmetic,
                    s.threads(),
                    s.threads() == 1 ? "thread: " : "threads:",
                    ms.mean(),
                    Words.interval("%.2f", ms.low(), ms.high()));
            screen.flush();
        }
        screen.println("table: " + folder.resolve("training-speed.csv"));
        screen.flush();
        return 0;
    }

    private TrainingSetting setting(Part part, int units, String fit, int threads) {
        try {
            return new TrainingSetting(part, task, units, BenchEpochCommand.arithmetic(spec, fit), threads);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
