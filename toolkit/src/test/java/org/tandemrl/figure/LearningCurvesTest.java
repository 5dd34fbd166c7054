package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.style.Styler;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

final class LearningCurvesTest {
    private static final LearningCurves EMPTY = LearningCurves.against(LearningCurves.Axis.SAMPLES, "Hopper", "return");

    @Test
    void meanAndIntervalOfThreeSeedsByHand() {
        var table = EMPTY.with("A", List.of(curve(1, 10), curve(2, 20), curve(3, 30)))
                .table();
        assertArrayEquals(new double[] {1e6, 2e6}, table.doubleColumn("samples").asDoubleArray(), 1e-3);
        assertArrayEquals(new double[] {2, 20}, table.doubleColumn("mean").asDoubleArray(), 1e-12);
        double t = 4.302652729911275 / Math.sqrt(3);
        assertArrayEquals(
                new double[] {2 - t, 20 - 10 * t}, table.doubleColumn("low").asDoubleArray(), 1e-7);
        assertArrayEquals(
                new double[] {2 + t, 20 + 10 * t}, table.doubleColumn("high").asDoubleArray(), 1e-7);
        assertEquals(3, table.intColumn("seeds").get(0));
    }

    @Test
    void seedsRecordedAtDifferentPlacesMeetOnTheRangeTheyShare() {
        // y = x and y = 2 x in units of a minute, recorded differently: the mean is 1.5 x wherever both are known.
        var a = new Curve(new double[] {0, 60, 300}, new double[] {0, 1, 5});
        var b = new Curve(new double[] {30, 240, 600}, new double[] {1, 8, 20});
        var table = LearningCurves.against(LearningCurves.Axis.MINUTES, "t", "y")
                .with("A", List.of(a, b))
                .table();
        double[] x = table.doubleColumn("minutes").asDoubleArray();
        assertEquals(0.5, x[0], 1e-12);
        assertEquals(5, x[x.length - 1], 1e-12);
        for (int i = 0; i < x.length; i++) {
            assertEquals(1.5 * x[i], table.doubleColumn("mean").get(i), 1e-12);
        }
    }

    @Test
    void aSingleSeedHasNoBand() {
        var one = EMPTY.with("A", List.of(curve(1, 2)));
        assertFalse(one.chart().getSeriesMap().containsKey("A interval"));
        assertTrue(EMPTY.with("A", List.of(curve(1, 2), curve(2, 3)))
                .chart()
                .getSeriesMap()
                .containsKey("A interval"));
        assertEquals(
                one.table().doubleColumn("low").asList(),
                one.table().doubleColumn("high").asList());
    }

    @Test
    void theFigureNamesAxesUnitsAndSeeds() throws IOException {
        var chart = EMPTY.with("DMO", List.of(curve(1, 2), curve(2, 3)))
                .withLevel("PPO, published", 2.5)
                .chart();
        assertEquals("environment steps (millions)", chart.getXAxisTitle());
        assertEquals("return", chart.getYAxisTitle());
        assertEquals(
                "DMO (2 seeds); PPO, published",
                chart.getSeriesMap().values().stream()
                        .filter(s -> s.isShowInLegend())
                        .map(s -> s.getLabel())
                        .collect(Collectors.joining("; ")));
    }

    @Test
    void intervalsAreCutWhereTheQuantityEnds() {
        var wide = EMPTY.with("cosine", List.of(curve(-0.9, 10), curve(0.1, 10), curve(0.9, 10)));
        assertTrue(Arrays.stream(band(wide)).max().orElseThrow() > 1);
        double[] cut = band(wide.within(-1, 1));
        assertEquals(1, Arrays.stream(cut).max().orElseThrow());
        assertEquals(-1, Arrays.stream(cut).min().orElseThrow());
        assertThrows(IllegalArgumentException.class, () -> EMPTY.within(1, 1));
    }

    @Test
    void aLegendThatIsWiderThanTheFigureIsAColumn() {
        var seeds = List.of(curve(1, 2), curve(2, 3));
        var few = EMPTY.with("A", seeds).with("B", seeds);
        assertEquals(Styler.LegendLayout.Horizontal, few.chart().getStyler().getLegendLayout());
        var wide = few.with("dmo with a name that is as long as half the figure is wide", seeds)
                .with("dmo-sapo with another name that is as long as that", seeds);
        assertEquals(Styler.LegendLayout.Vertical, wide.chart().getStyler().getLegendLayout());
    }

