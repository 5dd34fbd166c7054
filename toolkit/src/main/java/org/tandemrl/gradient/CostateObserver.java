package org.tandemrl.gradient;

/** Sees the costates that the simulator's adjoint pulls back through the dynamics of each step. */
@FunctionalInterface
public interface CostateObserver {
    /**
     * After one step's pull-back, the last step first. The arrays are not to be kept or changed.
     *
     * @param nextState [N, S], λ of the state after the step
     * @param state [N, S], (∂s⁺/∂s)ᵀ λ, of the state before it; without what the policy adds
     */
    void pulled(double[] nextState, double[] state);
}
