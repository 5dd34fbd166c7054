package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The hand: what its engine needs, and its trainings. */
final class Hand {
    private static final String ROOM = "hand";
    private static final String TASK = "allegro";

    private Hand() {}

    /** What {@code bench steps --record} wrote. */
    static void steps(Path folder, String room, Output out) {
        out.written(
                folder.resolve("steps.csv"),
                room,
                "steps",
                List.of("task", "where the time goes"),
                List.of("environments", "threads", "steps", "steps/s", "steps/s of processor time", "invalid"));
    }

    /**
     * Nothing, if there is no such folder.
     *
     * @param folder of evaluated runs, and of what {@code study hand} wrote
     */
    static void write(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        out.written(folder.resolve("stability.csv"), ROOM, "stability", List.of("cone"), List.of());
        steps(folder, ROOM, out);
        var results = Results.read(folder);
        var finals = new FinalReturns("the hand, 64 episodes without exploration");
        for (var algorithm : List.of("dmo-sapo", "dmo", "maac-sapo", "ppo", "sac")) {
            finals.add(algorithm, results.mostSeeds(algorithm, TASK));
        }
        if (!finals.table().isEmpty()) {
            out.table(ROOM, "final-returns", finals.table());
            out.table(ROOM, "measures", measures(results));
        }
        for (String axis : List.of("samples", "cpu_seconds")) {
            var curves = new TaskCurves(new Benchmark(results), TASK, axis).plot();
            if (!curves.isEmpty()) {
                out.figure(ROOM, "curves-" + axis.replace("cpu_seconds", "minutes"), curves::save);
            }
        }
    }

    /** What evaluations tell beside the return, a row a run: of successes mean and median, of the others the mean. */
    private static Table measures(Results results) {
        var algorithms = StringColumn.create("algorithm");
        var seeds = IntColumn.create("seed");
        var numbers = new LinkedHashMap<String, DoubleColumn>();
        for (var run : results.only(e -> e.evaluation().isPresent()).all()) {
            algorithms.append(run.record().settings().algorithm());
            seeds.append((int) run.record().settings().seed());
            run.evaluation().orElseThrow().measures().forEach((name, values) -> {
                add(numbers, name, seeds.size(), Statistics.mean(values));
                if (name.equals("successes")) {
                    add(numbers, "median of successes", seeds.size(), Statistics.quantile(values, 0.5));
                }
            });
        }
        var table = Table.create("the hand, by run", algorithms, seeds);
        numbers.values().forEach(column -> {
            while (column.size() < seeds.size()) {
                column.appendMissing();
            }
            table.addColumns(column);
        });
        return table;
    }

    private static void add(Map<String, DoubleColumn> numbers, String name, int row, double value) {
        var column = numbers.computeIfAbsent(name, DoubleColumn::create);
        while (column.size() < row - 1) {
            column.appendMissing();
        }
        column.append(value);
    }
}