    @Test
    void aNarrowFiguresLegendIsAColumnBeforeItsRowIsCutOff() {
        double[] x = {0, 1};
        var few =
                ColumnPlot.of("V", "V", "G").with("100,000 samples", x, x, x, x).with("200,000 samples", x, x, x, x);
        assertEquals(Styler.LegendLayout.Horizontal, few.chart().getStyler().getLegendLayout());
        // Of these four the last was cut off.
        var wide = few.with("300,000 samples", x, x, x, x).with("V = return", x, x, x, x);
        assertEquals(Styler.LegendLayout.Vertical, wide.chart().getStyler().getLegendLayout());
        var names = ColumnPlot.of("profiles", "return", "share");
        for (var name : List.of("dmo", "dmo-sapo", "shac", "sapo", "maac", "ppo", "sac")) {
            names = names.with(name, x, x, x, x);
        }
        assertEquals(Styler.LegendLayout.Horizontal, names.chart().getStyler().getLegendLayout());
    }

    @Test
    void ofTwoSeedsTheBandIsBoth() {
        double[] both = band(EMPTY.with("cosine", List.of(curve(0.1, 0.2), curve(0.9, 0.5))));
        assertEquals(0.1, Arrays.stream(both).min().orElseThrow(), 1e-12);
        assertEquals(0.9, Arrays.stream(both).max().orElseThrow(), 1e-12);
    }

    private static double[] band(LearningCurves figure) {
        return figure.chart().getSeriesMap().get("cosine interval").getYData();
    }

    @Test
    void savesAPictureAndAVectorGraphic(@TempDir Path folder) throws Exception {
        var figure =
                EMPTY.with("DMO & co", List.of(curve(1, 10), curve(2, 12))).withBand(LearningCurves.Band.BOOTSTRAP);
        var files = figure.save(folder.resolve("new"), "curves");
        var png = ImageIO.read(files.getFirst().toFile());
        assertEquals(1440, png.getWidth());
        int blue = 0;
        int tinted = 0;
        for (int y = 0; y < png.getHeight(); y++) {
            for (int x = 0; x < png.getWidth(); x++) {
                int rgb = png.getRGB(x, y) & 0xFFFFFF;
                blue += rgb == 0x0072B2 ? 1 : 0;
                int r = rgb >> 16;
                int b = rgb & 255;
                tinted += r > 180 && r < 225 && b - r > 20 ? 1 : 0;
            }
        }
        assertTrue(blue > 1000, "the mean's line: " + blue + " pixels");
        assertTrue(tinted > 10_000, "the shaded band: " + tinted + " pixels");
        var svg = DocumentBuilderFactory.newDefaultInstance();
        svg.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertEquals(
                "svg",
                svg.newDocumentBuilder()
                        .parse(files.getLast().toFile())
                        .getDocumentElement()
                        .getNodeName());
        assertTrue(Files.size(files.getLast()) > 2000);
    }

    @Test
    void theSameFigureGivesTheSameFile(@TempDir Path folder) throws IOException {
        var figure = EMPTY.with("A", List.of(curve(1, 10), curve(2, 12)));
        var first = Files.readString(figure.save(folder, "a").getLast());
        assertEquals(first, Files.readString(figure.save(folder, "b").getLast()));
    }

    @Test
    void readsAMetricsTableAndLeavesOutRowsWithoutAValue() {
        var metrics = Table.create(
                "run 7", IntColumn.create("samples", 10, 20, 30), DoubleColumn.create("return", Double.NaN, 1.5, 2.5));
        var curve = Curve.of(metrics, "samples", "return");
        assertArrayEquals(new double[] {20, 30}, curve.x());
        assertArrayEquals(new double[] {1.5, 2.5}, curve.y());
        var e = assertThrows(IllegalArgumentException.class, () -> Curve.of(metrics, "samples", "loss"));
        assertEquals("'run 7' has no column 'loss'; it has [samples, return]", e.getMessage());
    }

    @Test
    void refusesWhatCannotBeDrawn() {
        assertThrows(IllegalArgumentException.class, EMPTY::chart);
        assertThrows(IllegalArgumentException.class, () -> EMPTY.with("A", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Curve(new double[] {1, 1}, new double[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> new Curve(new double[] {1}, new double[] {Double.NaN}));
        var apart = EMPTY.with(
                "A",
                List.of(new Curve(new double[] {0, 1}, new double[2]), new Curve(new double[] {5, 6}, new double[2])));
        var e = assertThrows(IllegalArgumentException.class, apart::table);
        assertTrue(e.getMessage().contains("no common range"), e.getMessage());
    }

    private static Curve curve(double first, double second) {
        return new Curve(new double[] {1e6, 2e6}, new double[] {first, second});
    }

    @Test
    void aFigureKnowsWhetherItShowsAnything() {
        var empty = LearningCurves.against(LearningCurves.Axis.SAMPLES, "t", "return");
        assertTrue(empty.isEmpty());
        assertFalse(empty.with("a", List.of(new Curve(new double[] {0, 1}, new double[] {0, 1})))
                .isEmpty());
    }
}
