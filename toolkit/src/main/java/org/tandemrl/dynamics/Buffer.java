package org.tandemrl.dynamics;

import java.util.Arrays;
import org.tandemrl.task.TaskSizes;

/**
 * Transitions (observation, action, next observation, and any extra numbers such as the reward), raw, float32; the newest replace the
 * oldest at capacity. Memory grows with what is stored.
 */
public final class Buffer {
    /** Java's arrays are not longer. */
    private static final int MAX_NUMBERS = Integer.MAX_VALUE - 8;

    private final int observationSize;
    private final int actionSize;
    private final int extras;
    private final int capacity;
    private final int width;
    private float[] rows = new float[0];
    private long written;

    /**
     * Without extra numbers.
     *
     * @param capacity number of transitions
     */
    public Buffer(int observationSize, int actionSize, int capacity) {
        this(observationSize, actionSize, 0, capacity);
    }

    /**
     * @param extras X, numbers beside observation, action and next observation in every transition
     * @param capacity number of transitions
     */
    public Buffer(int observationSize, int actionSize, int extras, int capacity) {
        width = 2 * observationSize + actionSize + extras;
        if (extras < 0 || capacity < 1 || (long) capacity * width > MAX_NUMBERS) {
            throw new IllegalArgumentException(
                    "A buffer of " + capacity + " transitions of " + width + " numbers, " + extras
                            + " of them extra; allowed are 1 to " + MAX_NUMBERS / Math.max(1, width)
                            + " transitions of that width, with 0 or more extra numbers.");
        }
        this.observationSize = observationSize;
        this.actionSize = actionSize;
        this.extras = extras;
        this.capacity = capacity;
    }

    /** Width O. */
    public int observationSize() {
        return observationSize;
    }

    /** Width A. */
    public int actionSize() {
        return actionSize;
    }

    /** Both widths: those of the task whose transitions are kept. */
    public TaskSizes sizes() {
        return new TaskSizes(observationSize, actionSize);
    }

    /** @throws IllegalArgumentException if the transitions have other sizes than a model that is fitted to them */
    void requireSizes(TaskSizes model) {
        if (!sizes().equals(model)) {
            throw new IllegalArgumentException("The model is for " + model + "; the buffer has " + sizes()
                    + ". Fit a model to the transitions of the task that it was made for.");
        }
    }

    /** Extra numbers X in a transition. */
    public int extras() {
        return extras;
    }

    /** Floats in a transition: 2 O + A + X. */
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
     * Adds all transitions of a batch, to a buffer without extra numbers.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @param next [N, O]
     */
    public void add(double[] observation, double[] action, double[] next) {
        add(observation, action, next, new boolean[observation.length / observationSize]);
    }

    /**
     * Adds transitions of a batch, to a buffer without extra numbers.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @param next [N, O]
     * @param leftOut [N], true for those not to be added
     */
    public void add(double[] observation, double[] action, double[] next, boolean[] leftOut) {
        add(observation, action, next, new double[0], leftOut);
    }

    /**
     * Adds transitions of a batch.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @param next [N, O]
     * @param extra [N, X]
     * @param leftOut [N], true for those not to be added
     */
    public void add(double[] observation, double[] action, double[] next, double[] extra, boolean[] leftOut) {
        int n = sizes().rows("buffer", observation);
        if (action.length != n * actionSize || next.length != observation.length || leftOut.length != n) {
            throw new IllegalArgumentException(
                    "Given are " + n + " observations, " + action.length + " numbers of actions, "
                            + next.length + " of next observations and " + leftOut.length
                            + " marks; allowed are for each observation " + actionSize
                            + ", " + observationSize + " and 1.");
        }
        if (extra.length != n * extras) {
            throw new IllegalArgumentException("Given are " + extra.length + " extra numbers for " + n
                    + " transitions; allowed is " + extras + " for each.");
        }
        float[] row = new float[width];
        for (int e = 0; e < n; e++) {
            if (!leftOut[e]) {
                int at = put(observation, e * observationSize, row, 0, observationSize);
                at = put(action, e * actionSize, row, at, actionSize);
                at = put(next, e * observationSize, row, at, observationSize);
                put(extra, e * extras, row, at, extras);
                addRow(row);
            }
        }
    }

    private static int put(double[] from, int start, float[] row, int at, int count) {
        for (int i = 0; i < count; i++) {
            row[at + i] = (float) from[start + i];
        }
        return at + count;
    }

    /** Adds one transition as stored: observation, action, next observation, extra numbers. */
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
     * @param row [2 O + A + X], overwritten
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
