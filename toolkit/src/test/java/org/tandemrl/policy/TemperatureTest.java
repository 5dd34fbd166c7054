package org.tandemrl.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tandemrl.task.NumericalException;

final class TemperatureTest {
    @Test
    void itsLogarithmTakesAdamsStepsAlongAlphaTimesTheExcessOfEntropy() {
        var temperature = new Temperature(0.5, -3, 0.01);
        double logAlpha = Math.log(0.5);
        double m = 0;
        double v = 0;
        double[] entropies = {2, -4, -3.5, 0.2, -7};
        for (int t = 1; t <= entropies.length; t++) {
            double g = Math.exp(logAlpha) * (entropies[t - 1] + 3);
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            logAlpha -= 0.01 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            temperature.update(entropies[t - 1]);
            assertEquals(Math.exp(logAlpha), temperature.value(), 1e-14);
        }
    }

    @Test
    void tooMuchEntropyLowersItAndTooLittleRaisesIt() {
        var low = new Temperature(1, -2, 0.1);
        low.update(1);
        assertTrue(low.value() < 1);
        var high = new Temperature(1, -2, 0.1);
        high.update(-5);
        assertTrue(high.value() > 1);
    }

    @Test
    void itGoesOnFromWhatWasSaved() {
        var temperature = new Temperature(1, -2, 0.1);
        temperature.update(1);
        var other = new Temperature(7, -2, 0.1);
        other.restore(temperature.save());
        temperature.update(-3);
        other.update(-3);
        assertArrayEquals(temperature.save(), other.save());
    }

    @Test
    void anEntropyThatIsNotFiniteIsRefused() {
        var temperature = new Temperature(1, -2, 0.1);
        assertThrows(NumericalException.class, () -> temperature.update(Double.NaN));
        assertEquals(1, temperature.value());
    }
}
