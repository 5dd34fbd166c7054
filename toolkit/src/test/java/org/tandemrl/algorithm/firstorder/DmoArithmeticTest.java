package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** The same training on other arithmetic. */
final class DmoArithmeticTest {
    private static Map<String, double[]> trained(String arithmetic, int threads, int epochs) {
        Tensors.threads(1);
        var config = DmoConfig.forTask("hopper")
                .with("environments", 32)
                .with("actor.hidden", "64,32")
                .with("critic.hidden", "32")
                .with("model.hidden", "128,64")
                .with("model.updates", 8)
                .with("model.batch", 64)
                .with("exploration.transitions", 500)
                .with("exploration.updates", 20)
                .with("arithmetic", arithmetic);
        var task = Tasks.named("hopper");
        var seeds = new Seeds(3);
        try (var dmo =
                new Dmo(config, new Environment(task, task.simulator(32, threads), seeds, true), seeds, threads)) {
            for (int i = 0; i < epochs; i++) {
                dmo.epoch();
            }
            return dmo.save();
        }
    }

    @AfterEach
    void asTheMachineIs() {
        System.clearProperty("tandem.vector.bits");
    }

    @Test
    void writtenOutItIsDjlsToRoundingAndNotDjlItself() {
        var djl = trained("djl", 1, 1);
        var fast = trained("fast", 1, 1);
        for (var network : new String[] {"actor", "critic", "model"}) {
            double[] expected = djl.get(network);
            double[] actual = fast.get(network);
            double[] apart = new double[expected.length];
            Arrays.setAll(apart, i -> actual[i] - expected[i]);
            assertEquals(0, length(apart) / length(expected), 1e-4, network);
            assertNotEquals(0, length(apart), "the two are the same code: " + network);
        }
        assertArrayEquals(djl.get("progress"), fast.get("progress"));
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

    private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    private static double length(double[] v) {
        return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    }
}
