package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** What settings ask for of memory is known, and refused, before it is taken. */
final class MemoryNeedTest {
    private static final double GIB = 1 << 30;

    private static RunSettings settings(String algorithm, String task, long samples, String... changes) {
        var config = Algorithms.named(algorithm).config(task);
        for (String change : changes) {
            String[] sides = change.split("=");
            config = config.with(sides[0], sides[1]);
        }
        return new RunSettings(algorithm, task, 1, samples, 1, config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dmo | ant | environments=1e8 | environments × horizon",
                "dmo | ant | environments=1e7 | environments",
                "dmo | ant | horizon=1e8 | windows",
                "dmo | ant | environments=1e9 | one array",
                "shac | ant | environments=1e8 | windows",
                "ahac | ant | maxHorizon=1e7 | windows",
                "dmo-sapo | humanoid | model.bufferCapacity=20M | buffer (model.bufferCapacity)",
                "sac | humanoid | bufferCapacity=20M | buffer (bufferCapacity)",
                "dmo | ant | model.hidden=100k,100k | one array",
                "dmo | ant | model.hidden=40k,40k | model (model.hidden",
                "dmo | ant | model.batch=100M | model.batch",
                "dmo | ant | model.ensemble=100k | model (model.hidden",
                "dmo | humanoid | model.recurrent=100k | model (model.hidden",
                "dmo | humanoid | model.sequence=1M | model.batch",
                "ppo | ant | criticHidden=50k,50k | networks (actorHidden, criticHidden)",
                "dmo | ant | actor.hidden=50k,50k | networks (actor.hidden, critic.hidden)",
                "sac | ant | batch=100M | batch",
                "maac | ant | windows=10M | windows × horizon",
                "ppo | humanoid | environments=500k | environments"
            })
    void settingsThatBlowTheMemoryAreRefusedWithWhatTheyTakeAndWhatThereIs(
            String algorithm, String task, String change, String part) {
        // PPO's own limit of steps in a window comes first at its usual horizon.
        var settings = change.startsWith("environments=500k")
                ? settings(algorithm, task, 100_000_000, change, "horizon=32", "minibatches=4")
                : settings(algorithm, task, 100_000_000, change);
        var refused = assertThrows(
                        IllegalArgumentException.class,
                        () -> MemoryNeed.of(settings).require(4 * GIB, 16 * GIB))
                .getMessage();
        assertTrue(refused.contains("This would take about ") && refused.contains(part), refused);
        assertTrue(refused.contains("The machine has 16.0 GiB, of which Java's heap may be 4.0 GiB"), refused);
    }

    @Test
    void theSettingsOfEveryAlgorithmAndTaskPass() {
        for (String algorithm : Algorithms.names()) {
            for (String task : Tasks.names()) {
                var need = MemoryNeed.of(settings(algorithm, task, 1_000_000));
                assertDoesNotThrow(() -> need.require(3.5 * GIB, 8 * GIB), algorithm + " " + task);
                assertTrue(need.bytes() > 1e6, algorithm + " " + task);
            }
        }
    }

    @Test
    void aBufferCountsAsFarAsItIsFilled() {
        double whole = MemoryNeed.of(settings("dmo", "ant", 2_000_000)).bytes();
        double part = MemoryNeed.of(settings("dmo", "ant", 10_000)).bytes();
        // A million transitions of 2 · 37 + 8 numbers of 4 bytes.
        assertEquals(4 * 82 * (1_000_000 - 10_000 - 4000 - 64), whole - part, 1);
    }

    /** Only the heap is too small: then there is an option. */
    @Test
    void aHeapThatIsTooSmallIsSaidWithItsOption() {
        var need = MemoryNeed.of(settings("dmo", "humanoid", 1_000_000));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> need.require(GIB / 2, 64 * GIB))
                .getMessage()
                .contains("-Xmx"));
    }

    @Test
    void theEstimateOfEnvironmentsIsOfTheSizeOfWhatTheyTake() {
        int n = 100_000;
        var need = MemoryNeed.ofEnvironments(Tasks.named("ant"), n, 1);
        long before = used();
        try (var environment =
                new Environment(Tasks.named("ant"), Tasks.named("ant").simulator(n, 1), new Seeds(1), true)) {
            var step = environment.step(new double[n * 8]);
            double taken = used() - before;
            assertTrue(
                    step.reward().length == n && taken > 0.3 * need.bytes() && need.bytes() < 3 * taken,
                    "estimated " + need.bytes() + ", taken " + taken);
        }
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
