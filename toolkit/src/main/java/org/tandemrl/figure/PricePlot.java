package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tandemrl.result.Frontier;

/**
 * Return against minutes of processor time: a line a choice of settings, by its training returns; a point where each choice ends, by its
 * evaluated return; and through those that no other beats a dashed line, the frontier.
 */
public final class PricePlot {
    private static final int WIDTH = 980;
    private static final int HEIGHT = 480;

    private final XYChart chart;

    /**
     * The figure of a frontier.
     *
     * @throws IllegalArgumentException if its points are not of one task
     */
    public PricePlot(Frontier frontier) {
        var points = frontier.points();
        var tasks = points.stream().map(Frontier.Point::task).collect(Collectors.toSet());
        if (tasks.size() != 1) {
            throw new IllegalArgumentException("The figure is of one task; given are " + tasks + ".");
        }
        boolean several =
                points.stream().map(Frontier.Point::algorithm).distinct().count() > 1;
        var curves = LearningCurves.against(
                LearningCurves.Axis.CPU_MINUTES,
                (several ? "" : points.getFirst().algorithm() + " on ")
                        + tasks.iterator().next()
                        + ": what a cheaper model costs",
                "return of episodes");
        for (var p : points) {
            curves = curves.with(
                    several ? p.algorithm() + ", " + p.choice() : p.choice(),
                    p.runs().stream()
                            .map(r -> Curve.of(r.table(), "cpu_seconds", "return"))
                            .toList());
        }
        chart = curves.chart(WIDTH, HEIGHT);
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendLayout(Styler.LegendLayout.Vertical);
        points("end, evaluated without exploration", points, false);
        points("frontier", frontier.frontier(), true);
    }

    private void points(String name, List<Frontier.Point> points, boolean dashed) {
        var series = chart.addSeries(
                name,
                points.stream().mapToDouble(Frontier.Point::minutes).toArray(),
                points.stream().mapToDouble(Frontier.Point::mean).toArray());
        series.setMarker(dashed ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
        series.setMarkerColor(Palette.REFERENCE);
        series.setLineColor(Palette.REFERENCE);
        series.setLineStyle(dashed ? Marks.DASHED : new BasicStroke(0));
        if (!dashed) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        }
    }

    /** The figure as a picture of twice its size, for a notebook. */
    public BufferedImage image() {
        return LearningCurves.image(chart, 2);
    }

    /**
     * Writes NAME.svg and NAME.png, making the folder if need be.
     *
     * @return the files
     */
    public List<Path> save(Path folder, String name) {
        return LearningCurves.save(chart, folder, name);
    }
}
