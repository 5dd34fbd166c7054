package org.tandemrl.critic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemrl.critic.CriticEnsemble.Choice;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;

/** Several critics as one: against the members one by one. */
final class CriticEnsembleTest {
    private static final int H = 6;
    private static final int N = 5;
    private static final int O = 3;
    private static final double GAMMA = 0.9;
    private static final double LAMBDA = 0.7;

    private record Random(
            double[][] observation,
            double[][] nextObservation,
            double[][] reward,
            boolean[][] terminated,
            boolean[][] truncated,
            Normalizer.Scaling scaling)
            implements Window {
        static Random window() {
            var random = new Seeds(1).stream("window");
            var window = new Random(
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
                    window.reward[t][e] = random.nextGaussian();
                    window.terminated[t][e] = random.nextDouble() < 0.1;
                    window.truncated[t][e] = !window.terminated[t][e] && random.nextDouble() < 0.1;
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

    private static CriticEnsemble ensemble(int size, Choice choice) {
        var rate = new LinearSchedule(1e-2, 1e-2, 1);
        return new CriticEnsemble(
                new Critic.Config(List.of(16), rate, 0.9, 0.999, 1, GAMMA, LAMBDA, 2, 2, 0.5),
                size,
                choice,
                O,
                new Seeds(2),
                DataType.FLOAT64,
                Optional.empty());
    }

    private static double[] value(Bootstrap critic, Random window, int t) {
        try (var scope = Tensors.manager()) {
            return Tensors.values(critic.target(
                    Tensors.of(scope, DataType.FLOAT64, window.scaling.apply(window.nextObservation[t]), N, O)));
        }
    }

    private static double chosen(Choice choice, CriticEnsemble ensemble, Random window, int t, int e) {
        var each = ensemble.members().stream().mapToDouble(m -> value(m, window, t)[e]);
        return choice == Choice.MIN ? each.min().orElseThrow() : each.average().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Choice.class)
    void itsValueAndItsTargetsAreThoseOfTheMembersChosen(Choice choice) {
        var window = Random.window();
        try (var ensemble = ensemble(3, choice)) {
            double[][] targets = ensemble.targets(window);
            boolean different = false;
            for (int e = 0; e < N; e++) {
                double after = Double.NaN;
                for (int t = H - 1; t >= 0; t--) {
                    double next = chosen(choice, ensemble, window, t, e);
                    assertEquals(next, value(ensemble, window, t)[e], 1e-12);
                    different |= Math.abs(next - value(ensemble.members().getFirst(), window, t)[e]) > 1e-3;
                    double future = window.terminated[t][e]
                            ? 0
                            : window.truncated[t][e] || t == H - 1 ? next : (1 - LAMBDA) * next + LAMBDA * after;
                    after = window.reward[t][e] + GAMMA * future;
                    assertEquals(after, targets[t][e], 1e-12, "step " + t + " of environment " + e);
                }
            }
            assertTrue(different, "members that start alike would prove nothing");
        }
    }

    @Test
    void everyMemberIsFittedToTheSameTargetsAndMovesItsOwnSlowCopy() {
        var window = Random.window();
        try (var ensemble = ensemble(2, Choice.MIN);
                var naive = ensemble(2, Choice.MIN)) {
            double[][] targets = naive.targets(window);
            double loss = ensemble.fit(window);
            double expected = 0;
            for (int i = 0; i < 2; i++) {
                var member = naive.members().get(i);
                double[] before = member.parameters().values();
                expected += member.fit(window, targets) / 2;
                double[] fitted = ensemble.members().get(i).parameters().values();
                assertArrayEquals(member.parameters().values(), fitted);
                assertArrayEquals(
                        member.targetParameters().values(),
                        ensemble.members().get(i).targetParameters().values());
                assertTrue(before[0] != fitted[0]
                        && fitted[0]
                                != ensemble.members().get(1 - i).parameters().values()[0]);
            }
            assertEquals(expected, loss, 1e-15);
        }
    }

    @Test
    void everyMemberIsANetworkOfTheValue() {
        var window = Random.window();
        try (var one = ensemble(1, Choice.MEAN);
                var two = ensemble(2, Choice.MEAN)) {
            assertArrayEquals(value(one.members().getFirst(), window, 0), value(one, window, 0));
            assertArrayEquals(one.members().getFirst().targets(window)[2], one.targets(window)[2]);
            assertEquals(1, one.networks().orElseThrow().members().size());
            assertEquals(
                    two.members().stream()
                            .map(m -> m.networks().orElseThrow().members().getFirst())
                            .toList(),
                    two.networks().orElseThrow().members());
            assertEquals(GAMMA, two.gamma());
        }
    }
}
