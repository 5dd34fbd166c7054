package org.tandemrl.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.random.Seeds;

/** The squashed Gaussian's log π(a|s) as a density of the action. */
final class LogProbabilityTest {
    private static final double[] OBSERVATION = {0.4, -1.2, 0.7};
    private static final Seeds SEEDS = new Seeds(5);

    private static Actor actor(Actor.Head head, int actions) {
        return new Actor(
                new Actor.Config(
                        List.of(16), Mlp.Activation.SILU, head, -0.5, new LinearSchedule(1e-3, 1e-3, 1), 0.9, 0.999, 1),
                new Normalizer(3),
                actions,
                SEEDS,
                DataType.FLOAT64);
    }

    private static double[] repeated(int rows) {
        double[] all = new double[rows * OBSERVATION.length];
        Arrays.setAll(all, i -> OBSERVATION[i % OBSERVATION.length]);
        return all;
    }

    /** Actions and their log-probabilities for one observation and many draws of noise. */
    private record Draws(double[] action, double[] logProbability) {
        static Draws of(Actor actor, double[] noise) {
            double[] observation = repeated(noise.length / actor.actionSize());
            var scaling = actor.normalizer().scaling();
            return new Draws(
                    actor.act(observation, scaling, noise), actor.logProbabilities(observation, scaling, noise));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Actor.Head.class,
            names = {"STATE_INDEPENDENT", "STATE_DEPENDENT"})
    void itsDensityIntegratesToOneAndItsQuadratureEntropyIsTheSampleMean(Actor.Head head) {
        try (var actor = actor(head, 1)) {
            // A grid of the noise is an uneven grid of the action; the density knows nothing of the noise.
            int points = 20_001;
            double[] grid = new double[points];
            Arrays.setAll(grid, i -> -9 + 18.0 * i / (points - 1));
            var quadrature = Draws.of(actor, grid);
            double mass = 0;
            double entropy = 0;
            for (int i = 1; i < points; i++) {
                double width = quadrature.action[i] - quadrature.action[i - 1];
                double left = Math.exp(quadrature.logProbability[i - 1]);
                double right = Math.exp(quadrature.logProbability[i]);
                mass += width * (left + right) / 2;
                entropy -= width * (left * quadrature.logProbability[i - 1] + right * quadrature.logProbability[i]) / 2;
            }
            assertEquals(1, mass, 1e-5, "∫ π(a) da");

            int samples = 100_000;
            var random = SEEDS.stream("samples");
            double[] noise = new double[samples];
            Arrays.setAll(noise, i -> random.nextGaussian());
            double[] logProbability = Draws.of(actor, noise).logProbability;
            double mean = -Arrays.stream(logProbability).average().orElseThrow();
            double variance = Arrays.stream(logProbability)
                    .map(l -> (-l - mean) * (-l - mean))
                    .average()
                    .orElseThrow();
            assertEquals(entropy, mean, 4 * Math.sqrt(variance / samples), "E[−log π]");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Actor.Head.class,
            names = {"STATE_INDEPENDENT", "STATE_DEPENDENT"})
    void thatOfSeveralActionsIsTheSumOfTheirs(Actor.Head head) {
        try (var actor = actor(head, 2)) {
            double h = 1e-6;
            double[] noise = {0.8, -1.7};
            var at = Draws.of(actor, noise);
            double expected = 0;
            for (int i = 0; i < 2; i++) {
                double[] up = noise.clone();
                double[] down = noise.clone();
                up[i] += h;
                down[i] -= h;
                double slope = (Draws.of(actor, up).action[i] - Draws.of(actor, down).action[i]) / (2 * h);
                expected += -noise[i] * noise[i] / 2 - 0.5 * Math.log(2 * Math.PI) - Math.log(slope);
            }
            assertEquals(expected, at.logProbability[0], 1e-7);
        }
    }

    @Test
    void farFromTheMiddleItStaysFinite() {
        try (var actor = actor(Actor.Head.STATE_INDEPENDENT, 1)) {
            var far = Draws.of(actor, new double[] {-80, 80});
            for (int i = 0; i < 2; i++) {
                assertEquals(1, Math.abs(far.action[i]));
                assertTrue(Double.isFinite(far.logProbability[i]), "log π is " + far.logProbability[i]);
            }
        }
    }

    @Test
    void aDeterministicPolicyHasNone() {
        try (var actor = actor(Actor.Head.DETERMINISTIC, 1)) {
            assertThrows(IllegalStateException.class, () -> Draws.of(actor, new double[1]));
        }
    }
}
