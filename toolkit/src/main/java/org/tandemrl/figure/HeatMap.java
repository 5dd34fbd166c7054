package org.tandemrl.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.tandemrl.study.DerivativeStudy;

/**
 * Errors by two names, such as task and situation: each a cell with its power of ten, coloured by it from pale to dark, and
 * in another colour where it is not below the limit that errors must stay below. What is not there has no cell.
 */
public final class HeatMap {
    private static final String PATTERN = "'1e'0;'1e-'0";
    private static final Color PALE = new Color(0xF7FBFF);
    private static final Color DARK = new Color(0x6BAED6);
    /** Of errors that are not below the limit. */
    static final Color BEYOND = new Color(0xF28E2B);

    private final String title;
    private final String across;
    private final String down;
    private final List<String> columns;
    private final List<String> rows;
    private final double[][] errors;
    private final double limit;

    private HeatMap(
            String title,
            String across,
            String down,
            List<String> columns,
            List<String> rows,
            double[][] errors,
            double limit) {
        this.title = title;
        this.across = across;
        this.down = down;
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
        this.errors = errors;
        this.limit = limit;
    }

    /**
     * A figure.
     *
     * @param across label of the columns
     * @param down label of the rows
     * @param errors [rows][columns], each 0 or more; NaN where there is none
     * @param limit above 0, which errors must stay below
     * @throws IllegalArgumentException if the errors are not as many, or there is none
     */
    public static HeatMap of(
            String title,
            String across,
            String down,
            List<String> columns,
            List<String> rows,
            double[][] errors,
            double limit) {
        if (errors.length != rows.size() || Arrays.stream(errors).anyMatch(r -> r.length != columns.size())) {
            throw new IllegalArgumentException("a heat map of " + rows.size() + " rows and " + columns.size()
                    + " columns; given are errors in " + errors.length + " rows of "
                    + Arrays.stream(errors).map(r -> r.length + "").distinct().toList());
        }
        if (Arrays.stream(errors).flatMapToDouble(Arrays::stream).noneMatch(e -> e >= 0)) {
            throw new IllegalArgumentException("a heat map of no errors; allowed is at least one");
        }
        if (!(limit > 0)
                || Arrays.stream(errors).flatMapToDouble(Arrays::stream).anyMatch(e -> e < 0)) {
            throw new IllegalArgumentException(
                    "errors below a limit of " + limit + "; allowed are a limit above 0 and errors of 0 or more");
        }
        return new HeatMap(
                title,
                across,
                down,
                columns,
                rows,
                Arrays.stream(errors).map(double[]::clone).toArray(double[][]::new),
                limit);
    }

    /** The largest error of each part of the simulator's derivative, a row a task, a column for each situation and part. */
    public static HeatMap derivatives(List<DerivativeStudy.Errors> all) {
        return derivatives(all, "largest error of the adjoint", DerivativeStudy.Errors::worst);
    }

    private static HeatMap derivatives(
            List<DerivativeStudy.Errors> all, String what, ToDoubleFunction<DerivativeStudy.Errors> number) {
        var tasks = all.stream().map(DerivativeStudy.Errors::task).distinct().toList();
        var kinds = all.stream().map(HeatMap::kind).distinct().toList();
        // The first task may lack a situation: the order is that of the situations, not of their first appearance.
        var columns = new ArrayList<String>();
        for (var situation : DerivativeStudy.Situation.values()) {
            for (var kind : kinds) {
                if (kind.startsWith(situation.name().toLowerCase(Locale.ROOT))) {
                    columns.add(kind);
                }
            }
        }
        double[][] errors = new double[tasks.size()][columns.size()];
        Arrays.stream(errors).forEach(row -> Arrays.fill(row, Double.NaN));
        all.forEach(e -> errors[tasks.indexOf(e.task())][columns.indexOf(kind(e))] = number.applyAsDouble(e));
        return of(
                what,
                "what the state is like, and what is differentiated by",
                "task",
                columns,
                tasks,
                errors,
                DerivativeStudy.LIMIT);
    }

    private static String kind(DerivativeStudy.Errors e) {
        return e.situation().name().toLowerCase(Locale.ROOT) + ", " + e.part();
    }

    /** How many errors are there, and how many of them are not below the limit. */
    public String verdict() {
        double[] all = Arrays.stream(errors)
                .flatMapToDouble(Arrays::stream)
                .filter(e -> !Double.isNaN(e))
                .toArray();
        long above = Arrays.stream(all).filter(e -> !(e < limit)).count();
        return (all.length - above) + " of " + all.length + " errors below the limit " + text(Math.log10(limit));
    }

    /** The chart, 74 pixels a column and 46 a row. */
    public HeatMapChart chart() {
        double[] logs = Arrays.stream(errors)
                .flatMapToDouble(Arrays::stream)
                .filter(e -> e > 0)
                .map(Math::log10)
                .toArray();
        int most = (int) Math.ceil(Math.log10(limit) - 1e-9);
        int least = (int) Math.min(Math.floor(Arrays.stream(logs).min().orElse(most - 1)), most - 1);
        var chart = new HeatMapChartBuilder()
                .width(240 + 74 * columns.size())
                .height(190 + 46 * rows.size())
                .title(title + ", rounded down to a power of ten  (" + verdict() + ")")
                .xAxisTitle(across)
                .yAxisTitle(down)
                .build();
        var cells = new ArrayList<Number[]>();
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < columns.size(); c++) {
                if (!Double.isNaN(errors[r][c])) {
                    // Rows are drawn from below. A quarter more keeps a whole power out of the piece below its own.
                    cells.add(new Number[] {c, rows.size() - 1 - r, power(errors[r][c], least, most) + 0.25});
                }
            }
        }
        chart.addSeries("errors", columns, rows.reversed(), cells);
        var style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
        style.setPlotGridLinesVisible(false);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setXAxisLabelRotation(45);
        style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).setLegendBorderColor(Color.WHITE);
        int pieces = most - least + 1;
        style.setPiecewise(true)
                .setPiecewiseRanged(false)
                .setSplitNumber(pieces)
                .setRangeColors(colors(pieces));
        style.setMin(least).setMax(most + 1).setDrawBorder(true).setShowValue(true);
        // Cells and legend hold logarithms and are to be read as the numbers; cells ask the pattern and the legend the
        // function.
        style.setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setHeatMapValueDecimalPattern(PATTERN)
                .setHeatMapDecimalValueFormatter(log -> text(log));
        return chart;
    }

    /** The power of ten of an error, no error at all as the least; what is not below the limit goes with it. */
    private int power(double error, int least, int most) {
        return error >= limit
                ? most
                : error == 0 ? least : Math.clamp((int) Math.floor(Math.log10(error)), least, most - 1);
    }

    private static Color[] colors(int pieces) {
        var colors = new Color[pieces];
        for (int i = 0; i < pieces - 1; i++) {
            double part = pieces == 2 ? 0 : i / (pieces - 2.0);
            colors[i] = new Color(
                    mixed(PALE.getRed(), DARK.getRed(), part),
                    mixed(PALE.getGreen(), DARK.getGreen(), part),
                    mixed(PALE.getBlue(), DARK.getBlue(), part));
        }
        colors[pieces - 1] = BEYOND;
        return colors;
    }

    private static int mixed(int from, int to, double part) {
        return (int) Math.round(from + part * (to - from));
    }

    /** A logarithm as the power of ten that it is of: "1e-6". */
    static String text(double log) {
        return new DecimalFormat(PATTERN).format(log);
    }
    /** The figure as a picture of twice its size, for a notebook. */
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
