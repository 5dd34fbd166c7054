package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.random.Seeds;
import org.tandemrl.study.DerivativeStudy.Situation;

final class DerivativeStudyTest {
    @ParameterizedTest
    @ValueSource(strings = {"cartpole", "hopper", "cheetah", "ant", "humanoid", "snu"})
    void theAdjointIsTheDerivativeInFlightInContactSlidingAndAtLimits(String task) {
        var errors = DerivativeStudy.of(task, task.equals("snu") ? 1 : 3, new Seeds(1));
        for (var e : errors) {
            assertTrue(e.worst() < DerivativeStudy.LIMIT, e::toString);
            assertTrue(e.atSwitch() < 0.1, e::toString);
        }
        // The cart touches nothing.
        var expected =
                task.equals("cartpole") ? List.of(Situation.FLIGHT, Situation.LIMITS) : List.of(Situation.values());
        assertEquals(
                expected,
                errors.stream()
                        .map(DerivativeStudy.Errors::situation)
                        .distinct()
                        .collect(Collectors.toList()));
        assertEquals(3 * expected.size(), errors.size());
    }
}
