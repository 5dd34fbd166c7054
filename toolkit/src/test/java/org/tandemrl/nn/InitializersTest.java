package org.tandemrl.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.random.Seeds;

final class InitializersTest {
    @ParameterizedTest
    @CsvSource({"5, 3", "3, 5", "4, 4", "1, 6"})
    void orthogonalMatricesHaveOrthogonalRowsOrColumnsOfTheGainsLength(int rows, int columns) {
        double gain = Math.sqrt(2);
        double[] w = Initializers.orthogonal(new Seeds(1).stream("w"), rows, columns, gain);
        boolean byRows = rows <= columns;
        int count = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double dot = 0;
                for (int k = 0; k < length; k++) {
                    dot += byRows ? w[i * columns + k] * w[j * columns + k] : w[k * columns + i] * w[k * columns + j];
                }
                assertEquals(i == j ? gain * gain : 0, dot, 1e-12);
            }
        }
    }

    @Test
    void orthogonalMatricesPreferNoDirection() {
        double sum = 0;
        int n = 2000;
        for (int i = 0; i < n; i++) {
            sum += Initializers.orthogonal(new Seeds(2).stream("w", i), 3, 3, 1)[0];
        }
        // An entry has variance 1/3; without the sign of R's diagonal its mean would be far from 0.
        assertTrue(Math.abs(sum / n) < 4 * Math.sqrt(1.0 / 3 / n), "mean " + sum / n);
    }

    @Test
    void uniformWeightsFillTheirBounds() {
        double[] w = Initializers.uniformFanIn(new Seeds(3).stream("w"), 20_000, 16);
        double largest = Arrays.stream(w).map(Math::abs).max().orElseThrow();
        assertTrue(largest <= 0.25 && largest > 0.2499, "largest " + largest);
        assertEquals(0, Arrays.stream(w).average().orElseThrow(), 4 * 0.25 / Math.sqrt(3 * 20_000));
        assertEquals(0.25 * 0.25 / 3, Arrays.stream(w).map(x -> x * x).average().orElseThrow(), 5e-4);
    }

    @Test
    void aNetworkStartsAsItsInitialisationSays() {
        try (var parameters = new Parameters(DataType.FLOAT64)) {
            new Mlp(parameters, "value", 4, Mlp.elu(List.of(6)), 1, Mlp.Init.ORTHOGONAL, new Seeds(4).stream("w"));
            var bias = Tensors.values(parameters.tensors().get("value.0.bias"));
            var gain = Tensors.values(parameters.tensors().get("value.0.norm.gain"));
            assertTrue(Arrays.stream(bias).allMatch(b -> b == 0), "orthogonal networks have zero biases");
            assertTrue(Arrays.stream(gain).allMatch(g -> g == 1));
            assertEquals(6 * 4 + 6 + 6 + 6 + 6 + 1, parameters.size());
        }
    }

    @Test
    void aLinearScheduleEndsWhereItShould() {
        var schedule = new LinearSchedule(2e-3, 1e-5, 100);
        assertEquals(2e-3, schedule.at(0));
        assertEquals((2e-3 + 1e-5) / 2, schedule.at(50), 1e-18);
        assertEquals(1e-5, schedule.at(100), 1e-18);
        assertEquals(1e-5, schedule.at(1_000_000), 1e-18);
    }

    /** Unit u is in the group of all units with the same u mod (units / 8). */
    @Test
    void simNormMakesGroupsOfEightThatSumToOne() {
        try (var scope = Tensors.manager()) {
            double[] x = new double[2 * 24];
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.sin(i);
            }
            double[] y = Tensors.values(Layers.simNorm(Tensors.of(scope, DataType.FLOAT64, x, 2, 24)));
            for (int row = 0; row < 2; row++) {
                for (int group = 0; group < 3; group++) {
                    double sum = 0;
                    double total = 0;
                    for (int u = group; u < 24; u += 3) {
                        sum += y[row * 24 + u];
                        total += Math.exp(x[row * 24 + u]);
                    }
                    assertEquals(1, sum, 1e-12);
                    assertEquals(Math.exp(x[row * 24 + group]) / total, y[row * 24 + group], 1e-12);
                }
            }
        }
    }
}
