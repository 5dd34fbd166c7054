package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.task.TaskSizes;

/** Something that predicts the next observation, differentiably: what gradients flow through when it is not the simulator. */
public interface Predictor {
    /**
     * Predicts; with a hidden state, as at the start of an episode.
     *
     * @param observation [B, O], raw
     * @param action [B, A], as applied
     * @param scaling statistics of the window
     * @return predicted next observation [B, O], raw
     */
    NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling);

    /**
     * A prediction and what is remembered after it.
     *
     * @param next [B, O], raw
     * @param hidden [B, K], if the predictor has a hidden state
     */
    record Prediction(NDArray next, Optional<NDArray> hidden) {}

    /** Widths of what it predicts from, if it was made for a task. */
    default Optional<TaskSizes> sizes() {
        return Optional.empty();
    }

    /** Numbers K that it remembers along an episode; 0 if it predicts from observation and action alone. */
    default int hiddenSize() {
        return 0;
    }

    /**
     * Predicts with what is remembered.
     *
     * @param observation [B, O], raw
     * @param action [B, A], as applied
     * @param hidden [B, K] before the step, if K > 0; zeros at an episode's start
     * @param scaling statistics of the window
     */
    default Prediction predict(
            NDArray observation, NDArray action, Optional<NDArray> hidden, Normalizer.Scaling.OnTensors scaling) {
        return new Prediction(predict(observation, action, scaling), hidden);
    }

    /**
     * What is remembered after a step, as plain numbers.
     *
     * @param observation [N, O], raw
     * @param action [N, A], as applied
     * @param hidden [N, K] before the step
     * @return [N, K]
     */
    default double[] remember(double[] observation, double[] action, double[] hidden, Normalizer.Scaling scaling) {
        return hidden;
    }

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
