package org.tandemrl.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PolicyGradientTest {
    private static PolicyGradient of(double... values) {
        return new PolicyGradient(0, values);
    }

    @Test
    void cosineOfKnownAngles() {
        assertEquals(5, of(3, 4).norm(), 1e-15);
        assertEquals(1, of(3, 4).cosine(of(30, 40)), 1e-15);
        assertEquals(-1, of(3, 4).cosine(of(-3, -4)), 1e-15);
        assertEquals(0, of(3, 4).cosine(of(4, -3)), 1e-15);
        assertEquals(Math.sqrt(0.5), of(1, 0).cosine(of(2, 2)), 1e-15);
        assertTrue(Double.isNaN(of(1, 0).cosine(of(0, 0))));
    }

    @Test
    void gradientsOfDifferentActorsAreNotCompared() {
        var refused = assertThrows(IllegalArgumentException.class, () -> of(1).cosine(of(1, 2)));
        assertTrue(refused.getMessage().contains("1 and 2"));
    }
}
