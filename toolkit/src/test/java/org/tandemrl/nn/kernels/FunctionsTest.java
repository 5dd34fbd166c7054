package org.tandemrl.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

final class FunctionsTest {
    @Test
    void theyAreTheExactOnesToTwoRoundings() {
        compare(Functions::exp, Math::exp, -80, 80);
        compare(Functions::exp, Math::exp, -1e-3, 1e-3);
        compare(Functions::log1p, Math::log1p, 0, 1);
        compare(Functions::log1p, Math::log1p, 0, 1e-4);
        compare(Functions::sigmoid, x -> 1 / (1 + Math.exp(-x)), -80, 80);
    }

    @Test
    void farOutsideTheyStayFinite() {
        for (float x : new float[] {-1e30f, 1e30f, -200, 200}) {
            var v = FloatVector.broadcast(Lanes.SPECIES, x);
            assertTrue(Float.isFinite(Functions.exp(v).lane(0)));
            assertEquals(x > 0 ? 1 : 0, Functions.sigmoid(v).lane(3), 1e-37);
        }
    }

    @Test
    void whatIsNotANumberStaysSo() {
        var v = FloatVector.broadcast(Lanes.SPECIES, Float.NaN);
        assertTrue(Float.isNaN(Functions.exp(v).lane(0)));
        assertTrue(Float.isNaN(Functions.sigmoid(v).lane(0)));
    }

    private static void compare(
            UnaryOperator<FloatVector> function, DoubleUnaryOperator exact, double from, double to) {
        float[] x = new float[16];
        for (int n = 0; n < 2000; n++) {
            for (int i = 0; i < 16; i++) {
                x[i] = (float) (from + (to - from) * (16 * n + i) / 32000);
            }
            float[] y = new float[16];
            for (int i = 0; i < 16; i += Lanes.LENGTH) {
                function.apply(FloatVector.fromArray(Lanes.SPECIES, x, i)).intoArray(y, i);
            }
            for (int i = 0; i < 16; i++) {
                double expected = exact.applyAsDouble(x[i]);
                assertEquals(expected, y[i], 2.5e-7 * expected, "at " + x[i]);
            }
        }
    }
}
