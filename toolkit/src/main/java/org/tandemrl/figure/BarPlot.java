package org.tandemrl.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/** Means as bars with their intervals as whiskers, at the size of a paper's column; a bar without an interval is of one seed. */
public final class BarPlot {
    private static final double PNG_SCALE = 2;

    private final String title;
    private final String label;
    private final List<String> names;
    private final double[] mean;
    private final double[] half;

    private BarPlot(String title, String label, List<String> names, double[] mean, double[] half) {
        this.title = title;
        this.label = label;
        this.names = names;
        this.mean = mean;
        this.half = half;
    }

    /**
     * A bar a row.
     *
     * @param label of the y axis, with its unit and what the whiskers are
     * @param rows with the columns {@code return}, {@code 95 % low}, {@code 95 % high}, an interval being symmetric (Student's); the
     *     bar of a row without one says so
     * @param nameColumn of the bars' names, which differ
     */
    public static BarPlot of(String title, String label, Table rows, String nameColumn) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("the figure '" + title + "' has no row to show");
        }
        double[] low = numbers(rows, "95 % low");
        double[] high = numbers(rows, "95 % high");
        double[] half = new double[low.length];
        Arrays.setAll(half, i -> Double.isFinite(high[i] - low[i]) ? (high[i] - low[i]) / 2 : 0);
        var names = IntStream.range(0, half.length)
                .mapToObj(i -> rows.stringColumn(nameColumn).get(i)
                        + (Double.isFinite(high[i] - low[i]) ? "" : " (no interval)"))
                .toList();
        return new BarPlot(title, label, names, numbers(rows, "return"), half);
    }

    private static double[] numbers(Table table, String column) {
        return ((NumericColumn<?>) table.column(column)).asDoubleArray();
    }

    /** The chart, to be styled further. */
    public CategoryChart chart() {
        var chart = new CategoryChartBuilder()
                .width(ColumnPlot.WIDTH)
                .height(ColumnPlot.HEIGHT)
                .title(title)
                .yAxisTitle(label)
                .build();
        LearningCurves.style(chart);
        chart.getStyler().setLegendVisible(false);
        ColumnPlot.narrow(chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.7).setErrorBarsColorSeriesColor(false);
        // A turned name ends at its bar.
        chart.getStyler()
                .setXAxisLabelAlignment(AxesChartStyler.TextAlignment.Right)
                .setXAxisLabelAlignmentVertical(AxesChartStyler.TextAlignment.Right);
        chart.getStyler().setXAxisLabelRotation(40).setErrorBarsColor(new Color(0x30, 0x38, 0x40));
        var series = chart.addSeries(
                "return",
                names,
                Arrays.stream(mean).boxed().toList(),
                Arrays.stream(half).boxed().toList());
        series.setFillColor(Palette.of(List.of("dmo-sapo")).get("dmo-sapo"));
        return chart;
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
