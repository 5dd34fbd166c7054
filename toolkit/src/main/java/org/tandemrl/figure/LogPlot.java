package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tandemrl.study.Conservation;
import org.tandemrl.study.GradientGrowth;

/**
 * Quantities that follow powers, both axes logarithmic: lines with or without a shaded interval, and dashed lines of a given slope.
 * Values are immutable: every {@code with…} returns another figure. Points that are not above zero have no place and are left out;
 * so are those that are no numbers. The y axis can be made linear, for what is bounded.
 */
public final class LogPlot {
    private static final double PNG_SCALE = 2;

    private record Line(String name, double[] x, double[] low, double[] y, double[] high, boolean dashed) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Line> lines;
    private final int width;
    private final int height;
    private final Optional<Range> linear;

    /** Ends of a linear y axis. */
    private record Range(double low, double high) {}

    private LogPlot(
            String title,
            String xLabel,
            String yLabel,
            List<Line> lines,
            int width,
            int height,
            Optional<Range> linear) {
        this.linear = linear;
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.lines = lines;
        this.width = width;
        this.height = height;
    }

    /** An empty figure of 720 × 450; axis labels with their units. */
    public static LogPlot of(String title, String xLabel, String yLabel) {
        return new LogPlot(title, xLabel, yLabel, List.of(), 720, 450, Optional.empty());
    }

    /**
     * Drifts of energy and momentum of several motions over the length of the substep, with the order seen in the legend and a
     * line of order 1.
     *
     * @param names of the motions
     * @param drifts one list a motion
     */
    public static LogPlot conservation(List<String> names, List<List<Conservation.Drift>> drifts) {
        var plot = of("What wanders that should not", "length h of a substep (s)", "largest drift, relative")
                .sized(860, 430);
        for (int i = 0; i < names.size(); i++) {
            plot = plot.withDrift(names.get(i) + ", energy", drifts.get(i), Conservation.Drift::energy)
                    .withDrift(names.get(i) + ", angular momentum", drifts.get(i), Conservation.Drift::angular)
                    .withDrift(names.get(i) + ", linear momentum", drifts.get(i), Conservation.Drift::linear);
        }
        var first = drifts.getFirst();
        return plot.withSlope(
                "order 1",
                1,
                first.getFirst().h(),
                first.getLast().h(),
                first.getLast().energy() / 2);
    }

    private LogPlot withDrift(
            String name, List<Conservation.Drift> drifts, ToDoubleFunction<Conservation.Drift> quantity) {
        double[] y = drifts.stream().mapToDouble(quantity).toArray();
        // What is held in place has no momentum to keep.
        if (!Arrays.stream(y).allMatch(Double::isFinite)) {
            return this;
        }
        String order = String.format(Locale.ROOT, " (%.2f)", Conservation.order(drifts, quantity));
        return with(
                name + order, drifts.stream().mapToDouble(Conservation.Drift::h).toArray(), y);
    }

    /** Norms of a task's gradients over the horizon: medians, and the range from the 10 to the 90 % quantile. */
    public static LogPlot growth(String task, List<GradientGrowth.Norms> norms) {
        var plot = of(task, "horizon h, 1 to 64 (control steps)", "norm: median, 10–90 %")
                .sized(540, 380);
        for (var quantity : GradientGrowth.Quantity.values()) {
            var rows = norms.stream()
                    .filter(n -> n.task().equals(task) && n.quantity() == quantity)
                    .toList();
            if (rows.isEmpty()) {
                throw new IllegalArgumentException("there are no norms of task '" + task + "'");
            }
            plot = plot.with(
                    quantity == GradientGrowth.Quantity.REWARD ? "rewards by first action" : "state by first state",
                    rows.stream().mapToDouble(GradientGrowth.Norms::horizon).toArray(),
                    rows.stream().mapToDouble(n -> n.quantile(0.1)).toArray(),
                    rows.stream().mapToDouble(n -> n.quantile(0.5)).toArray(),
                    rows.stream().mapToDouble(n -> n.quantile(0.9)).toArray());
        }
        return plot;
    }

    /** The same in another size, pixels at scale 1. */
    public LogPlot sized(int newWidth, int newHeight) {
        return new LogPlot(title, xLabel, yLabel, lines, newWidth, newHeight, linear);
    }

