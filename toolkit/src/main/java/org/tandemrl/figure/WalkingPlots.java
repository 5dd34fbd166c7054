package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/** How a legged robot walks: what it was asked and what it did, when its feet bear, and how it bears with another world. */
public final class WalkingPlots {
    private static final double PNG_SCALE = 2;
    /** Above this a foot bears, N. */
    private static final double BEARING = 1;

    private static final List<String> FEET = List.of("FL", "FR", "RL", "RR");

    private WalkingPlots() {}

    /**
     * Velocities over time, asked and measured: forward, to the left, yaw.
     *
     * @param trace columns of {@code WalkingTrial.trace}
     */
    public static List<ColumnPlot> tracking(String title, Map<String, double[]> trace) {
        return List.of(
                followed(title + ": forward", "m/s", trace, "command x", "x"),
                followed(title + ": to the left", "m/s", trace, "command y", "y"),
                followed(title + ": turning", "rad/s", trace, "command yaw", "yaw"));
    }

    private static ColumnPlot followed(
            String title, String unit, Map<String, double[]> trace, String asked, String measured) {
        double[] t = trace.get("time");
        double[] command = trace.get(asked);
        double[] velocity = trace.get(measured);
        double[] mean = smoothed(velocity, 17);
        return ColumnPlot.of(title, "time (s)", "velocity (" + unit + ")")
                .with("measured", t, velocity, velocity, velocity)
                .with("measured, mean of a gait cycle", t, mean, mean, mean)
                .with("asked", t, command, command, command);
    }

    /** Means of a window about each number. */
    private static double[] smoothed(double[] x, int window) {
        double[] means = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int from = Math.max(0, i - window / 2);
            int to = Math.min(x.length, i + window / 2 + 1);
            means[i] = Arrays.stream(x, from, to).average().orElseThrow();
        }
        return means;
    }

    /**
     * When each foot bears, a bar a contact, between two times.
     *
     * @param trace columns of {@code WalkingTrial.trace}
     * @param from s
     * @param to s
     */
    public static XYChart gait(String title, Map<String, double[]> trace, double from, double to) {
        var chart = new XYChartBuilder()
                .width(720)
                .height(260)
                .title(title)
                .xAxisTitle("time (s)")
                .yAxisTitle("foot on the ground")
                .build();
        LearningCurves.style(chart);
        double[] time = trace.get("time");
        int[] within = IntStream.range(0, time.length)
                .filter(i -> time[i] >= from && time[i] <= to)
                .toArray();
        if (within.length == 0) {
            throw new IllegalArgumentException("nothing was traced between " + from + " and " + to
                    + " s; the trace has " + time.length + " steps");
        }
        var colors = Palette.of(FEET);
        for (int f = 0; f < FEET.size(); f++) {
            double height = FEET.size() - f;
            double[] force = trace.get(FEET.get(f));
            double[] x = Arrays.stream(within).mapToDouble(i -> time[i]).toArray();
            double[] y = Arrays.stream(within)
                    .mapToDouble(i -> force[i] > BEARING ? height : Double.NaN)
                    .toArray();
            var series = chart.addSeries(FEET.get(f), x, y);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(colors.get(FEET.get(f)));
            series.setLineStyle(new BasicStroke(14, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        }
        chart.getStyler().setYAxisMin(0.4).setYAxisMax(4.6).setXAxisMin(from).setXAxisMax(to);
        chart.getStyler().setYAxisTicksVisible(false).setXAxisDecimalPattern("0.0");
        return chart;
    }

    /** The gait diagram as a picture of twice its size. */
    public static BufferedImage picture(XYChart gait) {
        return LearningCurves.image(gait, PNG_SCALE);
    }

    /** Writes NAME.svg and NAME.png of a gait diagram. */
    public static List<Path> save(XYChart gait, Path folder, String name) {
        return LearningCurves.save(gait, folder, name);
    }

    /**
     * A column of a table of transfer over each condition that has several values, a line an engine, in its interval.
     *
     * @param table of {@code TransferStudy}
     * @param column mean; its interval's half stands in "COLUMN ±", or its ends in "COLUMN low" and "COLUMN high"
     * @param label of the axis, with its unit
     */
    public static Map<String, ColumnPlot> sweeps(Table table, String column, String label) {
        var plots = new LinkedHashMap<String, ColumnPlot>();
        for (String condition :
                new LinkedHashSet<>(table.stringColumn("condition").asList())) {
            var rows = table.where(table.stringColumn("condition").isEqualTo(condition));
            if (rows.doubleColumn("value").unique().removeMissing().size() < 2) {
                continue;
            }
            var plot = ColumnPlot.of(condition, condition, label + ", 95 % interval");
            for (String engine : new LinkedHashSet<>(rows.stringColumn("engine").asList())) {
                plot = line(plot, engine, rows.where(rows.stringColumn("engine").isEqualTo(engine)), column);
            }
            plots.put(condition, plot);
        }
        return plots;
    }

    /** What a table of transfer is looked at by, by the name of its file: the share without a fall and the error of velocity over each condition. */
    public static Map<String, ColumnPlot> transfer(Table table) {
        var plots = new LinkedHashMap<String, ColumnPlot>();
        sweeps(table, "survived", "share of episodes without a fall")
                .forEach((condition, plot) -> plots.put("survived-" + file(condition), plot));
        sweeps(table, "velocity error (m/s)", "velocity error (m/s)")
                .forEach((condition, plot) -> plots.put("velocity-" + file(condition), plot));
        return plots;
    }

    private static String file(String condition) {
        return condition.replaceAll(" \\(.*\\)", "").replace(' ', '-');
    }

    private static ColumnPlot line(ColumnPlot plot, String engine, Table rows, String column) {
        var low = new ArrayList<Double>();
        var high = new ArrayList<Double>();
        double[] y = rows.doubleColumn(column).asDoubleArray();
        for (int i = 0; i < rows.rowCount(); i++) {
            boolean ends = rows.columnNames().contains(column + " low");
            low.add(
                    ends
                            ? rows.doubleColumn(column + " low").getDouble(i)
                            : y[i] - rows.doubleColumn(column + " ±").getDouble(i));
            high.add(
                    ends
                            ? rows.doubleColumn(column + " high").getDouble(i)
                            : y[i] + rows.doubleColumn(column + " ±").getDouble(i));
        }
        return plot.with(
                engine,
                rows.doubleColumn("value").asDoubleArray(),
                low.stream().mapToDouble(v -> v).toArray(),
                y,
                high.stream().mapToDouble(v -> v).toArray());
    }
}
