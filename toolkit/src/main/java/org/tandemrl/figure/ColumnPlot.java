package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines in their intervals at the size of a paper's column: 480 × 440 units, which a column of 84 mm prints with text of 5.5 to 6 points. An
 * algorithm has its colour and, so that colour is not all that tells it apart, a stroke by its kind: solid with a learned model, dashed with
 * the simulator's derivative, dotted with neither. Values are immutable: {@code with…} returns another figure.
 */
public final class ColumnPlot {
    static final int WIDTH = 480;
    static final int HEIGHT = 440;
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final double PNG_SCALE = 2;

    private record Line(String name, double[] x, double[] low, double[] y, double[] high) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    /** Ratio of the most to the least place from which an axis is logarithmic. */
    private static final double DECADES = 20;

    private final boolean logarithmic;
    private final List<Line> lines;

    private ColumnPlot(String title, String xLabel, String yLabel, boolean logarithmic, List<Line> lines) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.logarithmic = logarithmic;
        this.lines = lines;
    }

    /**
     * An empty figure with a linear x axis.
     *
     * @param title above it, what an interval is among it
     * @param xLabel with its unit
     * @param yLabel with its unit, or by what it is normalised
     */
    public static ColumnPlot of(String title, String xLabel, String yLabel) {
        return new ColumnPlot(title, xLabel, yLabel, false, List.of());
    }

    /** The same with a logarithmic x axis, if its places span enough decades for more than one to be named. */
    public ColumnPlot logarithmic() {
        return new ColumnPlot(title, xLabel, yLabel, true, lines);
    }

    /** The same with another line in its interval; points without a finite place, value and interval are left out, and a line without any. */
    public ColumnPlot with(String name, double[] x, double[] low, double[] y, double[] high) {
        if (x.length == 0 || Stream.of(low, y, high).anyMatch(v -> v.length != x.length)) {
            throw new IllegalArgumentException("line '" + name + "' has " + x.length + " places and " + y.length
                    + " values; allowed is at least one, and as many");
        }
        int[] kept = IntStream.range(0, x.length)
                .filter(i -> Stream.of(x, low, y, high).allMatch(v -> Double.isFinite(v[i])))
                .toArray();
        if (kept.length == 0) {
            return this;
        }
        var more = new ArrayList<>(lines);
        more.add(new Line(name, some(x, kept), some(low, kept), some(y, kept), some(high, kept)));
        return new ColumnPlot(title, xLabel, yLabel, logarithmic, List.copyOf(more));
    }

    private static double[] some(double[] all, int[] which) {
        return Arrays.stream(which).mapToDouble(i -> all[i]).toArray();
    }

    /** Whether it shows nothing yet: then it cannot be drawn. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The chart, to be styled further. */
    public XYChart chart() {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("the figure '" + title + "' shows no line yet");
        }
        double least =
                lines.stream().flatMapToDouble(l -> Arrays.stream(l.x)).min().orElseThrow();
        double most =
                lines.stream().flatMapToDouble(l -> Arrays.stream(l.x)).max().orElseThrow();
        boolean decades = logarithmic && most > DECADES * least;
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        LearningCurves.style(chart);
        chart.getStyler()
                .setXAxisLogarithmic(decades)
                .setXAxisDecimalPattern(decades ? "#,##0.###" : "0.##")
                .setXAxisTickMarkSpacingHint(60);
        narrow(chart.getStyler());
        Legends.below(chart, lines.stream().map(Line::name).toList());
        if (!decades) {
            LearningCurves.roundTicks(chart, least, most, lines.getFirst().y[0]);
        }
        var colors = Palette.of(lines.stream().map(Line::name).toList());
        for (var line : lines) { // bands first, so that no band hides a line
            if (!Arrays.equals(line.low, line.high)) {
                Marks.band(chart, line.name, line.x, line.low, line.high, colors.get(line.name), 40);
            }
        }
        for (var line : lines) {
            var series = chart.addSeries(line.name, line.x, line.y);
            series.setMarker(line.x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            series.setMarkerColor(colors.get(line.name));
            series.setLineColor(colors.get(line.name));
            series.setLineStyle(stroke(line.name));
        }
        return chart;
    }

    /** Text that fits a column. */
    static void narrow(AxesChartStyler style) {
        style.setChartTitleFont(SMALL).setLegendFont(SMALL);
        style.setAxisTitleFont(SMALL).setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setLegendSeriesLineLength(17).setLegendPadding(5);
    }

    /** Solid with a learned model (and for what is no algorithm), dashed with the simulator's derivative, dotted with neither. */
    static BasicStroke stroke(String line) {
        float[] dashes = switch (Palette.algorithm(line)) {
            case "shac", "ahac", "sapo", "bptt" -> new float[] {9, 4};
            case "ppo", "sac" -> new float[] {2, 3};
            default -> null;
        };
        return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0);
    }

    /** The figure as a picture of twice its size, for a notebook. */
    public BufferedImage image() {
        return LearningCurves.image(chart(), PNG_SCALE);
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
