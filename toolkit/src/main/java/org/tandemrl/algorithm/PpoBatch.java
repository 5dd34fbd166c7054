package org.tandemrl.algorithm;

/**
 * What PPO learns from in a window of R = H·N steps, row t·N + e: environment e at step t. Targets are in units of the returns' statistics
 * with the window's own among them; old values are what the critic's network gave, whose meaning moves with these units: taken along into the
 * new ones, they would lie away from what the network gives now, and the value's clip would hold it there.
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
