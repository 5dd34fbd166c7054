package org.tandemrl.cli.study;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.study.StudyRecord;
import org.tandemrl.task.hand.HandStability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        name = "hand",
        mixinStandardHelpOptions = true,
        description =
                "What the hand needs of MuJoCo: with several substeps, cones of friction and armatures, whether the cube rests for 5 s on fingers that hold still, and"
                        + " what targets that jump between the limits for 20 s lead to. Writes stability.csv, .md and .tex.")
final class StudyHandCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--hands",
            paramLabel = "N",
            defaultValue = "64",
            description = "of each way, from random starts; default ${DEFAULT-VALUE}")
    private int hands;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder, which is created")
    private Path out;

    @Override
    public Integer call() {
        if (hands < 1 || hands > 100_000) {
            throw new ParameterException(
                    spec.commandLine(), "--hands is " + hands + "; allowed are numbers from 1 to 100000.");
        }
        if (!Mujoco.missing().isEmpty()) {
            throw new RunException(Mujoco.missing());
        }
        OutputFolder.prepare(out);
        var cone = StringColumn.create("cone");
        var armature = DoubleColumn.create("armature (kg m²)");
        var step = DoubleColumn.create("substep (ms)");
        var rests = DoubleColumn.create("rests");
        var sinks = DoubleColumn.create("sinks (mm)");
        var diverges = DoubleColumn.create("diverges");
        var fastest = DoubleColumn.create("fastest (rad/s)");
        var speed = DoubleColumn.create("steps a second");
        for (var way : HandStability.ways()) {
            var outcome = HandStability.of(way, hands, 0);
            cone.append(way.cone().name().toLowerCase(Locale.ROOT));
            armature.append(way.armature());
            step.append(rounded(1000.0 / 30 / way.substeps(), 100));
            rests.append(rounded(outcome.rests(), 1000));
            sinks.append(rounded(1000 * outcome.sinks(), 10));
            diverges.append(rounded(outcome.diverges(), 1000));
            fastest.append(rounded(outcome.fastest(), 1));
            speed.append(rounded(outcome.stepsPerSecond(), 0.01));
        }
        var table = Table.create("stability", cone, armature, step, rests, sinks, diverges, fastest, speed);
        spec.commandLine().getOut().print(Tables.markdown(table));
        StudyRecord.write(out, AskedOptions.of(spec));
        Tables.save(table, out, "stability").forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static double rounded(double x, double parts) {
        return Double.isFinite(x) ? Math.round(x * parts) / parts : x;
    }
}
