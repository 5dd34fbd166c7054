package org.tandemrl.result;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tandemrl.run.Evaluation;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What runs came to, as a table: a row for every group of seeds. */
public final class FinalReturns {
    private final Table table;

    /** An empty table. */
    public FinalReturns(String name) {
        table = Table.create(
                name,
                StringColumn.create("task"),
                StringColumn.create("algorithm"),
                IntColumn.create("seeds"),
                DoubleColumn.create("million samples"),
                DoubleColumn.create("processor minutes"),
                DoubleColumn.create("return"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"),
                DoubleColumn.create("lowest seed"),
                DoubleColumn.create("highest seed"),
                DoubleColumn.create("training return"),
                DoubleColumn.create("median episode"),
                DoubleColumn.create("below half of it"));
    }

    /**
     * Adds the runs of one kind on one task, one a seed; nothing if there are none.
     *
     * <p>The return of a seed is the mean of its recorded {@link Evaluation}; the interval is Student's t over seeds, NaN for one. The
     * training return, with exploration, is that of the last 100 episodes, which may have begun long before. A mean may be of episodes
     * to the end and of early falls: the median of all seeds' episodes and the share of episodes below its half say so (NaN for a
     * median that is not positive). Minutes are the mean of all threads' processor time, NaN where a run did not record it.
     *
     * @param label of the kind, such as the algorithm's name
     * @throws IllegalArgumentException if two runs have the same seed, or another task or budget, or one has no evaluation
     */
    public FinalReturns add(String label, List<Results.Entry> runs) {
        if (runs.isEmpty()) {
            return this;
        }
        var tasks =
                runs.stream().map(r -> r.record().settings().task()).distinct().toList();
        long seeds =
                runs.stream().map(r -> r.record().settings().seed()).distinct().count();
        if (tasks.size() > 1 || seeds < runs.size()) {
            throw new IllegalArgumentException("A row is of one task and of runs with different seeds; " + label
                    + " has tasks " + tasks + " and " + seeds + " seeds in " + runs.size() + " runs.");
        }
        double[] samples =
                runs.stream().mapToDouble(Results.Entry::samples).sorted().toArray();
        if (samples[samples.length - 1] > 1.05 * samples[0]) {
            throw new IllegalArgumentException("A row is of one budget; " + label + " has runs of " + (long) samples[0]
                    + " to " + (long) samples[samples.length - 1] + " samples.");
        }
        double[] returns = runs.stream()
                .mapToDouble(r -> r.evaluation()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "The run " + r.table().name()
                                        + " has no recorded evaluation: environment/tandem evaluate DIR --record."))
                        .mean())
                .toArray();
        boolean interval = returns.length > 1;
        table.stringColumn(0).append(tasks.getFirst());
        table.stringColumn(1).append(label);
        table.intColumn(2).append(returns.length);
        table.doubleColumn(3).append(mean(runs, r -> r.metrics().last("samples") * 1e-6));
        table.doubleColumn(4)
                .append(mean(
                        runs,
                        r -> r.metrics().columns().contains("cpu_seconds")
                                ? r.metrics().last("cpu_seconds") / 60
                                : Double.NaN));
        table.doubleColumn(5).append(Statistics.mean(returns));
        table.doubleColumn(6)
                .append(interval ? Statistics.meanInterval(returns, 0.95).low() : Double.NaN);
        table.doubleColumn(7)
                .append(interval ? Statistics.meanInterval(returns, 0.95).high() : Double.NaN);
        table.doubleColumn(8).append(Arrays.stream(returns).min().orElseThrow());
        table.doubleColumn(9).append(Arrays.stream(returns).max().orElseThrow());
        table.doubleColumn(10).append(mean(runs, r -> r.metrics().last("return")));
        double[] episodes = runs.stream()
                .flatMapToDouble(r -> Arrays.stream(r.evaluation().orElseThrow().returns()))
                .toArray();
        double median = Statistics.quantile(episodes, 0.5);
        table.doubleColumn(11).append(median);
        table.doubleColumn(12)
                .append(
                        median > 0
                                ? (double) Arrays.stream(episodes)
                                                .filter(r -> r < median / 2)
                                                .count()
                                        / episodes.length
                                : Double.NaN);
        return this;
    }

    private static double mean(List<Results.Entry> runs, ToDoubleFunction<Results.Entry> number) {
        return runs.stream().mapToDouble(number).average().orElseThrow();
    }

    /** The table; columns return, lowest and highest seed and their interval are returns of episodes. */
    public Table table() {
        return table;
    }
}
