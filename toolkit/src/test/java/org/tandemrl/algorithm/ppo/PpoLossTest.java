package org.tandemrl.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Columns;

/** The losses against their definitions, their derivatives against differences, and the written passes against the tape. */
final class PpoLossTest {
    private static final int O = 5;
    private static final int A = 3;
    private static final int ROWS = 64;

    private static PpoConfig config() {
        return PpoConfig.forTask("ant")
                .with("actorHidden", "32,16")
                .with("criticHidden", "16")
                .with("environments", 8)
                .with("horizon", 8)
                .with("minibatches", 1)
                .with("valueClip", 0.2)
                .with("entropyWeight", 0.03)
                .with("boundWeight", 0.02);
    }

    private static PpoNetworks networks(DataType type) {
        return networks(type, Columns.all(O));
    }

    private static PpoNetworks networks(DataType type, Columns seen) {
        var networks = new PpoNetworks(config(), O, seen, A, new Seeds(4), type);
        // Away from the start: means beyond the bound, a value beyond its clip, and a log-std of each sign.
        networks.mean.scaleHead(400);
        networks.spread.setValues(new double[] {-0.4, 0.1, 0.3});
        return networks;
    }

    /** Rows drawn by another policy than the one there is, so that ratios lie on both sides of the clip; every tenth is dropped. */
    private static PpoBatch batch() {
        var random = new Seeds(9).stream("batch");
        var batch = new PpoBatch(
                new float[ROWS * O],
                new float[ROWS * A],
                new float[ROWS * A],
                new double[] {-0.3, 0, 0.25},
                new float[ROWS],
                new float[ROWS],
                new float[ROWS],
                new float[ROWS],
                new boolean[ROWS]);
        for (float[] part : new float[][] {batch.observation(), batch.value(), batch.advantage(), batch.target()}) {
            for (int i = 0; i < part.length; i++) {
                part[i] = (float) random.nextGaussian();
            }
        }
        try (var networks = networks(DataType.FLOAT32)) {
            new TapePpoLearner(config(), networks).means(batch.observation(), batch.mean(), 0, ROWS);
            for (int r = 0; r < ROWS; r++) {
                double logProbability = 0;
                for (int i = 0; i < A; i++) {
                    double noise = random.nextGaussian();
                    batch.mean()[r * A + i] += (float) (0.1 * random.nextGaussian());
                    double sigma = Math.exp(batch.logStd()[i]);
                    batch.action()[r * A + i] = (float) (batch.mean()[r * A + i] + sigma * noise);
                    logProbability -= 0.5 * noise * noise + Math.log(sigma) + 0.5 * Math.log(2 * Math.PI);
                }
                batch.logProbability()[r] = (float) logProbability;
                batch.dropped()[r] = r % 10 == 3;
            }
        }
        return batch;
    }

    private static double[] forward(Mlp network, Parameters parameters, float[] observation) {
        try (var scope = Tensors.scope(parameters.manager())) {
            double[] x = new double[observation.length];
            Arrays.setAll(x, i -> observation[i]);
            return Tensors.values(network.forward(Tensors.of(scope, parameters.type(), x, ROWS, O)));
        }
    }

