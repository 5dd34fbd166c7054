package org.tandemrl.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * Where the simulator's time goes: a bar a task, its share by phase, as the flight recorder sampled it.
 *
 * <pre>{@code
 * PhasePlots.read(Datasets.path("results/simulator-phases.csv"), true).save(folder, "simulator-phases-adjoint");
 * }</pre>
 */
public final class PhasePlots {
    /** Okabe and Ito's colours, then lighter ones of them. */
    private static final int[] COLORS = {
        0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x505050, 0x8FB8D4, 0xECA877, 0x88CDB7, 0xE5BBD3,
        0xF2CE80, 0xB3DDF5, 0x000000, 0x7A4B00, 0x4B0082
    };
    /** Phases that take less everywhere are drawn as one. */
    private static final double SMALL = 0.03;

    private final Table table;
    private final boolean adjoint;

    private PhasePlots(Table table, boolean adjoint) {
        this.table = table;
        this.adjoint = adjoint;
    }

    /** What {@code tandem bench tasks} has written, of the forward step or of the step with its adjoint. */
    public static PhasePlots read(Path csv, boolean adjoint) {
        if (!csv.toFile().isFile()) {
            throw new IllegalArgumentException("There is no " + csv + "; environment/tandem bench tasks writes one.");
        }
        var all = Table.read()
                .usingOptions(CsvReadOptions.builder(csv.toFile()).columnTypesPartial(name -> switch (name) {
                    case "task", "phase" -> Optional.of(ColumnType.STRING);
                    case "adjoint" -> Optional.of(ColumnType.BOOLEAN);
                    case "share" -> Optional.of(ColumnType.DOUBLE);
                    default -> Optional.of(ColumnType.INTEGER);
                }));
        var kind = all.booleanColumn("adjoint");
        var rows = all.where(adjoint ? kind.isTrue() : kind.isFalse());
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(csv + " has no row with adjoint " + adjoint + ".");
        }
        return new PhasePlots(rows.setName("phases"), adjoint);
    }

    /** The numbers: task, environments, threads, adjoint, phase, share of the samples. */
    public Table table() {
        return table.copy();
    }

    /** The chart, 800 × 540. */
    public CategoryChart chart() {
        var chart = new CategoryChartBuilder()
                .width(800)
                .height(540)
                .title(adjoint ? "Where the time goes: a step and its adjoint" : "Where the time goes: a step")
                .xAxisTitle("task")
                .yAxisTitle("share of the time (%)")
                .build();
        var style = chart.getStyler();
        style.setStacked(true).setAvailableSpaceFill(0.6);
        style.setLegendPosition(Styler.LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        style.setLegendBorderColor(Color.WHITE);
        style.setYAxisMin(0.0).setYAxisMax(100.0);
        var tasks = table.stringColumn("task").unique().asList();
        var phases = new LinkedHashMap<String, double[]>();
        for (var row : table) {
            double share = 100 * row.getDouble("share");
            String phase = largest(row.getString("phase")) < SMALL ? "the rest" : row.getString("phase");
            phases.computeIfAbsent(phase, p -> new double[tasks.size()])[tasks.indexOf(row.getString("task"))] += share;
        }
        var order = phases.keySet().stream()
                .sorted(Comparator.comparing((String p) -> p.equals("the rest"))
                        .thenComparingDouble(p -> -sum(phases.get(p))))
                .toList();
        int k = 0;
        for (var phase : order) {
            chart.addSeries(
                            phase,
                            tasks,
                            Arrays.stream(phases.get(phase)).boxed().toList())
                    .setFillColor(
                            phase.equals("the rest") ? new Color(0xD0D0D0) : new Color(COLORS[k++ % COLORS.length]));
        }
        return chart;
    }

    private double largest(String phase) {
        return table.where(table.stringColumn("phase").isEqualTo(phase))
                .doubleColumn("share")
                .max();
    }

    private static double sum(double[] x) {
        return Arrays.stream(x).sum();
    }

    /** The chart as a picture of 1600 × 1080 pixels, for a notebook. */
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
