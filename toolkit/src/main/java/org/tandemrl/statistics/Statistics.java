package org.tandemrl.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Estimates from few runs, with honest intervals. Scores of several tasks are {@code scores[task][run]}; tasks may have
 * different numbers of runs. The interquartile mean, the stratified bootstrap and the performance profile follow Agarwal et
 * al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice" (2021).
 */
public final class Statistics {
    private Statistics() {}

    /**
     * An estimate between its bounds.
     *
     * @param low bound
     * @param estimate from the data as they are
     * @param high bound
     */
    public record Interval(double low, double estimate, double high) {
        /** Half the distance of the bounds. */
        public double halfWidth() {
            return (high - low) / 2;
        }
    }

    /** Σ x / n. */
    public static double mean(double... x) {
        check(x);
        return Arrays.stream(x).sum() / x.length;
    }

    /** √(Σ (x − mean)² / (n − 1)), of at least two numbers. */
    public static double deviation(double... x) {
        double mean = mean(x);
        if (x.length < 2) {
            throw new IllegalArgumentException("a standard deviation needs at least 2 numbers, was given 1");
        }
        return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1));
    }

    /**
     * The mean of what remains without the lowest and the highest ⌊n/4⌋ numbers: less moved by outliers than the mean, by more
     * of the data than the median. With fewer than 4 numbers it is the mean.
     */
    public static double interquartileMean(double... x) {
        check(x);
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        int cut = x.length / 4;
        return mean(Arrays.copyOfRange(sorted, cut, x.length - cut));
    }

    /**
     * Student's interval of the mean, mean ± t_{n−1} · deviation / √n, of at least two numbers. It is wide for few runs because
     * few runs say little.
     *
     * @param level probability that it covers the mean of a normal population, such as 0.95
     */
    public static Interval meanInterval(double[] x, double level) {
        checkLevel(level);
        double deviation = deviation(x);
        double mean = mean(x);
        double t = new TDistribution(x.length - 1).inverseCumulativeProbability((1 + level) / 2);
        double half = t * deviation / Math.sqrt(x.length);
        return new Interval(mean - half, mean, mean + half);
    }

    /**
     * What a curve's band shows: {@link #meanInterval} of three numbers or more, of two both, whose interval would be 12.7 times as wide as
     * half of what lies between them and hide all else, and one alone.
     */
    public static Interval meanOrBoth(double[] x, double level) {
        return x.length > 2
                ? meanInterval(x, level)
                : new Interval(
                        Arrays.stream(x).min().orElseThrow(),
                        mean(x),
                        Arrays.stream(x).max().orElseThrow());
    }

    /**
     * The stratified bootstrap's percentile interval: runs are drawn with replacement within each task, the tasks stay, and
     * the estimator sees all drawn scores together. With three runs or fewer it is too narrow.
     *
     * @param scores [task][run]
     * @param estimator such as {@link #mean} or {@link #interquartileMean}
     * @param level such as 0.95
     * @param resamples number of draws, such as 2000
     * @param seed the same seed gives the same interval
     */
    public static Interval bootstrap(
            double[][] scores, ToDoubleFunction<double[]> estimator, double level, int resamples, long seed) {
        check(scores);
        return Bootstrap.interval(
                estimator.applyAsDouble(pooled(scores)),
                random -> estimator.applyAsDouble(pooled(Bootstrap.redrawn(scores, random))),
                level,
                resamples,
                new Well19937c(seed));
    }

    /**
     * For each threshold the share of runs that score above it, averaged over tasks: a curve that lies higher is better.
     *
     * @param scores [task][run]
     * @param thresholds in any order
     */
    public static double[] performanceProfile(double[][] scores, double[] thresholds) {
        check(scores);
        return Arrays.stream(thresholds)
                .map(t -> Arrays.stream(scores)
                        .mapToDouble(task ->
                                (double) Arrays.stream(task).filter(s -> s > t).count() / task.length)
                        .average()
                        .orElseThrow())
                .toArray();
    }

    /**
     * The profile's pointwise percentile intervals by the stratified bootstrap.
     *
     * @return one a threshold
     */
    public static List<Interval> profileIntervals(
            double[][] scores, double[] thresholds, double level, int resamples, long seed) {
        check(scores);
        return Arrays.stream(thresholds)
                .mapToObj(t -> Bootstrap.interval(
                        performanceProfile(scores, new double[] {t})[0],
                        random -> performanceProfile(Bootstrap.redrawn(scores, random), new double[] {t})[0],
                        level,
                        resamples,
                        new Well19937c(seed)))
                .toList();
    }

    /**
     * The p-quantile, linear between neighbours: of sorted x₀ … x_{n−1}, the value at place p (n − 1).
     *
     * @param p in [0, 1]
     */
    public static double quantile(double[] x, double p) {
        check(x);
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("the quantile at " + p + "; allowed: 0 to 1");
        }
        if (p == 0) {
            return Arrays.stream(x).min().orElseThrow(); // Percentile leaves 0 out
        }
        return new Percentile()
                .withEstimationType(Percentile.EstimationType.R_7)
                .evaluate(x, 100 * p);
    }

    private static double[] pooled(double[][] scores) {
        return Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
    }

    static void check(double[][] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("no task was given");
        }
        Arrays.stream(scores).forEach(Statistics::check);
    }

    static void check(double[] x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("no number was given");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException("number " + i + " is " + x[i] + "; allowed: finite numbers");
            }
        }
    }

    static void checkLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level of " + level + "; allowed: between 0 and 1, such as 0.95");
        }
    }
}
