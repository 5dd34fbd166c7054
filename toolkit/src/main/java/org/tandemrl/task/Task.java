package org.tandemrl.task;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.robot.CompiledRobot;

/**
 * What is asked of a robot: on which simulator, how actions drive it, what is observed, what is rewarded, when it ends, how it
 * starts. With that a task has everything: runs, checkpoints, evaluation, films, the terminal. Control, observation and reward are functions of {@link Batch}, defined once and differentiable.
 *
 * <p>Shapes: N environments, S {@link #stateSize}, U {@link #controlSize}, O {@link #observationSize}, A
 * {@link #actionSize}.
 */
public interface Task {
    /** Name by which runs refer to the task, lower case. */
    String name();

    /**
     * The simulator on which the task is asked, of which each caller gets one of its own and closes it. Algorithms that differentiate it
     * need a {@link org.tandemrl.sim.DifferentiableSimulator}.
     *
     * @param environments N, 1 or more
     * @param threads that it may use
     */
    Simulator simulator(int environments, int threads);

    /** The robot that pictures and films of the task show; without one there are none, and everything else there is. */
    default Optional<CompiledRobot> robot() {
        return Optional.empty();
    }

    /**
     * What of an algorithm's settings is otherwise on this task, by name, values as {@code with} of its configuration takes them. Settings
     * that are not named are the algorithm's general ones.
     *
     * @param algorithm its name
     */
    default Map<String, Object> settings(String algorithm) {
        return Map.of();
    }

    /** Width S of the simulator's state row. */
    int stateSize();

    /** Width U of the simulator's control row. */
    int controlSize();

    /** Width O of an observation. */
    int observationSize();

    /** Width A of an action. */
    int actionSize();

    /** Control steps after which an episode is cut (truncated, not terminated). */
    int episodeLength();

    /**
     * What becomes of an environment whose state after a step is invalid. By default the run stops, since a simulator
     * should not get there; a task whose robot is known to be thrown there by bad policies lets the episode end.
     */
    default InvalidStates invalidStates() {
        return InvalidStates.STOP;
    }

    /** The same task with another policy for invalid states. */
    default Task withInvalidStates(InvalidStates policy) {
        return policy == invalidStates() ? this : new OtherInvalidStates(this, policy);
    }

    /**
     * The simulator's control for an action.
     *
     * @param action [N, A], any reals; the task clips them to [−1, 1]
     * @return [N, U], in the simulator's units
     */
    <X extends Batch<X>> X control(X action);

    /**
     * The observation of a state.
     *
     * @param state [N, S]
     * @param lastAction [N, A], the action that led here, zeros at a start
     * @return [N, O]
     */
    <X extends Batch<X>> X observe(X state, X lastAction);

    /**
     * What of an observation the policy sees, as a robot has sensors for it; critic and learned model see all. All of it, unless a task says
     * otherwise.
     */
    default Columns policyColumns() {
        return Columns.all(observationSize());
    }

    /**
     * The columns at which an observation has unit quaternions (x, y, z, w) that move without a jump from q to −q: what a learned model can predict as a turn
     * ({@code model.target=scaled_turn}). None, unless a task says so.
     */
    default List<Integer> quaternions() {
        return List.of();
    }

    /**
     * The reward of a step: a function of the observation <em>after</em> it and of its action, so that it can be computed
     * from a predicted observation, with a gradient.
     *
     * @param observation [N, O]
     * @param action [N, A]
     * @return [N, 1]
     */
    <X extends Batch<X>> X reward(X observation, X action);

    /**
     * Whether the episode ends early here (no value is bootstrapped).
     *
     * @param observation row-major [N, O]
     * @param environment the row to look at
     */
    boolean terminated(double[] observation, int environment);

    /**
     * Whether the simulator's episode ends early here. What of it the observation tells stands in {@link #terminated}, which is all that an imagined
     * trajectory can ask; a task that ends by something that is not observed, as a contact, says it here.
     *
     * @param state row-major [N, S]
     * @param observation row-major [N, O], of that state
     * @param environment the row to look at
     */
    default boolean ended(double[] state, double[] observation, int environment) {
        return terminated(observation, environment);
    }

    /**
     * Whether what is asked for is reached here, and something else is asked from the next step on, such as another goal: the episode goes on, and
     * {@link #renew} writes what is asked then. Reward and learned model see the observation as it was reached, with the old goal; the next action
     * is chosen, and what is yet to come valued, on the one with the new. So nobody takes the change for dynamics, and no gradient runs through it.
     * A trajectory that a model imagines ends here.
     *
     * @param observation row-major [N, O], after a step
     * @param environment the row to look at
     */
    default boolean reached(double[] observation, int environment) {
        return false;
    }

    /**
     * Writes what is asked for next, where it was {@linkplain #reached reached}: a function of the row alone (random numbers by a key in it), which leaves
     * alone what physics moves.
     *
     * @param state row-major [N, S], the row of {@code environment} is changed
     * @param environment the row to write
     */
    default void renew(double[] state, int environment) {}

    /** What an evaluation tells of each episode beside its return. */
    default List<Measure> measures() {
        return List.of();
    }

    /**
     * The row of {@link #robot()} that pictures show in a state: coordinates q, then velocities q̇. The state's first numbers, unless a task says otherwise.
     *
     * @param state [S]
     */
    default double[] shown(double[] state) {
        return robot().map(r -> r.model().coordinates() + r.model().freedoms())
                .filter(width -> width < state.length)
                .map(width -> Arrays.copyOf(state, width))
                .orElse(state);
    }

    /**
     * Writes a start state.
     *
     * @param random source of the randomisation
     * @param randomized false for the task's one fixed start
     * @param state row-major [N, S], the row of {@code environment} is overwritten; until then it is that of the episode before, where there was one, else
     *     zeros, which a task that gets harder may look at
     * @param environment the row to write
     */
    void start(RandomGenerator random, boolean randomized, double[] state, int environment);
}
