package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

final class DynamicsModelTest {
    private static final double NOISE = 0.3;

    /** o = (5, −2) ± (3, 0.5); Δ₁ = 0.4 (o₂ + 2) + 0.5 a + noise, Δ₂ = −0.2 (o₁ − 5) + noise. */
    private static Buffer linearGaussian(Normalizer normalizer, int count) {
        var random = new Seeds(1).stream("system");
        var buffer = new Buffer(2, 1, count);
        for (int i = 0; i < count; i++) {
            double[] o = {5 + 3 * random.nextGaussian(), -2 + 0.5 * random.nextGaussian()};
            double[] a = {2 * random.nextDouble() - 1};
            double[] change = change(o, a);
            double[] next = {
                o[0] + change[0] + NOISE * random.nextGaussian(), o[1] + change[1] + NOISE * random.nextGaussian()
            };
            normalizer.update(o);
            buffer.add(o, a, next);
        }
        return buffer;
    }

    private static double[] change(double[] o, double[] a) {
        return new double[] {0.4 * (o[1] + 2) + 0.5 * a[0], -0.2 * (o[0] - 5)};
    }

    @Test
    void aLinearGaussianSystemIsLearnedToItsEntropy() {
        var normalizer = new Normalizer(2);
        var buffer = linearGaussian(normalizer, 4000);
        try (var model = new DynamicsModel(
                new DynamicsModel.Config(List.of(32, 32), 3e-3, 150, 128),
                normalizer,
                1,
                new Seeds(2),
                DataType.FLOAT32)) {
            double first = model.fit(buffer, 1);
            double last = 0;
            for (int i = 0; i < 6; i++) {
                last = model.fit(buffer);
            }
            double floor = 1 + Math.log(NOISE * NOISE);
            assertTrue(first > 0, "untrained " + first);
            assertTrue(last < floor + 0.1 && last > floor - 0.1, "loss " + last + ", floor " + floor);
            assertEquals(7, model.fits());

            double[] o = {6, -1.7};
            double[] a = {0.5};
            try (var scope = Tensors.manager()) {
                var predicted = model.predict(
                        Tensors.of(scope, DataType.FLOAT32, o, 1, 2),
                        Tensors.of(scope, DataType.FLOAT32, a, 1, 1),
                        normalizer.scaling().on(scope, DataType.FLOAT32));
                double[] expected = {o[0] + change(o, a)[0], o[1] + change(o, a)[1]};
                assertArrayEquals(expected, Tensors.values(predicted), 0.1);
            }
        }
    }

    @Test
    void theLogVarianceIsBoundedSoftly() {
        try (var scope = Tensors.manager()) {
            double[] x = {-1000, -10, -4, 0.5, 1000};
            double[] bounded = Tensors.values(DynamicsModel.softBound(Tensors.of(scope, DataType.FLOAT64, x, 1, 5)));
            assertEquals(-10, bounded[0], 1e-12);
            assertEquals(-10 + Math.log(2), bounded[1], 1e-4);
            assertEquals(-4, bounded[2], 0.02);
            assertEquals(0.5 - Math.log(2), bounded[3], 1e-4);
            assertEquals(0.5, bounded[4], 1e-4);
        }
    }

    @Test
    void theLossIsTheNegativeLogLikelihoodUpToConstants() {
        try (var scope = Tensors.manager()) {
            var output = Tensors.of(scope, DataType.FLOAT64, new double[] {1, 2, -3, -4}, 1, 4);
            var change = Tensors.of(scope, DataType.FLOAT64, new double[] {1.5, 1}, 1, 2);
            double[] l = Tensors.values(
                    DynamicsModel.softBound(Tensors.of(scope, DataType.FLOAT64, new double[] {-3, -4}, 1, 2)));
            double expected = (0.25 * Math.exp(-l[0]) + l[0] + 1 * Math.exp(-l[1]) + l[1]) / 2;
            assertEquals(expected, Tensors.values(DynamicsModel.loss(output, change))[0], 1e-12);
        }
    }

    @Test
    void oneSeedGivesOneModelAndAnotherAnother() {
        var normalizer = new Normalizer(2);
        var buffer = linearGaussian(normalizer, 200);
        double[][] values = new double[3][];
        long[] seeds = {3, 3, 4};
        for (int i = 0; i < 3; i++) {
            try (var model = new DynamicsModel(
                    new DynamicsModel.Config(List.of(16, 16), 1e-3, 5, 32),
                    normalizer,
                    1,
                    new Seeds(seeds[i]),
                    DataType.FLOAT32)) {
                model.fit(buffer);
                values[i] = model.parameters().values();
            }
        }
        assertArrayEquals(values[0], values[1]);
        assertTrue(values[0][0] != values[2][0]);
    }

    @Test
    void aTransitionThatIsNotFiniteIsNamedAtTheUpdateThatMetIt() {
        var normalizer = new Normalizer(2);
        var buffer = new Buffer(2, 1, 10);
        buffer.add(new double[] {1, 2}, new double[] {0}, new double[] {Double.NaN, 2});
        try (var model = new DynamicsModel(
                new DynamicsModel.Config(List.of(16, 16), 1e-3, 5, 4), normalizer, 1, new Seeds(3), DataType.FLOAT32)) {
            var failure = assertThrows(NumericalException.class, () -> model.fit(buffer));
            assertTrue(failure.getMessage().contains("model's loss at update 0 is NaN"), failure.getMessage());
        }
    }

    @Test
    void hiddenLayersThatSimNormCannotGroupAreRefused() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> new DynamicsModel.Config(List.of(12, 16), 1e-3, 1, 1));
        assertTrue(refused.getMessage().contains("[12, 16]"));
    }
}
