package org.tandemrl.statistics;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.statistics.Statistics.Interval;

/** Percentile intervals from repeated draws with replacement. */
final class Bootstrap {
    private Bootstrap() {}

    /**
     * The interval between the percentiles of redrawn estimates.
     *
     * @param estimate from the data as they are
     * @param redrawn an estimate from data drawn anew
     */
    static Interval interval(
            double estimate,
            ToDoubleFunction<RandomGenerator> redrawn,
            double level,
            int resamples,
            RandomGenerator random) {
        Statistics.checkLevel(level);
        if (resamples < 1) {
            throw new IllegalArgumentException(resamples + " resamples; allowed: at least 1");
        }
        double[] estimates = new double[resamples];
        for (int b = 0; b < resamples; b++) {
            estimates[b] = redrawn.applyAsDouble(random);
        }
        return new Interval(
                Statistics.quantile(estimates, (1 - level) / 2),
                estimate,
                Statistics.quantile(estimates, (1 + level) / 2));
    }

    /** As many runs of each task, drawn with replacement. */
    static double[][] redrawn(double[][] scores, RandomGenerator random) {
        return Arrays.stream(scores).map(task -> redrawn(task, random)).toArray(double[][]::new);
    }

    static double[] redrawn(double[] x, RandomGenerator random) {
        double[] drawn = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            drawn[i] = x[random.nextInt(x.length)];
        }
        return drawn;
    }
}
