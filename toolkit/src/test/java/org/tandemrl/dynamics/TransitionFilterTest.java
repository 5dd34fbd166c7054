package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Normalizer;

final class TransitionFilterTest {
    private static final Normalizer.Scaling SCALING =
            new Normalizer.Scaling(new double[] {10, 0}, new double[] {2, 1e6});

    @Test
    void strangeTransitionsAreLeftOutWhereverTheyAreStrange() {
        double[] observation = {10, 0, 21.9, 0, 22.1, 0, 10, 0, 10, 2e6, 10, 0, 10, 0};
        double[] next = {10, 0, -1.9, 0, 10, 0, -2.1, 0, 10, 0, Double.NaN, 0, 10, Double.POSITIVE_INFINITY};
        boolean[] invalid = {true, false, false, false, false, false, false};
        assertArrayEquals(
                new boolean[] {true, false, true, true, true, true, true},
                new TransitionFilter(6).leftOut(observation, next, invalid, SCALING));
        assertArrayEquals(new boolean[7], new TransitionFilter(0).leftOut(observation, next, new boolean[7], SCALING));
        assertFalse(new TransitionFilter(0).active());
    }
}
