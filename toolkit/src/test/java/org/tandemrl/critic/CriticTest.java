package org.tandemrl.critic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

final class CriticTest {
    private static final int H = 8;
    private static final int N = 16;
    private static final int O = 3;

    /** A window whose rewards depend on the observation; every episode ends at once, so targets are the rewards. */
    private record Fixed(
            double[][] observation,
            double[][] nextObservation,
            double[][] reward,
            boolean[][] terminated,
            boolean[][] truncated,
            Normalizer.Scaling scaling)
            implements Window {
        static Fixed of(boolean ends) {
            var random = new Seeds(1).stream("window");
            var window = new Fixed(
                    new double[H][N * O],
                    new double[H][N * O],
                    new double[H][N],
                    new boolean[H][N],
                    new boolean[H][N],
                    new Normalizer(O).scaling());
            for (int t = 0; t < H; t++) {
                for (int i = 0; i < N * O; i++) {
                    window.observation[t][i] = random.nextGaussian();
                    window.nextObservation[t][i] = random.nextGaussian();
                }
                for (int e = 0; e < N; e++) {
                    window.reward[t][e] = Math.sin(window.observation[t][e * O]) + 2;
                    window.terminated[t][e] = ends;
                }
            }
            return window;
        }

        @Override
        public int horizon() {
            return H;
        }

        @Override
        public int environments() {
            return N;
        }
    }

    private static Critic critic(double alpha) {
        var rate = new LinearSchedule(2e-3, 2e-3, 1);
        return new Critic(
                new Critic.Config(List.of(32, 32), rate, 0.7, 0.95, 1, 0.99, 0.95, 4, 4, alpha),
                O,
                new Seeds(2),
                DataType.FLOAT32);
    }

    @Test
    void fittingReducesTheErrorTenfold() {
        try (var critic = critic(0.2)) {
            var window = Fixed.of(true);
            double first = critic.fit(window);
            double last = first;
            for (int i = 0; i < 40; i++) {
                last = critic.fit(window);
            }
            assertTrue(first > 1, "first error " + first);
            assertTrue(last < first / 10, "from " + first + " to " + last);
            assertEquals(41, critic.fits());
        }
    }

    @Test
    void theTargetKeepsAShareAlphaOfItself() {
        try (var critic = critic(0.3)) {
            assertArrayEquals(
                    critic.parameters().values(), critic.targetParameters().values(), "they start equal");
            double[] before = critic.targetParameters().values();
            critic.fit(Fixed.of(true));
            double[] now = critic.parameters().values();
            double[] target = critic.targetParameters().values();
            boolean moved = false;
            for (int i = 0; i < target.length; i++) {
                assertEquals(0.3 * before[i] + 0.7 * now[i], target[i], 1e-7);
                moved |= now[i] != before[i];
            }
            assertTrue(moved);
        }
    }

    @Test
    void targetsBootstrapFromTheSlowCopyAtTheStatesAfterTheSteps() {
        try (var critic = critic(0.9)) {
            var window = Fixed.of(false);
            critic.fit(window);
            double[][] target = critic.targets(window);
            try (var scope = Tensors.manager()) {
                double[] value = Tensors.values(critic.target(Tensors.of(
                        scope, DataType.FLOAT32, window.scaling.apply(window.nextObservation[H - 1]), N, O)));
                for (int e = 0; e < N; e++) {
                    assertEquals(window.reward[H - 1][e] + 0.99 * value[e], target[H - 1][e], 1e-6);
                }
            }
        }
    }

    @Test
    void aLossThatIsNotFiniteLeavesTheWeightsAsTheyWere() {
        try (var critic = critic(0.2)) {
            double[] before = critic.parameters().values();
            double[] target = critic.targetParameters().values();
            var window = Fixed.of(true);
            window.reward[0][0] = Double.NaN;
            var failure = assertThrows(NumericalException.class, () -> critic.fit(window));
            assertTrue(failure.getMessage().contains("critic's loss is NaN"), failure.getMessage());
            assertArrayEquals(before, critic.parameters().values());
            assertArrayEquals(target, critic.targetParameters().values());
        }
    }
}
