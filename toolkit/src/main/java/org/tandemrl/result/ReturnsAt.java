package org.tandemrl.result;

import java.util.Arrays;
import java.util.List;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Training returns of runs when each had spent an equal amount, as a table: a row for every group of seeds. Runs may have gone on after
 * that. Left out, and not counted, are runs that did not come so far, whose records do not say what was spent, or of which no episode had
 * ended by then.
 */
public final class ReturnsAt {
    private final String spent;
    private final Table table;

    /**
     * An empty table.
     *
     * @param spent the metric that says what was spent: samples, or cpu_seconds
     */
    public ReturnsAt(String name, String spent) {
        this.spent = spent;
        table = Table.create(
                name,
                StringColumn.create("task"),
                StringColumn.create("runs"),
                DoubleColumn.create(spent),
                IntColumn.create("seeds"),
                DoubleColumn.create("return"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"),
                DoubleColumn.create("lowest seed"),
                DoubleColumn.create("highest seed"),
                DoubleColumn.create("million samples"),
                DoubleColumn.create("processor minutes"));
    }

    /**
     * Adds runs of one kind; nothing if none of them came so far. The return is that of the last 100 training episodes, with exploration; the
     * interval is Student's t over seeds, NaN for one.
     *
     * <p>Where many environments have taken few steps each, only episodes that failed early have ended: such a return says little.
     *
     * @param label of the kind, such as the algorithm's name
     * @param amount spent
     * @throws IllegalArgumentException if two runs have the same seed
     */
    public ReturnsAt add(String task, String label, List<Results.Entry> runs, double amount) {
        var come = runs.stream()
                .filter(r -> Double.isFinite(r.at(spent, amount, "return")))
                .toList();
        if (come.isEmpty()) {
            return this;
        }
        if (come.stream().map(r -> r.record().settings().seed()).distinct().count() < come.size()) {
            throw new IllegalArgumentException(
                    "A row is of runs with different seeds; " + label + " on " + task + " has two of one seed.");
        }
        double[] returns =
                come.stream().mapToDouble(r -> r.at(spent, amount, "return")).toArray();
        boolean interval = returns.length > 1;
        table.stringColumn(0).append(task);
        table.stringColumn(1).append(label);
        table.doubleColumn(2).append(amount);
        table.intColumn(3).append(returns.length);
        table.doubleColumn(4).append(Statistics.mean(returns));
        table.doubleColumn(5)
                .append(interval ? Statistics.meanInterval(returns, 0.95).low() : Double.NaN);
        table.doubleColumn(6)
                .append(interval ? Statistics.meanInterval(returns, 0.95).high() : Double.NaN);
        table.doubleColumn(7).append(Arrays.stream(returns).min().orElseThrow());
        table.doubleColumn(8).append(Arrays.stream(returns).max().orElseThrow());
        table.doubleColumn(9)
                .append(come.stream()
                        .mapToDouble(r -> r.at(spent, amount, "samples") * 1e-6)
                        .average()
                        .orElseThrow());
        table.doubleColumn(10)
                .append(come.stream()
                        .mapToDouble(r -> r.metrics().columns().contains("cpu_seconds")
                                ? r.at(spent, amount, "cpu_seconds") / 60
                                : Double.NaN)
                        .average()
                        .orElseThrow());
        return this;
    }

    /** The table. */
    public Table table() {
        return table;
    }
}
