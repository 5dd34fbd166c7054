package org.tandemrl.cli.go2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.tandemrl.figure.Tables;
import org.tandemrl.figure.WalkingPlots;
import org.tandemrl.robot.drive.Policies;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Run;
import org.tandemrl.study.TransferStudy;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.go2.Go2Walking;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.Table;

@Command(
        name = "transfer",
        mixinStandardHelpOptions = true,
        description =
                "Tries a walking policy where it was not trained: in PhysX, MuJoCo and MuJoCo's WebAssembly build, as far as they are there, over friction, payload, motor strength, delay, encoder errors, shoves and the"
                        + " motors' curve. Writes transfer.csv, transfer.md, transfer.tex and figures of the sweeps.")
final class Go2TransferCommand implements Callable<Integer> {
    private static final Go2Walking TASK = new Go2Walking();

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "POLICY",
            description =
                    "folder of a run of go2-walking, a file of 'export' of one, or 'stand', which holds the standing pose")
    private String policy;

    @Mixin
    private TrialOptions trial;

    @Option(names = "--threads", defaultValue = "1", description = "of the engines; default ${DEFAULT-VALUE}")
    private int threads;

    @Override
    public Integer call() {
        OutputFolder.prepare(trial.out());
        var engines = trial.engines();
        Table table;
        if (Files.isDirectory(Path.of(policy))) {
            try (var run = Run.open(Path.of(policy))) {
                TrialOptions.requireWalking(Path.of(policy), run.algorithm());
                table = study(engines, run.algorithm().acting());
            }
        } else {
            var loaded = Policies.load(policy);
            try {
                table = study(
                        engines,
                        RecurrentPolicy.around(
                                loaded.act(),
                                rows -> loaded.act().apply(TASK.policyColumns().of(rows, TASK.observationSize()))));
            } finally {
                loaded.close().run();
            }
        }
        print(table);
        var files = new ArrayList<>(Tables.save(table, trial.out(), "transfer"));
        WalkingPlots.transfer(table).forEach((name, plot) -> files.addAll(plot.save(trial.out(), name)));
        spec.commandLine().getOut().println("written: " + files.size() + " files in " + trial.out());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Table study(List<Go2Walking.Engine> engines, UnaryOperator<double[]> act) {
        return TransferStudy.of(TASK, act, engines, TransferStudy.sweep(), trial.episodes(), trial.seed(), threads);
    }

    private void print(Table table) {
        var screen = spec.commandLine().getOut();
        screen.printf(
                Locale.ROOT,
                "%-8s %-20s %6s  %-22s %8s %8s %8s %7s%n",
                "engine",
                "condition",
                "value",
                "survived",
                "return",
                "m/s off",
                "rad/s",
                "score");
        for (var row : table) {
            boolean valued = !table.doubleColumn("value").isMissing(row.getRowNumber());
            screen.printf(
                    Locale.ROOT,
                    "%-8s %-20s %6s  %.2f (%.2f … %.2f)     %8.1f %8.3f %8.3f %7.3f%n",
                    row.getString("engine"),
                    row.getString("condition"),
                    valued ? String.format(Locale.ROOT, "%.2f", row.getDouble("value")) : "",
                    row.getDouble("survived"),
                    row.getDouble("survived low"),
                    row.getDouble("survived high"),
                    row.getDouble("return"),
                    row.getDouble("velocity error (m/s)"),
                    row.getDouble("yaw rate error (rad/s)"),
                    row.getDouble("score"));
        }
    }
}
