package org.tandemrl.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tandemrl.task.NumericalException;

final class TemperatureTest {
    private static final double RATE = 0.01;
    private static final double TARGET = -1.5;

    @Test
    void anEntropyAboveTheTargetCoolsAndOneBelowHeats() {
        var above = new Temperature(0.7, TARGET, RATE);
        above.update(TARGET + 0.3);
        // Adam's first step is the rate, whatever the size.
        assertEquals(0.7 * Math.exp(-RATE), above.value(), 1e-8);
        var below = new Temperature(0.7, TARGET, RATE);
        below.update(TARGET - 0.3);
        assertEquals(0.7 * Math.exp(RATE), below.value(), 1e-8);
        var at = new Temperature(0.7, TARGET, RATE);
        at.update(TARGET);
        assertEquals(0.7, at.value(), 1e-15);
    }

    @Test
    void logAlphaFollowsAdamAlongAlphaTimesTheEntropysExcess() {
        var temperature = new Temperature(2, TARGET, RATE);
        double logAlpha = Math.log(2);
        double m = 0;
        double v = 0;
        double[] entropies = {0.5, -3, -1.4, 2, -1.6, -1.7};
        for (int k = 1; k <= entropies.length; k++) {
            temperature.update(entropies[k - 1]);
            double gradient = Math.exp(logAlpha) * (entropies[k - 1] - TARGET);
            m = 0.9 * m + 0.1 * gradient;
            v = 0.999 * v + 0.001 * gradient * gradient;
            logAlpha -= RATE * (m / (1 - Math.pow(0.9, k))) / (Math.sqrt(v / (1 - Math.pow(0.999, k))) + 1e-8);
            assertEquals(Math.exp(logAlpha), temperature.value(), 1e-12, "update " + k);
        }
    }

    @Test
    void itGoesOnFromWhatWasSaved() {
        var one = new Temperature(1, TARGET, RATE);
        one.update(1);
        one.update(-4);
        var other = new Temperature(5, TARGET, RATE);
        other.restore(one.save());
        one.update(0.3);
        other.update(0.3);
        assertArrayEquals(one.save(), other.save());
    }

    @Test
    void anEntropyThatIsNoNumberIsRefusedAndChangesNothing() {
        var temperature = new Temperature(1, TARGET, RATE);
        double[] before = temperature.save();
        assertTrue(assertThrows(NumericalException.class, () -> temperature.update(Double.NaN))
                .getMessage()
                .contains("temperature"));
        assertArrayEquals(before, temperature.save());
        assertThrows(IllegalArgumentException.class, () -> new Temperature(0, TARGET, RATE));
        assertThrows(IllegalArgumentException.class, () -> temperature.restore(new double[3]));
    }
}
