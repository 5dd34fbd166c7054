package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.random.Seeds;
import org.tandemrl.study.DerivativeStudy;

final class HeatMapTest {
    /** A wildcard of arrays cannot be indexed. */
    private static List<Number[]> cells(HeatMap map) {
        return map.chart().getHeatMapSeries().getHeatData().stream()
                .map(c -> (Number[]) c)
                .toList();
    }

    private static HeatMap of(double... errors) {
        return HeatMap.of(
                "errors",
                "of what",
                "where",
                List.of("a", "b", "c").subList(0, errors.length),
                List.of("one"),
                new double[][] {errors},
                1e-6);
    }

    private static long pixels(HeatMap map, int rgb) {
        var image = map.image();
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void theScaleHasAPieceForEveryPowerOfTenUpToTheLimit() {
        var style = of(1e-11, 5e-8).chart().getStyler();
        assertTrue(style.isPiecewise());
        assertEquals(List.of(-11.0, -5.0, 6), List.of(style.getMin(), style.getMax(), style.getSplitNumber()));
        assertEquals("1e-6", style.getHeatMapDecimalValueFormatter().apply(-6.0));
        var shown = new DecimalFormat(style.getHeatMapValueDecimalPattern());
        assertEquals(
                List.of("1e-11", "1e-8"),
                cells(of(1e-11, 5e-8)).stream().map(c -> shown.format(c[2])).toList());
    }

    @Test
    void titleAndAxesSayWhatIsShownWithTheLimitAndWhetherItHolds() {
        var chart = of(1e-11, 1e-8).chart();
        assertEquals("errors, rounded down to a power of ten  (2 of 2 errors below the limit 1e-6)", chart.getTitle());
        assertEquals("of what", chart.getXAxisTitle());
        assertEquals("where", chart.getYAxisTitle());
        assertEquals("1 of 3 errors below the limit 1e-6", of(1e-11, 1e-6, 2).verdict());
    }

    /** 9.9e-7 is below the limit and 1e-6 is not; the legend has the colour, too. */
    @Test
    void anErrorThatIsNotBelowTheLimitHasAColourOfItsOwn() {
        int beyond = HeatMap.BEYOND.getRGB() & 0xFFFFFF;
        assertTrue(pixels(of(1e-11, 1e-6), beyond) > pixels(of(1e-11, 9.9e-7), beyond) + 1000);
        assertTrue(pixels(of(1e-11, 2), beyond) > pixels(of(1e-11, 9.9e-7), beyond) + 1000);
    }

    @Test
    void whatIsNotThereHasNoCellAndNoErrorIsTheLeast() {
        assertEquals(
                2,
                of(1e-11, Double.NaN, 1e-8)
                        .chart()
                        .getHeatMapSeries()
                        .getHeatData()
                        .size());
        assertEquals(-10.75, cells(of(1e-11, 0)).get(1)[2]);
    }

    @Test
    void refusesOtherNumbersOfErrorsAndSuchAsAreNone() {
        assertThrows(
                IllegalArgumentException.class,
                () -> HeatMap.of("t", "x", "y", List.of("a"), List.of("b"), new double[1][2], 1));
        assertThrows(IllegalArgumentException.class, () -> of(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> of(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> HeatMap.of("t", "x", "y", List.of("a"), List.of("b"), new double[1][1], 0));
    }

    /** Cartpole comes first here and has no contact: columns are in the order of the situations all the same, rows in that of tasks. */
    @Test
    void derivativesHaveARowATaskAndAColumnForEachSituationAndPart(@TempDir Path folder) throws IOException {
        var errors = new ArrayList<>(DerivativeStudy.of("cartpole", 1, new Seeds(1)));
        errors.addAll(DerivativeStudy.of("hopper", 1, new Seeds(1)));
        var map = HeatMap.derivatives(errors);
        var series = map.chart().getHeatMapSeries();
        assertEquals(List.of("hopper", "cartpole"), series.getYData());
        assertEquals(
                List.of(
                        "flight, q",
                        "flight, q̇",
                        "flight, control",
                        "contact, q",
                        "contact, q̇",
                        "contact, control",
                        "sliding, q",
                        "sliding, q̇",
                        "sliding, control",
                        "limits, q",
                        "limits, q̇",
                        "limits, control"),
                series.getXData());
        assertEquals(6 + 12, series.getHeatData().size());
        var contact = errors.stream()
                .filter(e -> e.task().equals("hopper")
                        && e.situation() == DerivativeStudy.Situation.CONTACT
                        && e.part().equals("control"))
                .findFirst()
                .orElseThrow();
        var cell = cells(map).stream()
                .filter(c -> c[0].intValue() == 5 && c[1].intValue() == 0)
                .findFirst()
                .orElseThrow();
        assertEquals(Math.floor(Math.log10(contact.worst())) + 0.25, cell[2].doubleValue(), 1e-12);
        assertNotEquals(0, Files.size(map.save(folder, "derivatives").getFirst()));
    }
}
