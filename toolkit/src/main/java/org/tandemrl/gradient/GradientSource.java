package org.tandemrl.gradient;

import java.util.List;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.Ensemble;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.PolicyGradient;

/**
 * Where the Jacobians of a step come from. One rollout, one objective, one actor: the three forms differ in nothing else.
 *
 * <table>
 * <caption>The three forms</caption>
 * <tr><th>source</th><th>states visited</th><th>Jacobian of the step</th><th>known as</th></tr>
 * <tr><td>{@link #adjoint()}</td><td>simulator</td><td>simulator</td><td>SHAC, SAPO, BPTT</td></tr>
 * <tr><td>{@link #decoupled}</td><td>simulator</td><td>model at the simulator's states</td><td>DMO</td></tr>
 * <tr><td>{@link #imagined}</td><td>model, from real starts</td><td>model at imagined states</td><td>imagined, as in MAAC</td></tr>
 * </table>
 */
@FunctionalInterface
public interface GradientSource {
    /**
     * The gradient of the rollout's {@link Rollout.Objective} by the parameters of the actor that acted in it.
     *
     * @param critic bootstraps the objective by its target network, and gives γ
     * @param bonus added to every reward
     * @throws IllegalArgumentException with the sizes of both, if critic or model were made for another task than the rollout's
     */
    PolicyGradient differentiate(Rollout rollout, Bootstrap critic, EntropyBonus bonus);

    /** The same without a bonus. */
    default PolicyGradient differentiate(Rollout rollout, Bootstrap critic) {
        return differentiate(rollout, critic, EntropyBonus.NONE);
    }

    /** The simulator's own derivative; the rollout's simulator must be differentiable. */
    static GradientSource adjoint() {
        return adjoint((nextState, state) -> {});
    }

    /** The same, with the costates of every step shown to an observer. */
    static GradientSource adjoint(CostateObserver observer) {
        return new SimulatorAdjoint(observer);
    }

    /** The model's derivative at the simulator's states: s̃ = s⁺ + (ŝ − stop(ŝ)). */
    static GradientSource decoupled(Predictor model) {
        return new ModelUnroll(model, true);
    }

    /** The same, written out on kernels where the networks are the standard ones; equal up to rounding. */
    static GradientSource decoupled(LearnedModel model, Kernels kernels) {
        return switch (model) {
            case DynamicsModel one -> new KernelDecoupled(List.of(one), kernels, decoupled(model));
            case Ensemble several -> new KernelDecoupled(several.members(), kernels, decoupled(model));
            default -> decoupled(model);
        };
    }

    /** The model's derivative along the model's own trajectory: s̃ = ŝ. */
    static GradientSource imagined(Predictor model) {
        return new ModelUnroll(model, false);
    }
}
