package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The figures of the study of gradients. */
final class GradientPlotsTest {
    private static final Table GRADIENTS = gradients();

    private static Table gradients() {
        var table = Table.create(
                "gradients",
                StringColumn.create("source", "adjoint", "imagined", "decoupled", "adjoint", "imagined", "decoupled"),
                IntColumn.create("horizon", 1, 1, 1, 16, 16, 16));
        for (var quantity : List.of("cosine", "ratio", "variance", "mean_cosine", "cosine_with_mean")) {
            table.addColumns(
                    DoubleColumn.create(quantity, 1, 0.7, 0.9, 1, -0.1, 0.8),
                    DoubleColumn.create(quantity + "_low", 1, 0.6, 0.8, 1, -0.2, 0.7),
                    DoubleColumn.create(quantity + "_high", 1, 0.8, 1.0, 1, 0.0, 0.9));
        }
        return table;
    }

    @Test
    void cosinesAreDrawnOnALinearAxisWithTheirIntervalsBelowZeroToo() {
        var chart = GradientPlots.cosine("hopper", GRADIENTS).chart();
        assertFalse(chart.getStyler().isYAxisLogarithmic());
        assertTrue(chart.getStyler().isXAxisLogarithmic());
        assertEquals(
                Set.of("decoupled interval", "imagined interval", "decoupled", "imagined"),
                chart.getSeriesMap().keySet());
        assertArrayEquals(
                new double[] {0.7, -0.1}, chart.getSeriesMap().get("imagined").getYData());
        assertArrayEquals(
                new double[] {1, 16}, chart.getSeriesMap().get("imagined").getXData());
        assertArrayEquals(
                new double[] {1.0, 0.9, 0.7, 0.8},
                chart.getSeriesMap().get("decoupled interval").getYData());
        assertEquals(-0.2, chart.getStyler().getYAxisMin(), 1e-12);
        assertEquals("horizon (control steps)", chart.getXAxisTitle());
    }

    @Test
    void theVarianceIsThatOfAllThreeSourcesAndTheRatioIsToTheFirst() {
        assertTrue(GradientPlots.variance("hopper", GRADIENTS)
                .chart()
                .getSeriesMap()
                .containsKey("adjoint"));
        assertTrue(GradientPlots.cosineWithMean("hopper", GRADIENTS)
                .chart()
                .getSeriesMap()
                .containsKey("adjoint"));
        assertFalse(
                GradientPlots.ratio("hopper", GRADIENTS).chart().getSeriesMap().containsKey("adjoint"));
        assertTrue(
                GradientPlots.variance("hopper", GRADIENTS).chart().getStyler().isYAxisLogarithmic());
    }

    @Test
    void anAxisThatDoesNotRiseIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> LogPlot.of("a", "x", "y").linear(1, 1));
    }

    @Test
    void neighbouringPointsOfACurveBecomeTheirMean() {
        var curve = new Curve(new double[] {1, 3, 5, 7, 9}, new double[] {0, 2, 4, 4, 8}).averaged(2);
        assertArrayEquals(new double[] {2, 6}, curve.x(), "the fifth point is left over");
        assertArrayEquals(new double[] {1, 4}, curve.y());
        assertThrows(IllegalArgumentException.class, () -> curve.averaged(0));
        assertThrows(IllegalArgumentException.class, () -> curve.averaged(3));
    }
}