    /** The same with a linear y axis between two ends, for what is bounded, such as a cosine. */
    public LogPlot linear(double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException(
                    "a y axis from " + low + " to " + high + "; allowed: to something higher");
        }
        return new LogPlot(title, xLabel, yLabel, lines, width, height, Optional.of(new Range(low, high)));
    }

    /** The same with another line. */
    public LogPlot with(String name, double[] x, double[] y) {
        return with(name, x, y, y, y);
    }

    /** The same with another line in a shaded interval. */
    public LogPlot with(String name, double[] x, double[] low, double[] y, double[] high) {
        return with(new Line(name, x.clone(), low.clone(), y.clone(), high.clone(), false));
    }

    /** The same with a dashed line y ∝ x^slope from {@code from} to {@code to}, where it has the value {@code yTo}. */
    public LogPlot withSlope(String name, double slope, double from, double to, double yTo) {
        double[] y = {yTo * Math.pow(from / to, slope), yTo};
        return with(new Line(name, new double[] {from, to}, y, y, y, true));
    }

    private LogPlot with(Line line) {
        if (line.x.length == 0 || Stream.of(line.low, line.y, line.high).anyMatch(v -> v.length != line.x.length)) {
            throw new IllegalArgumentException("line '" + line.name + "' has " + line.x.length + " places and "
                    + line.y.length + " values; allowed is at least one, and as many");
        }
        if (lines.stream().anyMatch(l -> l.name.equals(line.name))) {
            throw new IllegalArgumentException("the figure already shows '" + line.name + "'");
        }
        return new LogPlot(
                title,
                xLabel,
                yLabel,
                Stream.concat(lines.stream(), Stream.of(line)).toList(),
                width,
                height,
                linear);
    }

    /** The chart, to be styled further. */
    public XYChart chart() {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("the figure '" + title + "' shows no line yet");
        }
        var chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        LearningCurves.style(chart);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(linear.isEmpty());
        chart.getStyler().setXAxisDecimalPattern("0.######").setYAxisDecimalPattern("0.######");
        if (lines.size() > 3) {
            chart.getStyler()
                    .setLegendPosition(Styler.LegendPosition.OutsideE)
                    .setLegendLayout(Styler.LegendLayout.Vertical);
        } else {
            Legends.below(chart, lines.stream().map(Line::name).toList());
        }
        linear.ifPresentOrElse(
                range -> chart.getStyler().setYAxisMin(range.low).setYAxisMax(range.high), () -> wholeDecades(chart));
        var colors =
                Palette.of(lines.stream().filter(l -> !l.dashed).map(Line::name).toList());
        for (var each : lines) { // bands first, so that no band hides a line
            var line = shown(each);
            if (!Arrays.equals(line.low, line.high)) {
                Marks.band(
                        chart,
                        line.name,
                        line.x,
                        line.low,
                        line.high,
                        line.dashed ? Palette.REFERENCE : colors.get(line.name),
                        48);
            }
        }
        for (var each : lines) {
            var line = shown(each);
            if (line.x.length > 0) {
                draw(chart, line, line.dashed ? Palette.REFERENCE : colors.get(line.name));
            }
        }
        return chart;
    }

    /** Ticks are labelled at powers of ten only: a range with fewer than two of them is widened to hold two. */
    private void wholeDecades(XYChart chart) {
        double[] y = lines.stream()
                .map(this::shown)
                .flatMapToDouble(l -> Stream.of(l.low, l.high).flatMapToDouble(Arrays::stream))
                .map(Math::log10)
                .sorted()
                .toArray();
        if (y.length > 0 && Math.floor(y[y.length - 1]) < Math.ceil(y[0]) + 1) {
            double from = Math.floor(y[0]);
            chart.getStyler().setYAxisMin(Math.pow(10, from));
            chart.getStyler().setYAxisMax(Math.pow(10, Math.max(Math.ceil(y[y.length - 1]), from + 1)));
        }
    }

    private Line shown(Line line) {
        double least = linear.isPresent() ? Double.NEGATIVE_INFINITY : 0;
        int[] kept = java.util.stream.IntStream.range(0, line.x.length)
                .filter(i -> line.x[i] > 0 && line.low[i] > least && line.y[i] > least && Double.isFinite(line.high[i]))
                .toArray();
        return new Line(
                line.name,
                pick(line.x, kept),
                pick(line.low, kept),
                pick(line.y, kept),
                pick(line.high, kept),
                line.dashed);
    }

    private static double[] pick(double[] values, int[] kept) {
        return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
    }

    private static void draw(XYChart chart, Line line, Color color) {
        var series = chart.addSeries(line.name, line.x, line.y);
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(line.dashed ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
        series.setLineStyle(line.dashed ? Marks.DASHED : new BasicStroke(2));
    }

    /** The figure as a picture of twice its size, for a notebook. */
    public BufferedImage image() {
        return LearningCurves.image(chart(), PNG_SCALE);
    }

    /** Figures of one size beside and below each other. */
    public static BufferedImage grid(List<LogPlot> plots, int columns) {
        return Grid.of(
                plots.stream().map(p -> LearningCurves.image(p.chart(), 1.3)).toList(), columns);
    }

    /**
     * Writes NAME.svg and NAME.png, making the folder if need be.
     *
     * @return the files
     */
    public List<Path> save(Path folder, String name) {
        return LearningCurves.save(chart(), folder, name);
    }
}
