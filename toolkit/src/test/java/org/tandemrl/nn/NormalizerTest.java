package org.tandemrl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;

final class NormalizerTest {
    private static final int WIDTH = 3;

    private static double[] rows(int batch, int count) {
        var random = new Seeds(2).stream("rows", batch);
        double[] rows = new double[count * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {1000, -5, 0}[i % WIDTH]
                    + new double[] {1, 20, 1e-3}[i % WIDTH] * random.nextGaussian();
        }
        return rows;
    }

    /** The start, mean 0 and variance 1, weighs a ten-thousandth of an observation. */
    @Test
    void mergedBatchesGiveTheStatisticsOfTwoPasses() {
        var normalizer = new Normalizer(WIDTH);
        int[] counts = {1, 7, 64, 3, 925};
        double[] sum = new double[WIDTH];
        double[] square = new double[WIDTH];
        int n = 0;
        for (int b = 0; b < counts.length; b++) {
            double[] rows = rows(b, counts[b]);
            normalizer.update(rows);
            n += counts[b];
            for (int i = 0; i < rows.length; i++) {
                sum[i % WIDTH] += rows[i];
            }
        }
        double prior = 1e-4;
        double[] mean = new double[WIDTH];
        for (int c = 0; c < WIDTH; c++) {
            mean[c] = sum[c] / (n + prior);
            square[c] = prior * (1 + mean[c] * mean[c]);
        }
        for (int b = 0; b < counts.length; b++) {
            double[] rows = rows(b, counts[b]);
            for (int i = 0; i < rows.length; i++) {
                square[i % WIDTH] += (rows[i] - mean[i % WIDTH]) * (rows[i] - mean[i % WIDTH]);
            }
        }
        var scaling = normalizer.scaling();
        for (int c = 0; c < WIDTH; c++) {
            assertEquals(mean[c], scaling.mean()[c], 1e-12 * (1 + Math.abs(mean[c])));
            double expected = Math.sqrt(square[c] / (n + prior) + 1e-5);
            assertEquals(expected, scaling.deviation()[c], 1e-10 * expected);
        }
    }

    @Test
    void aScalingDoesNotChangeWithWhatComesLater() {
        var normalizer = new Normalizer(WIDTH);
        normalizer.update(rows(0, 10));
        var scaling = normalizer.scaling();
        double[] before = scaling.apply(rows(1, 2));
        normalizer.update(rows(2, 10));
        assertArrayEquals(before, scaling.apply(rows(1, 2)));
    }

    @Test
    void onTensorsItIsTheSameMap() {
        var normalizer = new Normalizer(WIDTH);
        normalizer.update(rows(0, 10));
        try (var scope = Tensors.manager()) {
            var x = Tensors.of(scope, DataType.FLOAT64, rows(1, 4), 4, WIDTH);
            var y = normalizer.scaling().on(scope, DataType.FLOAT64).apply(x);
            assertArrayEquals(normalizer.scaling().apply(rows(1, 4)), Tensors.values(y), 1e-12);
        }
    }

    @Test
    void savedAndRestoredItContinuesBitForBit() {
        var first = new Normalizer(WIDTH);
        first.update(rows(0, 10));
        var second = new Normalizer(WIDTH);
        second.restore(first.save());
        first.update(rows(1, 5));
        second.update(rows(1, 5));
        assertArrayEquals(first.save(), second.save());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var normalizer = new Normalizer(WIDTH);
        assertThrows(IllegalArgumentException.class, () -> normalizer.update(new double[4]));
        assertThrows(IllegalArgumentException.class, () -> normalizer.update(new double[0]), "would make the mean NaN");
        assertThrows(IllegalArgumentException.class, () -> normalizer.restore(new double[9]));
    }
}
