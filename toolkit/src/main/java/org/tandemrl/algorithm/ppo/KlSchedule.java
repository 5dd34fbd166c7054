package org.tandemrl.algorithm.ppo;

/**
 * A learning rate that holds the policy's change a pass near a target, as rl_games and rsl_rl do: 1.5 times lower above twice the target,
 * 1.5 times higher below half of it.
 *
 * @param target KL divergence from the old policy to the new; 0 leaves the rate alone
 * @param minimum of the rate
 * @param maximum of the rate
 */
record KlSchedule(double target, double minimum, double maximum) {
    private static final double FACTOR = 1.5;

    /** The next rate after a pass with a mean KL divergence. */
    double next(double rate, double kl) {
        if (target == 0) {
            return rate;
        } else if (kl > 2 * target) {
            return Math.max(minimum, rate / FACTOR);
        } else if (kl < target / 2) {
            return Math.min(maximum, rate * FACTOR);
        }
        return rate;
    }
}
