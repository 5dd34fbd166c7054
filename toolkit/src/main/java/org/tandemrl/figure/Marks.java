package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Marks that several figures have in common. */
final class Marks {
    /** Of levels and slopes to compare with, and of frontiers. */
    static final BasicStroke DASHED =
            new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0);

    private Marks() {}

    /**
     * Shades what lies between two lines; not in the legend.
     *
     * @param name of the line whose interval it is
     * @param opacity from 0 to 255
     */
    static void band(
            XYChart chart, String name, double[] places, double[] low, double[] high, Color color, int opacity) {
        int n = places.length;
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = places[i];
            y[i] = high[i];
            x[2 * n - 1 - i] = places[i];
            y[2 * n - 1 - i] = low[i];
        }
        var series = chart.addSeries(name + " interval", x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), opacity));
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.NONE);
        series.setShowInLegend(false);
    }
}
