package org.tandemrl.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;

final class GruTest {
    private static final int INPUTS = 3;
    private static final int UNITS = 4;
    private static final int ROWS = 2;

    /** The formulas with one loop a sum, on the tensors in their order: weights of input and hidden state, then the biases. */
    private static double[] byHand(double[] p, double[] x, double[] h) {
        int hiddenWeight = 3 * UNITS * INPUTS;
        int inputBias = hiddenWeight + 3 * UNITS * UNITS;
        int hiddenBias = inputBias + 3 * UNITS;
        double[] result = new double[ROWS * UNITS];
        for (int row = 0; row < ROWS; row++) {
            double[][] ofInput = new double[3][UNITS];
            double[][] ofHidden = new double[3][UNITS];
            for (int gate = 0; gate < 3; gate++) {
                for (int u = 0; u < UNITS; u++) {
                    int out = gate * UNITS + u;
                    ofInput[gate][u] = p[inputBias + out];
                    for (int i = 0; i < INPUTS; i++) {
                        ofInput[gate][u] += p[out * INPUTS + i] * x[row * INPUTS + i];
                    }
                    ofHidden[gate][u] = p[hiddenBias + out];
                    for (int i = 0; i < UNITS; i++) {
                        ofHidden[gate][u] += p[hiddenWeight + out * UNITS + i] * h[row * UNITS + i];
                    }
                }
            }
            for (int u = 0; u < UNITS; u++) {
                double r = 1 / (1 + Math.exp(-ofInput[0][u] - ofHidden[0][u]));
                double z = 1 / (1 + Math.exp(-ofInput[1][u] - ofHidden[1][u]));
                double n = Math.tanh(ofInput[2][u] + r * ofHidden[2][u]);
                result[row * UNITS + u] = (1 - z) * n + z * h[row * UNITS + u];
            }
        }
        return result;
    }

    @Test
    void aStepIsWhatTheFormulasSayAndItsGradientThatByFiniteDifferences() {
        var random = new Seeds(1).stream("gru");
        try (var parameters = new Parameters(DataType.FLOAT64);
                var scope = Tensors.manager()) {
            var gru = new Gru(parameters, "g", INPUTS, UNITS, random);
            double[] x = DoubleStream.generate(random::nextGaussian)
                    .limit(ROWS * INPUTS)
                    .toArray();
            double[] h = DoubleStream.generate(random::nextGaussian)
                    .limit(ROWS * UNITS)
                    .toArray();
            double[] weight = DoubleStream.generate(random::nextGaussian)
                    .limit(ROWS * UNITS)
                    .toArray();
            double[] start = parameters.values();
            for (double value : start) {
                assertTrue(Math.abs(value) <= 0.5, "beyond 1/√4: " + value);
            }
            var hidden = Tensors.of(scope, DataType.FLOAT64, h, ROWS, UNITS);
            hidden.setRequiresGradient(true);
            double[] actual;
            try (var tape = Tensors.tape()) {
                var after = gru.forward(Tensors.of(scope, DataType.FLOAT64, x, ROWS, INPUTS), hidden);
                actual = Tensors.values(after);
                tape.backward(after.mul(Tensors.of(scope, DataType.FLOAT64, weight, ROWS, UNITS))
                        .sum());
            }
            double[] expected = byHand(start, x, h);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], 1e-14);
            }
            double[] gradient = parameters.takeGradient();
            double[] byHidden = Tensors.takeGradient(hidden);
            for (int k = 0; k < start.length; k++) {
                double[] more = start.clone();
                double[] less = start.clone();
                more[k] += 1e-6;
                less[k] -= 1e-6;
                assertEquals(
                        (dot(weight, byHand(more, x, h)) - dot(weight, byHand(less, x, h))) / 2e-6, gradient[k], 1e-8);
            }
            for (int k = 0; k < h.length; k++) {
                double[] more = h.clone();
                double[] less = h.clone();
                more[k] += 1e-6;
                less[k] -= 1e-6;
                assertEquals(
                        (dot(weight, byHand(start, x, more)) - dot(weight, byHand(start, x, less))) / 2e-6,
                        byHidden[k],
                        1e-8);
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
