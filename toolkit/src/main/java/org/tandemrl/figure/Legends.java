package org.tandemrl.figure;

import java.awt.font.FontRenderContext;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

/** Legends below a figure: a row, or a column where a row would be cut off. */
final class Legends {
    /** A row is centred below the plot, which stands right of the figure's middle by half of this, for its axis' numbers. */
    private static final double MARGIN = 70;

    private Legends() {}

    /**
     * Puts a chart's legend below it.
     *
     * @param names all that the legend says, before series are added
     */
    static void below(XYChart chart, List<String> names) {
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(
                        rowOf(names, chart.getStyler()) > chart.getWidth() - MARGIN
                                ? Styler.LegendLayout.Vertical
                                : Styler.LegendLayout.Horizontal);
    }

    /** Width of a legend of one row, as XChart lays it out. */
    private static double rowOf(List<String> names, Styler style) {
        var context = new FontRenderContext(null, true, true);
        double besides = style.getLegendSeriesLineLength() + 2.0 * style.getLegendPadding();
        // Measuring reads the font's file, as drawing does.
        return style.getLegendPadding()
                + Drawing.apart(() -> names.stream()
                        .mapToDouble(name -> besides
                                + style.getLegendFont()
                                        .getStringBounds(name, context)
                                        .getWidth())
                        .sum());
    }
}
