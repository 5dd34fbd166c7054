package org.tandemrl.critic;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.task.Task;

/** What a window's objective ends with: γ, and a differentiable value of the last state, or none. */
public interface Bootstrap {
    /** Discount γ. */
    double gamma();

    /** Whether there is a value; without, windows end with nothing, as in BPTT. */
    default boolean present() {
        return true;
    }

    /** What the value is a function of. */
    default CriticInput input() {
        return CriticInput.OBSERVATION;
    }

    /**
     * Checks that the value is one of a task's.
     *
     * @throws IllegalArgumentException with the widths of both, if it was made for another task
     */
    default void requireFor(Task task) {}

    /** The statistics by which the value's input is normalised, those of observations given. */
    default Normalizer.Scaling scaling(Normalizer.Scaling ofObservations) {
        return ofObservations;
    }

    /**
     * The value, on the tape if one is recording.
     *
     * @param normalized [B, O], or as {@link #input} says
     * @return [B, 1]
     */
    NDArray target(NDArray normalized);

    /** The one network that computes the value, if there is one. */
    default Optional<Mlp> network() {
        return Optional.empty();
    }

    /** No value: the objective is the window's rewards. */
    static Bootstrap none(double gamma) {
        return new Bootstrap() {
            @Override
            public double gamma() {
                return gamma;
            }

            @Override
            public boolean present() {
                return false;
            }

            @Override
            public NDArray target(NDArray normalized) {
                throw new IllegalStateException("There is no critic to bootstrap from.");
            }
        };
    }
}
