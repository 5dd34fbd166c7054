package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Where a model is good, one step ahead along a window of real steps: by observed quantity, and by how sure it is of itself. Errors are in the
 * running deviations of what is observed.
 */
public final class PredictionStudy {
    private static final int PARTS = 10;

    private final int width;
    /** [steps · O], (ô − o')/σ. */
    private final double[] error;
    /** [steps · O], (o' − o)/σ: the error of the prediction that nothing changes. */
    private final double[] change;
    /** [steps · O], the model's own deviation over σ; empty if it has none. */
    private final double[] deviation;

    private PredictionStudy(int width, double[] error, double[] change, double[] deviation) {
        this.width = width;
        this.error = error;
        this.change = change;
        this.deviation = deviation;
    }

    /** The model along a window; invalid steps do not count. */
    public static PredictionStudy of(DynamicsModel model, Rollout window) {
        var error = new ArrayList<double[]>();
        var change = new ArrayList<double[]>();
        var deviation = new ArrayList<double[]>();
        int n = window.environments();
        int o = window.observation()[0].length / n;
        int a = window.action()[0].length / n;
        var type = window.actor().parameters().type();
        double[] running = window.scaling().deviation();
        for (int t = 0; t < window.horizon(); t++) {
            double[] predicted;
            double[] deviations;
            try (var scope = Tensors.scope(window.actor().parameters().manager())) {
                var scaling = window.scaling().on(scope, type);
                var observation = Tensors.of(scope, type, window.observation()[t], n, o);
                var action = Tensors.of(scope, type, window.action()[t], n, a);
                predicted = Tensors.values(model.predict(observation, action, scaling));
                deviations = model.deviation(observation, action, scaling)
                        .map(Tensors::values)
                        .orElse(new double[0]);
            }
            double[] before = window.observation()[t];
            double[] after = window.nextObservation()[t];
            for (int e = 0; e < n; e++) {
                if (!window.invalid()[t][e]) {
                    error.add(row(o, e, i -> (predicted[i] - after[i]) / running[i % o]));
                    change.add(row(o, e, i -> (after[i] - before[i]) / running[i % o]));
                    if (deviations.length > 0) {
                        deviation.add(row(o, e, i -> deviations[i] / running[i % o]));
                    }
                }
            }
        }
        return new PredictionStudy(o, joined(error), joined(change), joined(deviation));
    }

    private interface Element {
        double at(int index);
    }

    private static double[] row(int width, int environment, Element element) {
        double[] row = new double[width];
        Arrays.setAll(row, i -> element.at(environment * width + i));
        return row;
    }

    private static double[] joined(List<double[]> rows) {
        return rows.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double rootMeanSquare(double[] values) {
        return Math.sqrt(StatUtils.sumSq(values) / values.length);
    }

    /** A row an observed quantity: root mean squares of the error and of the change, and the share of the change that is not predicted, missing where nothing changes. */
    public Table quantities() {
        var table = Table.create(
                "one-step error by observed quantity",
                IntColumn.create("quantity"),
                DoubleColumn.create("error"),
                DoubleColumn.create("change"),
                DoubleColumn.create("unpredicted"));
        for (int i = 0; i < width; i++) {
            double wrong = rootMeanSquare(column(error, i));
            double moved = rootMeanSquare(column(change, i));
            table.intColumn("quantity").append(i);
            table.doubleColumn("error").append(wrong);
            table.doubleColumn("change").append(moved);
            table.doubleColumn("unpredicted").append(moved > 0 ? wrong / moved : Double.NaN);
        }
        return table;
    }

    /**
     * Ten parts of all predictions by the deviation that the model gives them: its root mean square there, that of the errors, and their ratio.
     * One that knows how wrong it is has a ratio of 1 everywhere. Empty for a deterministic model.
     */
    public Table confidence() {
        var table = Table.create(
                "errors by the model's own deviation",
                DoubleColumn.create("deviation"),
                DoubleColumn.create("error"),
                DoubleColumn.create("ratio"));
        for (int[] part : Quantiles.parts(deviation, PARTS)) {
            double said = rootMeanSquare(Quantiles.at(deviation, part));
            double was = rootMeanSquare(Quantiles.at(error, part));
            table.doubleColumn("deviation").append(said);
            table.doubleColumn("error").append(was);
            table.doubleColumn("ratio").append(was / said);
        }
        return table;
    }

    private double[] column(double[] rows, int column) {
        double[] values = new double[rows.length / width];
        Arrays.setAll(values, r -> rows[r * width + column]);
        return values;
    }
}
