package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Run;
import org.tandemrl.run.Snapshots;
import org.tandemrl.study.TransferStudy;
import org.tandemrl.task.go2.Go2Walking;
import org.tandemrl.task.go2.WalkingTrial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description =
                "Measures the policies of several runs under the conditions of training, in PhysX, MuJoCo and MuJoCo's WebAssembly build, as far as they are there: return clipped at 0, tracking, falls, cost of transport,"
                        + " slip, score. All runs meet the same starts, commands and shoves, whatever variant they were trained on. Writes measures.csv, .md and .tex.")
final class Go2MeasureCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "folders of runs of go2-walking and its variants")
    private List<Path> runs;

    @Mixin
    private TrialOptions trial;

    @Option(
            names = "--falls",
            description =
                    "also prints each fall in PhysX: when, what was asked for, where gravity pointed in the base's axes")
    private boolean falls;

    @Option(
            names = "--constraints",
            description =
                    "watches what a robot must not do (joints' and motors' limits, feet's forces, tilt, ...) in PhysX only: constraints.csv, .md and .tex instead of measures")
    private boolean constraints;

    @Option(
            names = "--kept",
            description =
                    "measures each run's states that train --keep-every kept, and its last, in PhysX only, by the samples they had seen: progress.csv, .md and .tex instead of measures")
    private boolean kept;

    @Option(
            names = "--levels",
            description =
                    "measures on terrain, where episodes begin on one level of boxes, slopes and stairs after the other, in PhysX only: terrain.csv, .md and .tex instead of measures")
    private boolean levels;

    @Override
    public Integer call() {
        OutputFolder.prepare(trial.out());
        var given = new LinkedHashMap<String, Boolean>();
        given.put("--kept", kept);
        given.put("--constraints", constraints);
        given.put("--levels", levels);
        given.values().removeIf(there -> !there);
        if (given.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.join(" and ", given.keySet())
                            + " are given; allowed is one of them: each is a table of its own.");
        }
        if (constraints) {
            return watch();
        }
        if (levels) {
            return terrain();
        }
        var engines = kept ? List.of(Go2Walking.Engine.PHYSX) : trial.engines();
        Table all = null;
        for (var directory : runs) {
            for (var state : kept ? Snapshots.bySamples(directory) : List.of(Snapshots.LAST)) {
                var rows = measured(directory, state, engines);
                print(rows);
                all = all == null ? rows : all.append(rows);
            }
        }
        var files = Tables.save(all, trial.out(), kept ? "progress" : "measures");
        spec.commandLine().getOut().println("written: " + files.size() + " files in " + trial.out());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private int watch() {
        var algorithms = StringColumn.create("algorithm");
        var tasks = StringColumn.create("task");
        var seeds = IntColumn.create("seed");
        var names = StringColumn.create("constraint");
        var shares = DoubleColumn.create("share of steps");
        var largest = DoubleColumn.create("largest excess");
        var units = StringColumn.create("unit");
        for (var directory : runs) {
            try (var run = Run.open(directory)) {
                TrialOptions.requireWalking(directory, run.algorithm());
                var walks = new WalkingTrial(new Go2Walking());
                walks.run(run.algorithm().acting(), trial.episodes(), trial.seed(), 1);
                for (var row : walks.constraints()) {
                    tasks.append(run.algorithm().task().name());
                    algorithms.append(run.settings().algorithm());
                    seeds.append((int) run.settings().seed());
                    names.append(row.constraint().words());
                    shares.append(row.share());
                    largest.append(row.largest());
                    units.append(row.constraint().unit());
                    spec.commandLine()
                            .getOut()
                            .printf(
                                    Locale.ROOT,
                                    "%s, seed %d: %s exceeded in %.2f %% of steps, by %.3g %s at most%n",
                                    run.settings().algorithm(),
                                    run.settings().seed(),
                                    row.constraint().words(),
                                    100 * row.share(),
                                    row.largest(),
                                    row.constraint().unit());
                }
            }
        }
        var table = Table.create(
                "what a robot must not do, under the conditions of training",
                tasks,
                algorithms,
                seeds,
                names,
                shares,
                largest,
                units);
        var files = Tables.save(table, trial.out(), "constraints");
        spec.commandLine().getOut().println("written: " + files.size() + " files in " + trial.out());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private int terrain() {
        Table all = null;
        for (var directory : runs) {
            for (int level = 0; level < Go2Walking.levels(); level++) {
                var rows = measured(
                        directory, Snapshots.LAST, new Go2Walking().onLevel(level), List.of(Go2Walking.Engine.PHYSX));
                var column = IntColumn.create("level");
                for (int i = 0; i < rows.rowCount(); i++) {
                    column.append(level);
                }
                rows.insertColumn(3, column);
                spec.commandLine().getOut().print("level " + level + ": ");
                rows.setName("walking policies on terrain by its level, in PhysX (95 % intervals)");
                print(rows);
                all = all == null ? rows : all.append(rows);
            }
        }
        var files = Tables.save(all, trial.out(), "terrain");
        spec.commandLine().getOut().println("written: " + files.size() + " files in " + trial.out());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Table measured(Path directory, String state, List<Go2Walking.Engine> engines) {
        return measured(directory, state, new Go2Walking(), engines);
    }

    private Table measured(Path directory, String state, Go2Walking asked, List<Go2Walking.Engine> engines) {
        try (var last = Run.open(directory);
                var run = Run.open(directory, last.algorithm().task(), state)) {
            var task = run.algorithm().task();
            TrialOptions.requireWalking(directory, run.algorithm());
            var rows = TransferStudy.of(
                    asked,
                    run.algorithm().acting(),
                    engines,
                    TransferStudy.sweep().subList(0, 1),
                    trial.episodes(),
                    trial.seed(),
                    1);
            if (falls) {
                printFalls(run, asked);
            }
            var tasks = StringColumn.create("task");
            var algorithms = StringColumn.create("algorithm");
            var seeds = IntColumn.create("seed");
            for (int i = 0; i < rows.rowCount(); i++) {
                tasks.append(task.name());
                algorithms.append(run.settings().algorithm());
                seeds.append((int) run.settings().seed());
            }
            rows.removeColumns("condition", "value");
            rows.insertColumn(0, tasks).insertColumn(1, algorithms).insertColumn(2, seeds);
            if (kept) {
                var samples = LongColumn.create("samples");
                for (int i = 0; i < rows.rowCount(); i++) {
                    samples.append(run.algorithm().samples());
                }
                rows.insertColumn(3, samples);
            }
            rows.setName("walking policies under the conditions of training (95 % intervals)");
            return rows;
        }
    }

    private void printFalls(Run run, Go2Walking asked) {
        var walks = new WalkingTrial(asked);
        walks.run(run.algorithm().acting(), trial.episodes(), trial.seed(), 1);
        for (var fall : walks.falls()) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "fell after %.2f s, asked for (%.2f, %.2f) m/s and %.2f rad/s, gravity (%.2f, %.2f, %.2f)%n",
                            fall.seconds(),
                            fall.x(),
                            fall.y(),
                            fall.yaw(),
                            fall.gravity().get(0),
                            fall.gravity().get(1),
                            fall.gravity().get(2));
        }
    }

    private void print(Table rows) {
        for (var row : rows) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "%s %s, seed %d, %s: %.0f %% of episodes without a fall, return %.1f, %.3f m/s and %.3f rad/s off, score %.3f%n",
                            row.getString("algorithm"),
                            row.getString("task"),
                            row.getInt("seed"),
                            row.getString("engine"),
                            100 * row.getDouble("survived"),
                            row.getDouble("return"),
                            row.getDouble("velocity error (m/s)"),
                            row.getDouble("yaw rate error (rad/s)"),
                            row.getDouble("score"));
        }
        spec.commandLine().getOut().flush();
    }
}
