package org.tandemrl.cli.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.Words;
import org.tandemrl.figure.PricePlot;
import org.tandemrl.figure.Tables;
import org.tandemrl.result.Frontier;
import org.tandemrl.result.Results;
import org.tandemrl.run.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.Table;

@Command(
        name = "price",
        mixinStandardHelpOptions = true,
        description =
                "What cheaper settings cost in return and save in time: reads evaluated runs of any settings, groups them by task, algorithm"
                        + " and settings, and writes price.csv, price.md, price.tex and a figure for each task, with the frontier drawn.")
final class StudyPriceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runs",
            required = true,
            paramLabel = "DIR",
            description = "folder of runs, evaluated with --record")
    private Path runs;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "folder of table and figures, which is created")
    private Path out;

    @Override
    public Integer call() {
        var results = Results.read(runs);
        var tasks = results.all().stream()
                .filter(e -> e.evaluation().isPresent())
                .map(e -> e.record().settings().task())
                .distinct()
                .sorted()
                .toList();
        if (tasks.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no evaluated run in " + runs
                            + "; a run is evaluated by environment/tandem evaluate DIR --record.");
        }
        OutputFolder.prepare(out);
        var screen = spec.commandLine().getOut();
        var files = new ArrayList<Path>();
        Table all = null;
        for (var task : tasks) {
            var frontier = Frontier.of(results, task);
            for (var p : frontier.frontier()) {
                screen.printf(
                        Locale.ROOT,
                        "%-8s %s  return %6.0f  %s, %s, seeds: %d%n",
                        task,
                        Words.number("%6.1f min", p.minutes(), "no processor time"),
                        p.mean(),
                        p.algorithm(),
                        p.choice(),
                        p.returns().length);
            }
            files.addAll(new PricePlot(frontier).save(out, "price-" + task));
            all = all == null ? frontier.table() : all.append(frontier.table());
        }
        files.addAll(0, Tables.save(all, out, "price"));
        screen.println("written: "
                + String.join(", ", files.stream().map(Path::toString).toList()));
        screen.flush();
        return 0;
    }
}
