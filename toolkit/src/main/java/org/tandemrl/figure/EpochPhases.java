package org.tandemrl.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;
import org.tandemrl.run.Metrics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Where an epoch's time goes, from the records of runs: a bar for each group of runs, median seconds by phase on top of each other
 * (an epoch in which the machine stood still must not count).
 *
 * <pre>{@code
 * EpochPhases.of("Seconds of an epoch").with("djl", metricsOfDjlRuns).with("fast", metricsOfFastRuns).save(folder, "phases");
 * }</pre>
 *
 * Values are immutable: {@code with} returns another figure.
 */
public final class EpochPhases {
    private static final String SECONDS = "seconds_";
    private static final int[] COLORS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x505050};

    private final String title;
    private final Map<String, List<Metrics>> groups;

    private EpochPhases(String title, Map<String, List<Metrics>> groups) {
        this.title = title;
        this.groups = groups;
    }

    /** An empty figure. */
    public static EpochPhases of(String title) {
        return new EpochPhases(title, Map.of());
    }

    /**
     * The same with another bar.
     *
     * @throws IllegalArgumentException if there are no runs, or one has no columns {@code seconds_…}
     */
    public EpochPhases with(String group, List<Metrics> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("'" + group + "' has no runs; allowed: one or more");
        }
        for (var run : runs) {
            if (run.columns().stream().noneMatch(c -> c.startsWith(SECONDS))) {
                throw new IllegalArgumentException(
                        "a run of '" + group + "' has no column " + SECONDS + "…; it has " + run.columns());
            }
        }
        var more = new LinkedHashMap<>(groups);
        more.put(group, List.copyOf(runs));
        return new EpochPhases(title, more);
    }

    /** Group, runs, mean over runs of the median seconds of an epoch by phase (0 where a group has no such phase). */
    public Table table() {
        var names = StringColumn.create("runs");
        var counts = DoubleColumn.create("number of runs");
        var table = Table.create(title, names, counts);
        for (var phase : phases()) {
            table.addColumns(DoubleColumn.create(phase + " (s)"));
        }
        groups.forEach((group, runs) -> {
            names.append(group);
            counts.append(runs.size());
            for (var phase : phases()) {
                table.doubleColumn(phase + " (s)").append(typical(runs, phase));
            }
        });
        return table;
    }

    /** The phases of all runs but exploration, which is before the first epoch, in the order of their columns. */
    private List<String> phases() {
        return groups.values().stream()
                .flatMap(List::stream)
                .flatMap(m -> m.columns().stream())
                .filter(c -> c.startsWith(SECONDS))
                .map(c -> c.substring(SECONDS.length()))
                .filter(p -> !p.equals("explore"))
                .distinct()
                .toList();
    }

    private static double typical(List<Metrics> runs, String phase) {
        return runs.stream()
                .filter(m -> m.columns().contains(SECONDS + phase))
                .mapToDouble(m -> new Median().evaluate(m.column(SECONDS + phase)))
                .average()
                .orElse(0);
    }

    /** The chart, 800 × 480. */
    public CategoryChart chart() {
        var chart = new CategoryChartBuilder()
                .width(800)
                .height(480)
                .title(title)
                .xAxisTitle("runs")
                .yAxisTitle("median seconds of an epoch (s)")
                .build();
        var style = chart.getStyler();
        style.setStacked(true).setAvailableSpaceFill(0.6);
        style.setLegendPosition(Styler.LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        style.setLegendBorderColor(Color.WHITE);
        var names = new ArrayList<>(groups.keySet());
        int k = 0;
        for (var phase : phases()) {
            double[] seconds = groups.values().stream()
                    .mapToDouble(runs -> typical(runs, phase))
                    .toArray();
            chart.addSeries(phase, names, Arrays.stream(seconds).boxed().toList())
                    .setFillColor(new Color(COLORS[k++ % COLORS.length]));
        }
        return chart;
    }

    /** The chart as a picture of 1600 × 960 pixels, for a notebook. */
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
