package org.tandemrl.dynamics;

import java.util.Arrays;

/**
 * Transitions (observation, action, next observation), raw, float32; the newest replace the oldest at capacity. Memory
 * grows with what is stored.
 */
public final class Buffer {
    /** Java's arrays are not longer. */
    private static final int MAX_NUMBERS = Integer.MAX_VALUE - 8;

    private final int observationSize;
    private final int actionSize;
    private final int capacity;
    private final int width;
    private float[] rows = new float[0];
    private long written;

    /**
     * @param capacity number of transitions
     */
    public Buffer(int observationSize, int actionSize, int capacity) {
        long numbers = (long) capacity * (2L * observationSize + actionSize);
        if (capacity < 1 || numbers > MAX_NUMBERS) {
            throw new IllegalArgumentException("A buffer of " + capacity + " transitions of "
                    + (2 * observationSize + actionSize) + " numbers; allowed are 1 to "
                    + MAX_NUMBERS / (2 * observationSize + actionSize) + " transitions of that width.");
        }
        this.observationSize = observationSize;
        this.actionSize = actionSize;
        this.capacity = capacity;
        width = 2 * observationSize + actionSize;
    }

    /** Width O. */
    public int observationSize() {
        return observationSize;
    }

    /** Width A. */
    public int actionSize() {
        return actionSize;
    }

    /** Floats in a transition: 2 O + A. */
    public int width() {
        return width;
    }

    /** Number of transitions that can be kept. */
    public int capacity() {
        return capacity;
    }

    /** Number of transitions kept. */
    public int size() {
        return (int) Math.min(written, capacity);
    }

    /** Number of transitions ever added. */
    public long written() {
        return written;
    }

    /**
     * Adds all transitions of a batch.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @param next [N, O]
     */
    public void add(double[] observation, double[] action, double[] next) {
        add(observation, action, next, new boolean[observation.length / observationSize]);
    }

    /**
     * Adds transitions of a batch.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @param next [N, O]
     * @param leftOut [N], true for those not to be added
     */
    public void add(double[] observation, double[] action, double[] next, boolean[] leftOut) {
        float[] row = new float[width];
        for (int e = 0; e < observation.length / observationSize; e++) {
            if (leftOut[e]) {
                continue;
            }
            for (int i = 0; i < observationSize; i++) {
                row[i] = (float) observation[e * observationSize + i];
                row[observationSize + actionSize + i] = (float) next[e * observationSize + i];
            }
            for (int i = 0; i < actionSize; i++) {
                row[observationSize + i] = (float) action[e * actionSize + i];
            }
            addRow(row);
        }
    }

    /** Adds one transition as stored: observation, action, next observation. */
    public void addRow(float[] row) {
        int slot = (int) (written % capacity);
        if ((slot + 1) * (long) width > rows.length) {
            long needed = (slot + 1) * (long) width;
            long grown = Math.min((long) capacity * width, Math.max(needed, Math.max(4096L * width, 2L * rows.length)));
            rows = Arrays.copyOf(rows, Math.toIntExact(grown));
        }
        System.arraycopy(row, 0, rows, slot * width, width);
        written++;
    }

    /** Starts the count at a number of transitions that are not kept any more; only for an empty buffer. */
    public void skip(long transitions) {
        if (written != 0) {
            throw new IllegalStateException("Only an empty buffer can skip transitions.");
        }
        written = transitions;
    }

    /**
     * Copies the transition with a running number.
     *
     * @param number in [written − size, written)
     * @param row [2 O + A], overwritten
     * @throws IllegalArgumentException if that transition is not kept
     */
    public void copy(long number, float[] row) {
        if (number < written - size() || number >= written) {
            throw new IllegalArgumentException("Transition " + number + " is not kept; kept are " + (written - size())
                    + " to " + (written - 1) + ".");
        }
        System.arraycopy(rows, (int) (number % capacity) * width, row, 0, width);
    }

    /** Array and index at which a kept transition begins; for gathering minibatches without copies. */
    float[] rows() {
        return rows;
    }

    int start(int index) {
        return index * width;
    }

    /** Number at an offset of a kept transition. */
    float at(int index, int offset) {
        return rows[index * width + offset];
    }
}
