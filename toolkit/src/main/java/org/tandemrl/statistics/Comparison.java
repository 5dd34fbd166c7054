package org.tandemrl.statistics;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.Well19937c;
import org.tandemrl.statistics.Statistics.Interval;

/** Two algorithms beside each other. */
public final class Comparison {
    private Comparison() {}

    /**
     * The probability that a run of the first scores above one of the second on a task drawn at random, ties half: the mean over tasks of
     * Mann and Whitney's U / (n m), after Agarwal et al. (2021). It does not say by how much.
     *
     * @param first [task][run]
     * @param second [task][run], the same tasks in the same order, in the same unit
     * @throws IllegalArgumentException if the numbers of tasks differ
     */
    public static double probabilityOfImprovement(double[][] first, double[][] second) {
        check(first, second);
        return improvement(first, second);
    }

    /** The same in the percentile interval of the stratified bootstrap over the runs of both. */
    public static Interval probabilityOfImprovement(
            double[][] first, double[][] second, double level, int resamples, long seed) {
        check(first, second);
        return Bootstrap.interval(
                improvement(first, second),
                random -> improvement(Bootstrap.redrawn(first, random), Bootstrap.redrawn(second, random)),
                level,
                resamples,
                new Well19937c(seed));
    }

    private static double improvement(double[][] first, double[][] second) {
        return IntStream.range(0, first.length)
                .mapToDouble(task -> above(first[task], second[task]))
                .average()
                .orElseThrow();
    }

    /** U / (n m): over all pairs, 1 for a larger, ½ for an equal, 0 for a smaller score of the first. */
    private static double above(double[] x, double[] y) {
        double u = 0;
        for (double a : x) {
            for (double b : y) {
                u += (1 + Math.signum(a - b)) / 2;
            }
        }
        return u / ((double) x.length * y.length);
    }

    /**
     * The differences first − second of runs with equal seeds, where a seed is what both have in common (starts, noise). Seeds that one of
     * them lacks are left out.
     *
     * @param seeds that both have, ascending
     * @param differences one a seed, in the unit of the scores
     */
    public record Paired(long[] seeds, double[] differences) {
        /**
         * Pairs by their seeds.
         *
         * @param first seed → score
         * @param second seed → score
         */
        public static Paired of(Map<Long, Double> first, Map<Long, Double> second) {
            var both = new TreeMap<>(first);
            both.keySet().retainAll(second.keySet());
            if (both.isEmpty()) {
                throw new IllegalArgumentException("no seed is in both; the first has " + new TreeMap<>(first).keySet()
                        + ", the second " + new TreeMap<>(second).keySet());
            }
            return new Paired(
                    both.keySet().stream().mapToLong(Long::longValue).toArray(),
                    both.entrySet().stream()
                            .mapToDouble(e -> e.getValue() - second.get(e.getKey()))
                            .toArray());
        }

        /** The mean difference in Student's interval, of at least two pairs. */
        public Interval meanInterval(double level) {
            return Statistics.meanInterval(differences, level);
        }

        /** The mean difference in the bootstrap's percentile interval over pairs; with three pairs or fewer it is too narrow. */
        public Interval bootstrap(double level, int resamples, long seed) {
            return Statistics.bootstrap(new double[][] {differences}, Statistics::mean, level, resamples, seed);
        }
    }

    private static void check(double[][] first, double[][] second) {
        Statistics.check(first);
        Statistics.check(second);
        if (first.length != second.length) {
            throw new IllegalArgumentException("the first has scores of " + first.length + " tasks, the second of "
                    + second.length + "; allowed: the same tasks in the same order");
        }
    }
}
