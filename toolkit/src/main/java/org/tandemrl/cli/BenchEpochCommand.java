package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.bench.Epochs;
import org.tandemrl.bench.Protocol;
import org.tandemrl.bench.ResultFile;
import org.tandemrl.cli.option.SettingsOptions;
import org.tandemrl.cli.option.ThreadCounts;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.run.Provenance;
import org.tandemrl.task.Tasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "epoch",
        mixinStandardHelpOptions = true,
        description =
                "Times epochs on a full buffer, without exploration before: median seconds by phase. After each measurement a line epoch-s:"
                        + " NUMBER. With --out the table epoch-speed.csv and a JSON that says where it was measured.")
final class BenchEpochCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--task",
            required = true,
            split = ",",
            description = "one or more of ant, cartpole, cheetah, hopper, humanoid and snu")
    private List<String> tasks;

    @Option(
            names = "--algorithm",
            defaultValue = "dmo",
            description = "of which epochs are timed; default ${DEFAULT-VALUE}")
    private String algorithm;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--fit",
            split = ",",
            defaultValue = "fast",
            description =
                    "what fits and differentiates the networks: one or more of djl, fast and bf16; default ${DEFAULT-VALUE}")
    private List<String> fits;

    @Mixin
    private ThreadCounts threadCounts;

    @Option(names = "--warmup", defaultValue = "6", description = "epochs of warm-up; default ${DEFAULT-VALUE}")
    private int warmups;

    @Option(names = "--epochs", defaultValue = "11", description = "epochs measured; default ${DEFAULT-VALUE}")
    private int epochs;

    @Option(names = "--out", description = "folder for the table, which is created; default: no table")
    private Path out;

    @Override
    public Integer call() {
        require(epochs >= 1, "--epochs is " + epochs + "; allowed is 1 or more.");
        require(warmups >= 0, "--warmup is " + warmups + "; allowed is 0 or more.");
        var threads = threadCounts.numbers();
        var arithmetics = fits.stream().map(fit -> arithmetic(spec, fit)).toList();
        var kind = Algorithms.named(algorithm);
        tasks.forEach(task -> settings.apply(kind.config(Tasks.named(task)), algorithm, task));
        var table = out == null ? null : table();
        for (var name : tasks) {
            var task = Tasks.named(name);
            for (var used : arithmetics) {
                var config = settings.apply(kind.config(task), algorithm, name);
                if (config.settings().containsKey("arithmetic")) {
                    config = config.with("arithmetic", used.name());
                }
                for (int n : threads) {
                    var seconds = Epochs.measure(kind, task, config, n, warmups, epochs);
                    print(name, used, n, seconds);
                    if (table != null) {
                        add(table, name, config, used, n, seconds);
                    }
                }
            }
        }
        return 0;
    }

    private ResultFile table() {
        return new ResultFile(
                BenchCommand.folder(spec, out).resolve("epoch-speed.csv"),
                Provenance.now(),
                new Protocol(0, warmups, epochs, 1),
                "algorithm",
                "task",
                "settings",
                "arithmetic",
                "threads",
                "samples",
                "seconds",
                "model",
                "actor",
                "critic",
                "rollout");
    }

    private void add(
            ResultFile table,
            String task,
            AlgorithmConfig config,
            Arithmetic used,
            int threads,
            Map<String, Double> seconds) {
        int samples = config.environments() * Integer.parseInt(config.settings().getOrDefault("horizon", "1"));
        table.add(
                algorithm,
                task,
                settings.words(),
                word(used),
                threads,
                samples,
                seconds.get("epoch"),
                seconds.getOrDefault("model", Double.NaN),
                seconds.getOrDefault("actor", Double.NaN),
                seconds.getOrDefault("critic", Double.NaN),
                seconds.getOrDefault("rollout", Double.NaN));
    }

    private void print(String task, Arithmetic used, int threads, Map<String, Double> seconds) {
        var screen = spec.commandLine().getOut();
        screen.printf(
                Locale.ROOT,
                "%s, %s, %s, %s, %d %s, median of %d epochs%n",
                algorithm,
                task,
                settings.words(),
                word(used),
                threads,
                threads == 1 ? "thread" : "threads",
                epochs);
        seconds.forEach((phase, value) -> {
            if (!phase.equals("epoch")) {
                screen.printf(Locale.ROOT, "  %-8s %.4f s%n", phase, value);
            }
        });
        screen.printf(Locale.ROOT, "epoch-s: %.4f%n", seconds.get("epoch"));
        screen.flush();
    }

    private static String word(Arithmetic arithmetic) {
        return arithmetic.name().toLowerCase(Locale.ROOT);
    }

    static Arithmetic arithmetic(CommandSpec spec, String word) {
        for (var arithmetic : Arithmetic.values()) {
            if (word(arithmetic).equals(word)) {
                return arithmetic;
            }
        }
        throw new ParameterException(spec.commandLine(), "--fit is " + word + "; allowed is djl, fast or bf16.");
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
