package org.tandemrl.algorithm.ppo;

/**
 * PPO's losses (Schulman et al. 2017) row by row, and their derivatives. With the ratio ρ = π(a|s)/π_old(a|s):
 *
 * <pre>
 * surrogate  L = min(ρ A, clip(ρ, 1 − ε, 1 + ε) A)          ∂L/∂log π = ρ A, and 0 where the clipped term is the smaller one
 * value      ℓ = max((V − G)², (V_old + clip(V − V_old, −δ, δ) − G)²)
 * Gaussian   log π = Σ_i −z_i²/2 − log σ_i − log(2π)/2, z = (a − μ)/σ
 *            KL(π_old ‖ π) = Σ_i log(σ_i/σ_old,i) + (σ_old,i² + (μ_old,i − μ_i)²)/(2 σ_i²) − 1/2
 * bound      Σ_i max(|μ_i| − 1.1, 0)²
 * </pre>
 *
 * <p>The probability is that of the action as drawn. The environment clips actions to [−1, 1]; the clipped action's probability, with its
 * masses at ±1, would depend less on μ and more on luck.
 */
final class PpoLoss {
    /** Half of log(2π). */
    static final double HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

    /** |μ| up to which there is no loss of the bound. */
    static final double BOUND = 1.1;

    private PpoLoss() {}

    /**
     * Sums over rows of a minibatch.
     *
     * @param surrogate Σ L
     * @param kl Σ KL(π_old ‖ π)
     * @param clipped number of ρ beyond 1 ± ε
     * @param value Σ ℓ
     */
    record Sums(double surrogate, double kl, double clipped, double value) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums plus(Sums other) {
            return new Sums(surrogate + other.surrogate, kl + other.kl, clipped + other.clipped, value + other.value);
        }
    }

    static double surrogate(double ratio, double advantage, double epsilon) {
        return Math.min(ratio * advantage, Math.clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage);
    }

    /** ∂L/∂log π. */
    static double surrogateSlope(double ratio, double advantage, double epsilon) {
        boolean gained = advantage >= 0 ? ratio > 1 + epsilon : ratio < 1 - epsilon;
        return gained ? 0 : ratio * advantage;
    }

    /** ℓ, with δ = 0 for no clip. */
    static double value(double value, double old, double target, double delta) {
        double plain = (value - target) * (value - target);
        if (delta == 0) {
            return plain;
        }
        double near = old + Math.clamp(value - old, -delta, delta) - target;
        return Math.max(plain, near * near);
    }

    /** ∂ℓ/∂V. */
    static double valueSlope(double value, double old, double target, double delta) {
        boolean held = delta > 0
                && Math.abs(value - old) > delta
                && Math.abs(old + Math.clamp(value - old, -delta, delta) - target) > Math.abs(value - target);
        return held ? 0 : 2 * (value - target);
    }

    /** One action's share of KL(π_old ‖ π). */
    static double kl(double oldMean, double oldLogStd, double mean, double logStd) {
        double apart = (oldMean - mean) * Math.exp(-logStd);
        double ratio = Math.exp(2 * (oldLogStd - logStd));
        return logStd - oldLogStd + 0.5 * (ratio + apart * apart - 1);
    }

    /** One action's share of the entropy. */
    static double entropy(double logStd) {
        return logStd + HALF_LOG_2PI + 0.5;
    }
}
