package org.tandemrl.figure;

import java.util.Map;
import org.tandemrl.study.CriticStudy;
import org.tandemrl.study.PredictionStudy;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/** What a model knows of the next step, and a critic of the rest of the episode: a line a state of the training. */
public final class KnowledgePlots {
    private KnowledgePlots() {}

    /** Of each observed quantity the share of its change that is not predicted. */
    public static ColumnPlot unpredicted(String title, Map<String, PredictionStudy> states) {
        var plot = ColumnPlot.of(title, "observed quantity, by its number", "error / change (root mean squares)");
        for (var state : states.entrySet()) {
            var table = state.getValue().quantities();
            plot = line(plot, state.getKey(), table, "quantity", "unpredicted", "unpredicted", "unpredicted");
        }
        return plot;
    }

    /**
     * Of each observed quantity how far what is predicted of an action's effect goes with what it is.
     *
     * @param states tables of {@link org.tandemrl.study.ActionStudy}
     */
    public static ColumnPlot effects(String title, Map<String, Table> states) {
        var plot = ColumnPlot.of(
                title, "observed quantity, by its number", "correlation of predicted and real effects of the noise");
        for (var state : states.entrySet()) {
            var known = state.getValue()
                    .where(state.getValue().doubleColumn("correlation").isNotMissing());
            plot = line(plot, state.getKey(), known, "quantity", "correlation", "correlation", "correlation");
        }
        return plot;
    }

    /**
     * Errors against the deviation that the model gives them, in ten parts; a dashed line where both are equal.
     *
     * @param states of Gaussian models
     */
    public static LogPlot confidence(String title, Map<String, PredictionStudy> states) {
        var plot = LogPlot.of(
                        title,
                        "the model's own deviation (running deviations)",
                        "root mean square of its errors (running deviations)")
                .sized(560, 420);
        double from = Double.POSITIVE_INFINITY;
        double to = 0;
        for (var state : states.entrySet()) {
            var table = state.getValue().confidence();
            plot = plot.with(state.getKey(), numbers(table, "deviation"), numbers(table, "error"));
            from = Math.min(from, table.doubleColumn("deviation").min());
            to = Math.max(to, table.doubleColumn("deviation").max());
        }
        return plot.withSlope("as wrong as it says", 1, from, to, to);
    }

    /** Returns against the critic's value in ten parts of the states: their mean and middle 80 %. */
    public static ColumnPlot critic(String title, Map<String, CriticStudy> states) {
        var plot = ColumnPlot.of(
                title, "the critic's value V, mean of a tenth of the states", "discounted return (mean, middle 80 %)");
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (var state : states.entrySet()) {
            var table = state.getValue().calibration();
            plot = line(plot, state.getKey(), table, "value", "return 10 %", "return", "return 90 %");
            low = Math.min(low, table.doubleColumn("value").min());
            high = Math.max(high, table.doubleColumn("value").max());
        }
        double[] ends = {low, high};
        return plot.with("V = return", ends, ends, ends, ends);
    }

    private static ColumnPlot line(
            ColumnPlot plot, String name, Table table, String x, String low, String y, String high) {
        return plot.with(name, numbers(table, x), numbers(table, low), numbers(table, y), numbers(table, high));
    }

    private static double[] numbers(Table table, String column) {
        return ((NumericColumn<?>) table.column(column)).asDoubleArray();
    }
}
