package org.tandemrl.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.sim.Datasets;

final class RecordingTest {
    @ParameterizedTest
    @CsvSource({
        "rollouts/AntEnv.rollout.json, ant, 1e-4",
        "rollouts/HumanoidEnv.rollout.json, humanoid, 5e-4",
        "rollouts/SNUHumanoidEnv.rollout.json, snu, 5e-4",
        "gradients/CheetahEnv.gradient.json, cheetah, 1e-4"
    })
    void aRecordingIsWithinTheToleranceOfItsTask(String name, String task, double widest) {
        var file = Datasets.path("recordings").resolve(name);
        assertEquals(task, Recording.task(file));
        var comparisons = Recording.compare(file, 1);
        assertEquals(widest, comparisons.stream().mapToDouble(Recording.Comparison::tolerance).max().orElseThrow());
        for (var c : comparisons) {
            assertTrue(c.error() <= c.tolerance() && c.cosine() > 0.99999, c::toString);
            assertTrue(c.quantity().equals("state") || c.tolerance() == 1e-4, c::toString);
        }
    }
}
