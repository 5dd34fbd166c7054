package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.tandemrl.nn.Normalizer;

/** Something that predicts the next observation, differentiably: what gradients flow through when it is not the simulator. */
public interface Predictor {
    /**
     * @param observation [B, O], raw
     * @param action [B, A], as applied
     * @param scaling statistics of the window
     * @return predicted next observation [B, O], raw
     */
    NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling);

    /**
     * The reward of acting in an observation, if it is learned; otherwise the task's reward of the next observation counts.
     *
     * @param observation [B, O], raw, before the step
     * @param action [B, A], as applied
     * @param scaling statistics of the window
     * @return [B, 1], if there is a learned reward
     */
    default Optional<NDArray> reward(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        return Optional.empty();
    }

    /** Called before and after the policy is differentiated through this predictor: its own parameters take no part. */
    default void setTrainable(boolean trainable) {}
}
