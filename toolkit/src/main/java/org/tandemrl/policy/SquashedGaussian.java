package org.tandemrl.policy;

import org.tandemrl.nn.kernels.Matrix;

/**
 * The head of an {@link Actor} with state-dependent σ written out, over the rows of a batch: a = tanh(u), u = μ + σ ε, and
 * log π(a|s) = Σ_i −ε_i²/2 − log σ_i − log(2π)/2 − log(1 − a_i²). With e = exp(−2|u|), |a| = (1 − e)/(1 + e) and
 * 1 − a² = 4 e/(1 + e)², which stays positive where a rounds to 1. Disjoint ranges of rows may be worked on by different threads.
 */
public final class SquashedGaussian {
    private static final double HALF_RANGE = (Actor.MAX_LOG_STD - Actor.MIN_LOG_STD) / 2;

    private final int actions;
    private final float[] action;
    private final double[] logProbability;
    /** 1 − a². */
    private final double[] slope;
    /** σ ε. */
    private final double[] shift;
    /** ∂ log σ / ∂ raw output. */
    private final double[] raw;

    /**
     * Memory for a batch.
     *
     * @param rows B
     * @param actions A
     */
    public SquashedGaussian(int rows, int actions) {
        this.actions = actions;
        action = new float[rows * actions];
        logProbability = new double[rows];
        slope = new double[rows * actions];
        shift = new double[rows * actions];
        raw = new double[rows * actions];
    }

    /**
     * Actions and log-probabilities for outputs and noise, of rows [from, to).
     *
     * @param output [B, 2 A] of the actor's network: μ, then what log σ = −5 + 7/2 (tanh(·) + 1) is made of
     * @param noise [B, A], standard normal
     */
    public void sample(Matrix output, float[] noise, int from, int to) {
        for (int r = from; r < to; r++) {
            double sum = 0;
            for (int i = 0; i < actions; i++) {
                int at = r * actions + i;
                double tanh = Math.tanh(output.get(r, actions + i));
                double logStd = Actor.MIN_LOG_STD + HALF_RANGE * (tanh + 1);
                raw[at] = HALF_RANGE * (1 - tanh * tanh);
                shift[at] = Math.exp(logStd) * noise[at];
                double u = output.get(r, i) + shift[at];
                double e = Math.exp(-2 * Math.abs(u));
                action[at] = (float) Math.copySign((1 - e) / (1 + e), u);
                slope[at] = 4 * e / ((1 + e) * (1 + e));
                double logSlope = 2 * (Math.log(2) - Math.abs(u) - Math.log1p(e));
                sum += -0.5 * noise[at] * noise[at] - logStd - 0.5 * Math.log(2 * Math.PI) - logSlope;
            }
            logProbability[r] = sum;
        }
    }

    /** An action's component as last sampled. */
    public float action(int row, int i) {
        return action[row * actions + i];
    }

    /** log π of a row's action as last sampled. */
    public double logProbability(int row) {
        return logProbability[row];
    }

    /**
     * Pulls a derivative by the last sample of a row back to the network's output, the noise held: with ∂a/∂u = 1 − a² and
     * ∂ log π/∂u = 2 a, ∂ log π/∂ log σ = −1 + σ ε · 2 a.
     *
     * @param byAction [A], ∂L/∂a
     * @param byLogProbability ∂L/∂ log π
     * @param outputGradient [B, 2 A], whose row is overwritten
     */
    public void pullBack(int row, double[] byAction, double byLogProbability, Matrix outputGradient) {
        for (int i = 0; i < actions; i++) {
            int at = row * actions + i;
            double byU = byAction[i] * slope[at] + byLogProbability * 2 * action[at];
            outputGradient.set(row, i, (float) byU);
            outputGradient.set(row, actions + i, (float) ((byU * shift[at] - byLogProbability) * raw[at]));
        }
    }
}
