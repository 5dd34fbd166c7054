package org.tandemrl.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** A floor under learning: a short training, where a broken sign or a missing part shows. */
final class PpoLearnsTest {
    /** What is reached here is about −870; −2360 with the advantage's sign turned, −1510 with nothing bootstrapped. */
    private static final double FLOOR = -1300;

    @Test
    void aCartSwingsItsPoleUp() {
        Tensors.threads(1);
        var seeds = new Seeds(1);
        var task = Tasks.named("cartpole");
        var config = PpoConfig.forTask("cartpole");
        var environment =
                new Environment(task, task.simulator(config.environments(), 1), seeds.split("environment"), true);
        try (var ppo = new Ppo(config, environment, seeds, 1)) {
            Map<String, Double> metrics = Map.of();
            for (int epoch = 0; epoch < 40; epoch++) {
                metrics = ppo.epoch();
            }
            assertTrue(metrics.get("return") > FLOOR, "return " + metrics.get("return"));
        }
    }
}
