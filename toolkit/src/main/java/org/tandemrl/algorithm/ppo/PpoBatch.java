package org.tandemrl.algorithm.ppo;

/**
 * What PPO learns from in a window of R = H·N steps, row t·N + e: environment e at step t. Targets and old values are in
 * units of the returns' statistics with the window's own among them, as in rl_games. The network still answers in the units before, so that a
 * bound on values ({@code valueClip}) can hold it where it is as long as the statistics move much: in the first windows.
 *
 * @param observation [R·O], normalised and clipped
 * @param action [R·A], as drawn, before the environment clips them
 * @param mean [R·A], μ of the policy that drew them
 * @param logStd [A], of that policy
 * @param logProbability [R], log π_old of the actions as drawn
 * @param value [≥ R], by the critic as it was, in the units of the targets
 * @param advantage [R], normalised
 * @param target [R], of the values
 * @param dropped [R], ended by an invalid state: no loss
 */
record PpoBatch(
        float[] observation,
        float[] action,
        float[] mean,
        double[] logStd,
        float[] logProbability,
        float[] value,
        float[] advantage,
        float[] target,
        boolean[] dropped) {

    int rows() {
        return target.length;
    }
}
