package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BufferTest {
    private static float[] row(long number) {
        return new float[] {number, number + 0.25f, number + 0.5f, number + 0.75f, -number};
    }

    @Test
    void aBatchIsStoredRowByRowAsObservationActionNext() {
        var buffer = new Buffer(2, 1, 10);
        buffer.add(new double[] {1, 2, 3, 4}, new double[] {5, 6}, new double[] {7, 8, 9, 10});
        float[] row = new float[5];
        buffer.copy(0, row);
        assertArrayEquals(new float[] {1, 2, 5, 7, 8}, row);
        buffer.copy(1, row);
        assertArrayEquals(new float[] {3, 4, 6, 9, 10}, row);
        assertEquals(2, buffer.size());
    }

    @Test
    void theNewestReplaceTheOldest() {
        var buffer = new Buffer(2, 1, 7);
        for (long i = 0; i < 23; i++) {
            buffer.addRow(row(i));
        }
        assertEquals(23, buffer.written());
        assertEquals(7, buffer.size());
        float[] row = new float[5];
        for (long i = 16; i < 23; i++) {
            buffer.copy(i, row);
            assertArrayEquals(row(i), row);
            assertEquals(row(i)[3], buffer.at((int) (i % 7), 3));
        }
        assertThrows(IllegalArgumentException.class, () -> buffer.copy(15, row));
        assertThrows(IllegalArgumentException.class, () -> buffer.copy(23, row));
    }

    /** The memory grows with what is stored, and a full buffer that was rolled over starts in its middle. */
    @Test
    void aBufferThatSkipsBeyondItsFirstMemoryCanBeFilled() {
        var buffer = new Buffer(2, 1, 30_000);
        buffer.skip(55_000);
        for (long i = 55_000; i < 85_000; i++) {
            buffer.addRow(row(i));
        }
        float[] row = new float[5];
        for (long i : new long[] {55_000, 59_999, 60_000, 84_999}) {
            buffer.copy(i, row);
            assertArrayEquals(row(i), row);
        }
        assertThrows(IllegalStateException.class, () -> buffer.skip(1));
    }

    @Test
    void capacitiesThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Buffer(2, 1, 0));
        var refused = assertThrows(IllegalArgumentException.class, () -> new Buffer(100, 50, 1_000_000_000));
        assertTrue(refused.getMessage().contains("1000000000 transitions of 250 numbers"), refused.getMessage());
    }
}
