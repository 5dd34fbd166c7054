package org.tandemrl.sim;

/** A simulator that also knows the adjoint (vector-Jacobian product, reverse-mode derivative) of its step. */
public interface DifferentiableSimulator extends Simulator {
    /**
     * Pulls a costate back through one control step: with next = step(state, control) and λ⁺ = ∂J/∂next, computes
     * ∂J/∂state = (∂next/∂state)ᵀ λ⁺ and ∂J/∂control = (∂next/∂control)ᵀ λ⁺. The step is recomputed from its inputs, so
     * nothing has to be kept between the passes, and windows of any length need no memory but their states.
     *
     * @param state [N, S], the state before the step, read
     * @param control [N, U], read
     * @param nextAdjoint [N, S], λ⁺, read
     * @param stateAdjoint [N, S], overwritten with ∂J/∂state
     * @param controlAdjoint [N, U], overwritten with ∂J/∂control
     * @throws IllegalArgumentException if an array has another length
     */
    void stepAdjoint(
            double[] state, double[] control, double[] nextAdjoint, double[] stateAdjoint, double[] controlAdjoint);
}
