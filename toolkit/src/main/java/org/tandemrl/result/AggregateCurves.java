package org.tandemrl.result;

import java.util.List;
import java.util.stream.IntStream;
import org.tandemrl.statistics.Aggregate;
import org.tandemrl.statistics.Normalisation;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Normalised training return over what was spent: at each place the mean over tasks of the mean over seeds, in the 95 % interval of the
 * stratified bootstrap. A curve is over the range that all its runs cover: it begins when the last of them has a return that counts and ends
 * with the first of them.
 */
public final class AggregateCurves {
    private static final int POINTS = 60;
    private static final int RESAMPLES = 1000;

    private AggregateCurves() {}

    /**
     * Algorithm, what was spent (samples, or processor minutes), mean, low, high, runs; places are spaced by equal ratios. Left out are
     * runs that did not record what they spent, or whose return does not count by their end, and algorithms that have none left on a task.
     *
     * @param spent samples or cpu_seconds
     */
    public static Table of(Benchmark benchmark, Contest contest, Normalisation by, String spent) {
        var tasks = contest.tasks();
        boolean samples = spent.equals("samples");
        var table = Table.create(
                "normalised training return",
                StringColumn.create("algorithm"),
                DoubleColumn.create(samples ? "samples" : "processor minutes"),
                DoubleColumn.create("mean"),
                DoubleColumn.create("low"),
                DoubleColumn.create("high"),
                IntColumn.create("tasks"),
                IntColumn.create("runs"));
        for (var algorithm : contest.algorithms()) {
            var runs = tasks.stream()
                    .map(t -> benchmark.runs(algorithm, t).stream()
                            .map(r -> TrainingReturn.thatCounts(r, spent))
                            .filter(c -> !c.isEmpty())
                            .toList())
                    .toList();
            if (runs.isEmpty() || runs.stream().anyMatch(List::isEmpty)) {
                continue;
            }
            double from = runs.stream()
                    .flatMap(List::stream)
                    .mapToDouble(TrainingReturn::from)
                    .max()
                    .orElseThrow();
            double to = runs.stream()
                    .flatMap(List::stream)
                    .mapToDouble(TrainingReturn::to)
                    .min()
                    .orElseThrow();
            if (!(from < to)) {
                continue;
            }
            for (int i = 0; i < POINTS; i++) {
                double place = i == POINTS - 1 ? to : from * Math.pow(to / from, i / (POINTS - 1.0));
                double[][] scores = IntStream.range(0, tasks.size())
                        .mapToObj(t -> runs.get(t).stream()
                                .mapToDouble(c -> by.of(tasks.get(t), c.at(place)))
                                .toArray())
                        .toArray(double[][]::new);
                var interval = Aggregate.MEAN.interval(scores, 0.95, RESAMPLES, i);
                table.stringColumn(0).append(algorithm);
                table.doubleColumn(1).append(samples ? Math.rint(place) : place / 60);
                table.doubleColumn(2).append(interval.estimate());
                table.doubleColumn(3).append(interval.low());
                table.doubleColumn(4).append(interval.high());
                table.intColumn(5).append(tasks.size());
                table.intColumn(6).append(runs.stream().mapToInt(List::size).sum());
            }
        }
        return table;
    }
}
