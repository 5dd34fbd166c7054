package org.tandemrl.gradient;

import ai.djl.ndarray.NDArray;
import org.tandemrl.nn.Tensors;

/**
 * What an action's log-probability adds to the reward of its step in maximum-entropy objectives:
 * r ← r + weight · (−log π(a|s)) + offset.
 *
 * @param weight of the entropy's estimate −log π
 * @param offset added everywhere
 */
public record EntropyBonus(double weight, double offset) {
    /** Nothing: the reward is the task's. */
    public static final EntropyBonus NONE = new EntropyBonus(0, 0);

    /**
     * α · (h + |H*|) / (2 |H*|) of the estimate h = −log π: about α at the entropy |H*|, 0 at the target −|H*|.
     *
     * @param temperature α
     * @param targetEntropy H*, not 0
     */
    public static EntropyBonus normalized(double temperature, double targetEntropy) {
        double scale = Math.abs(targetEntropy);
        return new EntropyBonus(temperature / (2 * scale), temperature / 2);
    }

    /** α · h. */
    public static EntropyBonus plain(double temperature) {
        return new EntropyBonus(temperature, 0);
    }

    /** Whether it adds anything. */
    public boolean present() {
        return weight != 0 || offset != 0;
    }

    /** Its values for log-probabilities on the tape. */
    NDArray of(NDArray logProbability) {
        return Tensors.times(logProbability, -weight).add(offset);
    }

    /** Its value for a log-probability. */
    public double of(double logProbability) {
        return offset - weight * logProbability;
    }
}
