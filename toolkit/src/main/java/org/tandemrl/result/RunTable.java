package org.tandemrl.result;

import java.util.Arrays;
import org.tandemrl.run.Evaluation;
import org.tandemrl.statistics.AreaUnder;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** All records, a row each. */
public final class RunTable {
    /** Where curves of all robots have come to, so that areas up to it can be compared. */
    private static final double MILLION = 1e6;

    private RunTable() {}

    /**
     * Record, task, algorithm, what its settings differ in, arithmetic, seed, samples, processor minutes; of training returns (with exploration, mean of
     * the last 100 episodes) the last, the best and the mean over all samples and over the first million, as {@link AreaUnder} has it; the
     * return of the recorded {@link Evaluation} with half its 95 % interval. A number that a record does not have is missing.
     */
    public static Table of(Results results) {
        var table = Table.create(
                "all records",
                StringColumn.create("record"),
                StringColumn.create("task"),
                StringColumn.create("algorithm"),
                StringColumn.create("settings"),
                StringColumn.create("arithmetic"),
                LongColumn.create("seed"),
                DoubleColumn.create("million samples"),
                DoubleColumn.create("processor minutes"),
                DoubleColumn.create("last return"),
                DoubleColumn.create("best return"),
                DoubleColumn.create("mean return over samples"),
                DoubleColumn.create("mean return over a million"),
                IntColumn.create("episodes evaluated"),
                DoubleColumn.create("evaluated return"),
                DoubleColumn.create("half width"));
        for (var run : results.all()) {
            var s = run.record().settings();
            double[] returns = run.metrics().column("return");
            table.stringColumn(0).append(run.name());
            table.stringColumn(1).append(s.task());
            table.stringColumn(2).append(s.algorithm());
            table.stringColumn(3).append(Frontier.choice(run.changes()));
            table.stringColumn(4).append(s.config().arithmetic().toString().toLowerCase(java.util.Locale.ROOT));
            table.longColumn(5).append(s.seed());
            table.doubleColumn(6).append(run.samples() * 1e-6);
            table.doubleColumn(7).append(run.minutes());
            table.doubleColumn(8).append(run.metrics().last("return"));
            table.doubleColumn(9)
                    .append(Arrays.stream(returns)
                            .filter(Double::isFinite)
                            .max()
                            .orElse(Double.NaN));
            table.doubleColumn(10).append(area(run, run.samples()));
            table.doubleColumn(11).append(area(run, MILLION));
            run.evaluation()
                    .ifPresentOrElse(
                            e -> {
                                table.intColumn(12).append(e.returns().length);
                                table.doubleColumn(13).append(e.mean());
                                table.doubleColumn(14).append(e.halfWidth());
                            },
                            () -> {
                                table.intColumn(12).appendMissing();
                                table.doubleColumn(13).appendMissing();
                                table.doubleColumn(14).appendMissing();
                            });
        }
        return table;
    }

    private static double area(Results.Entry run, double to) {
        var curve = TrainingReturn.of(run, "samples");
        double[] x = curve.spent();
        return x.length == 0 || x[x.length - 1] < to ? Double.NaN : AreaUnder.curve(x, curve.value(), 0, to);
    }
}
