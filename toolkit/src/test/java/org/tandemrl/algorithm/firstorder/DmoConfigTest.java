package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.task.Tasks;

final class DmoConfigTest {
    @Test
    void everyTaskHasSettingsAndAnUnknownOneAnts() {
        for (String task : Tasks.names()) {
            assertEquals(16, DmoConfig.forTask(task).horizon());
        }
        assertEquals(DmoConfig.forTask("ant"), DmoConfig.forTask("swimmer"));
    }

    @Test
    void theMuscledHumanoidExploresLongerAndLearnsWithLargerNetworks() {
        var snu = DmoConfig.forTask("snu");
        assertEquals(List.of(512, 256), snu.actor().hidden());
        assertEquals(List.of(1792, 1792), snu.model().hidden());
        assertEquals(40_000, snu.exploration().transitions());
        assertEquals(10_000, snu.exploration().updates());
        assertEquals(0.995, snu.critic().alpha());
    }
}
