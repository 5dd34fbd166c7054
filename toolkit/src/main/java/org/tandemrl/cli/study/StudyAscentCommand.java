package org.tandemrl.cli.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.WhichCheckpointOption;
import org.tandemrl.cli.option.Words;
import org.tandemrl.nn.Tensors;
import org.tandemrl.run.MemoryNeed;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.WholeFile;
import org.tandemrl.study.AscentStudy;
import org.tandemrl.study.StudyRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "ascent",
        mixinStandardHelpOptions = true,
        description =
                "Measures how much of the gain that a run's policy gradients promise the simulator pays, decoupled and imagined, by small steps"
                        + " along them with the same starts and noise; on any simulator, also one without a derivative. Writes ascent.csv and"
                        + " study.json (the run, the plan, the machine). The run is not changed.")
final class StudyAscentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder of the table, which is created")
    private Path out;

    @Option(
            names = "--horizons",
            split = ",",
            defaultValue = "1,4,16,32",
            description = "control steps; default ${DEFAULT-VALUE}")
    private List<Integer> horizons;

    @Option(
            names = "--change",
            defaultValue = "0.01",
            description =
                    "root mean square by which a step changes the actions, of 1 at most; default ${DEFAULT-VALUE}")
    private double change;

    @Mixin
    private WindowsOption windows;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private WhichCheckpointOption checkpoint;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        if (!(change > 0 && change <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--change is " + change + "; allowed are numbers above 0, up to 1.");
        }
        var plan = windows.plan(horizons, spec);
        var given = threads.given();
        var screen = spec.commandLine().getOut();
        try (var run = files.open(directory, checkpoint)) {
            int used = given.orElse(run.settings().threads());
            MemoryNeed.ofEnvironments(run.algorithm().task(), plan.environments(), plan.longest())
                    .require();
            AscentStudy.require(run.algorithm());
            OutputFolder.prepare(out);
            Tensors.threads(used);
            var table = AscentStudy.of(run.algorithm(), plan, change, used, WindowsOption.progress(spec));
            WholeFile.write(out.resolve("ascent.csv"), stream -> table.write().csv(stream));
            StudyRecord.write(out, run, plan);
            screen.println("run: " + directory);
            screen.println("samples: " + run.algorithm().samples());
            for (var row : table) {
                screen.printf(
                        Locale.ROOT,
                        "horizon %3d  %-9s  promised %s  paid %s  share %s (%s)%n",
                        row.getInt("horizon"),
                        row.getString("source"),
                        Words.number("%.3g", row.getDouble("promised"), "none"),
                        Words.number("%.3g", row.getDouble("paid"), "none"),
                        Words.number("%6.3f", row.getDouble("share"), "none"),
                        Words.interval("%6.3f", row.getDouble("share_low"), row.getDouble("share_high")));
            }
            screen.println("table: " + out.resolve("ascent.csv"));
            screen.flush();
        }
        return 0;
    }
}
