package org.tandemrl.gradient;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.tandemrl.critic.Critic;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.Rows;
import org.tandemrl.task.Task;

/**
 * Sweeps a rollout backward through the simulator's own derivative.
 *
 * <p>With λ the costate of the state after step t, o = observe(s⁺, a) and r = reward(o, a): the costate of o is that of
 * acting on it at t + 1 plus the bootstrap's; r and o pull back to s⁺ and a; the simulator's adjoint pulls s⁺ back to s
 * and the control; the control pulls back to a, and a through the actor to its parameters and to the observation it acted
 * on. No costate crosses a restart.
 */
final class SimulatorAdjoint implements GradientSource {

    @Override
    public PolicyGradient differentiate(Rollout rollout, Critic critic) {
        if (!(rollout.environment().simulator() instanceof DifferentiableSimulator simulator)) {
            throw new IllegalArgumentException("The simulator "
                    + rollout.environment().simulator().getClass().getSimpleName()
                    + " has no derivative; the adjoint gradient source needs a DifferentiableSimulator.");
        }
        int n = rollout.environments();
        var task = rollout.environment().task();
        var actor = rollout.actor();
        var weights = rollout.objective(critic.gamma());
        var value = bootstrap(rollout, critic, weights);
        double objective = value.sum;

        double[] stateCostate = new double[n * task.stateSize()];
        double[] observationCostate = new double[n * task.observationSize()];
        double[] before = new double[n * task.stateSize()];
        double[] controlCostate = new double[n * task.controlSize()];
        for (int t = rollout.horizon() - 1; t >= 0; t--) {
            if (t + 1 < rollout.horizon()) {
                forgetEnded(rollout, t, stateCostate, task.stateSize());
                forgetEnded(rollout, t, observationCostate, task.observationSize());
            }
            add(observationCostate, value.costate[t]);

            var tape = new Rows.Tape();
            var nextState = Rows.variable(tape, rollout.nextState()[t], n, task.stateSize());
            var action = Rows.variable(tape, rollout.action()[t], n, task.actionSize());
            var observation = task.observe(nextState, action);
            var reward = task.reward(observation, action);
            for (int e = 0; e < n; e++) {
                objective += weights.rewardWeight()[t][e] * reward.data()[e];
            }
            observation.seed(observationCostate);
            reward.seed(weights.rewardWeight()[t]);
            tape.pullBack();
            add(stateCostate, nextState.adjoint());

            var controlTape = new Rows.Tape();
            var actionAgain = Rows.variable(controlTape, rollout.action()[t], n, task.actionSize());
            var control = task.control(actionAgain);
            simulator.stepAdjoint(rollout.state()[t], control.data(), stateCostate, before, controlCostate);
            control.seed(controlCostate);
            controlTape.pullBack();
            add(actionAgain.adjoint(), action.adjoint());

            System.arraycopy(before, 0, stateCostate, 0, before.length);
            observationCostate = pullBackThroughActor(rollout, actor, task, t, actionAgain.adjoint());
        }
        return new PolicyGradient(objective, actor.parameters().takeGradient());
    }

    /** Leaves the parameters' part at the actor, adding up over steps; returns the costate of the observation acted on. */
    private static double[] pullBackThroughActor(Rollout rollout, Actor actor, Task task, int t, double[] actionCostate) {
        int n = rollout.environments();
        var type = actor.parameters().type();
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            var observation = Tensors.of(scope, type, rollout.observation()[t], n, task.observationSize());
            observation.setRequiresGradient(true);
            try (var tape = Tensors.tape()) {
                var action = actor.act(rollout.scaling().on(scope, type).apply(observation),
                        Tensors.of(scope, type, rollout.noise()[t], n, task.actionSize()));
                tape.backward(action.mul(Tensors.of(scope, type, actionCostate, n, task.actionSize())).sum());
            }
            return Tensors.takeGradient(observation);
        }
    }

    /** The values' part of the objective, and its costates of the observations after each step. */
    private record Bootstrap(double sum, double[][] costate) {}

    private static Bootstrap bootstrap(Rollout rollout, Critic critic, Rollout.Objective weights) {
        int n = rollout.environments();
        int width = rollout.nextObservation()[0].length / n;
        double[][] costate = new double[rollout.horizon()][];
        double sum = 0;
        for (int t = 0; t < rollout.horizon(); t++) {
            costate[t] = new double[n * width];
            boolean any = false;
            for (double w : weights.valueWeight()[t]) {
                any |= w != 0;
            }
            if (any) {
                var type = critic.parameters().type();
                try (var scope = Tensors.scope(critic.parameters().manager())) {
                    NDArray observation = Tensors.of(scope, type, rollout.nextObservation()[t], n, width);
                    observation.setRequiresGradient(true);
                    try (var tape = Tensors.tape()) {
                        var value = critic.target(rollout.scaling().on(scope, type).apply(observation))
                                .mul(Tensors.of(scope, type, weights.valueWeight()[t], n, 1))
                                .sum();
                        tape.backward(value);
                        sum += Tensors.values(value)[0];
                    }
                    costate[t] = Tensors.takeGradient(observation);
                }
            }
        }
        return new Bootstrap(sum, costate);
    }

    private static void forgetEnded(Rollout rollout, int t, double[] costate, int width) {
        for (int e = 0; e < rollout.environments(); e++) {
            if (rollout.ended(t, e)) {
                Arrays.fill(costate, e * width, (e + 1) * width, 0);
            }
        }
    }

    private static void add(double[] sum, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }
}
