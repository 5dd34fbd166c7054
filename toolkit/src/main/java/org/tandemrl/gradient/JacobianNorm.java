package org.tandemrl.gradient;

/**
 * Estimates how strongly a step of the dynamics stretches, ‖∂s⁺/∂s‖, from what the backward sweep computes anyway: the mean of
 * ‖(∂s⁺/∂s)ᵀ λ‖ / ‖λ‖ over steps and environments, λ the costate of the state after the step.
 *
 * <p>Each ratio is a lower bound of its Jacobian's spectral norm, reached where λ points along the most stretched direction; the
 * sweep itself turns λ that way. Norms are Euclidean in the state's own units (m, rad, m/s, rad/s), so values compare within a
 * task, not between tasks. Steps with nothing to pull back (λ = 0: the last before a failure) do not count.
 */
public final class JacobianNorm implements CostateObserver {
    private final int width;
    private double sum;
    private long count;

    /** For states of so many numbers. */
    public JacobianNorm(int stateSize) {
        width = stateSize;
    }

    @Override
    public void pulled(double[] nextState, double[] state) {
        for (int from = 0; from < state.length; from += width) {
            double after = norm(nextState, from);
            double ratio = norm(state, from) / after;
            // After a step into an invalid state neither is a number.
            if (after > 0 && Double.isFinite(ratio)) {
                sum += ratio;
                count++;
            }
        }
    }

    /** The mean since it was last taken; NaN if there was nothing to pull back. */
    public double takeMean() {
        double mean = sum / count;
        sum = 0;
        count = 0;
        return mean;
    }

    private double norm(double[] rows, int from) {
        double squares = 0;
        for (int i = from; i < from + width; i++) {
            squares += rows[i] * rows[i];
        }
        return Math.sqrt(squares);
    }
}
