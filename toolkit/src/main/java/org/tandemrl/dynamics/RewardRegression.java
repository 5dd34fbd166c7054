package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import org.tandemrl.nn.kernels.CategoricalLoss;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Pass;

/**
 * The reward, as a two-hot distribution.
 *
 * @param offset of the reward in a stored transition
 */
record RewardRegression(int offset) implements Regression {
    @Override
    public int width() {
        return TwoHot.BINS;
    }

    @Override
    public int averaged() {
        return 1;
    }

    @Override
    public void target(float[] rows, int start, float[] target) {
        TwoHot.encode(rows[start + offset], target);
    }

    @Override
    public NDArray loss(NDArray output, NDArray target) {
        return TwoHot.crossEntropy(output, target);
    }

    @Override
    public double loss(Pass pass, Matrix target, float scale, int from, int to) {
        return CategoricalLoss.crossEntropy(pass, target, scale, from, to);
    }
}
