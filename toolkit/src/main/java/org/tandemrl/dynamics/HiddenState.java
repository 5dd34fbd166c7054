package org.tandemrl.dynamics;

import java.util.Arrays;

/**
 * The extra numbers of transitions that a recurrent model learns from. All environments' transitions are added at every step, in the
 * same order, so that those of one environment stand N places apart; the first extra number says what became of it, the others are
 * the hidden state before the step.
 *
 * @param units K of the hidden state
 */
public record HiddenState(int units) {
    /** The episode went on. */
    static final float GOES_ON = 0;
    /** It was the last of its episode. */
    static final float ENDED = 1;
    /** Nothing to be learned from: holds zeros, so that its place is taken; what comes after it does not continue it. */
    static final float LEFT_OUT = 2;

    /** Extra numbers X in a transition. */
    public int extras() {
        return 1 + units;
    }

    /**
     * Adds one step of all environments.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @param next [N, O]
     * @param hidden [N, K], before the step
     * @param ended [N], whether the environment was restarted after it
     * @param leftOut [N], whether nothing is to be learned from it
     */
    public void add(
            Buffer buffer,
            double[] observation,
            double[] action,
            double[] next,
            double[] hidden,
            boolean[] ended,
            boolean[] leftOut) {
        int n = ended.length;
        double[] extra = new double[n * extras()];
        double[][] rows = {observation.clone(), action.clone(), next.clone()};
        for (int e = 0; e < n; e++) {
            extra[e * extras()] = leftOut[e] ? LEFT_OUT : ended[e] ? ENDED : GOES_ON;
            if (leftOut[e]) {
                for (double[] row : rows) {
                    Arrays.fill(row, e * (row.length / n), (e + 1) * (row.length / n), 0);
                }
            } else {
                System.arraycopy(hidden, e * units, extra, e * extras() + 1, units);
            }
        }
        buffer.add(rows[0], rows[1], rows[2], extra, new boolean[n]);
    }
}
