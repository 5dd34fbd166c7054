package org.tandemrl.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class KlScheduleTest {
    private final KlSchedule schedule = new KlSchedule(0.01, 1e-5, 1e-2);

    @Test
    void aPolicyThatMovesTooFarLearnsSlowerAndOneThatHardlyMovesFaster() {
        assertEquals(1e-3 / 1.5, schedule.next(1e-3, 0.0201));
        assertEquals(1e-3 * 1.5, schedule.next(1e-3, 0.0049));
        assertEquals(1e-3, schedule.next(1e-3, 0.01));
        assertEquals(1e-3, schedule.next(1e-3, 0.02), "twice the target is still allowed");
        assertEquals(1e-3, schedule.next(1e-3, 0.005), "half of it too");
    }

    @Test
    void theRateStaysWithinItsBounds() {
        assertEquals(1e-5, schedule.next(1.2e-5, 1));
        assertEquals(1e-2, schedule.next(0.9e-2, 0));
    }

    @Test
    void withoutATargetItIsConstant() {
        var constant = new KlSchedule(0, 0, 1);
        assertEquals(1e-3, constant.next(1e-3, 5));
        assertEquals(1e-3, constant.next(1e-3, 0));
    }
}
