package org.tandemrl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

final class AdamTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static Parameters parameters(DataType type) {
        var parameters = new Parameters(type);
        parameters.add("matrix", new double[] {0.3, -0.2, 0.7, 1.5, -0.4, 0.1}, 2, 3);
        parameters.add("bias", new double[] {0.5, -1}, 2);
        return parameters;
    }

    private static double[] gradient(int step) {
        var random = new Seeds(1).stream("gradient", step);
        double[] g = new double[8];
        for (int i = 0; i < g.length; i++) {
            g[i] = random.nextGaussian() * Math.pow(10, i - 4);
        }
        return g;
    }

    /** The native kernel holds β as float, 1 − 0.999f is 1.3e-5 off: that is the tolerance. */
    @ParameterizedTest
    @CsvSource({"0.9, 0.999, 0", "0.7, 0.95, 0", "0.7, 0.95, 0.3"})
    void stepsAreThoseOfTheTextbook(double beta1, double beta2, double weightDecay) {
        try (var parameters = parameters(DataType.FLOAT64)) {
            var adam = new Adam(parameters, beta1, beta2, weightDecay);
            double[] theta = parameters.values();
            double[] m = new double[8];
            double[] v = new double[8];
            for (int t = 1; t <= 50; t++) {
                double rate = 0.01 / t;
                double[] g = gradient(t);
                for (int i = 0; i < 8; i++) {
                    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
                    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
                    theta[i] -= rate * weightDecay * theta[i]
                            + rate
                                    * m[i]
                                    / (1 - Math.pow(beta1, t))
                                    / (Math.sqrt(v[i] / (1 - Math.pow(beta2, t))) + 1e-8);
                }
                adam.step(g, rate, INFINITE);
                assertArrayEquals(theta, parameters.values(), 1e-6 * 0.01 * 50, "step " + t);
            }
            assertEquals(50, adam.steps());
        }
    }

    @Test
    void aGradientLongerThanTheBoundIsShortenedAndAShorterOneIsNot() {
        try (var parameters = parameters(DataType.FLOAT64);
                var other = parameters(DataType.FLOAT64)) {
            // β₁ = 0: m is the gradient as it was applied.
            var adam = new Adam(parameters, 0, 0.5);
            double[] g = {3, 0, 0, 0, 0, 0, 0, 4};
            assertEquals(5, adam.step(g, 0.1, 1), 1e-12, "the norm before clipping");
            assertEquals(0.6, adam.moments()[0], 1e-6);
            assertEquals(0.8, adam.moments()[7], 1e-6);
            var loose = new Adam(other, 0, 0.5);
            assertEquals(5, loose.step(g, 0.1, 5.1), 1e-12);
            assertEquals(3, loose.moments()[0], 1e-6);
            assertEquals(4, loose.moments()[7], 1e-6);
        }
    }

    @Test
    void aTapesGradientIsAppliedOnceAndClippedOverAllTensorsTogether() {
        try (var parameters = parameters(DataType.FLOAT64)) {
            var adam = new Adam(parameters, 0, 0.5);
            for (int i = 0; i < 2; i++) {
                try (var tape = Tensors.tape()) {
                    var tensors = parameters.tensors();
                    tape.backward(tensors.get("matrix")
                            .sum()
                            .mul(3)
                            .add(tensors.get("bias").sum().mul(4)));
                }
                double norm = Math.sqrt(6 * 9 + 2 * 16);
                assertEquals(norm, adam.step(0.1, 1), 1e-9, "the gradient must not add up from step to step");
                assertEquals(3 / norm, adam.moments()[0], 1e-6);
                assertEquals(4 / norm, adam.moments()[7], 1e-6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void savedAndRestoredItContinuesBitForBit(DataType type) {
        try (var first = parameters(type);
                var second = parameters(type)) {
            var adam = new Adam(first, 0.7, 0.95);
            for (int t = 0; t < 5; t++) {
                adam.step(gradient(t), 0.01, 1);
            }
            var restored = new Adam(second, 0.7, 0.95);
            second.setValues(first.values());
            restored.restore(adam.moments(), adam.steps());
            assertArrayEquals(first.values(), second.values());
            for (int t = 5; t < 10; t++) {
                adam.step(gradient(t), 0.01, 1);
                restored.step(gradient(t), 0.01, 1);
                assertArrayEquals(first.values(), second.values());
                assertArrayEquals(adam.moments(), restored.moments());
            }
            var fresh = new Adam(second, 0.7, 0.95);
            double[] before = second.values();
            fresh.step(gradient(10), 0.01, 1);
            adam.step(gradient(10), 0.01, 1);
            assertTrue(
                    Math.abs(second.values()[3] - before[3] - (first.values()[3] - before[3])) > 1e-6,
                    "without the saved moments it must go elsewhere");
        }
    }

    @Test
    void whatIsNotFiniteChangesNothing() {
        try (var parameters = parameters(DataType.FLOAT32)) {
            var adam = new Adam(parameters, 0.9, 0.999);
            double[] before = parameters.values();
            for (double bad : new double[] {Double.NaN, INFINITE}) {
                double[] g = gradient(1);
                g[2] = bad;
                assertThrows(NumericalException.class, () -> adam.step(g, 0.1, 1));
                try (var tape = Tensors.tape()) {
                    tape.backward(parameters.tensors().get("bias").sum().mul(bad));
                }
                assertThrows(NumericalException.class, () -> adam.step(0.1, 1));
                parameters.takeGradient();
            }
            assertArrayEquals(before, parameters.values());
            assertArrayEquals(new double[16], adam.moments());
            assertEquals(0, adam.steps());
        }
    }

    @Test
    void momentsAndParametersOfAnotherNetworkAreRefused() {
        try (var parameters = parameters(DataType.FLOAT32)) {
            var adam = new Adam(parameters, 0.9, 0.999);
            assertTrue(assertThrows(IllegalArgumentException.class, () -> adam.restore(new double[15], 1))
                    .getMessage()
                    .contains("16 moments, 15 were given"));
            assertThrows(IllegalArgumentException.class, () -> adam.step(new double[7], 0.1, 1));
            assertThrows(IllegalArgumentException.class, () -> parameters.setValues(new double[9]));
            assertThrows(IllegalArgumentException.class, () -> parameters.add("bias", new double[1], 1));
        }
    }
}
