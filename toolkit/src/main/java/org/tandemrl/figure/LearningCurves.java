package org.tandemrl.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Learning curves: for each algorithm the mean over its seeds with a shaded interval, against samples or minutes.
 *
 * <pre>{@code
 * LearningCurves.against(LearningCurves.Axis.SAMPLES, "Hopper", "return")
 *         .with("DMO", List.of(seed0, seed1, seed2))
 *         .with("SHAC", List.of(…))
 *         .withLevel("PPO, published", 4742)
 *         .save(folder, "hopper-curves");
 * }</pre>
 *
 * Values are immutable: every {@code with…} returns another figure. Seeds that were recorded at different places are
 * interpolated linearly, over the range that all of them cover.
 */
public final class LearningCurves {
    /** What the figure's x axis shows. */
    public enum Axis {
        /** Environment steps; curves give their number, the axis shows millions. */
        SAMPLES("samples", "environment steps (millions)", 1e-6),
        /** Wall-clock; curves give seconds, the axis shows minutes. */
        MINUTES("minutes", "wall-clock time (minutes)", 1 / 60.0),
        /** Processor time; curves give seconds, the axis shows minutes. */
        CPU_MINUTES("minutes", "processor time (minutes)", 1 / 60.0);

        private final String column;
        private final String label;
        private final double factor;

        Axis(String column, String label, double factor) {
            this.column = column;
            this.label = label;
            this.factor = factor;
        }
    }

    /** How the shaded interval around the mean is made; both cover 95 %. */
    public enum Band {
        /** Student's t. */
        T("95 % t interval"),
        /** Percentiles of the bootstrap over seeds, 2000 draws; too narrow for three seeds or fewer. */
        BOOTSTRAP("95 % bootstrap interval");

        private final String label;

        Band(String label) {
            this.label = label;
        }
    }

    private static final Pattern CLIP = Pattern.compile("\\bclip-?\\d+");
    private static final int GRID = 200;
    private static final int MOST_IN_A_ROW = 4;
    private static final Font LEGEND = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final double PNG_SCALE = 2;

    private final Axis axis;
    private final String title;
    private final String quantity;
    private final Band band;
    private final Map<String, List<Curve>> algorithms;
    private final Map<String, Double> levels;
    private final Range range;

    /** Values that the quantity can take. */
    private record Range(double least, double most) {}

    private LearningCurves(
            Axis axis,
            String title,
            String quantity,
            Band band,
            Map<String, List<Curve>> algorithms,
            Map<String, Double> levels,
            Range range) {
        this.axis = axis;
        this.title = title;
        this.quantity = quantity;
        this.band = band;
        this.algorithms = algorithms;
        this.levels = levels;
        this.range = range;
    }

    /**
     * An empty figure.
     *
     * @param title such as the task's name
     * @param quantity label of the y axis, with its unit if it has one
     */
    public static LearningCurves against(Axis axis, String title, String quantity) {
        return new LearningCurves(
                axis,
                title,
                quantity,
                Band.T,
                Map.of(),
                Map.of(),
                new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    }

    /** The same with another algorithm, one curve a seed. */
    public LearningCurves with(String algorithm, List<Curve> seeds) {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("algorithm '" + algorithm + "' has no curve");
        }
        if (algorithms.containsKey(algorithm) || levels.containsKey(algorithm)) {
            throw new IllegalArgumentException("the figure already shows '" + algorithm + "'");
        }
        var more = new LinkedHashMap<>(algorithms);
        more.put(algorithm, seeds.stream().map(c -> c.scaled(axis.factor)).toList());
        return new LearningCurves(axis, title, quantity, band, more, levels, range);
    }

