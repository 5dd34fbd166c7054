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
import org.tandemrl.study.GradientStudy;
import org.tandemrl.study.StudyRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "gradients",
        mixinStandardHelpOptions = true,
        description =
                "Compares a run's policy gradients by the simulator's adjoint, decoupled and imagined, over resampled windows and"
                        + " horizons, and measures its model. Writes gradients.csv, predictions.csv, jacobians.csv and study.json (the run, the"
                        + " plan, the machine). The run is not changed.")
final class StudyGradientsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "folder of the tables, which is created")
    private Path out;

    @Option(
            names = "--horizons",
            split = ",",
            defaultValue = "1,2,4,8,16,32,64",
            description = "control steps; default ${DEFAULT-VALUE}")
    private List<Integer> horizons;

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
        var plan = windows.plan(horizons, spec);
        var given = threads.given();
        var screen = spec.commandLine().getOut();
        try (var run = files.open(directory, checkpoint)) {
            int used = given.orElse(run.settings().threads());
            MemoryNeed.ofEnvironments(run.algorithm().task(), plan.environments(), plan.longest())
                    .require();
            GradientStudy.require(run.algorithm());
            OutputFolder.prepare(out);
            Tensors.threads(used);
            var findings = GradientStudy.of(run.algorithm(), plan, used, WindowsOption.progress(spec));
            var files = findings.save(out);
            StudyRecord.write(out, run, plan);
            screen.println("run: " + directory);
            screen.println("samples: " + run.algorithm().samples());
            for (var row : findings.gradients()) {
                if (!row.getString("source").equals(GradientStudy.SOURCES.getFirst())) {
                    screen.printf(
                            Locale.ROOT,
                            "horizon %3d  %-9s  %s (%s)  norm ratio %s  variance %s%n",
                            row.getInt("horizon"),
                            row.getString("source"),
                            Words.number("cosine %6.3f", row.getDouble("cosine"), "no cosine"),
                            Words.interval("%6.3f", row.getDouble("cosine_low"), row.getDouble("cosine_high")),
                            Words.number("%.3g", row.getDouble("ratio"), "none"),
                            Words.number("%.3g", row.getDouble("variance"), "none"));
                }
            }
            screen.println("tables: "
                    + String.join(", ", files.stream().map(Path::toString).toList()));
            screen.flush();
        }
        return 0;
    }
}
