package org.tandemrl.critic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.random.Seeds;

final class ReturnsTest {
    private static final int H = 12;
    private static final int N = 40;
    private static final double GAMMA = 0.93;

    private final double[][] reward = new double[H][N];
    private final double[][] nextValue = new double[H][N];
    private final boolean[][] terminated = new boolean[H][N];
    private final boolean[][] truncated = new boolean[H][N];

    private ReturnsTest() {
        var random = new Seeds(1).stream("returns");
        for (int t = 0; t < H; t++) {
            for (int e = 0; e < N; e++) {
                reward[t][e] = random.nextGaussian();
                nextValue[t][e] = random.nextGaussian();
                double u = random.nextDouble();
                terminated[t][e] = e > 0 && u < 0.1;
                truncated[t][e] = e > 0 && u > 0.9;
            }
        }
    }

    /** G^λ = (1 − λ) Σ_{n<m} λ^{n−1} G^(n) + λ^{m−1} G^(m), m steps to the end of episode or window. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.95, 1})
    void tdLambdaIsTheWeightedSumOfAllReturnsOfNSteps(double lambda) {
        double[][] target = Returns.tdLambda(reward, nextValue, terminated, truncated, GAMMA, lambda);
        for (int e = 0; e < N; e++) {
            for (int t = 0; t < H; t++) {
                int m = 1;
                while (t + m < H && !terminated[t + m - 1][e] && !truncated[t + m - 1][e]) {
                    m++;
                }
                double expected = 0;
                for (int n = 1; n <= m; n++) {
                    double weight = n < m ? (1 - lambda) * Math.pow(lambda, n - 1) : Math.pow(lambda, m - 1);
                    expected += weight * nStepReturn(t, n, e);
                }
                assertEquals(expected, target[t][e], 1e-12, "step " + t + " of environment " + e);
            }
        }
    }

    private double nStepReturn(int t, int n, int e) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.pow(GAMMA, k) * reward[t + k][e];
        }
        int last = t + n - 1;
        return terminated[last][e] ? sum : sum + Math.pow(GAMMA, n) * nextValue[last][e];
    }

    @Test
    void nothingAfterAnEarlyEndAndEverythingAfterATimeLimit() {
        double[][] target = Returns.tdLambda(
                new double[][] {{1, 1}, {5, 5}},
                new double[][] {{10, 10}, {20, 20}},
                new boolean[][] {{true, false}, {false, false}},
                new boolean[][] {{false, true}, {false, false}},
                0.5,
                0.9);
        assertArrayEquals(new double[] {1, 6}, target[0]);
        assertArrayEquals(new double[] {15, 15}, target[1]);
    }

    /** A_t = Σ_k (γλ)^k δ_{t+k} to the end of episode or window. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 0.95, 1})
    void advantagesAreTheDoubleSumOverErrorsOfTheValue(double lambda) {
        double[][] value = new double[H][N];
        var random = new Seeds(2).stream("values");
        for (double[] row : value) {
            Arrays.setAll(row, e -> random.nextGaussian());
        }
        double[][] advantage = Returns.advantages(reward, value, nextValue, terminated, truncated, GAMMA, lambda);
        for (int e = 0; e < N; e++) {
            for (int t = 0; t < H; t++) {
                double expected = 0;
                for (int k = t; k < H; k++) {
                    double next = terminated[k][e] ? 0 : nextValue[k][e];
                    expected += Math.pow(GAMMA * lambda, k - t) * (reward[k][e] + GAMMA * next - value[k][e]);
                    if (terminated[k][e] || truncated[k][e]) {
                        break;
                    }
                }
                assertEquals(expected, advantage[t][e], 1e-12, "step " + t + " of environment " + e);
            }
        }
    }

    @Test
    void anAdvantageOfLambdaOneIsTheReturnAboveTheValue() {
        double[][] advantage = Returns.advantages(
                new double[][] {{1, 1}, {5, 5}},
                new double[][] {{3, 3}, {4, 4}},
                new double[][] {{10, 10}, {20, 20}},
                new boolean[][] {{true, false}, {false, false}},
                new boolean[][] {{false, true}, {false, false}},
                0.5,
                1);
        assertArrayEquals(new double[] {-2, 3}, advantage[0]);
        assertArrayEquals(new double[] {11, 11}, advantage[1]);
    }
}
