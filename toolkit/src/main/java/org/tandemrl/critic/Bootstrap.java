package org.tandemrl.critic;

import ai.djl.ndarray.NDArray;
import java.util.List;
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

    /** The networks that compute the value, if it is computed by such. */
    default Optional<Networks> networks() {
        return Optional.empty();
    }

    /**
     * Networks of [B, O] → [B, 1], and what the value is of theirs.
     *
     * @param members at least one, but none where there is no value
     * @param choice of their values
     */
    record Networks(List<Mlp> members, CriticEnsemble.Choice choice) {}

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
            public Optional<Networks> networks() {
                return Optional.of(new Networks(List.of(), CriticEnsemble.Choice.MEAN));
            }

            @Override
            public NDArray target(NDArray normalized) {
                throw new IllegalStateException("There is no critic to bootstrap from.");
            }
        };
    }
}
