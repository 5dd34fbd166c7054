package org.tandemrl.task;

/**
 * What becomes of an environment that the simulator leads into an invalid state: one with a number, in it or in its observation,
 * that is not finite or beyond {@link #LARGEST} in size. Each task says which; a run may say otherwise.
 */
public enum InvalidStates {
    /** It stops the run with a {@link NumericalException} that names step, environment and number: it is a fault to be found. */
    STOP,

    /**
     * It ends the episode: terminated, reward 0, nothing bootstrapped. The state and observation that are reported instead are
     * those of before the step, so that what comes after sees finite numbers only; models do not learn from the transition and
     * gradients do not cross it. Runs count such transitions in the metric {@code invalid}.
     */
    END_EPISODE;

    /** The size beyond which a number makes a state invalid, 10⁶ in its own unit (m, rad, m/s, rad/s): far beyond any robot's. */
    public static final double LARGEST = 1e6;

    /** Whether a row holds such a number. */
    public static boolean in(double[] rows, int row, int width) {
        for (int i = row * width; i < (row + 1) * width; i++) {
            if (is(rows[i])) {
                return true;
            }
        }
        return false;
    }

    /** Whether a number makes a state invalid. */
    static boolean is(double number) {
        // Not "> LARGEST": a NaN is not that either.
        return !(Math.abs(number) <= LARGEST);
    }
}
