package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.WhichCheckpointOption;
import org.tandemrl.cli.option.Words;
import org.tandemrl.run.Evaluation;
import org.tandemrl.run.MemoryNeed;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Run;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.TaskSizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "evaluate", mixinStandardHelpOptions = true, description = "Runs a trained policy without exploration.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(names = "--episodes", defaultValue = "64", description = "episodes; default ${DEFAULT-VALUE}")
    private int episodes;

    @Option(names = "--seed", defaultValue = "0", description = "of the random starts; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--on",
            paramLabel = "TASK",
            description =
                    "another task with the same observations and actions, such as allegro-slow for a run of allegro-slow-paced; default: the run's")
    private Optional<String> on = Optional.empty();

    @Option(
            names = "--record",
            description =
                    "writes the episodes' returns into the run's folder, as evaluation.csv, of another task as evaluation-on-TASK.csv")
    private boolean record;

    @Mixin
    private WhichCheckpointOption checkpoint;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        if (episodes < 1) {
            throw new ParameterException(spec.commandLine(), "--episodes is " + episodes + "; allowed is 1 or more.");
        }
        if (record && !checkpoint.isLast()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--record writes the record's evaluation, which is that of the last checkpoint; --checkpoint is "
                            + checkpoint.name() + ".");
        }
        var out = spec.commandLine().getOut();
        if (record) {
            files.load();
            // Before the episodes, and only where there is a run: looking for one must not make a folder.
            Run.readRecord(directory);
            OutputFolder.prepare(directory);
        }
        try (var run = files.open(directory, checkpoint)) {
            run.notes().forEach(note -> spec.commandLine().getErr().println("tandem: " + note));
            var task = on.map(files::task).orElseGet(() -> run.algorithm().task());
            Words.robotFiles(task).ifPresent(line -> spec.commandLine().getErr().println("tandem: " + line));
            TaskSizes.of(run.algorithm().task()).requireFor("policy", task);
            MemoryNeed.ofEnvironments(task, episodes, 1).require();
            var result = Evaluation.of(
                    task,
                    run.algorithm().acting(),
                    episodes,
                    seed,
                    run.settings().threads());
            if (record) {
                on.ifPresentOrElse(name -> result.writeOn(name, directory), () -> result.write(directory));
            }
            out.println("run: " + directory);
            on.ifPresent(name -> out.println("task: " + name));
            if (!checkpoint.isLast()) {
                out.println("checkpoint: " + checkpoint.name());
            }
            out.println("samples: " + run.algorithm().samples());
            if (episodes == 1) {
                out.printf(Locale.ROOT, "return: %.2f (1 episode: it takes two for an interval)%n", result.mean());
            } else {
                out.printf(
                        Locale.ROOT,
                        "return: %.2f ± %.2f (%d episodes)%n",
                        result.mean(),
                        result.halfWidth(),
                        episodes);
            }
            result.measures()
                    .forEach((name, values) -> out.printf(
                            Locale.ROOT,
                            "%s: mean %.4g, median %.4g, from %.4g to %.4g%n",
                            name,
                            Statistics.mean(values),
                            Statistics.quantile(values, 0.5),
                            Arrays.stream(values).min().orElseThrow(),
                            Arrays.stream(values).max().orElseThrow()));
            out.flush();
        }
        return 0;
    }
}
