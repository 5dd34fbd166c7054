package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Run;
import org.tandemrl.study.TransferStudy;
import org.tandemrl.task.go2.Go2Walking;
import org.tandemrl.task.go2.WalkingTrial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.IntColumn;
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

    @Override
    public Integer call() {
        OutputFolder.prepare(trial.out());
        var engines = trial.engines();
        Table all = null;
        for (var directory : runs) {
            var rows = measured(directory, engines);
            print(rows);
            all = all == null ? rows : all.append(rows);
        }
        var files = Tables.save(all, trial.out(), "measures");
        spec.commandLine().getOut().println("written: " + files.size() + " files in " + trial.out());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Table measured(Path directory, List<Go2Walking.Engine> engines) {
        try (var run = Run.open(directory)) {
            var task = run.algorithm().task();
            TrialOptions.requireWalking(directory, run.algorithm());
            var rows = TransferStudy.of(
                    new Go2Walking(),
                    run.algorithm()::act,
                    engines,
                    TransferStudy.sweep().subList(0, 1),
                    trial.episodes(),
                    trial.seed(),
                    1);
            if (falls) {
                printFalls(run);
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
            rows.setName("walking policies under the conditions of training (95 % intervals)");
            return rows;
        }
    }

    private void printFalls(Run run) {
        var walks = new WalkingTrial(new Go2Walking());
        walks.run(run.algorithm()::act, trial.episodes(), trial.seed(), 1);
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
