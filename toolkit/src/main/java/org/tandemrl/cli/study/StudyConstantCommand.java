package org.tandemrl.cli.study;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.Evaluation;
import org.tandemrl.run.MemoryNeed;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.study.StudyRecord;
import org.tandemrl.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        name = "constant",
        mixinStandardHelpOptions = true,
        description =
                "What is got by who does nothing: returns and measures of episodes in which every action is the same number all the time. What a policy was trained to"
                        + " has to be more. Writes constant.csv, .md and .tex, and study.json (what was asked, the machine).")
final class StudyConstantCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--task",
            required = true,
            split = ",",
            paramLabel = "TASK",
            description = "one task or several, with commas between; a measure that one has not stays empty there")
    private String[] tasks;

    @Option(
            names = "--actions",
            split = ",",
            paramLabel = "NUMBER",
            defaultValue = "-1,-0.5,0,0.5,1",
            description = "from -1 to 1, each tried on its own; default ${DEFAULT-VALUE}")
    private double[] actions;

    @Option(names = "--episodes", defaultValue = "64", description = "episodes of each; default ${DEFAULT-VALUE}")
    private int episodes;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "of the random starts, those of evaluate; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder, which is created")
    private Path out;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        if (episodes < 2) {
            throw new ParameterException(
                    spec.commandLine(), "--episodes is " + episodes + "; allowed is 2 or more, for an interval.");
        }
        for (double action : actions) {
            if (!(Math.abs(action) <= 1)) {
                throw new ParameterException(
                        spec.commandLine(), "--actions has " + action + "; allowed are numbers from -1 to 1.");
            }
        }
        files.load();
        var asked = Arrays.stream(tasks).map(files::task).toList();
        asked.forEach(task -> MemoryNeed.ofEnvironments(task, episodes, 1).require());
        OutputFolder.prepare(out);
        var table = Table.create(
                "constant",
                StringColumn.create("task"),
                DoubleColumn.create("action"),
                IntColumn.create("episodes"),
                DoubleColumn.create("return"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"));
        for (var task : asked) {
            for (double action : actions) {
                add(table, task, action);
            }
        }
        spec.commandLine().getOut().print(Tables.markdown(table));
        StudyRecord.write(out, AskedOptions.of(spec));
        Tables.save(table, out, "constant").forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void add(Table table, Task task, double action) {
        double[] same = new double[episodes * task.actionSize()];
        Arrays.fill(same, action);
        var result = Evaluation.of(task, observation -> same.clone(), episodes, seed, 1);
        // Before the row: a column is added with as many rows as there are, of no number where a task has not the
        // measure.
        result.measures().keySet().stream()
                .filter(name -> !table.columnNames().contains(name))
                .forEach(name -> table.addColumns(DoubleColumn.create(name, table.rowCount())));
        var row = table.appendRow();
        row.setString("task", task.name());
        row.setDouble("action", action);
        row.setInt("episodes", episodes);
        row.setDouble("return", result.mean());
        row.setDouble("95 % low", result.mean() - result.halfWidth());
        row.setDouble("95 % high", result.mean() + result.halfWidth());
        result.measures().forEach((name, values) -> row.setDouble(name, Statistics.mean(values)));
    }
}