    /** The policy's loss as it is written in papers, row by row. */
    private static double policyLoss(PpoNetworks networks, PpoBatch batch) {
        double[] mean = forward(networks.mean, networks.actor, batch.observation());
        double[] logStd = networks.logStds();
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            double logProbability = 0;
            double bound = 0;
            for (int i = 0; i < A; i++) {
                double sigma = Math.exp(logStd[i]);
                double m = mean[r * A + i];
                double d = batch.action()[r * A + i] - m;
                logProbability += -d * d / (2 * sigma * sigma) - Math.log(sigma * Math.sqrt(2 * Math.PI));
                bound += m > 1.1 ? (m - 1.1) * (m - 1.1) : m < -1.1 ? (m + 1.1) * (m + 1.1) : 0;
            }
            double ratio = Math.exp(logProbability - batch.logProbability()[r]);
            double held = Math.max(0.8, Math.min(1.2, ratio));
            double a = batch.advantage()[r];
            sum += batch.dropped()[r] ? 0 : 0.02 * bound - Math.min(ratio * a, held * a);
        }
        double entropy = 0;
        for (double l : logStd) {
            entropy += 0.5 * Math.log(2 * Math.PI * Math.E) + l;
        }
        return sum / ROWS - 0.03 * entropy;
    }

    private static double valueLoss(PpoNetworks networks, PpoBatch batch) {
        double[] value = forward(networks.value, networks.critic, batch.observation());
        double sum = 0;
        for (int r = 0; r < ROWS; r++) {
            double g = batch.target()[r];
            double old = batch.value()[r];
            double held = Math.max(old - 0.2, Math.min(old + 0.2, value[r]));
            sum += batch.dropped()[r] ? 0 : Math.max(Math.pow(value[r] - g, 2), Math.pow(held - g, 2));
        }
        return sum / ROWS;
    }

    private static double[] differences(
            PpoNetworks networks, Parameters parameters, ToDoubleFunction<PpoNetworks> loss) {
        double[] at = parameters.values();
        double[] gradient = new double[at.length];
        double h = 1e-6;
        for (int i = 0; i < at.length; i++) {
            double[] moved = at.clone();
            moved[i] = at[i] + h;
            parameters.setValues(moved);
            double up = loss.applyAsDouble(networks);
            moved[i] = at[i] - h;
            parameters.setValues(moved);
            gradient[i] = (up - loss.applyAsDouble(networks)) / (2 * h);
        }
        parameters.setValues(at);
        return gradient;
    }

    @Test
    void theTapesGradientsAreThoseOfDifferences() {
        Tensors.threads(1);
        var batch = batch();
        try (var networks = networks(DataType.FLOAT64)) {
            int[] rows = new int[ROWS];
            Arrays.setAll(rows, r -> r);
            var sums = new TapePpoLearner(config(), networks).differentiate(batch, rows);
            assertNotEquals(0, sums.clipped(), "some ratios are clipped");
            assertArrayEquals(
                    differences(networks, networks.actor, n -> policyLoss(n, batch)),
                    networks.actor.takeGradient(),
                    1e-7);
            assertArrayEquals(
                    differences(networks, networks.spread, n -> policyLoss(n, batch)),
                    networks.spread.takeGradient(),
                    1e-7);
            assertArrayEquals(
                    differences(networks, networks.critic, n -> valueLoss(n, batch)),
                    networks.critic.takeGradient(),
                    1e-7);
            assertEquals(valueLoss(networks, batch), sums.value() / ROWS, 1e-12);
        }
    }

    @Test
    void theSlopesOfTheRowsLossesAreThoseOfDifferences() {
        var random = new Seeds(5).stream("slopes");
        for (int i = 0; i < 2000; i++) {
            double a = random.nextGaussian();
            double log = 0.3 * random.nextGaussian();
            assertEquals(
                    difference(l -> PpoLoss.surrogate(Math.exp(l), a, 0.2), log),
                    PpoLoss.surrogateSlope(Math.exp(log), a, 0.2),
                    1e-7);
            double old = random.nextGaussian();
            double value = old + 0.4 * random.nextGaussian();
            double target = random.nextGaussian();
            for (double delta : new double[] {0, 0.2}) {
                assertEquals(
                        difference(v -> PpoLoss.value(v, old, target, delta), value),
                        PpoLoss.valueSlope(value, old, target, delta),
                        1e-7);
            }
        }
    }

    private static double difference(DoubleUnaryOperator f, double x) {
        double h = 1e-6;
        return (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
    }

    /** KL = E_old[log π_old − log π], h = E[−log π]. */
    @Test
    void klAndEntropyAreTheMeansOverMillionsOfDraws() {
        double oldMean = 0.3;
        double oldLogStd = -0.2;
        double mean = -0.1;
        double logStd = 0.15;
        var random = new Seeds(6).stream("draws");
        int draws = 2_000_000;
        double kl = 0;
        double entropy = 0;
        for (int i = 0; i < draws; i++) {
            double x = oldMean + Math.exp(oldLogStd) * random.nextGaussian();
            kl += (logDensity(x, oldMean, oldLogStd) - logDensity(x, mean, logStd)) / draws;
            entropy -= logDensity(x, oldMean, oldLogStd) / draws;
        }
        assertEquals(kl, PpoLoss.kl(oldMean, oldLogStd, mean, logStd), 2e-3);
        assertEquals(entropy, PpoLoss.entropy(oldLogStd), 2e-3);
        assertEquals(0, PpoLoss.kl(mean, logStd, mean, logStd));
    }

    private static double logDensity(double x, double mean, double logStd) {
        double z = (x - mean) / Math.exp(logStd);
        return -0.5 * z * z - logStd - Math.log(Math.sqrt(2 * Math.PI));
    }

    @Test
    void aWrittenStepIsTheTapesToRoundingOnAnyNumberOfThreads() {
        compare(Columns.all(O));
    }

    @Test
    void soItIsWhereThePolicySeesAPart() {
        compare(new Columns(1, 4));
    }

    private static void compare(Columns seen) {
        Tensors.threads(1);
        var expected = stepped(Optional.empty(), seen);
        for (int threads : new int[] {1, 2}) {
            try (var kernels = Kernels.float32(threads)) {
                var actual = stepped(Optional.of(kernels), seen);
                assertArrayEquals(expected.parameters, actual.parameters, 2e-6);
                near(expected.sums.surrogate(), actual.sums.surrogate());
                near(expected.sums.kl(), actual.sums.kl());
                near(expected.sums.value(), actual.sums.value());
                assertEquals(expected.sums.clipped(), actual.sums.clipped());
            }
        }
    }

    /** A sum of values may be tens of thousands, of which single precision tells seven digits, whatever the processor's products. */
    private static void near(double expected, double actual) {
        assertEquals(expected, actual, 1e-4 + 1e-7 * Math.abs(expected));
    }

    private record Stepped(double[] parameters, PpoLoss.Sums sums) {}

    /** Three steps, so that the moments of the first matter. */
    private static Stepped stepped(Optional<Kernels> kernels, Columns seen) {
        int[] order = new int[ROWS];
        Arrays.setAll(order, r -> (r * 37) % ROWS);
        try (var networks = networks(DataType.FLOAT32, seen)) {
            var learner = Ppo.learner(config(), networks, kernels);
            assertEquals(kernels.isPresent(), learner instanceof KernelPpoLearner);
            learner.load();
            var sums = PpoLoss.Sums.NONE;
            for (int i = 0; i < 3; i++) {
                sums = sums.plus(learner.update(batch(), order, 0, ROWS, 1e-4));
            }
            learner.store();
            double[] actor = networks.actor.values();
            double[] critic = networks.critic.values();
            double[] all = Arrays.copyOf(actor, actor.length + critic.length + A);
            System.arraycopy(critic, 0, all, actor.length, critic.length);
            System.arraycopy(networks.logStds(), 0, all, actor.length + critic.length, A);
            return new Stepped(all, sums);
        }
    }
}
