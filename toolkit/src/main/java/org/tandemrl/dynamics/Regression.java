package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Pass;

/** What a network of observation and action is fitted to: a target made of each transition, and the loss of an output for it. */
interface Regression {
    /** Columns T of a target. */
    int width();

    /** Numbers that the loss averages over, in each row. */
    int averaged();

    /**
     * Makes a transition's target.
     *
     * @param rows transitions as stored by a {@link Buffer}
     * @param start index at which the transition begins
     * @param target [T], overwritten
     */
    void target(float[] rows, int start, float[] target);

    /** The loss of an output for targets [B, T], a scalar on the tape. */
    NDArray loss(NDArray output, NDArray target);

    /**
     * The same over rows [from, to) of a pass, summed and not averaged; its derivative by the output goes to the pass.
     *
     * @param scale by which the derivative is multiplied
     */
    double loss(Pass pass, Matrix target, float scale, int from, int to);
}
