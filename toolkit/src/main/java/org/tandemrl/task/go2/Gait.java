package org.tandemrl.task.go2;

import org.tandemrl.task.Batch;

/**
 * The trot that is asked for: 3 Hz, FL and RR half a turn before FR and RL; a foot stands while its phase is below 1/2.
 */
final class Gait {
    /** Of the bells at the ends of stance and swing, turns. */
    private static final double SIGMA = 0.07;

    private Gait() {}

    /**
     * Phases of the feet, [N, 4] in [0, 1).
     *
     * @param sin of 2π times the gait's phase, [N, 1]
     * @param cos of the same
     */
    static <X extends Batch<X>> X phases(X sin, X cos) {
        var turn = sin.atan2(cos).times(1 / (2 * Math.PI));
        var own = turn.ifNegative(turn.plus(1), turn);
        var opposite = turn.plus(0.5);
        return opposite.beside(own).beside(own).beside(opposite);
    }

    /** Whether a foot should stand, C in [0, 1]: Φ(φ)(1 − Φ(φ − 1/2)) + Φ(φ − 1)(1 − Φ(φ − 3/2)), Φ normal of σ = 0.07. */
    static <X extends Batch<X>> X stance(X phase) {
        return normal(phase)
                .times(normal(phase.plus(-0.5)).times(-1).plus(1))
                .plus(normal(phase.plus(-1))
                        .times(normal(phase.plus(-1.5)).times(-1).plus(1)));
    }

    /** The distribution function of N(0, σ²) by a logistic one, to 2e-4: 1/(1 + exp(−1.5976 x − 0.07056 x³)). */
    private static <X extends Batch<X>> X normal(X deviation) {
        // Beyond 5 σ it is 0 or 1 to a millionth, and the exponential in single precision would be infinite.
        var x = deviation.times(1 / SIGMA).clip(-5, 5);
        var e = x.square().times(x).times(-0.07056).minus(x.times(1.5976)).exp();
        return one(e).over(e.plus(1));
    }

    /** Height that a swinging foot should have, m: up to 0.08 in the middle of the swing, and the foot's radius. */
    static <X extends Batch<X>> X clearance(X phase) {
        var swing = phase.times(2).plus(-1).clip(0, 1);
        return swing.times(-2).plus(1).abs().times(-0.08).plus(0.08 + 0.02);
    }

    /** As many ones. */
    static <X extends Batch<X>> X one(X like) {
        return like.times(0).plus(1);
    }
}
