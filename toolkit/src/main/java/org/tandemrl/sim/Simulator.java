package org.tandemrl.sim;

import java.util.Map;

/**
 * N independent environments advanced together by one control step.
 *
 * <p>States and controls are flat row-major arrays, one row an environment: {@code state[e * stateSize() + i]}. A step is
 * a function of its arguments: the same state and control give the same next state, whatever was stepped before. An
 * engine that keeps hidden state (a contact cache, say) compares the rows it is given with those it last returned and
 * writes only the ones that differ; what it cannot restore exactly its own Javadoc states.
 *
 * <p>The unit of a control is the simulator's (N·m, N, muscle activation force, joint target); a
 * {@code Task} maps actions in [−1, 1] to it.
 */
public interface Simulator extends AutoCloseable {
    /** Number N of environments in the batch. */
    int environments();

    /** Width S of a state row: for an articulated body the coordinates q, then the velocities q̇. */
    int stateSize();

    /** Width U of a control row. */
    int controlSize();

    /** Duration of one control step in seconds. */
    double timeStep();

    /**
     * Advances every environment by one control step.
     *
     * @param state [N, S], read
     * @param control [N, U], read
     * @param next [N, S], overwritten; must not be {@code state}
     * @throws IllegalArgumentException if an array has another length
     */
    void step(double[] state, double[] control, double[] next);

    /**
     * Whether an environment moves the same to the last bit however many others there are. An engine that orders the contacts of all of them together may
     * sum in another order with others beside it, and rounds otherwise.
     */
    default boolean sameBesideOthers() {
        return true;
    }

    /** Seconds that steps have taken so far by phase, where the engine counts them; else nothing. */
    default Map<String, Double> seconds() {
        return Map.of();
    }

    @Override
    default void close() {}
}
