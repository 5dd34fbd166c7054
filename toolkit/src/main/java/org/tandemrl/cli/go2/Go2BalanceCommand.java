package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.WhichCheckpointOption;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.Snapshots;
import org.tandemrl.task.go2.BalanceTrial;
import org.tandemrl.task.go2.Go2FrontLegs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description =
                "Tries policies of go2-front-legs under the conditions of training: in how many episodes the robot is up on its front legs from 1.5 s to the end at 10 s"
                        + " (Wilson's 95 %% interval), how long the others last and what ends them. Writes balance.csv, .md and .tex.")
final class Go2BalanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "folders of runs of go2-front-legs")
    private List<Path> runs;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder of the table, which is created")
    private Path out;

    @Option(names = "--episodes", defaultValue = "100", description = "a row, 1 or more; default ${DEFAULT-VALUE}")
    private int episodes;

    @Option(names = "--seed", defaultValue = "0", description = "of the episodes; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--kept",
            description =
                    "tries each run's states that train --keep-every kept, and its last, by the samples they had seen: progress.csv, .md and .tex instead of balance")
    private boolean kept;

    @Mixin
    private WhichCheckpointOption checkpoint;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        if (episodes < 1) {
            throw new ParameterException(spec.commandLine(), "--episodes is " + episodes + "; allowed is 1 or more.");
        }
        if (kept && !checkpoint.isLast()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--kept and --checkpoint are given; allowed is one of them: --kept tries all that were kept.");
        }
        OutputFolder.prepare(out);
        var table = empty();
        for (var directory : runs) {
            if (kept) {
                try (var last = files.open(directory, checkpoint)) {
                    for (var state : Snapshots.bySamples(directory)) {
                        try (var run = Run.open(directory, last.algorithm().task(), state)) {
                            add(table, directory, run);
                        }
                    }
                }
            } else {
                try (var run = files.open(directory, checkpoint)) {
                    add(table, directory, run);
                }
            }
        }
        var written = Tables.save(table, out, kept ? "progress" : "balance");
        spec.commandLine().getOut().println("written: " + written.size() + " files in " + out);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void add(Table table, Path directory, Run run) {
        if (!(run.algorithm().task() instanceof Go2FrontLegs task)) {
            throw new RunException("The run " + directory + " is of task "
                    + run.algorithm().task().name() + "; allowed: go2-front-legs.");
        }
        row(table, run, new BalanceTrial(task).run(run.algorithm().acting(), episodes, seed, 1));
        print(table);
    }

    private static Table empty() {
        var table = Table.create(
                "balancing on the front legs (95 % intervals)",
                StringColumn.create("algorithm"),
                IntColumn.create("seed"),
                IntColumn.create("samples"),
                IntColumn.create("episodes"),
                DoubleColumn.create("balanced"),
                DoubleColumn.create("balanced low"),
                DoubleColumn.create("balanced high"),
                DoubleColumn.create("duration (s)"),
                DoubleColumn.create("time up"),
                DoubleColumn.create("upright"),
                DoubleColumn.create("drift (m)"),
                DoubleColumn.create("return"));
        for (var end : Go2FrontLegs.End.values()) {
            table.addColumns(IntColumn.create(end.words()));
        }
        return table;
    }

    private static void row(Table table, Run run, List<BalanceTrial.Outcome> outcomes) {
        int balanced =
                (int) outcomes.stream().filter(BalanceTrial.Outcome::balanced).count();
        var wilson = new WilsonScoreInterval().createInterval(outcomes.size(), balanced, 0.95);
        table.stringColumn("algorithm").append(run.settings().algorithm());
        table.intColumn("seed").append((int) run.settings().seed());
        table.intColumn("samples").append((int) run.algorithm().samples());
        table.intColumn("episodes").append(outcomes.size());
        table.doubleColumn("balanced").append((double) balanced / outcomes.size());
        table.doubleColumn("balanced low").append(balanced == 0 ? 0 : wilson.getLowerBound());
        table.doubleColumn("balanced high").append(balanced == outcomes.size() ? 1 : wilson.getUpperBound());
        mean(table.doubleColumn("duration (s)"), outcomes, BalanceTrial.Outcome::seconds);
        mean(table.doubleColumn("time up"), outcomes, BalanceTrial.Outcome::stands);
        mean(table.doubleColumn("upright"), outcomes, BalanceTrial.Outcome::upright);
        mean(table.doubleColumn("drift (m)"), outcomes, BalanceTrial.Outcome::drift);
        mean(table.doubleColumn("return"), outcomes, BalanceTrial.Outcome::value);
        BalanceTrial.ends(outcomes)
                .forEach((end, count) -> table.intColumn(end.words()).append(count));
    }

    /** Over the episodes that have the number; missing if none has. */
    private static void mean(
            DoubleColumn column, List<BalanceTrial.Outcome> outcomes, ToDoubleFunction<BalanceTrial.Outcome> number) {
        outcomes.stream()
                .mapToDouble(number)
                .filter(Double::isFinite)
                .average()
                .ifPresentOrElse(column::append, column::appendMissing);
    }

    private void print(Table table) {
        var row = table.row(table.rowCount() - 1);
        var ends = List.of(Go2FrontLegs.End.values()).stream()
                .filter(end -> row.getInt(end.words()) > 0)
                .map(end -> end.words() + " " + row.getInt(end.words()))
                .collect(Collectors.joining(", "));
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s, seed %d, %,d samples: %.0f %% of %d episodes balanced (%.0f … %.0f %%), %.2f s on average, up %.0f %% of the time, return %.1f%s%n",
                        row.getString("algorithm"),
                        row.getInt("seed"),
                        row.getInt("samples"),
                        100 * row.getDouble("balanced"),
                        row.getInt("episodes"),
                        100 * row.getDouble("balanced low"),
                        100 * row.getDouble("balanced high"),
                        row.getDouble("duration (s)"),
                        100 * row.getDouble("time up"),
                        row.getDouble("return"),
                        ends.isEmpty() ? "" : "; ended: " + ends);
        spec.commandLine().getOut().flush();
    }
}
