package org.tandemrl.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

final class ActorTest {
    private static Actor actor(long seed) {
        return new Actor(
                new Actor.Config(List.of(16, 8), -1, new LinearSchedule(1e-2, 1e-3, 2), 0.7, 0.95, 1),
                new Normalizer(3),
                2,
                new Seeds(seed),
                DataType.FLOAT64);
    }

    @Test
    void noiseMovesActionsBeforeTheSquashingByTheDeviation() {
        try (var actor = actor(1)) {
            double[] observation = {0.1, -0.5, 2, 1, 1, 1};
            var scaling = actor.normalizer().scaling();
            double[] still = actor.act(observation, scaling);
            double[] noisy = actor.act(observation, scaling, new double[] {0, 1, -2, 0});
            assertEquals(still[0], noisy[0], 1e-15);
            assertEquals(atanh(still[1]) + Math.exp(-1), atanh(noisy[1]), 1e-9);
            assertEquals(atanh(still[2]) - 2 * Math.exp(-1), atanh(noisy[2]), 1e-9);
            assertArrayEquals(new double[] {Math.exp(-1), Math.exp(-1)}, actor.deviations(), 1e-15);
        }
    }

    @Test
    void oneRowsActionsDoNotDependOnTheOthers() {
        try (var actor = actor(1)) {
            var scaling = actor.normalizer().scaling();
            double[] both = actor.act(new double[] {0.1, -0.5, 2, 1, 1, 1}, scaling);
            double[] second = actor.act(new double[] {1, 1, 1}, scaling);
            assertArrayEquals(Arrays.copyOfRange(both, 2, 4), second, 1e-12);
        }
    }

    @Test
    void ascentGoesUpTheGradientAtTheSchedulesRate() {
        try (var actor = actor(1)) {
            double[] before = actor.parameters().values();
            double[] gradient = new double[before.length];
            gradient[5] = 3;
            gradient[7] = -4;
            assertEquals(1e-2, actor.learningRate(), 1e-15);
            assertEquals(5, actor.ascend(new PolicyGradient(0, gradient)), 1e-12);
            double[] after = actor.parameters().values();
            // Adam's first step is the rate times the gradient's sign.
            assertEquals(before[5] + 1e-2, after[5], 1e-6);
            assertEquals(before[7] - 1e-2, after[7], 1e-6);
            assertEquals(before[6], after[6]);
            assertEquals((1e-2 + 1e-3) / 2, actor.learningRate(), 1e-15);
        }
    }

    @Test
    void aGradientThatIsNotFiniteLeavesTheActorAsItWas() {
        try (var actor = actor(1)) {
            double[] before = actor.parameters().values();
            double[] gradient = new double[before.length];
            gradient[0] = Double.NaN;
            var failure = assertThrows(NumericalException.class, () -> actor.ascend(new PolicyGradient(0, gradient)));
            assertTrue(failure.getMessage().contains("policy gradient"), failure.getMessage());
            assertArrayEquals(before, actor.parameters().values());
        }
    }

    @Test
    void oneSeedGivesOneActorAndAnotherAnother() {
        try (var a = actor(1);
                var b = actor(1);
                var c = actor(2)) {
            assertArrayEquals(a.parameters().values(), b.parameters().values());
            assertTrue(a.parameters().values()[0] != c.parameters().values()[0]);
        }
    }

    private static double atanh(double x) {
        return 0.5 * Math.log((1 + x) / (1 - x));
    }
}
