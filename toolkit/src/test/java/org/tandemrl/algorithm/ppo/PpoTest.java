package org.tandemrl.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.ExplodingSimulator;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Tasks;

/** The loop: windows, ends of episodes, checkpoints, arithmetics. */
final class PpoTest {
    private static final double GAMMA = 0.9;

    private static PpoConfig config(String arithmetic) {
        return PpoConfig.forTask("hopper")
                .with("environments", 32)
                .with("horizon", 8)
                .with("actorHidden", "64,32")
                .with("criticHidden", "32")
                .with("minibatches", 2)
                .with("arithmetic", arithmetic);
    }

    private static Ppo ppo(PpoConfig config, int threads) {
        Tensors.threads(1);
        var task = Tasks.named("hopper");
        var seeds = new Seeds(3);
        return new Ppo(
                config,
                new Environment(task, task.simulator(config.environments(), threads), seeds, true),
                seeds,
                threads);
    }

    private static Map<String, double[]> trained(String arithmetic, int threads, int epochs) {
        try (var ppo = ppo(config(arithmetic), threads)) {
            for (int i = 0; i < epochs; i++) {
                ppo.epoch();
            }
            return ppo.save();
        }
    }

    private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    @AfterEach
    void asTheMachineIs() {
        System.clearProperty("tandem.vector.bits");
    }

    @Test
    void writtenOutItIsDjlsToRoundingAndNotDjlItself() {
        var djl = trained("djl", 1, 1);
        var fast = trained("fast", 1, 1);
        for (var network : new String[] {"actor", "critic", "logStd"}) {
            double[] expected = djl.get(network);
            double[] apart = new double[expected.length];
            Arrays.setAll(apart, i -> fast.get(network)[i] - expected[i]);
            assertEquals(
                    0, length(apart) / length(network.equals("logStd") ? new double[] {1} : expected), 1e-4, network);
            assertNotEquals(0, length(apart), "the two are the same code: " + network);
        }
    }

    private static double length(double[] v) {
        return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    }

    @Test
    void itRepeatsBitForBitOnAnyNumberOfThreads() {
        assertSame(trained("fast", 1, 3), trained("fast", 2, 3));
    }

    @Test
    void whereTheMachineLacksTheInstructionsTheResultIsDjls() {
        System.setProperty("tandem.vector.bits", "128");
        assertSame(trained("djl", 1, 2), trained("fast", 1, 2));
    }

    @Test
    void savedAndRestoredItGoesOnBitForBit() {
        for (var arithmetic : List.of("djl", "fast")) {
            try (var first = ppo(config(arithmetic), 1);
                    var second = ppo(config(arithmetic), 1)) {
                first.epoch();
                first.epoch();
                second.restore(first.save());
                first.epoch();
                second.epoch();
                assertSame(first.save(), second.save());
            }
        }
    }

    @Test
    void aNumberThatIsNotFiniteStopsTheEpochInWhichItAppears() {
        for (var arithmetic : List.of("djl", "fast")) {
            for (var network : List.of("actor", "critic", "logStd")) {
                try (var ppo = ppo(config(arithmetic), 1)) {
                    var saved = ppo.save();
                    saved.get(network)[0] = Double.NaN;
                    ppo.restore(saved);
                    var failure = assertThrows(NumericalException.class, ppo::epoch, arithmetic + " " + network);
                    assertTrue(failure.getMessage().contains("NaN"), failure.getMessage());
                }
            }
        }
    }

    @Test
    void metricsKeepTheirNamesAndEpisodesBegunInTheMiddleAreNotCounted() {
        try (var ppo = ppo(config("fast").with("horizon", 128), 1)) {
            var names = new ArrayList<>(ppo.epoch().keySet());
            var metrics = ppo.epoch();
            assertEquals(names, new ArrayList<>(metrics.keySet()));
            assertTrue(metrics.get("episode_length") <= 256, "an episode cannot be older than the run: " + metrics);
            assertEquals(2 * 128 * 32, ppo.samples());
        }
    }

    /** Values that are known: 3 + twice the first quantity; the mean action is 0. */
    private static final class KnownValues implements PpoLearner {
        private final int width;

        private KnownValues(int width) {
            this.width = width;
        }

        @Override
        public void load() {}

        @Override
        public void store() {}

        @Override
        public void means(float[] observation, float[] mean, int from, int to) {}

