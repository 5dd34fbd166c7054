package org.tandemrl.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.bench.Epochs;
import org.tandemrl.cli.option.SettingsOptions;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.nn.kernels.Arithmetic;
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
                "Times epochs on a full buffer, without exploration before: median seconds by phase. The last line is epoch-s: NUMBER.")
final class BenchEpochCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--task", required = true, description = "ant, cartpole, cheetah, hopper, humanoid or snu")
    private String task;

    @Option(
            names = "--algorithm",
            defaultValue = "dmo",
            description = "of which epochs are timed; default ${DEFAULT-VALUE}")
    private String algorithm;

    @Mixin
    private SettingsOptions settings;

    @Option(
            names = "--fit",
            defaultValue = "fast",
            description = "what fits and differentiates the networks: djl, fast or bf16;" + " default ${DEFAULT-VALUE}")
    private String fit;

    @Mixin
    private ThreadsOption threadsOption;

    @Option(names = "--warmup", defaultValue = "6", description = "epochs of warm-up; default ${DEFAULT-VALUE}")
    private int warmups;

    @Option(names = "--epochs", defaultValue = "11", description = "epochs measured; default ${DEFAULT-VALUE}")
    private int epochs;

    @Override
    public Integer call() {
        int threads = threadsOption.orAllCores();
        require(epochs >= 1, "--epochs is " + epochs + "; allowed is 1 or more.");
        require(warmups >= 0, "--warmup is " + warmups + "; allowed is 0 or more.");
        var chosen = Tasks.named(task);
        var kind = Algorithms.named(algorithm);
        var config = settings.apply(kind.config(chosen), algorithm, task);
        var used = arithmetic(spec, fit);
        if (config.settings().containsKey("arithmetic")) {
            config = config.with("arithmetic", used.name());
        }
        var out = spec.commandLine().getOut();
        var seconds = Epochs.measure(kind, chosen, config, threads, warmups, epochs);
        out.printf(
                Locale.ROOT,
                "%s, %s, %s, %d %s, median of %d epochs%n",
                algorithm,
                task,
                fit,
                threads,
                threads == 1 ? "thread" : "threads",
                epochs);
        seconds.forEach((phase, value) -> {
            if (!phase.equals("epoch")) {
                out.printf(Locale.ROOT, "  %-8s %.4f s%n", phase, value);
            }
        });
        out.printf(Locale.ROOT, "epoch-s: %.4f%n", seconds.get("epoch"));
        out.flush();
        return 0;
    }

    static Arithmetic arithmetic(CommandSpec spec, String word) {
        for (var arithmetic : Arithmetic.values()) {
            if (arithmetic.name().toLowerCase(Locale.ROOT).equals(word)) {
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
