package org.tandemrl.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.Contest;
import org.tandemrl.statistics.Aggregate;
import org.tandemrl.statistics.Comparison;
import org.tandemrl.statistics.Normalisation;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The benchmark's algorithms in numbers: aggregates, probabilities of improvement, differences of paired seeds.
 *
 * @param contest what aggregates are over
 * @param fixed scale
 */
record Comparisons(Benchmark benchmark, Contest contest, Normalisation fixed) {
    private static final int RESAMPLES = 2000;
    private static final List<String> SUBJECTS = List.of("dmo", "dmo-sapo");

    /** @param prefix of the tables' names */
    void write(String prefix, Output out) {
        out.table(PaperBenchmark.ROOM, prefix + "aggregates", aggregates());
        var improvement = improvement();
        if (!improvement.isEmpty()) {
            out.table(PaperBenchmark.ROOM, prefix + "improvement", improvement);
        }
    }

    private Table aggregates() {
        var table = Table.create(
                "evaluated returns over " + contest.words(),
                StringColumn.create("algorithm"),
                StringColumn.create("scale"),
                StringColumn.create("aggregate"),
                DoubleColumn.create("estimate"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"),
                IntColumn.create("tasks"),
                IntColumn.create("runs"));
        for (var scale : List.of(fixed, benchmark.leastToMost(contest))) {
            for (var algorithm : contest.algorithms()) {
                double[][] scores = benchmark.scores(algorithm, contest.tasks(), scale);
                for (var aggregate : Aggregate.values()) {
                    var interval = aggregate.interval(scores, 0.95, RESAMPLES, 1);
                    table.stringColumn(0).append(algorithm);
                    table.stringColumn(1).append(scale == fixed ? "fixed" : "least-to-most");
                    table.stringColumn(2).append(aggregate.toString());
                    append(table, 3, interval);
                    table.intColumn(6).append(contest.tasks().size());
                    table.intColumn(7)
                            .append(Arrays.stream(scores)
                                    .mapToInt(t -> t.length)
                                    .sum());
                }
            }
        }
        return table;
    }

    private static void append(Table table, int at, Statistics.Interval interval) {
        table.doubleColumn(at).append(interval.estimate());
        table.doubleColumn(at + 1).append(interval.low());
        table.doubleColumn(at + 2).append(interval.high());
    }

    private Table improvement() {
        var table = Table.create(
                "probability that a run returns more",
                StringColumn.create("algorithm"),
                StringColumn.create("than"),
                DoubleColumn.create("probability"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"));
        for (var first : SUBJECTS) {
            for (var second : contest.algorithms()) {
                if (!first.equals(second) && contest.algorithms().contains(first)) {
                    table.stringColumn(0).append(first);
                    table.stringColumn(1).append(second);
                    append(
                            table,
                            2,
                            Comparison.probabilityOfImprovement(
                                    benchmark.scores(first, contest.tasks(), fixed),
                                    benchmark.scores(second, contest.tasks(), fixed),
                                    0.95,
                                    RESAMPLES,
                                    1));
                }
            }
        }
        return table;
    }

    /** Equal seeds have the same starts; on one task, two seeds or more. */
    static Table paired(Benchmark benchmark) {
        var table = Table.create(
                "differences of returns at equal seeds",
                StringColumn.create("task"),
                StringColumn.create("algorithm"),
                StringColumn.create("minus"),
                StringColumn.create("seeds"),
                DoubleColumn.create("difference"),
                DoubleColumn.create("95 % t low"),
                DoubleColumn.create("95 % t high"),
                DoubleColumn.create("95 % bootstrap low"),
                DoubleColumn.create("95 % bootstrap high"));
        for (var task : Benchmark.TASKS) {
            for (var first : SUBJECTS) {
                for (var second : Benchmark.ALGORITHMS) {
                    var a = benchmark.bySeed(first, task);
                    var b = benchmark.bySeed(second, task);
                    long both = a.keySet().stream().filter(b::containsKey).count();
                    if (!first.equals(second) && both >= 2) {
                        var paired = Comparison.Paired.of(a, b);
                        var t = paired.meanInterval(0.95);
                        var bootstrap = paired.bootstrap(0.95, RESAMPLES, 1);
                        table.stringColumn(0).append(task);
                        table.stringColumn(1).append(first);
                        table.stringColumn(2).append(second);
                        table.stringColumn(3)
                                .append(Arrays.stream(paired.seeds())
                                        .mapToObj(Long::toString)
                                        .collect(Collectors.joining(" ")));
                        append(table, 4, t);
                        table.doubleColumn(7).append(bootstrap.low());
                        table.doubleColumn(8).append(bootstrap.high());
                    }
                }
            }
        }
        return table;
    }
}
