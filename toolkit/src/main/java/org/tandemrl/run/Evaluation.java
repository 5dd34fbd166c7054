package org.tandemrl.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tandemrl.random.Seeds;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/**
 * Undiscounted returns of whole episodes of a policy without exploration, from random starts.
 *
 * @param returns one an episode
 */
public record Evaluation(double[] returns) {
    private static final String FILE = "evaluation.csv";

    /**
     * Runs episodes side by side, each environment one.
     *
     * @param policy raw observations [N, O] to actions [N, A]
     * @param seed of the starts
     * @throws RunException if the thread is interrupted
     * @throws IllegalArgumentException naming both tasks, if the policy is one of another task
     */
    public static Evaluation of(Task task, UnaryOperator<double[]> policy, int episodes, long seed, int threads) {
        double[] returns = new double[episodes];
        Arrays.fill(returns, Double.NaN);
        var seeds = new Seeds(seed).split("evaluation");
        try (var environment = new Environment(task, task.simulator(episodes, threads), seeds, true)) {
            int running = episodes;
            for (int t = 0; t < task.episodeLength() && running > 0; t++) {
                if (Thread.interrupted()) {
                    throw new RunException("The evaluation was interrupted with " + running + " of " + episodes
                            + " episodes still running.");
                }
                var step = environment.step(Policies.act(policy, environment));
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

    /**
     * Writes the returns as {@value #FILE} into a run's folder, whole or not at all; one that was there is replaced.
     *
     * @throws RunException if it cannot be written
     */
    public void write(Path directory) {
        var text = new StringBuilder("episode,return\n");
        for (int i = 0; i < returns.length; i++) {
            text.append(i).append(',').append(returns[i]).append('\n');
        }
        WholeFile.write(
                directory.resolve(FILE), out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What {@link #write} wrote into a run's folder, if there is something.
     *
     * @throws RunException naming what cannot be read
     */
    public static Optional<Evaluation> read(Path directory) {
        var file = directory.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(new Evaluation(Metrics.read(file).column("return")))
                : Optional.empty();
    }

    /** Mean return. */
    public double mean() {
        return Statistics.mean(returns);
    }

    /** Half the width of the mean's 95 % interval by Student's t; NaN for one episode. */
    public double halfWidth() {
        return returns.length < 2
                ? Double.NaN
                : Statistics.meanInterval(returns, 0.95).halfWidth();
    }
}
