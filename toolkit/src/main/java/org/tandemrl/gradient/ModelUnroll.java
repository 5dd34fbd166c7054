package org.tandemrl.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.nn.TensorBatch;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.PolicyGradient;

/**
 * Unrolls actor and model on a tape along a rollout and differentiates the objective.
 *
 * <p>Decoupled, the value carried from step to step is the simulator's and its gradient the model's:
 * s̃ = s⁺ + (ŝ − stop(ŝ)). The bracket is exactly zero, so s̃ equals s⁺ bit for bit (s̃ = ŝ + stop(s⁺ − ŝ) would round).
 * Imagined, s̃ = ŝ. What a recurrent model or actor remembers flows along the tape, from zeros where an episode ended and, at the window's start, from what it remembered there. A learned reward is treated like the observation: r̃ = r + (r̂ − stop(r̂)), imagined r̃ = r̂. Where the simulator's episode ended both continue from its restart, without a gradient, and so where the task asks for something else.
 */
final class ModelUnroll implements GradientSource {
    private final Predictor model;
    private final boolean decoupled;

    ModelUnroll(Predictor model, boolean decoupled) {
        this.model = model;
        this.decoupled = decoupled;
    }

    @Override
    public PolicyGradient differentiate(Rollout rollout, Bootstrap critic, EntropyBonus bonus) {
        return differentiate(rollout, critic, bonus, visited -> {});
    }

