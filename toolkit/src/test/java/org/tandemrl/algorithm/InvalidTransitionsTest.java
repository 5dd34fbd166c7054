package org.tandemrl.algorithm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.algorithm.firstorder.Sapo;
import org.tandemrl.algorithm.firstorder.SoftLearner;
import org.tandemrl.gradient.EntropyBonus;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.task.Environment;
import org.tandemrl.task.ExplodingSimulator;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Tasks;

/** Training goes on, or stops, where one environment of a simulator explodes in one step. */
final class InvalidTransitionsTest {
    private static final int ENVIRONMENT = 3;
    // In the first window of those that explore eight steps, in the second of those that do not.
    private static final int STEP = 12;

    private static Environment environment(InvalidStates policy, double number, int environments) {
        var task = Tasks.named("cartpole").withInvalidStates(policy);
        return new Environment(
                task,
                new ExplodingSimulator(Tasks.differentiable(task, environments, 1), ENVIRONMENT, STEP, number),
                new Seeds(3),
                true);
    }

    private static Algorithm algorithm(String name, Environment environment) {
        Tensors.threads(1);
        return Algorithms.named(name).make(TinyRuns.settings(name, 3, 4).config(), environment, new Seeds(3), 1);
    }

    private static Environment environment(String name, InvalidStates policy, double number) {
        return environment(
                policy, number, TinyRuns.settings(name, 3, 4).config().environments());
    }

    @ParameterizedTest
    @MethodSource("org.tandemrl.algorithm.Algorithms#names")
    void everyAlgorithmDropsAnInvalidTransitionAndGoesOn(String name) {
        for (double number : new double[] {Double.NaN, 1e9}) {
            var environment = environment(name, InvalidStates.END_EPISODE, number);
            try (var algorithm = algorithm(name, environment)) {
                long dropped = 0;
                double episodes = 0;
                for (int i = 0; i < 8; i++) {
                    episodes = algorithm.epoch().get("episodes");
                    dropped += environment.takeDropped();
                }
                assertTrue(algorithm.samples() > (long) STEP * environment.environments());
                assertEquals(1, dropped);
                assertTrue(episodes <= 1 || name.equals("ppo"), "episodes: " + episodes);
                algorithm.save().forEach((array, values) -> {
                    for (double v : values) {
                        assertTrue(Math.abs(v) < 1e6, array + " holds " + v);
                    }
                });
                algorithm.buffer().filter(b -> b.size() > 0).ifPresent(buffer -> {
                    assertEquals(buffer.written(), buffer.size());
                    float[] row = new float[buffer.width()];
                    for (long i = 0; i < buffer.written(); i++) {
                        buffer.copy(i, row);
                        for (float v : row) {
                            assertTrue(Math.abs(v) < 1e6, "the buffer holds " + v);
                        }
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"dmo, NaN", "dmo, 1e9", "sapo, -Infinity", "ppo, 1e9", "sac, NaN"})
    void orStopsAtTheStepAndSaysWhere(String name, double number) {
        try (var algorithm = algorithm(name, environment(name, InvalidStates.STOP, number))) {
            var stopped = assertThrows(NumericalException.class, () -> {
                for (int i = 0; i < 8; i++) {
                    algorithm.epoch();
                }
            });
            assertTrue(
                    stopped.getMessage().startsWith("The state of environment 3 is " + number + " at index"),
                    stopped.getMessage());
        }
    }

    @Test
    void anExplodingStateIsCountedOnceAndTheLargestAllowedIsNone() {
        for (double number : new double[] {InvalidStates.LARGEST, -InvalidStates.LARGEST}) {
            try (var environment = environment(InvalidStates.STOP, number, 4)) {
                for (int t = 0; t <= STEP; t++) {
                    environment.step(new double[4]);
                }
                assertEquals(0, environment.takeDropped());
            }
        }
        try (var environment = environment(InvalidStates.END_EPISODE, -1.001 * InvalidStates.LARGEST, 4)) {
            for (int t = 0; t <= STEP; t++) {
                assertArrayEquals(
                        new boolean[] {false, false, false, t == STEP},
                        environment.step(new double[4]).invalid());
            }
            assertEquals(1, environment.takeDropped());
            assertEquals(0, environment.takeDropped(), "taken is taken");
        }
    }

    @Test
    void aSoftRewardHasItsBonusButNotInAStepIntoAnInvalidState() {
        int steps = STEP + 2;
        try (var environment = environment(InvalidStates.END_EPISODE, Double.NaN, 8);
                var sapo = (Sapo) algorithm("sapo", environment)) {
            environment.restart();
            var window = Rollout.collect(environment, sapo.actor(), steps, new Seeds(4).stream("noise"));
            double[][] logProbability = window.logProbabilities();
            var bonus = EntropyBonus.normalized(0.8, -0.5);
            double[][] soft = SoftLearner.soft(window, logProbability, bonus);
            for (int t = 0; t < steps; t++) {
                for (int e = 0; e < 8; e++) {
                    boolean invalid = t == STEP && e == ENVIRONMENT;
                    assertEquals(invalid, window.invalid()[t][e]);
                    double h = -logProbability[t][e];
                    assertEquals(invalid ? 0 : window.reward()[t][e] + 0.8 * (h + 0.5), soft[t][e], 1e-12);
                }
            }
        }
    }
}
