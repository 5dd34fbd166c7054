package org.tandemrl.experiment;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/**
 * Undiscounted returns of whole episodes of a policy without exploration, from random starts.
 *
 * @param returns one an episode
 */
public record Evaluation(double[] returns) {
    /**
     * Runs episodes side by side, each environment one.
     *
     * @param policy raw observations [N, O] to actions [N, A]
     * @param seed of the starts
     * @throws RunException if the thread is interrupted
     */
    public static Evaluation of(Task task, UnaryOperator<double[]> policy, int episodes, long seed, int threads) {
        double[] returns = new double[episodes];
        Arrays.fill(returns, Double.NaN);
        var seeds = new Seeds(seed).split("evaluation");
        try (var environment = new Environment(task, Tasks.simulator(task, episodes, threads), seeds, true)) {
            int running = episodes;
            for (int t = 0; t < task.episodeLength() && running > 0; t++) {
                if (Thread.interrupted()) {
                    throw new RunException("The evaluation was interrupted with " + running + " of " + episodes
                            + " episodes still running.");
                }
                var step = environment.step(policy.apply(environment.observation()));
                for (int e = 0; e < episodes; e++) {
                    if (Double.isNaN(returns[e]) && step.finishedLength()[e] > 0) {
                        returns[e] = step.finishedReturn()[e];
                        running--;
                    }
                }
            }
        }
        return new Evaluation(returns);
    }

    /** Mean return. */
    public double mean() {
        return Statistics.mean(returns);
    }

    /** Half the width of the mean's 95 % interval by Student's t; NaN for one episode. */
    public double halfWidth() {
        return returns.length < 2 ? Double.NaN : Statistics.meanInterval(returns, 0.95).halfWidth();
    }
}