    /** The same with a dashed horizontal line, such as a published figure. */
    public LearningCurves withLevel(String name, double value) {
        if (algorithms.containsKey(name) || levels.containsKey(name) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "level '" + name + "' at " + value + "; allowed: a new name, a finite value");
        }
        var more = new LinkedHashMap<>(levels);
        more.put(name, value);
        return new LearningCurves(axis, title, quantity, band, algorithms, more, range);
    }

    /** The same with intervals of another kind. */
    public LearningCurves withBand(Band other) {
        return new LearningCurves(axis, title, quantity, other, algorithms, levels, range);
    }

    /** The same of a quantity that is nowhere else than in [least, most], so that intervals are cut there. */
    public LearningCurves within(double least, double most) {
        if (!(least < most)) {
            throw new IllegalArgumentException(
                    "the range is " + least + " to " + most + "; allowed: the smaller bound first");
        }
        return new LearningCurves(axis, title, quantity, band, algorithms, levels, new Range(least, most));
    }

    /** Whether it shows no algorithm yet: then it cannot be drawn. */
    public boolean isEmpty() {
        return algorithms.isEmpty();
    }

    /** An algorithm's mean and interval along the axis; with a single seed the bounds equal the mean. */
    private record Summary(double[] x, double[] low, double[] mean, double[] high) {
        /** Some of its points, the last among them: a figure needs no more, and its vector graphic writes every one out. */
        Summary thinned(int most) {
            int n = x.length;
            int every = Math.ceilDiv(n, most);
            int[] kept = IntStream.range(0, Math.ceilDiv(n, every))
                    .map(i -> n - 1 - i * every)
                    .sorted()
                    .toArray();
            return new Summary(pick(x, kept), pick(low, kept), pick(mean, kept), pick(high, kept));
        }

        private static double[] pick(double[] values, int[] kept) {
            return Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
        }
    }

    private Summary summary(String algorithm) {
        var seeds = algorithms.get(algorithm);
        double[] x = places(algorithm, seeds);
        var intervals = IntStream.range(0, x.length)
                .mapToObj(i ->
                        interval(seeds.stream().mapToDouble(c -> c.at(x[i])).toArray(), i))
                .toList();
        return new Summary(
                x,
                intervals.stream().mapToDouble(Statistics.Interval::low).toArray(),
                intervals.stream().mapToDouble(Statistics.Interval::estimate).toArray(),
                intervals.stream().mapToDouble(Statistics.Interval::high).toArray());
    }

    private Statistics.Interval interval(double[] values, int seed) {
        if (values.length == 1) {
            return new Statistics.Interval(values[0], values[0], values[0]);
        }
        return switch (band) {
            case T -> Statistics.meanOrBoth(values, 0.95);
            case BOOTSTRAP -> Statistics.bootstrap(new double[][] {values}, Statistics::mean, 0.95, 2000, seed);
        };
    }

    private static double[] places(String algorithm, List<Curve> seeds) {
        double[] first = seeds.getFirst().x();
        if (seeds.stream().allMatch(c -> Arrays.equals(c.x(), first))) {
            return first;
        }
        double from = seeds.stream().mapToDouble(c -> c.x()[0]).max().orElseThrow();
        double to =
                seeds.stream().mapToDouble(c -> c.x()[c.x().length - 1]).min().orElseThrow();
        if (!(from < to)) {
            throw new IllegalArgumentException("the seeds of '" + algorithm + "' have no common range: one begins at "
                    + from + " (in the axis' unit), another ends at " + to);
        }
        return IntStream.range(0, GRID)
                .mapToDouble(i -> i == GRID - 1 ? to : from + (to - from) * i / (GRID - 1))
                .toArray();
    }

    /** The figure's numbers: algorithm, samples or minutes, mean, low, high, seeds. */
    public Table table() {
        var table = Table.create(
                title,
                StringColumn.create("algorithm"),
                DoubleColumn.create(axis.column),
                DoubleColumn.create("mean"),
                DoubleColumn.create("low"),
                DoubleColumn.create("high"),
                IntColumn.create("seeds"));
        for (String name : algorithms.keySet()) {
            var s = summary(name);
            for (int i = 0; i < s.x().length; i++) {
                table.stringColumn(0).append(name);
                // Samples are counted in ones outside the figure.
                table.doubleColumn(1).append(axis == Axis.SAMPLES ? Math.rint(s.x()[i] / axis.factor) : s.x()[i]);
                table.doubleColumn(2).append(s.mean()[i]);
                table.doubleColumn(3).append(s.low()[i]);
                table.doubleColumn(4).append(s.high()[i]);
                table.intColumn(5).append(algorithms.get(name).size());
            }
        }
        return table;
    }

    /** The chart, 720 × 450. */
    public XYChart chart() {
        return chart(720, 450);
    }

    /** The chart, to be styled further. */
    public XYChart chart(int width, int height) {
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("the figure '" + title + "' shows no algorithm yet");
        }
        boolean two = band == Band.T && algorithms.values().stream().anyMatch(c -> c.size() == 2);
        boolean several = algorithms.values().stream().anyMatch(c -> c.size() > 1);
        var chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(
                        several
                                ? title + "  (mean and " + band.label + (two ? "; of two seeds: both)" : " over seeds)")
                                : title)
                .xAxisTitle(axis.label)
                .yAxisTitle(quantity)
                .build();
        style(chart);
        if (algorithms.size() > MOST_IN_A_ROW) {
            // Beside the figure; a few long names would take half its width there.
            chart.getStyler()
                    .setLegendPosition(Styler.LegendPosition.OutsideE)
                    .setLegendLayout(Styler.LegendLayout.Vertical);
        } else {
            Legends.below(
                    chart,
                    Stream.concat(algorithms.keySet().stream().map(this::label), levels.keySet().stream())
                            .toList());
        }
        var summaries = new LinkedHashMap<String, Summary>();
        algorithms.keySet().forEach(name -> summaries.put(name, summary(name).thinned(GRID)));
        double from =
                summaries.values().stream().mapToDouble(s -> s.x()[0]).min().orElseThrow();
        double to = summaries.values().stream()
                .mapToDouble(s -> s.x()[s.x().length - 1])
                .max()
                .orElseThrow();
        chart.getStyler().setXAxisMin(Math.min(0, from)).setXAxisMax(to);
        roundTicks(chart, from, to, summaries.firstEntry().getValue().mean()[0]);
        var colors = Palette.of(algorithms.keySet());
        for (var entry : summaries.entrySet()) { // bands first, so that no band hides a line
            if (algorithms.get(entry.getKey()).size() > 1) {
                var s = entry.getValue();
                Marks.band(
                        chart,
                        entry.getKey(),
                        s.x(),
                        within(s.low(), range),
                        within(s.high(), range),
                        colors.get(entry.getKey()),
                        48);
            }
        }
        for (var entry : summaries.entrySet()) {
            var s = entry.getValue();
            line(chart, entry.getKey(), s.x(), s.mean(), colors.get(entry.getKey()), new BasicStroke(2.2f))
                    .setLabel(label(entry.getKey()));
        }
        for (var level : levels.entrySet()) {
            double[] y = {level.getValue(), level.getValue()};
            line(chart, level.getKey(), new double[] {Math.min(0, from), to}, y, Palette.REFERENCE, Marks.DASHED);
        }
        return chart;
    }

    private String label(String algorithm) {
        int seeds = algorithms.get(algorithm).size();
        return algorithm + " (" + seeds + (seeds == 1 ? " seed)" : " seeds)");
    }

    /** Where all x are equally spaced XChart puts its ticks on data points; two unequal ones, not to be seen, give round ticks. */
    static void roundTicks(XYChart chart, double from, double to, double y) {
        var series =
                chart.addSeries("round ticks", new double[] {from + 0.618 * (to - from), from}, new double[] {y, y});
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(SeriesLines.NONE);
        series.setShowInLegend(false);
    }

    private static double[] within(double[] values, Range range) {
        return Arrays.stream(values)
                .map(v -> Math.clamp(v, range.least, range.most))
                .toArray();
    }

    private static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
        var series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(stroke);
        return series;
    }

    /** The look of all charts. */
    static void style(Chart<? extends AxesChartStyler, ?> chart) {
        var ink = new Color(0x30, 0x38, 0x40);
        var style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(new Color(0xE2, 0xE5, 0xE8));
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setLegendFont(LEGEND);
        style.setChartFontColor(ink);
        style.setLegendPosition(Styler.LegendPosition.OutsideS);
        style.setLegendLayout(Styler.LegendLayout.Horizontal);
        style.setLegendBorderColor(Color.WHITE);
        style.setLocale(Locale.ROOT);
        style.setYAxisDecimalPattern("#,##0.###");
        style.setXAxisDecimalPattern("0.###");
        style.setXAxisTickMarkSpacingHint(90);
        style.setAntiAlias(true);
    }

    /** The figure as a picture of 1440 × 900 pixels, for a notebook. */
    public BufferedImage image() {
        return image(chart(), PNG_SCALE);
    }

    /** A chart as a picture, enlarged by a factor. */
    public static BufferedImage image(Chart<?, ?> chart, double scale) {
        return Drawing.apart(() -> paint(chart, scale));
    }

    private static BufferedImage paint(Chart<?, ?> chart, double scale) {
        var image = new BufferedImage(
                (int) (chart.getWidth() * scale), (int) (chart.getHeight() * scale), BufferedImage.TYPE_INT_RGB);
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.scale(scale, scale);
        chart.paint(g, chart.getWidth(), chart.getHeight());
        g.dispose();
        return image;
    }

    /**
     * Writes NAME.svg and NAME.png, making the folder if need be.
     *
     * @return the files
     */
    public List<Path> save(Path folder, String name) {
        return save(chart(), folder, name);
    }

    /** The encoder names clip paths by hash codes, which change from run to run; the same figure shall give the same file. */
    private static String repeatable(String svg) {
        var numbers = new HashMap<String, String>();
        return CLIP.matcher(svg).replaceAll(m -> numbers.computeIfAbsent(m.group(), id -> "clip" + numbers.size()));
    }

    private static String svg(Chart<?, ?> chart) {
        try {
            var bytes = new ByteArrayOutputStream();
            VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
            return repeatable(bytes.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("a figure in memory", e);
        }
    }

    /** Writes any chart as NAME.svg and NAME.png. */
    public static List<Path> save(Chart<?, ?> chart, Path folder, String name) {
        var files = new ArrayList<Path>();
        try {
            Files.createDirectories(folder);
            Path png = folder.resolve(name + ".png");
            ImageIO.write(image(chart, PNG_SCALE), "png", png.toFile());
            files.add(png);
            Path svg = folder.resolve(name + ".svg");
            Files.writeString(svg, Drawing.apart(() -> svg(chart)));
            files.add(svg);
        } catch (IOException e) {
            throw new UncheckedIOException("figure " + name + " cannot be written to " + folder, e);
        }
        return List.copyOf(files);
    }
}
