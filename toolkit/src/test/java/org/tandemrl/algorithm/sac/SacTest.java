package org.tandemrl.algorithm.sac;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Tasks;

final class SacTest {
    private static final SacConfig SMALL = SacConfig.forTask("hopper")
            .with("environments", 32)
            .with("horizon", 4)
            .with("updates", 2)
            .with("batch", 64)
            .with("actorHidden", "32,16")
            .with("criticHidden", "32")
            .with("exploreTransitions", 256);

    private static Sac sac(String task, SacConfig config, long seed, int threads) {
        Tensors.threads(1);
        var chosen = Tasks.named(task);
        var seeds = new Seeds(seed);
        return new Sac(
                "sac",
                config,
                new Environment(
                        chosen, chosen.simulator(config.environments(), threads), seeds.split("environment"), true),
                seeds,
                threads);
    }

    private static Map<String, double[]> trained(SacConfig config, int threads, int epochs) {
        try (var sac = sac("hopper", config, 3, threads)) {
            for (int i = 0; i < epochs; i++) {
                sac.epoch();
            }
            return sac.save();
        }
    }

    @Test
    void writtenOutItIsDjlsToRoundingAndNotDjlItself() {
        var djl = trained(SMALL.with("arithmetic", "djl"), 1, 2);
        var fast = trained(SMALL.with("arithmetic", "fast"), 1, 2);
        for (String network : new String[] {"actor", "critic0", "critic1", "critic0.target", "critic1.target"}) {
            double[] expected = djl.get(network);
            double[] apart = new double[expected.length];
            Arrays.setAll(apart, i -> fast.get(network)[i] - expected[i]);
            assertEquals(0, length(apart) / length(expected), 1e-4, network);
            assertNotEquals(0, length(apart), "the two are the same code: " + network);
        }
        assertArrayEquals(djl.get("progress"), fast.get("progress"));
        assertArrayEquals(djl.get("temperature"), fast.get("temperature"), 1e-5);
    }

    @Test
    void itRepeatsBitForBitOnAnyNumberOfThreads() {
        var one = trained(SMALL, 1, 3);
        trained(SMALL, 2, 3).forEach((name, values) -> assertArrayEquals(one.get(name), values, name));
    }

    @Test
    void anEpochCountsItsSamplesAndTellsOfItsParts() {
        try (var sac = sac("hopper", SMALL, 3, 1)) {
            var metrics = sac.epoch();
            assertEquals(256 + 32 * 4, sac.samples());
            assertEquals(sac.samples(), sac.buffer().orElseThrow().written());
            sac.epoch();
            assertEquals(256 + 2 * 32 * 4, sac.samples());
            for (String name : new String[] {
                "return",
                "episode_length",
                "episodes",
                "objective",
                "critic_loss",
                "entropy",
                "temperature",
                "seconds_rollout",
                "seconds_replay",
                "seconds_critic",
                "seconds_actor"
            }) {
                assertTrue(metrics.containsKey(name), name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "fast"})
    void aCriticOrPolicyThatIsNotFiniteStopsTheEpochWhereItShows(String arithmetic) {
        var config = SMALL.with("arithmetic", arithmetic);
        try (var sac = sac("hopper", config, 3, 1)) {
            sac.epoch();
            poison(sac.critics().get(1).parameters());
            assertEquals(
                    "The critic's loss is NaN.",
                    assertThrows(NumericalException.class, sac::epoch).getMessage());
        }
        try (var sac = sac("hopper", config, 3, 1)) {
            sac.epoch();
            poison(sac.critics().get(0).targetParameters());
            assertEquals(
                    "The critic's loss is NaN.",
                    assertThrows(NumericalException.class, sac::epoch).getMessage());
        }
        try (var sac = sac("hopper", config, 3, 1)) {
            sac.epoch();
            poison(sac.actor().parameters());
            String message = assertThrows(NumericalException.class, sac::epoch).getMessage();
            assertTrue(message.startsWith("The action of environment 0 is NaN"), message);
        }
    }

    private static void poison(Parameters parameters) {
        double[] values = parameters.values();
        values[0] = Double.NaN;
        parameters.setValues(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch | 100 | a multiple of 16",
                "returnSteps | 0 | 1 or more",
                "actorEvery | 1000000 | updates × horizon",
                "targetRate | 0 | in (0, 1]",
                "gamma | 1.5 | in (0, 1]",
                "rewardScale | -1 | positive",
                "bufferCapacity | 3 | environments",
                "activation | sim_norm | silu or elu",
                "maxNorm | Infinity | finite",
                "temperature | 0 | positive",
                "criticHidden | 0,16 | one number of units a layer",
                "learningRate | 1 | There is no setting"
            })
    void settingsThatMakeNoSenseAreRefusedWithWhatIsAllowed(String setting, String value, String allowed) {
        String message = assertThrows(IllegalArgumentException.class, () -> SMALL.with(setting, value))
                .getMessage();
        assertTrue(message.contains(setting) && message.contains(allowed), message);
    }

    @Test
    void everyTaskHasSettings() {
        for (String task : Tasks.names()) {
            assertEquals(0.99, SacConfig.forTask(task).gamma());
        }
    }

    private static double length(double[] v) {
        return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    }
}
