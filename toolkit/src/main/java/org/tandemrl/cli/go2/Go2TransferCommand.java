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
import org.tandemrl.run.RunException;
import org.tandemrl.study.TransferStudy;
import org.tandemrl.task.go2.Go2Walking;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "folder of table and figures, which is created")
    private Path out;

    @Option(names = "--episodes", defaultValue = "64", description = "a row, 2 or more; default ${DEFAULT-VALUE}")
    private int episodes;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "of starts, commands and shoves, which are the same in every row; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--threads", defaultValue = "1", description = "of the engines; default ${DEFAULT-VALUE}")
    private int threads;

    @Override
    public Integer call() {
        OutputFolder.prepare(out);
        var engines = Go2Walking.Engine.present();
        for (var engine : Go2Walking.Engine.values()) {
            if (!engine.missing().isEmpty()) {
                spec.commandLine().getErr().println("tandem: without " + engine + ". " + engine.missing());
            }
        }
        Table table;
        if (Files.isDirectory(Path.of(policy))) {
            try (var run = Run.open(Path.of(policy))) {
                var of = run.algorithm().task();
                if (!(of instanceof Go2Walking)) {
                    throw new RunException("The run " + policy + " is of task " + of.name() + "; allowed: "
                            + TASK.name() + " and its variants.");
                }
                table = study(engines, run.algorithm()::act);
            }
        } else {
            var loaded = Policies.load(policy);
            try {
                table = study(
                        engines, rows -> loaded.act().apply(TASK.policyColumns().of(rows, TASK.observationSize())));
            } finally {
                loaded.close().run();
            }
        }
        print(table);
        var files = new ArrayList<>(Tables.save(table, out, "transfer"));
        WalkingPlots.sweeps(table, "survived", "share of episodes without a fall")
                .forEach((what, plot) -> files.addAll(plot.save(out, "survived-" + file(what))));
        WalkingPlots.sweeps(table, "velocity error (m/s)", "velocity error (m/s)")
                .forEach((what, plot) -> files.addAll(plot.save(out, "velocity-" + file(what))));
        spec.commandLine().getOut().println("written: " + files.size() + " files in " + out);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Table study(List<Go2Walking.Engine> engines, UnaryOperator<double[]> act) {
        return TransferStudy.of(TASK, act, engines, TransferStudy.sweep(), episodes, seed, threads);
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

    private static String file(String what) {
        return what.replaceAll(" \\(.*\\)", "").replace(' ', '-');
    }
}
