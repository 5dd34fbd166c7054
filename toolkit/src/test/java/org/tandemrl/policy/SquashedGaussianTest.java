package org.tandemrl.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.random.Seeds;

/** The density of a squashed Gaussian: it integrates to one, its entropy is the one that samples show, and the written head is the tape's. */
final class SquashedGaussianTest {
    private static final int A = 2;
    private static final double[] OBSERVATION = {0.7, -0.4, 1.5};

    private static Actor actor(Actor.Head head) {
        return new Actor(
                new Actor.Config(
                        List.of(16), Mlp.Activation.ELU, head, -0.7, new LinearSchedule(1e-2, 1e-2, 1), 0.9, 0.999, 1),
                new Normalizer(OBSERVATION.length),
                A,
                new Seeds(5),
                DataType.FLOAT64);
    }

    /** Actions [N, A] and log-probabilities [N] for noise [N, A], all at one observation. */
    private record Drawn(double[] action, double[] logProbability) {
        static Drawn by(Actor actor, double[] noise) {
            int rows = noise.length / A;
            double[] observation = new double[rows * OBSERVATION.length];
            Arrays.setAll(observation, i -> OBSERVATION[i % OBSERVATION.length]);
            var scaling = actor.normalizer().scaling();
            return new Drawn(
                    actor.act(observation, scaling, noise), actor.logProbabilities(observation, scaling, noise));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Actor.Head.class, names = "DETERMINISTIC", mode = EnumSource.Mode.EXCLUDE)
    void theDensityIntegratesToOneAndItsEntropyIsThatOfSamples(Actor.Head head) {
        int n = 301;
        double[] grid = new double[n];
        Arrays.setAll(grid, i -> -6 + 12.0 * i / (n - 1));
        double[] noise = new double[n * n * A];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                noise[(i * n + j) * A] = grid[i];
                noise[(i * n + j) * A + 1] = grid[j];
            }
        }
        try (var actor = actor(head)) {
            var drawn = Drawn.by(actor, noise);
            double mass = 0;
            double entropy = 0;
            for (int i = 1; i < n - 1; i++) {
                for (int j = 1; j < n - 1; j++) {
                    int at = i * n + j;
                    double area = (drawn.action[(at + n) * A] - drawn.action[(at - n) * A])
                            / 2
                            * (drawn.action[(at + 1) * A + 1] - drawn.action[(at - 1) * A + 1])
                            / 2;
                    double p = Math.exp(drawn.logProbability[at]);
                    mass += p * area;
                    entropy -= p * drawn.logProbability[at] * area;
                }
            }
            assertEquals(1, mass, 1e-3);

            var random = new Seeds(2).stream("noise");
            double[] normal = new double[100_000 * A];
            Arrays.setAll(normal, i -> random.nextGaussian());
            double[] information = Arrays.stream(Drawn.by(actor, normal).logProbability)
                    .map(l -> -l)
                    .toArray();
            double mean = Arrays.stream(information).average().orElseThrow();
            double error = Math.sqrt(Arrays.stream(information)
                            .map(h -> (h - mean) * (h - mean))
                            .average()
                            .orElseThrow()
                    / information.length);
            assertEquals(entropy, mean, 4 * error + 2e-3);
            assertTrue(error < 0.01, "error " + error);
        }
    }

    @Test
    void theWrittenHeadDrawsWhatTheTapeDraws() {
        int rows = 40;
        var random = new Seeds(3).stream("rows");
        double[] noise = new double[rows * A];
        Arrays.setAll(noise, i -> (float) (2 * random.nextGaussian()));
        double[] observation = new double[rows * OBSERVATION.length];
        Arrays.setAll(observation, i -> random.nextGaussian());
        try (var actor = actor(Actor.Head.STATE_DEPENDENT);
                var scope = Tensors.scope(actor.parameters().manager())) {
            var scaling = actor.normalizer().scaling();
            double[] action = actor.act(observation, scaling, noise);
            double[] logProbability = actor.logProbabilities(observation, scaling, noise);
            double[] output = Tensors.values(actor.network()
                    .forward(
                            Tensors.of(scope, DataType.FLOAT64, scaling.apply(observation), rows, OBSERVATION.length)));
            var written = new SquashedGaussian(rows, A);
            written.sample(matrix(output, rows), floats(noise), 0, rows);
            for (int r = 0; r < rows; r++) {
                assertEquals(logProbability[r], written.logProbability(r), 1e-5);
                for (int i = 0; i < A; i++) {
                    assertEquals(action[r * A + i], written.action(r, i), 1e-6);
                }
            }
        }
    }

    @Test
    void whatIsPulledBackIsTheDifferenceQuotient() {
        var random = new Seeds(4).stream("rows");
        double[] output = new double[2 * A];
        double[] noise = new double[A];
        double[] byAction = {0.8, -1.7};
        double byLogProbability = 0.3;
        for (int trial = 0; trial < 20; trial++) {
            Arrays.setAll(output, i -> (float) random.nextGaussian());
            Arrays.setAll(noise, i -> (float) random.nextGaussian());
            var head = new SquashedGaussian(1, A);
            head.sample(matrix(output, 1), floats(noise), 0, 1);
            var gradient = Matrix.of(1, 2 * A);
            head.pullBack(0, byAction, byLogProbability, gradient);
            for (int i = 0; i < output.length; i++) {
                double h = 1e-5;
                double[] up = output.clone();
                double[] down = output.clone();
                up[i] += h;
                down[i] -= h;
                double quotient =
                        (loss(up, noise, byAction, byLogProbability) - loss(down, noise, byAction, byLogProbability))
                                / (2 * h);
                assertEquals(quotient, gradient.get(0, i), 1e-5 * Math.max(1, Math.abs(quotient)));
            }
        }
    }

    @Test
    void anActionThatRoundsToOneHasAFiniteLogProbabilityAndGradient() {
        var head = new SquashedGaussian(1, A);
        head.sample(matrix(new double[] {40, -300, 3, -90}, 1), new float[] {1, -1}, 0, 1);
        var gradient = Matrix.of(1, 2 * A);
        head.pullBack(0, new double[] {1, 1}, 1, gradient);
        assertEquals(1, head.action(0, 0));
        assertEquals(-1, head.action(0, 1));
        assertTrue(Double.isFinite(head.logProbability(0)));
        for (int i = 0; i < 2 * A; i++) {
            assertTrue(Float.isFinite(gradient.get(0, i)));
        }
    }

    /** Σ c a + w log π, as the formula stands. */
    private static double loss(double[] output, double[] noise, double[] byAction, double byLogProbability) {
        double sum = 0;
        for (int i = 0; i < A; i++) {
            double logStd = -5 + 3.5 * (Math.tanh(output[A + i]) + 1);
            double a = Math.tanh(output[i] + Math.exp(logStd) * noise[i]);
            double normal = Math.exp(-0.5 * noise[i] * noise[i]) / (Math.exp(logStd) * Math.sqrt(2 * Math.PI));
            sum += byAction[i] * a + byLogProbability * Math.log(normal / (1 - a * a));
        }
        return sum;
    }

    private static Matrix matrix(double[] values, int rows) {
        int columns = values.length / rows;
        var matrix = Matrix.of(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.set(i / columns, i % columns, (float) values[i]);
        }
        return matrix;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
