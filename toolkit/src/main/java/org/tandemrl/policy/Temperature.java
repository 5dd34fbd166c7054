package org.tandemrl.policy;

import org.tandemrl.task.NumericalException;

/**
 * The weight α of the entropy in a maximum-entropy objective, adjusted so that the policy's entropy comes to a target:
 * log α descends along the derivative α (H − H*) of E[α (−log π − H*)], by Adam.
 */
public final class Temperature {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double target;
    private final double rate;
    private double logAlpha;
    private double first;
    private double second;
    private long steps;

    /**
     * @param start α at the start, positive
     * @param target H*
     * @param rate learning rate; 0 keeps α
     */
    public Temperature(double start, double target, double rate) {
        if (!(start > 0) || !Double.isFinite(target) || !(rate >= 0)) {
            throw new IllegalArgumentException(
                    "A temperature needs a positive start, a finite target and a rate of 0 or more; given " + start
                            + ", " + target + ", " + rate + ".");
        }
        this.target = target;
        this.rate = rate;
        logAlpha = Math.log(start);
    }

    /** α. */
    public double value() {
        return Math.exp(logAlpha);
    }

    /** H*. */
    public double target() {
        return target;
    }

    /** Moves α for a policy whose entropy is estimated as given. */
    public void update(double entropy) {
        double gradient = NumericalException.check("temperature's gradient", value() * (entropy - target));
        steps++;
        first = BETA1 * first + (1 - BETA1) * gradient;
        second = BETA2 * second + (1 - BETA2) * gradient * gradient;
        double corrected = first / (1 - Math.pow(BETA1, steps));
        logAlpha -= rate * corrected / (Math.sqrt(second / (1 - Math.pow(BETA2, steps))) + EPSILON);
    }

    /** Its state as numbers. */
    public double[] save() {
        return new double[] {logAlpha, first, second, steps};
    }

    /** Continues from {@link #save}. */
    public void restore(double[] saved) {
        if (saved.length != 4) {
            throw new IllegalArgumentException("A temperature has 4 numbers; given " + saved.length + ".");
        }
        logAlpha = saved[0];
        first = saved[1];
        second = saved[2];
        steps = (long) saved[3];
    }
}
