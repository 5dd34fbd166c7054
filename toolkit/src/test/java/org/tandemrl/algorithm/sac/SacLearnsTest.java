package org.tandemrl.algorithm.sac;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** A floor under learning: a short training of small networks, where a broken sign or a missing bootstrap shows. */
final class SacLearnsTest {
    /** What is reached here is about −1100; untrained it is −2100, without the bootstrap −1930. */
    private static final double FLOOR = -1500;

    @Test
    void aPoleSwingsUp() {
        Tensors.threads(1);
        var seeds = new Seeds(1);
        var task = Tasks.named("cartpole");
        var config = SacConfig.forTask("cartpole")
                .with("batch", 128)
                .with("actorHidden", "64,64")
                .with("criticHidden", "64,64")
                .with("exploreTransitions", 4096)
                .with("rewardScale", 0.1)
                .with("targetRate", 0.05)
                .with("temperature", 0.1);
        var environment =
                new Environment(task, task.simulator(config.environments(), 1), seeds.split("environment"), true);
        try (var sac = new Sac("sac", config, environment, seeds, 1)) {
            Map<String, Double> metrics = Map.of();
            for (int epoch = 0; epoch < 30; epoch++) {
                metrics = sac.epoch();
            }
            assertTrue(metrics.get("return") > FLOOR, "return " + metrics.get("return"));
        }
    }
}
