package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.statistics.Statistics.Interval;

/**
 * Gradients g_1 … g_R of one source, one a resample; kept in single precision, whose rounding is far below their spread.
 *
 * <p>Intervals cover 95 %. Those of means over resamples are Student's; those of what is no mean, the variance and the cosine of
 * means, are jackknifed: θ ± t √((R − 1)/R Σ (θ_{−r} − mean θ_{−r})²) with θ_{−r} computed without resample r.
 */
final class GradientSamples {
    private static final double LEVEL = 0.95;

    private final List<float[]> gradients = new ArrayList<>();

    void add(double[] gradient) {
        float[] kept = new float[gradient.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (float) gradient[i];
        }
        gradients.add(kept);
    }

    int size() {
        return gradients.size();
    }

    /** Mean of cos(g_r, g'_r), resample by resample. */
    Interval cosine(GradientSamples reference) {
        return cosines(each(
                r -> dot(gradients.get(r), reference.gradients.get(r)) / Math.sqrt(square(r) * reference.square(r))));
    }

    /** Geometric mean of ‖g_r‖ / ‖g'_r‖: twice and half as long are equally far from 1. */
    Interval ratio(GradientSamples reference) {
        var log = Statistics.meanInterval(each(r -> 0.5 * Math.log(square(r) / reference.square(r))), LEVEL);
        return map(log, Math::exp);
    }

    /**
     * The trace of the covariance over the squared norm of the mean, tr Cov(g) / ‖ḡ‖²: noise over signal of one resample's
     * gradient, squared. Where it comes near the number of resamples, the mean itself is mostly noise.
     */
    Interval variance() {
        int n = size();
        double[] mean = mean();
        double[] squares = each(this::square);
        double all = Arrays.stream(squares).sum();
        double signal = square(mean);
        double estimate = relative(all, signal, n);
        double[] without = each(r -> relative(all - squares[r], meanSquareWithout(r, mean, signal), n - 1));
        if (estimate <= 0 || Arrays.stream(without).anyMatch(v -> v <= 0)) {
            return new Interval(estimate, estimate, estimate);
        }
        // On a logarithmic scale: a variance is positive, and its distribution skew.
        return map(
                jackknife(
                        Math.log(estimate),
                        Arrays.stream(without).map(Math::log).toArray()),
                Math::exp);
    }

    /** Cosine of the two mean gradients: what is left of a deviation when many windows are averaged. */
    Interval cosineOfMeans(GradientSamples reference) {
        int n = size();
        double[] mine = mean();
        double[] theirs = reference.mean();
        double product = dot(mine, theirs);
        double mySquare = square(mine);
        double theirSquare = square(theirs);
        double[] without = each(r -> {
            var g = gradients.get(r);
            var h = reference.gradients.get(r);
            double products = (double) n * n * product - n * dot(g, theirs) - n * dot(h, mine) + dot(g, h);
            return products
                    / ((n - 1.0) * (n - 1))
                    / Math.sqrt(
                            meanSquareWithout(r, mine, mySquare) * reference.meanSquareWithout(r, theirs, theirSquare));
        });
        var interval = jackknife(product / Math.sqrt(mySquare * theirSquare), without);
        return map(interval, c -> Math.clamp(c, -1, 1));
    }

    /**
     * Mean of cos(g_r, mean of g' over the other resamples): how well one window's gradient points where many windows' would. The
     * reference itself, exact for its window, need not be the best at that.
     */
    Interval cosineWithMean(GradientSamples reference) {
        int n = size();
        double[] mean = reference.mean();
        double meanSquare = square(mean);
        double[] cosines =
                each(r -> (n * dot(gradients.get(r), mean) - dot(gradients.get(r), reference.gradients.get(r)))
                        / (n - 1)
                        / Math.sqrt(square(r) * reference.meanSquareWithout(r, mean, meanSquare)));
        return cosines(cosines);
    }

    private static Interval cosines(double[] cosines) {
        return Arrays.stream(cosines).allMatch(Double::isFinite)
                ? map(Statistics.meanInterval(cosines, LEVEL), c -> Math.clamp(c, -1, 1))
                : new Interval(Double.NaN, Double.NaN, Double.NaN);
    }

    /** tr Cov / ‖mean‖² from Σ‖g‖² and ‖mean‖². */
    private static double relative(double squares, double meanSquare, int n) {
        return Math.max(0, squares - n * meanSquare) / (n - 1) / meanSquare;
    }

    /** ‖mean of all but r‖². */
    private double meanSquareWithout(int r, double[] mean, double meanSquare) {
        double n = size();
        return (n * n * meanSquare - 2 * n * dot(gradients.get(r), mean) + square(r)) / ((n - 1) * (n - 1));
    }

    private static Interval jackknife(double estimate, double[] without) {
        int n = without.length;
        if (!Arrays.stream(without).allMatch(Double::isFinite)) {
            return new Interval(Double.NaN, estimate, Double.NaN); // a mean of zero has no direction
        }
        double mean = Statistics.mean(without);
        double sum = Arrays.stream(without).map(v -> (v - mean) * (v - mean)).sum();
        double half =
                new TDistribution(n - 1).inverseCumulativeProbability((1 + LEVEL) / 2) * Math.sqrt((n - 1.0) / n * sum);
        return new Interval(estimate - half, estimate, estimate + half);
    }

    private static Interval map(Interval interval, DoubleUnaryOperator f) {
        return new Interval(
                f.applyAsDouble(interval.low()),
                f.applyAsDouble(interval.estimate()),
                f.applyAsDouble(interval.high()));
    }

    private double[] each(IntToDoubleFunction value) {
        double[] values = new double[size()];
        Arrays.setAll(values, value);
        return values;
    }

    private double[] mean() {
        double[] mean = new double[gradients.getFirst().length];
        for (float[] g : gradients) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += g[i] / (double) size();
            }
        }
        return mean;
    }

    private double square(int r) {
        return dot(gradients.get(r), gradients.get(r));
    }

    private static double square(double[] v) {
        return dot(v, v);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
