package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.cli.option.CheckpointOption;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunSettings;
import org.tandemrl.task.InvalidStates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a policy from the beginning.")
final class TrainCommand implements Callable<Integer> {
    /** For the help. */
    private static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Algorithms.names());
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--algorithm",
            defaultValue = "dmo",
            description = "one of ${COMPLETION-CANDIDATES};" + " default ${DEFAULT-VALUE}",
            completionCandidates = Names.class)
    private String algorithm;

    @Option(
            names = "--task",
            required = true,
            description = "ant, cartpole, cheetah, hopper, humanoid or snu, or one of --task-jar")
    private String task;

    @Option(names = "--seed", defaultValue = "1", description = "root seed; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--samples",
            required = true,
            description = "environment steps after which to end: 1000000, 1e6, 500k or 1.5M")
    private long samples;

    @Option(names = "--out", required = true, description = "folder for the run; must not hold one")
    private Path out;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--preset",
            defaultValue = "paper",
            description =
                    "the settings to begin with: paper (published where there are some) or lean (a smaller model, fewer updates:"
                            + " a fraction of the time, docs/speed.md); default ${DEFAULT-VALUE}")
    private String preset;

    @Option(
            names = "--set",
            description = "a setting of the algorithm, as --set environments=64 or --set model.updates=64; repeatable")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--invalid-states",
            description = "what becomes of states that are not finite or exploded: stop or end_episode;"
                    + " default the task's")
    private InvalidStates invalidStates;

    @Mixin
    private CheckpointOption checkpoints;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        require(samples > 0, "--samples is " + samples + "; allowed is 1 or more.");
        int used = threads.orAllCores();
        require(
                !settings.containsKey("source"),
                "The source of the gradient is set by --algorithm: " + String.join(", ", Algorithms.names()) + ".");
        var interval = checkpoints.interval();
        files.load();
        var chosen = files.task(task);
        AlgorithmConfig config = preset(Algorithms.named(algorithm).config(chosen));
        for (var setting : settings.entrySet()) {
            config = config.with(setting.getKey(), setting.getValue());
        }
        var run = Run.start(
                        new RunSettings(
                                algorithm,
                                task,
                                seed,
                                samples,
                                used,
                                config,
                                invalidStates == null ? chosen.invalidStates() : invalidStates),
                        chosen,
                        out)
                .checkpointEvery(interval);
        return Terminal.train(
                run,
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                checkpoints.options(),
                checkpoints.callbacks(out));
    }

    private AlgorithmConfig preset(AlgorithmConfig paper) {
        return switch (preset) {
            case "paper" -> paper;
            case "lean" ->
                paper.lean(task)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "--preset lean makes the learned model smaller; " + algorithm
                                        + " has none. Allowed for it is --preset paper."));
            default ->
                throw new ParameterException(
                        spec.commandLine(), "--preset is '" + preset + "'; allowed are paper and lean.");
        };
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
