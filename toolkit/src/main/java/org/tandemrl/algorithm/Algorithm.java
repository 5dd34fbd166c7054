package org.tandemrl.algorithm;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.policy.PolicyFunction;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.Task;

/**
 * A training loop's body: one epoch at a time, its whole state in the open. Who calls it owns the clock, the metrics and
 * the checkpoints.
 */
public interface Algorithm extends AutoCloseable {
    /** Name by which runs refer to it. */
    String name();

    /** The task that it learns. */
    Task task();

    /** Epochs done. */
    long epochs();

    /** Environment steps taken, all environments together. */
    long samples();

    /**
     * Does one epoch.
     *
     * @return its metrics by name, in an order that does not change; those named {@code seconds_…} are times
     */
    Map<String, Double> epoch();

    /**
     * The learned policy without exploration; of one that remembers, where episodes begin.
     *
     * @param observation [N, O], raw
     * @return [N, A] in [−1, 1]
     * @throws IllegalArgumentException if they are no whole observations of this task
     */
    double[] act(double[] observation);

    /**
     * The same along episodes: a function to call once a step, and to tell where episodes begin ({@link RecurrentPolicy#begin}) as all do that play some.
     * One that remembers nothing is {@link #act}.
     */
    default UnaryOperator<double[]> acting() {
        return this::act;
    }

    /** The parts of {@link #act}, from which it can be exported; none if the algorithm says nothing of them. */
    default Optional<PolicyFunction> policy() {
        return Optional.empty();
    }

    /** Everything that determines the future but the buffer, as named arrays. */
    Map<String, double[]> save();

    /**
     * Continues from what {@link #save} gave, bit for bit; the buffer has been refilled before.
     *
     * @throws IllegalArgumentException naming the array that is missing or has another length
     */
    void restore(Map<String, double[]> saved);

    /** The buffer of transitions, if it has one. */
    default Optional<Buffer> buffer() {
        return Optional.empty();
    }

    /** What computes its networks, in words by name; may grow in its first epochs, when it meets what is left to another. */
    Map<String, String> arithmetic();

    @Override
    void close();
}
