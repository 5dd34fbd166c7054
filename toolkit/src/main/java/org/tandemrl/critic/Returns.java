package org.tandemrl.critic;

/** Targets of value functions as pure functions of a window. */
public final class Returns {
    private Returns() {}

    /**
     * TD(λ) targets, G_t = r_t + γ [(1 − λ) V(s_{t+1}) + λ G_{t+1}], with nothing after an early end, and V(s_{t+1})
     * alone (the state before the restart) where the time limit or the window's end cuts.
     *
     * @param reward [H][N]
     * @param nextValue [H][N], V of the state after each step, before any restart
     * @param terminated [H][N]
     * @param truncated [H][N]
     * @return [H][N]
     */
    public static double[][] tdLambda(
            double[][] reward,
            double[][] nextValue,
            boolean[][] terminated,
            boolean[][] truncated,
            double gamma,
            double lambda) {
        int horizon = reward.length;
        double[][] target = new double[horizon][reward[0].length];
        for (int t = horizon - 1; t >= 0; t--) {
            for (int e = 0; e < target[t].length; e++) {
                double next;
                if (terminated[t][e]) {
                    next = 0;
                } else if (truncated[t][e] || t == horizon - 1) {
                    next = nextValue[t][e];
                } else {
                    next = (1 - lambda) * nextValue[t][e] + lambda * target[t + 1][e];
                }
                target[t][e] = reward[t][e] + gamma * next;
            }
        }
        return target;
    }

    /**
     * Generalised advantages (Schulman et al. 2016), A_t = δ_t + γλ A_{t+1} with δ_t = r_t + γ V(s_{t+1}) − V(s_t): nothing after an early
     * end, V of the state before the restart where the time limit cuts, and no sum across either.
     *
     * @param reward [H][N]
     * @param value [H][N], V of the state before each step
     * @param nextValue [H][N], V of the state after each step, before any restart
     * @param terminated [H][N]
     * @param truncated [H][N]
     * @return [H][N]
     */
    public static double[][] advantages(
            double[][] reward,
            double[][] value,
            double[][] nextValue,
            boolean[][] terminated,
            boolean[][] truncated,
            double gamma,
            double lambda) {
        int horizon = reward.length;
        double[][] advantage = new double[horizon][reward[0].length];
        for (int t = horizon - 1; t >= 0; t--) {
            for (int e = 0; e < advantage[t].length; e++) {
                boolean goesOn = t < horizon - 1 && !terminated[t][e] && !truncated[t][e];
                double next = terminated[t][e] ? 0 : nextValue[t][e];
                double delta = reward[t][e] + gamma * next - value[t][e];
                advantage[t][e] = delta + (goesOn ? gamma * lambda * advantage[t + 1][e] : 0);
            }
        }
        return advantage;
    }
}
