package org.tandemrl.result;

import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What it took to come to a return: a row for every group of seeds and threshold. */
public final class Thresholds {
    private final Table table = Table.create(
            "samples and minutes to a training return",
            StringColumn.create("task"),
            StringColumn.create("algorithm"),
            DoubleColumn.create("threshold"),
            IntColumn.create("seeds"),
            IntColumn.create("reached"),
            DoubleColumn.create("million samples"),
            DoubleColumn.create("most million samples"),
            DoubleColumn.create("processor minutes"),
            DoubleColumn.create("most processor minutes"));

    /**
     * Adds runs of one kind; nothing if there are none, or the return of none counts by its end. Samples and minutes are those at which the training return, mean of the last 100
     * episodes, first was at the threshold: the mean and the most over the seeds that reached it. Where not all did, both are missing: a
     * mean of the fortunate ones would flatter.
     */
    public Thresholds add(String task, String algorithm, List<Results.Entry> all, double threshold) {
        var runs = all.stream()
                .filter(r -> !TrainingReturn.thatCounts(r, "samples").isEmpty())
                .toList();
        if (runs.isEmpty()) {
            return this;
        }
        double[] samples = places(runs, "samples", threshold);
        double[] seconds = places(runs, "cpu_seconds", threshold);
        int reached = (int) Arrays.stream(samples).filter(Double::isFinite).count();
        table.stringColumn(0).append(task);
        table.stringColumn(1).append(algorithm);
        table.doubleColumn(2).append(threshold);
        table.intColumn(3).append(runs.size());
        table.intColumn(4).append(reached);
        table.doubleColumn(5).append(Arrays.stream(samples).average().orElse(Double.NaN) * 1e-6);
        table.doubleColumn(6).append(most(samples) * 1e-6);
        table.doubleColumn(7).append(Arrays.stream(seconds).average().orElse(Double.NaN) / 60);
        table.doubleColumn(8).append(most(seconds) / 60);
        return this;
    }

    private static double[] places(List<Results.Entry> runs, String metric, double threshold) {
        return runs.stream()
                .mapToDouble(r -> TrainingReturn.thatCounts(r, metric).reaches(threshold))
                .toArray();
    }

    private static double most(double[] x) {
        return Arrays.stream(x).allMatch(Double::isFinite)
                ? Arrays.stream(x).max().orElse(Double.NaN)
                : Double.NaN;
    }

    /** The table. */
    public Table table() {
        return table;
    }
}
