package org.tandemrl.dynamics;

import org.tandemrl.nn.Normalizer;

/**
 * Keeps transitions from a model that would spoil it: those of which an observation is not finite, beyond ±10⁶, or more than so many
 * standard deviations from the running mean.
 *
 * @param deviations 6 in the paper's Humanoid; 0 lets all transitions pass
 */
public record TransitionFilter(double deviations) {
    private static final double LIMIT = 1e6;

    /** Whether it leaves anything out. */
    public boolean active() {
        return deviations > 0;
    }

    /**
     * Marks transitions that are to be left out.
     *
     * @param observation [N, O]
     * @param next [N, O]
     * @param invalid [N], left out anyhow
     * @return [N]
     */
    public boolean[] leftOut(double[] observation, double[] next, boolean[] invalid, Normalizer.Scaling scaling) {
        boolean[] leftOut = invalid.clone();
        int width = scaling.mean().length;
        for (int e = 0; e < leftOut.length && active(); e++) {
            leftOut[e] |= strange(observation, e * width, scaling) || strange(next, e * width, scaling);
        }
        return leftOut;
    }

    private boolean strange(double[] rows, int from, Normalizer.Scaling scaling) {
        for (int i = 0; i < scaling.mean().length; i++) {
            double x = rows[from + i];
            // Written so that what is no number is strange.
            if (!(Math.abs(x) <= LIMIT && Math.abs(x - scaling.mean()[i]) <= deviations * scaling.deviation()[i])) {
                return true;
            }
        }
        return false;
    }
}
