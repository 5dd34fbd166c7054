package org.tandemrl.gradient;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.Task;

/**
 * Sweeps a rollout backward through the simulator's own derivative.
 *
 * <p>With λ the costate of the state after step t, o = observe(s⁺, a) and r = reward(o, a): the costate of o is that of
 * acting on it at t + 1 plus the bootstrap's; {@link StepPullBack} pulls o, r and s⁺ back to s and a; the actor pulls a
 * back to its parameters and to the observation it acted on. No costate crosses a restart or a step into an invalid
 * state.
 */
final class SimulatorAdjoint implements GradientSource {
    private final CostateObserver observer;

    SimulatorAdjoint(CostateObserver observer) {
        this.observer = observer;
    }

    @Override
    public PolicyGradient differentiate(Rollout rollout, Bootstrap critic, EntropyBonus bonus) {
        if (!(rollout.environment().simulator() instanceof DifferentiableSimulator simulator)) {
            throw new IllegalArgumentException("The simulator "
                    + rollout.environment().simulator().getClass().getSimpleName()
                    + " has no derivative; the adjoint gradient source needs a DifferentiableSimulator.");
        }
        if (critic.input() == CriticInput.OBSERVATION_AND_HIDDEN) {
            throw new IllegalArgumentException(
                    "The critic's input is OBSERVATION_AND_HIDDEN; allowed with the simulator's derivative are "
                            + "OBSERVATION and STATE: the simulator has no derivative by what a model remembers.");
        }
        int n = rollout.environments();
        var task = rollout.environment().task();
        critic.requireFor(task);
        var actor = rollout.actor();
        if (actor.memorySize() > 0) {
            throw new IllegalArgumentException("The actor remembers " + actor.memorySize()
                    + " numbers; allowed with the simulator's derivative is one that remembers nothing.");
        }
        var weights = rollout.objective(critic);
        var value = ends(rollout, critic, weights);
        double objective = value.sum;

        double[] stateCostate = new double[n * task.stateSize()];
        double[] observationCostate = new double[n * task.observationSize()];
        var step = new StepPullBack(task, simulator, observer);
        for (int t = rollout.horizon() - 1; t >= 0; t--) {
            if (t + 1 < rollout.horizon()) {
                forgetEnded(rollout, t, stateCostate, task.stateSize());
                forgetEnded(rollout, t, observationCostate, task.observationSize());
            }
            StepPullBack.add(critic.input() == CriticInput.STATE ? stateCostate : observationCostate, value.costate[t]);

            for (int e = 0; e < n; e++) {
                objective += weights.rewardWeight()[t][e] * rollout.reward()[t][e];
            }
            double[] actionCostate = step.pullBack(
                    rollout.state()[t],
                    rollout.action()[t],
                    rollout.nextState()[t],
                    observationCostate,
                    weights.rewardWeight()[t],
                    stateCostate);
            // The derivative of a step into an invalid state is no number.
            forget(rollout.invalid()[t], stateCostate, task.stateSize());
            forget(rollout.invalid()[t], actionCostate, task.actionSize());
            var acted = pullBackThroughActor(rollout, actor, task, t, actionCostate, bonus, weights.rewardWeight()[t]);
            objective += acted.bonus;
            observationCostate = acted.costate;
        }
        return new PolicyGradient(objective, actor.parameters().takeGradient());
    }

    /** The bonus' part of the objective, and the costate of the observation acted on. */
    private record Acted(double bonus, double[] costate) {}

    /** Leaves the parameters' part at the actor, adding up over steps. */
    private static Acted pullBackThroughActor(
            Rollout rollout,
            Actor actor,
            Task task,
            int t,
            double[] actionCostate,
            EntropyBonus bonus,
            double[] weight) {
        int n = rollout.environments();
        var type = actor.parameters().type();
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            var observation = Tensors.of(scope, type, rollout.observation()[t], n, task.observationSize());
            observation.setRequiresGradient(true);
            double added = 0;
            try (var tape = Tensors.tape()) {
                var normalized = rollout.scaling().on(scope, type).apply(observation);
                var noise = Tensors.of(scope, type, rollout.noise()[t], n, task.actionSize());
                var costate = Tensors.of(scope, type, actionCostate, n, task.actionSize());
                if (bonus.present()) {
                    var sample = actor.sample(normalized, noise);
                    var extra = bonus.of(sample.logProbability().orElseThrow())
                            .mul(Tensors.of(scope, type, weight, n, 1))
                            .sum();
                    added = Tensors.values(extra)[0];
                    tape.backward(sample.action().mul(costate).sum().add(extra));
                } else {
                    tape.backward(actor.act(normalized, noise).mul(costate).sum());
                }
            }
            return new Acted(added, Tensors.takeGradient(observation));
        }
    }

    /** The values' part of the objective, and its costates of the observations (or states) after each step. */
    private record Ends(double sum, double[][] costate) {}

    private static Ends ends(Rollout rollout, Bootstrap critic, Rollout.Objective weights) {
        int n = rollout.environments();
        double[][] input = critic.input() == CriticInput.STATE ? rollout.nextState() : rollout.continuation();
        int width = input[0].length / n;
        double[][] costate = new double[rollout.horizon()][];
        double sum = 0;
        for (int t = 0; t < rollout.horizon(); t++) {
            costate[t] = new double[n * width];
            if (weights.bootstraps(t)) {
                var type = rollout.actor().parameters().type();
                try (var scope = Tensors.scope(rollout.actor().parameters().manager())) {
                    NDArray observation = Tensors.of(scope, type, input[t], n, width);
                    observation.setRequiresGradient(true);
                    try (var tape = Tensors.tape()) {
                        var value = critic.target(critic.scaling(rollout.scaling())
                                        .on(scope, type)
                                        .apply(observation))
                                .mul(Tensors.of(scope, type, weights.valueWeight()[t], n, 1))
                                .sum();
                        tape.backward(value);
                        sum += Tensors.values(value)[0];
                    }
                    costate[t] = Tensors.takeGradient(observation);
                    forget(rollout.renewed()[t], costate[t], width);
                }
            }
        }
        return new Ends(sum, costate);
    }

    private static void forgetEnded(Rollout rollout, int t, double[] costate, int width) {
        forget(rollout.terminated()[t], costate, width);
        forget(rollout.truncated()[t], costate, width);
        forget(rollout.renewed()[t], costate, width);
    }

    private static void forget(boolean[] environments, double[] costate, int width) {
        for (int e = 0; e < environments.length; e++) {
            if (environments[e]) {
                Arrays.fill(costate, e * width, (e + 1) * width, 0);
            }
        }
    }
}
