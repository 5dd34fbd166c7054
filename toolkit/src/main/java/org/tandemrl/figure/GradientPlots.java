package org.tandemrl.figure;

import java.util.Arrays;
import java.util.List;
import org.tandemrl.result.Results;
import org.tandemrl.study.GradientStudy;
import tech.tablesaw.api.Table;

/**
 * The figures of a {@link GradientStudy}: over the horizon, from its tables; over training, from the columns that
 * {@code gradientQualityEvery} adds to a run's metrics. Intervals are 95 % intervals of means over resamples or seeds, of the
 * model's errors the range from the 10 to the 90 % quantile of trajectories.
 */
public final class GradientPlots {
    private static final int POINTS = 12;
    private static final String HORIZON = "horizon (control steps)";

    private GradientPlots() {}

    /** Cosine with the simulator's gradient, mean over resamples, one line a source. */
    public static LogPlot cosine(String title, Table gradients) {
        return cosines(title, "cosine with the simulator's gradient, 95 %", gradients, "cosine", false);
    }

    /** Cosine of the mean gradients over all resamples. */
    public static LogPlot cosineOfMeans(String title, Table gradients) {
        return cosines(title, "cosine of the mean gradients, 95 %", gradients, "mean_cosine", false);
    }

    /** Cosine of one window's gradient with the mean of the simulator's in all other windows, of all three sources. */
    public static LogPlot cosineWithMean(String title, Table gradients) {
        return cosines(title, "cosine with the simulator's mean gradient, 95 %", gradients, "cosine_with_mean", true);
    }

    /** What the simulator pays of the gain that a gradient promises, of {@link org.tandemrl.study.AscentStudy}. */
    public static LogPlot paid(String title, Table ascent) {
        double least = Arrays.stream(numbers(ascent, "share_low"))
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        return overHorizon(title, "paid share of the promised gain, 95 %", ascent, "share", false)
                .linear(Math.clamp(Math.floor(5 * least) / 5, -1, -0.2), 1.3);
    }

    /** Norm over the simulator's gradient's norm. */
    public static LogPlot ratio(String title, Table gradients) {
        return overHorizon(title, "norm over that of the simulator's gradient, 95 %", gradients, "ratio", false);
    }

    /** Variance over resamples, relative to the squared mean, of all three sources. */
    public static LogPlot variance(String title, Table gradients) {
        return overHorizon(title, "tr Cov(g) / ‖mean g‖², 95 %", gradients, "variance", true);
    }

    /** On an axis that ends a little above 1, and shows all means and what of their intervals is above −1. */
    private static LogPlot cosines(
            String title, String label, Table gradients, String quantity, boolean withReference) {
        double least = Arrays.stream(numbers(gradients, quantity + "_low"))
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        return overHorizon(title, label, gradients, quantity, withReference)
                .linear(Math.clamp(Math.floor(5 * least) / 5, -1, -0.2), 1.05);
    }

    /**
     * Lines over the horizon, one a source.
     *
     * @param withReference whether the first source, which the others are compared with, has a line too
     */
    private static LogPlot overHorizon(
            String title, String label, Table gradients, String quantity, boolean withReference) {
        var plot = LogPlot.of(title, HORIZON, label).sized(540, 400);
        for (var source : gradients.stringColumn("source").unique().asList().stream()
                .sorted(GradientPlots::bySource)
                .toList()) {
            if (withReference || !source.equals(GradientStudy.SOURCES.getFirst())) {
                plot = with(
                        plot,
                        source,
                        gradients.where(gradients.stringColumn("source").isEqualTo(source)),
                        "horizon",
                        quantity);
            }
        }
        return plot;
    }

    private static int bySource(String a, String b) {
        return Integer.compare(GradientStudy.SOURCES.indexOf(a), GradientStudy.SOURCES.indexOf(b));
    }

    /** The model's open-loop prediction error over the number of steps, and that of predicting no change. */
    public static LogPlot predictions(String title, Table predictions) {
        return with(
                        LogPlot.of(
                                        title,
                                        "steps predicted ahead (control steps)",
                                        "error (running deviations): median, 10–90 %")
                                .sized(540, 400),
                        "model",
                        predictions,
                        "steps",
                        "error")
                .with("nothing changes", numbers(predictions, "steps"), numbers(predictions, "still"));
    }

    /** The relative error of the Jacobian of an observation by an action some steps before. */
    public static LogPlot jacobians(String title, Table jacobians) {
        var plot = LogPlot.of(
                        title, "steps from action to observation (control steps)", "relative error: median, 10–90 %")
                .sized(540, 400);
        for (var way : jacobians.stringColumn("way").unique().asList().stream()
                .sorted(GradientPlots::bySource)
                .toList()) {
            plot = with(plot, way, jacobians.where(jacobians.stringColumn("way").isEqualTo(way)), "steps", "error");
        }
        return plot;
    }

    private static LogPlot with(LogPlot plot, String name, Table rows, String x, String y) {
        return plot.with(
                name, numbers(rows, x), numbers(rows, y + "_low"), numbers(rows, y), numbers(rows, y + "_high"));
    }

    private static double[] numbers(Table table, String column) {
        return table.numberColumn(column).asDoubleArray();
    }

    /** The same with as many windows a point as leave about {@value #POINTS} points. */
    public static LearningCurves training(String title, List<Results.Entry> runs) {
        long looks = runs.stream()
                .mapToLong(r -> Arrays.stream(r.metrics().column("cos_" + GradientStudy.SOURCES.getLast()))
                        .filter(Double::isFinite)
                        .count())
                .min()
                .orElse(0);
        return training(title, runs, (int) Math.max(1, looks / POINTS));
    }

    /**
     * Cosine over training, mean and interval over seeds, one line a source.
     *
     * @param runs of one task, one a seed, with columns {@code cos_…}: trained with {@code gradientQualityEvery}
     * @param windows neighbouring windows of a run whose cosines are averaged into a point; one window's alone wavers
     */
    public static LearningCurves training(String title, List<Results.Entry> runs, int windows) {
        var label = "cosine with the simulator's, mean of " + windows + (windows == 1 ? " window" : " windows");
        var figure = LearningCurves.against(LearningCurves.Axis.SAMPLES, title, label)
                .within(-1, 1);
        for (var source : GradientStudy.SOURCES.subList(1, GradientStudy.SOURCES.size())) {
            figure = figure.with(
                    source,
                    runs.stream()
                            .map(r -> Curve.of(r.table(), "samples", "cos_" + source)
                                    .averaged(windows))
                            .toList());
        }
        return figure;
    }
}
