package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tandemrl.bench.OriginalSpeed;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * The simulator's speed over the size of its batch: a line for each number of threads, forward and with adjoint, both axes
 * logarithmic, bars at the 99.9 % interval over the measured iterations, dashed lines for the original simulator.
 *
 * <pre>{@code
 * SpeedPlots.read(Datasets.path("results/simulator-scaling.csv")).of("ant").save(folder, "simulator-scaling-ant");
 * }</pre>
 */
public final class SpeedPlots {
    private static final Color FORWARD = new Color(0x0072B2);
    private static final Color ADJOINT = new Color(0xD55E00);

    private final Table table;
    private final String task;

    private SpeedPlots(Table table, String task) {
        this.table = table;
        this.task = task;
    }

    /** The measurements that {@code tandem bench scaling} has written, of all tasks. */
    public static SpeedPlots read(Path csv) {
        if (!csv.toFile().isFile()) {
            throw new IllegalArgumentException(
                    "There is no " + csv + "; environment/tandem bench scaling --task TASK writes one.");
        }
        return new SpeedPlots(
                Table.read()
                        .usingOptions(CsvReadOptions.builder(csv.toFile()).columnTypesPartial(name -> switch (name) {
                            case "task" -> Optional.of(ColumnType.STRING);
                            case "adjoint" -> Optional.of(ColumnType.BOOLEAN);
                            case "environments", "threads", "iterations" -> Optional.of(ColumnType.INTEGER);
                            default -> Optional.of(ColumnType.DOUBLE);
                        }))
                        .setName("speed of the simulator"),
                "");
    }

    /** Those of one task. */
    public SpeedPlots of(String name) {
        var rows = table.where(table.stringColumn("task").isEqualTo(name));
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("There is no measurement of task '" + name + "'; there are some of "
                    + String.join(", ", table.stringColumn("task").unique().asList()) + ".");
        }
        return new SpeedPlots(rows, name);
    }

    /**
     * The numbers: task, environments, threads, adjoint, steps_per_second, low, high, iterations, bytes_per_step (allocated in a
     * step of the whole batch).
     */
    public Table table() {
        return table.copy();
    }

    /** The chart of one task, 960 × 450. */
    public XYChart chart() {
        if (task.isEmpty()) {
            throw new IllegalStateException("The chart shows one task: of(\"ant\"), say.");
        }
        var chart = new XYChartBuilder()
                .width(960)
                .height(450)
                .title("Speed of the simulator on " + task + "  (mean and 99.9 % interval over iterations)")
                .xAxisTitle("environments in the batch")
                .yAxisTitle("environment steps per second")
                .build();
        LearningCurves.style(chart);
        // Six entries are too many for one line below the chart.
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendLayout(Styler.LegendLayout.Vertical);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("#,##0").setYAxisDecimalPattern("#,##0");
        double from = table.intColumn("environments").min();
        double to = table.intColumn("environments").max();
        for (boolean adjoint : new boolean[] {false, true}) {
            for (int threads : table.intColumn("threads").unique().asSet().stream()
                    .sorted()
                    .toList()) {
                line(chart, adjoint, threads);
            }
            var original = OriginalSpeed.of(task, adjoint);
            if (original.isPresent()) {
                level(chart, adjoint, original, from, to);
            }
        }
        return chart;
    }

    private void line(XYChart chart, boolean adjoint, int threads) {
        BooleanColumn kind = table.booleanColumn("adjoint");
        var rows = table.where((adjoint ? kind.isTrue() : kind.isFalse())
                        .and(table.intColumn("threads").isEqualTo(threads)))
                .sortOn("environments");
        if (rows.isEmpty()) {
            return;
        }
        double[] x = rows.intColumn("environments").asDoubleArray();
        double[] y = rows.doubleColumn("steps_per_second").asDoubleArray();
        double[] high = rows.doubleColumn("high").asDoubleArray();
        // Without an interval, a bar of no length. A bar that would reach zero has no place on a logarithmic axis.
        double[] bar = IntStream.range(0, x.length)
                .mapToDouble(i -> Double.isNaN(high[i]) ? 0 : Math.min(high[i] - y[i], 0.9 * y[i]))
                .toArray();
        var series = chart.addSeries(
                (adjoint ? "step and adjoint, " : "forward, ") + threads + (threads == 1 ? " thread" : " threads"),
                x,
                y,
                bar);
        series.setLineColor(adjoint ? ADJOINT : FORWARD);
        series.setMarkerColor(adjoint ? ADJOINT : FORWARD);
        series.setMarker(threads == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
        series.setLineStyle(new BasicStroke(threads == 1 ? 1.2f : 2.4f));
    }

    private static void level(XYChart chart, boolean adjoint, OptionalDouble original, double from, double to) {
        double y = original.getAsDouble();
        var series = chart.addSeries(
                adjoint ? "original with backward, 1 core" : "original forward, 1 core",
                new double[] {from, to},
                new double[] {y, y});
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(adjoint ? ADJOINT : FORWARD);
        series.setLineStyle(
                new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0));
    }

    /** The chart as a picture of 1920 × 900 pixels, for a notebook. */
    public BufferedImage image() {
        return LearningCurves.image(chart(), 2);
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
