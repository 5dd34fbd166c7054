package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;

/** The layers of the method as functions of tensors; results live in the manager of the input. */
public final class Layers {
    private Layers() {}

    /** x Wᵀ + b for x [B, in], W [out, in], b [out]. */
    public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return Linear.linear(x, weight, bias).singletonOrThrow();
    }

    /** Layer normalisation over the last axis with gain and bias. */
    public static NDArray layerNorm(NDArray x, NDArray gain, NDArray bias, float epsilon) {
        return LayerNorm.layerNorm(x, new Shape(x.getShape().get(1)), gain, bias, epsilon)
                .singletonOrThrow();
    }

    /** Exponential linear unit. */
    public static NDArray elu(NDArray x) {
        return Activation.elu(x, 1f);
    }

    /** x · sigmoid(x). */
    public static NDArray silu(NDArray x) {
        return x.mul(Activation.sigmoid(x));
    }

    /**
     * Simplicial normalisation: softmax within groups of 8 units (Lavoie et al. 2023). Unit u belongs to the group of all
     * units with the same u mod (units/8); over adjacent units the softmax would be 20 times slower in libtorch, and the
     * two differ by a fixed permutation of the hidden units only.
     *
     * @param x [B, units], units a multiple of 8
     */
    public static NDArray simNorm(NDArray x) {
        long batch = x.getShape().get(0);
        long units = x.getShape().get(1);
        return x.reshape(batch, 8, units / 8).softmax(1).reshape(batch, units);
    }
}
