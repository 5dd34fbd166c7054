package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.study.Conservation;
import org.tandemrl.study.GradientGrowth;

final class LogPlotTest {
    private static final LogPlot EMPTY = LogPlot.of("figure", "x (s)", "y");

    @Test
    void theLegendNamesTheOrderThatTheDriftsShowAndHeldRobotsHaveNoMomentumToDraw() {
        var chain = List.of(
                new Conservation.Drift(1, 0.02, 0.4, Double.POSITIVE_INFINITY, Double.NaN),
                new Conservation.Drift(2, 0.01, 0.1, Double.POSITIVE_INFINITY, Double.NaN));
        var chart = LogPlot.conservation(List.of("chain"), List.of(chain)).chart();
        assertEquals(
                List.of("chain, energy (2.00)", "order 1"),
                List.copyOf(chart.getSeriesMap().keySet()));
        assertArrayEquals(
                new double[] {0.1, 0.05}, chart.getSeriesMap().get("order 1").getYData(), 1e-15);
        assertTrue(chart.getStyler().isXAxisLogarithmic() && chart.getStyler().isYAxisLogarithmic());
    }

    @Test
    void aTasksNormsAreDrawnAsMediansInTheirRange() {
        var norms = List.of(
                norms("ant", 1, GradientGrowth.Quantity.REWARD), norms("ant", 2, GradientGrowth.Quantity.REWARD),
                norms("ant", 1, GradientGrowth.Quantity.STATE), norms("hopper", 2, GradientGrowth.Quantity.STATE));
        var chart = LogPlot.growth("ant", norms).chart();
        assertArrayEquals(
                new double[] {6, 6},
                chart.getSeriesMap().get("rewards by first action").getYData(),
                1e-12);
        assertArrayEquals(
                new double[] {10, 10, 2, 2},
                chart.getSeriesMap().get("rewards by first action interval").getYData(),
                1e-12);
        assertEquals(1, chart.getSeriesMap().get("state by first state").getXData().length);
        assertThrows(IllegalArgumentException.class, () -> LogPlot.growth("snu", norms));
    }

    private static GradientGrowth.Norms norms(String task, int horizon, GradientGrowth.Quantity quantity) {
        return new GradientGrowth.Norms(task, horizon, quantity, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    }

    @Test
    void whatIsNotAboveZeroHasNoPlaceOnALogarithmicAxis() {
        var chart = EMPTY.with("line", new double[] {1, 2, 3}, new double[] {0, 5, -1})
                .chart();
        assertArrayEquals(new double[] {5}, chart.getSeriesMap().get("line").getYData());
        assertEquals(
                1,
                EMPTY.with("a", new double[] {1}, new double[] {1})
                        .with("b", new double[] {1}, new double[] {0})
                        .chart()
                        .getSeriesMap()
                        .size());
    }

    @Test
    void aRangeWithoutTwoPowersOfTenIsWidenedToHoldThem() {
        var styler = EMPTY.with("a", new double[] {1, 2}, new double[] {0.02, 0.05})
                .chart()
                .getStyler();
        assertEquals(0.01, styler.getYAxisMin(), 1e-12);
        assertEquals(0.1, styler.getYAxisMax(), 1e-12);
        assertEquals(
                null,
                EMPTY.with("a", new double[] {1, 2}, new double[] {0.02, 5})
                        .chart()
                        .getStyler()
                        .getYAxisMin());
    }

    @Test
    void badLinesAreRefused() {
        var one = EMPTY.with("a", new double[] {1}, new double[] {1});
        assertThrows(IllegalArgumentException.class, EMPTY::chart);
        assertThrows(IllegalArgumentException.class, () -> one.with("a", new double[] {1}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> one.with("b", new double[] {1, 2}, new double[] {1}));
    }

    @Test
    void figuresAreWrittenAndStandBesideEachOther(@TempDir Path folder) throws Exception {
        var plot = EMPTY.with("a", new double[] {1, 10}, new double[] {1, 2}, new double[] {2, 4}, new double[] {4, 9})
                .sized(400, 300);
        for (var file : plot.save(folder, "x")) {
            assertFalse(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .isEmpty());
        }
        var grid = LogPlot.grid(List.of(plot, plot, plot), 2);
        assertEquals(1040, grid.getWidth());
        assertEquals(780, grid.getHeight());
        assertEquals(0xFFFFFF, grid.getRGB(1030, 770) & 0xFFFFFF);
    }
}
