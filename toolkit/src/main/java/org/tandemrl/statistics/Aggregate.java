package org.tandemrl.statistics;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.commons.math3.util.ArithmeticUtils;
import org.tandemrl.statistics.Statistics.Interval;

/**
 * What an algorithm comes to over several tasks, from normalised scores {@code scores[task][run]}, after Agarwal et al. (2021): tasks
 * may have different numbers of runs, and each has the same weight. The published interquartile mean pools all runs, of as many on each
 * task; where numbers differ, runs are repeated until they do not.
 */
public enum Aggregate {
    /** The mean over tasks of each task's mean. One task with large scores can carry it. */
    MEAN("mean", s -> Statistics.mean(taskMeans(s))),
    /** The median over tasks of each task's mean. */
    MEDIAN("median", s -> new Median().evaluate(taskMeans(s))),
    /** {@link Statistics#interquartileMean} of all runs of all tasks together, each task's as often as makes them equally many. */
    INTERQUARTILE_MEAN("interquartile mean", s -> Statistics.interquartileMean(pooled(s))),
    /** By how much runs fall short of 1, what is above it counting as 1; lower is better. */
    OPTIMALITY_GAP("optimality gap", s -> optimalityGap(s, 1));

    private final String words;
    private final ToDoubleFunction<double[][]> estimator;

    Aggregate(String words, ToDoubleFunction<double[][]> estimator) {
        this.words = words;
        this.estimator = estimator;
    }

    /**
     * The estimate.
     *
     * @param scores [task][run], normalised; at least a task, each with at least a run
     * @throws IllegalArgumentException if there is none, or one is no finite number
     */
    public double of(double[][] scores) {
        Statistics.check(scores);
        return estimator.applyAsDouble(scores);
    }

    /**
     * The estimate in the percentile interval of the stratified bootstrap: runs are drawn with replacement within each task, independently
     * of the others. With three runs a task or fewer it is too narrow.
     *
     * @param level such as 0.95
     * @param resamples such as 2000
     * @param seed the same seed gives the same interval
     */
    public Interval interval(double[][] scores, double level, int resamples, long seed) {
        Statistics.check(scores);
        return Bootstrap.interval(
                estimator.applyAsDouble(scores),
                random -> estimator.applyAsDouble(Bootstrap.redrawn(scores, random)),
                level,
                resamples,
                new Well19937c(seed));
    }

    /**
     * target − mean over tasks and runs of min(score, target).
     *
     * @param target the score that is as good as can be asked for
     */
    public static double optimalityGap(double[][] scores, double target) {
        Statistics.check(scores);
        return target
                - Arrays.stream(scores)
                        .mapToDouble(task -> Arrays.stream(task)
                                .map(s -> Math.min(s, target))
                                .average()
                                .orElseThrow())
                        .average()
                        .orElseThrow();
    }

    private static double[] taskMeans(double[][] scores) {
        return Arrays.stream(scores).mapToDouble(Statistics::mean).toArray();
    }

    /** All runs, those of a task as often as makes tasks equally long: nothing is repeated where they are. */
    private static double[] pooled(double[][] scores) {
        int common = Arrays.stream(scores).mapToInt(task -> task.length).reduce(1, ArithmeticUtils::lcm);
        return Arrays.stream(scores)
                .flatMapToDouble(task ->
                        IntStream.range(0, common / task.length).boxed().flatMapToDouble(k -> Arrays.stream(task)))
                .toArray();
    }

    @Override
    public String toString() {
        return words;
    }
}