    /** Differentiates, and shows the observation s̃ carried out of each step. */
    PolicyGradient differentiate(Rollout rollout, Bootstrap critic, EntropyBonus bonus, Consumer<NDArray> visited) {
        require(model, rollout, critic);
        var actor = rollout.actor();
        model.setTrainable(false);
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            double objective;
            try (var tape = Tensors.tape()) {
                var value = unroll(scope, rollout, critic, bonus, visited);
                objective = Tensors.values(value)[0];
                tape.backward(value);
            }
            return new PolicyGradient(objective, actor.parameters().takeGradient());
        } finally {
            model.setTrainable(true);
        }
    }

    /** The objective as a scalar on the tape. */
    private NDArray unroll(
            NDManager scope, Rollout rollout, Bootstrap critic, EntropyBonus bonus, Consumer<NDArray> visited) {
        var actor = rollout.actor();
        var task = rollout.environment().task();
        var in = new Inputs(scope, actor.parameters().type(), rollout.environments());
        var scaling = rollout.scaling().on(scope, actor.parameters().type());
        var weights = rollout.objective(critic);
        NDArray sum = null;
        NDArray observation = in.rows(rollout.observation()[0], task.observationSize());
        var hidden = model.hiddenSize() == 0
                ? Optional.<NDArray>empty()
                : Optional.of(in.rows(rollout.hidden()[0], model.hiddenSize()));
        var memory = actor.memorySize() == 0
                ? Optional.<NDArray>empty()
                : Optional.of(in.rows(rollout.memory()[0], actor.memorySize()));
        for (int t = 0; t < rollout.horizon(); t++) {
            var noise = in.rows(rollout.noise()[t], task.actionSize());
            var sample = actor.step(scaling.apply(observation), noise, memory, bonus.present());
            var action = sample.action();
            var step = model.predict(observation, action, hidden, scaling);
            var predicted = step.next();
            var next = decoupled
                    ? carrying(in.rows(rollout.nextObservation()[t], task.observationSize()))
                            .apply(predicted)
                    : predicted;
            visited.accept(next);
            var reward = model.reward(observation, action, scaling)
                    .map(decoupled ? carrying(in.rows(rollout.reward()[t], 1)) : learned -> learned)
                    .orElseGet(() -> task.reward(new TensorBatch(next), new TensorBatch(action))
                            .tensor());
            if (bonus.present()) {
                reward = reward.add(bonus.of(sample.logProbability().orElseThrow()));
            }
            var term = reward.mul(in.rows(weights.rewardWeight()[t], 1)).sum();
            if (weights.bootstraps(t)) {
                var valued = valued(in, rollout, t, next);
                var value = critic.target(
                        critic.input() == CriticInput.OBSERVATION_AND_HIDDEN
                                ? scaling.apply(valued).concat(step.hidden().orElseThrow(), 1)
                                : scaling.apply(valued));
                term = term.add(value.mul(in.rows(weights.valueWeight()[t], 1)).sum());
            }
            sum = sum == null ? term : sum.add(term);
            if (t + 1 < rollout.horizon()) {
                observation = carry(in, rollout, t, next, rollout.observation()[t + 1]);
                hidden = carryHidden(in, rollout, t, step.hidden());
                memory = carryHidden(in, rollout, t, sample.memory());
            }
        }
        return sum;
    }

    /** What gives the simulator's values the gradient of the model's. */
    private static UnaryOperator<NDArray> carrying(NDArray simulated) {
        return predicted -> simulated.add(predicted.sub(predicted.stopGradient()));
    }

    /** What is acted on at t + 1: s̃ where the episode goes on, the simulator's where it was restarted or asks for something else. */
    private static NDArray carry(Inputs in, Rollout rollout, int t, NDArray next, double[] otherwise) {
        boolean[] carried = new boolean[rollout.environments()];
        for (int e = 0; e < carried.length; e++) {
            carried[e] = rollout.goesOn(t, e);
        }
        return choose(in, carried, next, otherwise);
    }

    /** What is valued after step t: s̃, but the simulator's where something else is asked from there on. */
    private static NDArray valued(Inputs in, Rollout rollout, int t, NDArray next) {
        boolean[] same = new boolean[rollout.environments()];
        for (int e = 0; e < same.length; e++) {
            same[e] = !rollout.renewed()[t][e];
        }
        return choose(in, same, next, rollout.continuation()[t]);
    }

    /** Rows of {@code next} where they are chosen, else of {@code otherwise}, without a gradient. */
    private static NDArray choose(Inputs in, boolean[] chosen, NDArray next, double[] otherwise) {
        double[] mask = new double[chosen.length];
        boolean all = true;
        for (int e = 0; e < mask.length; e++) {
            mask[e] = chosen[e] ? 1 : 0;
            all &= chosen[e];
        }
        if (all) {
            return next;
        }
        var other = in.rows(otherwise, otherwise.length / mask.length);
        return NDArrays.where(in.rows(mask, 1).gt(0.5).broadcast(next.getShape()), next, other);
    }

    /** What model or actor remember, but zeros where an episode ended. */
    private static Optional<NDArray> carryHidden(Inputs in, Rollout rollout, int t, Optional<NDArray> hidden) {
        boolean[] kept = new boolean[rollout.environments()];
        for (int e = 0; e < kept.length; e++) {
            kept[e] = !rollout.ended(t, e);
        }
        return hidden.map(h -> choose(in, kept, h, new double[Math.toIntExact(h.size())]));
    }

    private static void require(Predictor model, Rollout rollout, Bootstrap critic) {
        var task = rollout.environment().task();
        model.sizes().ifPresent(sizes -> sizes.requireFor("model", task));
        critic.requireFor(task);
        if (critic.present() && critic.input() == CriticInput.STATE) {
            throw new IllegalArgumentException(
                    "The critic's input is STATE; allowed with a model of observations are OBSERVATION and "
                            + "OBSERVATION_AND_HIDDEN: through such a model a value of the simulator's state has no derivative.");
        }
        if (rollout.hidden()[0].length != rollout.environments() * model.hiddenSize()) {
            throw new IllegalArgumentException("The model remembers " + model.hiddenSize() + " numbers, the window "
                    + rollout.hidden()[0].length / rollout.environments() + "; see Rollout.withHiddenStates.");
        }
    }

    /** Makes tensors of rows of the rollout. */
    private record Inputs(NDManager scope, DataType type, int environments) {
        NDArray rows(double[] values, int width) {
            return Tensors.of(scope, type, values, environments, width);
        }
    }
}
