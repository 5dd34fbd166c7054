package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.bench.Benchmarks;
import org.tandemrl.bench.Protocol;
import org.tandemrl.bench.ResultFile;
import org.tandemrl.bench.TrainingSetting;
import org.tandemrl.bench.UpdateParts;
import org.tandemrl.cli.option.ThreadCounts;
import org.tandemrl.parallel.VectorModule;
import org.tandemrl.run.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "parts",
        mixinStandardHelpOptions = true,
        description =
                "Takes a model's update apart: its products, each with what it reaches of the peak of multiply-adds in float32, and all that is"
                        + " between them. Writes update-parts.csv and a JSON that says where it was measured.")
final class BenchPartsCommand implements Callable<Integer> {
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
            defaultValue = "fast,bf16",
            description = "fast, bf16; default ${DEFAULT-VALUE}")
    private List<String> fits;

    @Mixin
    private ThreadCounts threadCounts;

    @Option(names = "--warmup", defaultValue = "6", description = "fits of 32 updates before; default ${DEFAULT-VALUE}")
    private int warmups;

    @Option(
            names = "--fits",
            defaultValue = "7",
            description = "fits of which the median counts; default ${DEFAULT-VALUE}")
    private int measured;

    @Option(names = "--out", description = "folder for the table, which is created; default datasets/results")
    private Path out;

    @Override
    public Integer call() {
        var threads = threadCounts.numbers();
        VectorModule.require();
        try {
            var protocol = new Protocol(0, warmups, measured, 1);
            var settings = units.stream()
                    .flatMap(u -> fits.stream()
                            .flatMap(fit -> threads.stream()
                                    .map(n -> new TrainingSetting(
                                            TrainingSetting.Part.MODEL_UPDATE,
                                            task,
                                            u,
                                            BenchEpochCommand.arithmetic(spec, fit),
                                            n))))
                    .toList();
            var folder = BenchCommand.folder(spec, out);
            var table = new ResultFile(
                    folder.resolve("update-parts.csv"),
                    Provenance.now(),
                    protocol,
                    "task",
                    "units",
                    "arithmetic",
                    "threads",
                    "part",
                    "milliseconds",
                    "gflops",
                    "share_of_peak");
            for (var setting : settings) {
                add(setting, table);
            }
            spec.commandLine().getOut().println("table: " + folder.resolve("update-parts.csv"));
            spec.commandLine().getOut().flush();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return 0;
    }

    private void add(TrainingSetting setting, ResultFile table) {
        double peak = 2 * Benchmarks.find().peak(setting.threads());
        String arithmetic = setting.arithmetic().name().toLowerCase(Locale.ROOT);
        var screen = spec.commandLine().getOut();
        screen.printf(
                Locale.ROOT,
                "%s, %d units, %s, %d %s%n",
                setting.task(),
                setting.units(),
                arithmetic,
                setting.threads(),
                setting.threads() == 1 ? "thread" : "threads");
        for (var part : UpdateParts.measure(setting, warmups, measured)) {
            double share = part.gflops() * 1e9 / peak;
            table.add(
                    setting.task(),
                    setting.units(),
                    arithmetic,
                    setting.threads(),
                    part.name(),
                    part.milliseconds(),
                    part.gflops(),
                    share);
            String reached = Double.isNaN(part.gflops())
                    ? ""
                    : String.format(Locale.ROOT, "  %4.0f GFLOP/s, %3.0f %% of the peak", part.gflops(), 100 * share);
            screen.printf(Locale.ROOT, "  %-8s %8.3f ms%s%n", part.name(), part.milliseconds(), reached);
            screen.flush();
        }
    }
}