        @Override
        public void values(float[] observation, float[] value, int from, int to) {
            for (int r = from; r < to; r++) {
                value[r] = 3 + 2 * observation[r * width];
            }
        }

        @Override
        public PpoLoss.Sums update(PpoBatch batch, int[] order, int from, int to, double rate) {
            throw new UnsupportedOperationException();
        }
    }

    /** Targets and old values in units of the reward. */
    private record OneStep(double[] target, double[] old, double[] observation, Environment.Step step) {
        /** V by {@link KnownValues}, whose units are √(1 + 1e-5) at the start. */
        static double value(double[] observation, int e, int width) {
            return Math.sqrt(1 + 1e-5) * (3 + 2 * observation[e * width] / Math.sqrt(1 + 1e-5));
        }
    }

    /** A window of one step without exploration to speak of, and the same step by itself. */
    private static OneStep oneStep(Environment environment) {
        var task = environment.task();
        int n = environment.environments();
        var before = environment.save();
        double[] observation = environment.observation();
        var step = environment.step(new double[n * task.actionSize()]);
        environment.restore(before);
        var window = new PpoWindow(1, n, task.observationSize(), task.actionSize(), 1e9);
        double[] logStd = new double[task.actionSize()];
        Arrays.fill(logStd, -60);
        window.collect(
                environment,
                new KnownValues(task.observationSize()),
                logStd,
                new Normalizer(task.observationSize()).scaling(),
                new Seeds(1).stream("noise"));
        var returns = new Normalizer(1);
        var batch = window.lesson(returns, GAMMA, 0.95).batch();
        var units = returns.scaling();
        double[] target = new double[n];
        Arrays.setAll(target, e -> units.mean()[0] + units.deviation()[0] * batch.target()[e]);
        double[] old = new double[n];
        Arrays.setAll(old, e -> units.mean()[0] + units.deviation()[0] * batch.value()[e]);
        return new OneStep(target, old, observation, step);
    }

    @Test
    void theTimeLimitBootstrapsTheStateBeforeTheRestartAndAFallNothing() {
        var task = Tasks.named("hopper");
        try (var environment = new Environment(task, task.simulator(3, 1), new Seeds(3), true)) {
            var start = environment.save();
            start.age()[1] = task.episodeLength() - 1;
            // Lying flat above the ground.
            start.state()[2 * task.stateSize() + 1] = -0.8;
            start.state()[2 * task.stateSize() + 2] = Math.PI / 2;
            environment.restore(start);
            var one = oneStep(environment);
            assertArrayEquals(new boolean[] {false, true, false}, one.step.truncated());
            assertArrayEquals(new boolean[] {false, false, true}, one.step.terminated());
            int width = task.observationSize();
            for (int e = 0; e < 2; e++) {
                assertEquals(
                        one.step.reward()[e] + GAMMA * OneStep.value(one.step.nextObservation(), e, width),
                        one.target[e],
                        1e-3,
                        "environment " + e);
                assertEquals(
                        OneStep.value(one.observation, e, width),
                        one.old[e],
                        1e-3,
                        "the window's statistics changed its units, not it");
            }
            assertEquals(one.step.reward()[2], one.target[2], 1e-3);
        }
    }

    @Test
    void aStepIntoAnInvalidStateEndsTheEpisodeAndIsNotLearnedFrom() {
        var task = Tasks.named("humanoid");
        var simulator = new ExplodingSimulator(Tasks.differentiable(task, 2, 1), 1, 0, Double.NaN);
        try (var environment = new Environment(task, simulator, new Seeds(3), true)) {
            var start = environment.save();
            environment.step(new double[2 * task.actionSize()]);
            environment.restore(start);
            simulator.rewind();
            var window = new PpoWindow(1, 2, task.observationSize(), task.actionSize(), 10);
            window.collect(
                    environment,
                    new KnownValues(task.observationSize()),
                    new double[task.actionSize()],
                    new Normalizer(task.observationSize()).scaling(),
                    new Seeds(1).stream("noise"));
            var returns = new Normalizer(1);
            var batch = window.lesson(returns, GAMMA, 0.95).batch();
            assertArrayEquals(new boolean[] {false, true}, batch.dropped());
            assertEquals(
                    0,
                    returns.scaling().mean()[0] + returns.scaling().deviation()[0] * batch.target()[1],
                    1e-5,
                    "no reward, nothing after");
            assertFalse(Float.isNaN(batch.target()[0]));
        }
    }
}
