package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** A floor under learning: a short training of small networks, where a broken sign or a missing part shows. */
final class DmoLearnsTest {
    /** What is reached here in about ten seconds is 90 to 120; untrained it is below 10, with the gradient's sign turned negative. */
    private static final double FLOOR = 60;

    @Test
    void aHopperLearnsToStayUpAndLeanForward() {
        Tensors.threads(1);
        var seeds = new Seeds(1);
        var task = Tasks.named("hopper");
        var config = DmoConfig.forTask("hopper")
                .with("environments", 64)
                .with("model.hidden", "128,128")
                .with("model.updates", 24)
                .with("model.batch", 128)
                .with("exploration.updates", 300)
                .with("critic.passes", 8);
        var environment =
                new Environment(task, task.simulator(config.environments(), 1), seeds.split("environment"), true);
        try (var dmo = new Dmo(config, environment, seeds)) {
            Map<String, Double> metrics = Map.of();
            for (int epoch = 0; epoch < 65; epoch++) {
                metrics = dmo.epoch();
            }
            assertTrue(metrics.get("return") > FLOOR, "return " + metrics.get("return"));
        }
    }
}
