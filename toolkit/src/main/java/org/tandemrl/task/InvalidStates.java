package org.tandemrl.task;

/** What becomes of an environment that the simulator leads into an invalid state. Each task says which. */
public enum InvalidStates {
    /** A number that is not finite stops the run with a {@link NumericalException}: it is a fault to be found. */
    STOP,

    /**
     * A state with a number (in it or in its observation) that is not finite, or beyond {@link #LARGEST} in size, ends the
     * episode: terminated, reward 0, nothing bootstrapped. The state and observation that are reported instead are those of
     * before the step, so that what comes after sees finite numbers only; models do not learn from the transition and
     * gradients do not cross it.
     */
    END_EPISODE;

    /** The size beyond which a number makes a state invalid. */
    public static final double LARGEST = 1e6;

    /** Whether a row holds such a number. */
    static boolean in(double[] rows, int row, int width) {
        for (int i = row * width; i < (row + 1) * width; i++) {
            // Not "> LARGEST": a NaN is not that either.
            if (!(Math.abs(rows[i]) <= LARGEST)) {
                return true;
            }
        }
        return false;
    }
}
