package org.tandemrl.gradient;

import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Task;

/**
 * The adjoint of one step of a task on a differentiable simulator: state, action → next state, observation, reward.
 *
 * <p>Observation and reward after the step pull back to the next state and the action; the simulator pulls the next state
 * back to the state and the control; the control pulls back to the action.
 */
public final class StepPullBack {
    private final Task task;
    private final DifferentiableSimulator simulator;
    private final double[] before;
    private final double[] controlCostate;
    private final CostateObserver observer;

    /** For a task on a simulator. */
    public StepPullBack(Task task, DifferentiableSimulator simulator) {
        this(task, simulator, (nextState, state) -> {});
    }

    /** The same, observed. */
    StepPullBack(Task task, DifferentiableSimulator simulator, CostateObserver observer) {
        this.observer = observer;
        this.task = task;
        this.simulator = simulator;
        before = new double[simulator.environments() * task.stateSize()];
        controlCostate = new double[simulator.environments() * task.controlSize()];
    }

    /**
     * Pulls costates back through one step.
     *
     * @param state [N, S] before the step
     * @param action [N, A]
     * @param nextState [N, S] after it
     * @param observationCostate [N, O], of the observation after it
     * @param rewardWeight [N], of its reward
     * @param stateCostate [N, S]; read as the costate of the next state, overwritten with the state's
     * @return [N, A], the action's costate
     */
    public double[] pullBack(
            double[] state,
            double[] action,
            double[] nextState,
            double[] observationCostate,
            double[] rewardWeight,
            double[] stateCostate) {
        int n = simulator.environments();
        var tape = new DoubleBatch.Tape();
        var next = DoubleBatch.variable(tape, nextState, n, task.stateSize());
        var seen = DoubleBatch.variable(tape, action, n, task.actionSize());
        var observation = task.observe(next, seen);
        var reward = task.reward(observation, seen);
        observation.seed(observationCostate);
        reward.seed(rewardWeight);
        tape.pullBack();
        add(stateCostate, next.adjoint());

        var controlTape = new DoubleBatch.Tape();
        var applied = DoubleBatch.variable(controlTape, action, n, task.actionSize());
        var control = task.control(applied);
        simulator.stepAdjoint(state, control.data(), stateCostate, before, controlCostate);
        observer.pulled(stateCostate, before);
        control.seed(controlCostate);
        controlTape.pullBack();
        System.arraycopy(before, 0, stateCostate, 0, before.length);

        double[] actionCostate = seen.adjoint().clone();
        add(actionCostate, applied.adjoint());
        return actionCostate;
    }

    static void add(double[] sum, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }
}
