package org.tandemrl.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tandemrl.random.Seeds;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Measure;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.Task;

/**
 * Undiscounted returns of whole episodes of a policy without exploration, from random starts, and what the task measures beside them.
 *
 * @param returns one an episode
 * @param measures of the task's {@link Task#measures}, one an episode, by name
 */
public record Evaluation(double[] returns, Map<String, double[]> measures) {
    private static final String FILE = "evaluation.csv";

    /** Checks that there is one number an episode. */
    public Evaluation {
        var ordered = new LinkedHashMap<String, double[]>(measures);
        ordered.forEach((name, values) -> {
            if (values.length != returns.length) {
                throw new IllegalArgumentException(
                        "measure " + name + " has " + values.length + " numbers for " + returns.length + " episodes");
            }
        });
        measures = Collections.unmodifiableMap(ordered);
    }

    /** Returns alone. */
    public Evaluation(double[] returns) {
        this(returns, Map.of());
    }

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
        var measures = task.measures();
        double[][] measured = new double[measures.size()][episodes];
        var seeds = new Seeds(seed).split("evaluation");
        try (var environment = new Environment(task, task.simulator(episodes, threads), seeds, true)) {
            int running = episodes;
            RecurrentPolicy.begin(policy);
            for (int t = 0; t < task.episodeLength() && running > 0; t++) {
                if (Thread.interrupted()) {
                    throw new RunException("The evaluation was interrupted with " + running + " of " + episodes
                            + " episodes still running.");
                }
                var step = environment.step(Policies.act(policy, environment));
                for (int e = 0; e < episodes; e++) {
                    if (!Double.isNaN(returns[e])) {
                        continue;
                    }
                    for (int k = 0; k < measured.length; k++) {
                        measure(measures.get(k), step, e, t, measured[k]);
                    }
                    if (step.finishedLength()[e] > 0) {
                        returns[e] = step.finishedReturn()[e];
                        running--;
                    }
                }
            }
        }
        var named = new LinkedHashMap<String, double[]>();
        for (int k = 0; k < measured.length; k++) {
            named.put(measures.get(k).name(), measured[k]);
        }
        return new Evaluation(returns, named);
    }

    /** Takes in step t of an episode: its own number, or the average of t + 1. */
    private static void measure(Measure measure, Environment.Step step, int e, int t, double[] into) {
        double x = measure.quantity().of(step.nextState(), step.nextObservation(), e);
        switch (measure.over()) {
            case MEAN -> into[e] += (x - into[e]) / (t + 1);
            case LAST -> into[e] = x;
        }
    }

    /**
     * Writes the returns and measures as {@value #FILE} into a run's folder, whole or not at all; one that was there is replaced.
     *
     * @throws RunException if it cannot be written
     */
    public void write(Path directory) {
        write(directory, FILE);
    }

    /**
     * The same of an evaluation on another task than the run's, as evaluation-on-TASK.csv; {@link #read} does not read it.
     *
     * @throws RunException if it cannot be written
     */
    public void writeOn(String task, Path directory) {
        write(directory, on(task));
    }

    private static String on(String task) {
        return "evaluation-on-" + task + ".csv";
    }

    private void write(Path directory, String file) {
        var text = new StringBuilder("episode,return");
        measures.keySet().forEach(name -> text.append(',').append(name));
        text.append('\n');
        for (int i = 0; i < returns.length; i++) {
            text.append(i).append(',').append(returns[i]);
            for (double[] values : measures.values()) {
                text.append(',').append(values[i]);
            }
            text.append('\n');
        }
        WholeFile.write(
                directory.resolve(file), out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Gives the evaluations in a run's folder, of its own task and of others, other names before the run goes on: with the samples, if they were made after the
     * last checkpoint.
     *
     * @param samples of the last checkpoint
     * @return what each is now, by what it was
     */
    static Map<Path, Path> setAside(Path directory, long samples) {
        var aside = new LinkedHashMap<Path, Path>();
        try (var files = Files.newDirectoryStream(directory, "evaluation*.csv")) {
            var checkpoint = directory.resolve(Run.CHECKPOINT);
            for (var file : files) {
                String name = file.getFileName().toString();
                if (!name.matches("evaluation(-on-.*)?\\.csv") || name.matches(".*-(samples-\\d+|earlier)\\.csv")) {
                    continue;
                }
                boolean ofTheLast = Files.exists(checkpoint)
                        && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(checkpoint)) >= 0;
                var other = directory.resolve(
                        name.replaceFirst("\\.csv$", "-" + (ofTheLast ? "samples-" + samples : "earlier") + ".csv"));
                Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
                aside.put(file, other);
            }
            return aside;
        } catch (IOException e) {
            putBack(aside);
            throw new RunException(
                    "Cannot rename an evaluation in " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Undoes {@link #setAside}. */
    static void putBack(Map<Path, Path> aside) {
        aside.forEach((file, now) -> {
            try {
                Files.move(now, file);
            } catch (IOException e) {
                throw new RunException(
                        "The evaluation is now " + now + ", and could not be renamed (" + RunException.reason(e) + ").",
                        e);
            }
        });
    }

    /**
     * What {@link #write} wrote into a run's folder, if there is something.
     *
     * @throws RunException naming what cannot be read
     */
    public static Optional<Evaluation> read(Path directory) {
        return readFile(directory.resolve(FILE));
    }

    /**
     * What {@link #writeOn} wrote of a task, if there is something.
     *
     * @throws RunException naming what cannot be read
     */
    public static Optional<Evaluation> readOn(String task, Path directory) {
        return readFile(directory.resolve(on(task)));
    }

    private static Optional<Evaluation> readFile(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var columns = Metrics.read(file);
        var measures = new LinkedHashMap<String, double[]>();
        for (String name : columns.columns()) {
            if (!name.equals("episode") && !name.equals("return")) {
                measures.put(name, columns.column(name));
            }
        }
        return Optional.of(new Evaluation(columns.column("return"), measures));
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
