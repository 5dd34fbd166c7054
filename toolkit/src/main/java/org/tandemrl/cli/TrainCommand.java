package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.cli.option.CheckpointOption;
import org.tandemrl.cli.option.SettingsOptions;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunSettings;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Tasks;
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

    private static final class TaskNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Tasks.names().iterator();
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
            description = "one of ${COMPLETION-CANDIDATES}, or one of --task-jar",
            completionCandidates = TaskNames.class)
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

    @Mixin
    private SettingsOptions settings;

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
                !settings.changes().containsKey("source"),
                "The source of the gradient is set by --algorithm: " + String.join(", ", Algorithms.names()) + ".");
        var interval = checkpoints.interval();
        files.load();
        var chosen = files.task(task);
        var config = settings.apply(Algorithms.named(algorithm).config(chosen), algorithm, task);
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

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
