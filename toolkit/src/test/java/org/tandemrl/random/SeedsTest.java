package org.tandemrl.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SeedsTest {
    @Test
    void theSameStreamRepeats() {
        assertEquals(draw(new Seeds(7).stream("noise", 3)), draw(new Seeds(7).stream("noise", 3)));
        assertEquals(draw(new Seeds(7).split("a", 1).stream("b")), draw(new Seeds(7).split("a", 1).stream("b")));
    }

    @Test
    void rootNameAndKeysEachMakeAnotherStream() {
        var seen = new HashSet<Object>();
        int streams = 0;
        for (long root = -3; root < 4; root++) {
            for (String name : List.of("a", "b", "ab", "ba", "noise", "start")) {
                for (long[] keys : new long[][] {{}, {0}, {1}, {0, 0}, {0, 1}, {1, 0}, {-1}, {Long.MAX_VALUE}}) {
                    seen.add(draw(new Seeds(root).stream(name, keys)));
                    seen.add(draw(new Seeds(root).split(name, keys).stream("x")));
                    streams += 2;
                }
            }
        }
        assertEquals(streams, seen.size());
    }

    /** Without a name the first key could cancel the root. */
    @Test
    void aStreamNeedsAName() {
        assertThrows(IllegalArgumentException.class, () -> new Seeds(1).stream("", 1));
    }

    @Test
    void streamsOfNeighbouringKeysAreUncorrelated() {
        int n = 2000;
        double sum = 0;
        double mean = 0;
        for (int k = 0; k < n; k++) {
            double a = new Seeds(1).stream("start", k).nextGaussian();
            double b = new Seeds(1).stream("start", k + 1).nextGaussian();
            sum += a * b;
            mean += a;
        }
        assertTrue(Math.abs(sum / n) < 4 / Math.sqrt(n), "correlation " + sum / n);
        assertTrue(Math.abs(mean / n) < 4 / Math.sqrt(n), "mean " + mean / n);
    }

    private static List<Double> draw(RandomGenerator random) {
        return List.of(random.nextDouble(), random.nextDouble(), random.nextGaussian());
    }
}
