package org.tandemrl.result;

import java.util.Arrays;

/**
 * A run's training return, with exploration, over what was spent; only where an episode had ended.
 *
 * @param spent increasing: samples or seconds of processor time; empty if the run did not record it, or no episode ended
 * @param value as many
 */
record TrainingReturn(double[] spent, double[] value) {
    /** By a metric that grows, from the first ended episode on. */
    static TrainingReturn of(Results.Entry run, String metric) {
        return of(run, metric, 0);
    }

    /** The same from where it counts, {@link Results.Entry#returnCountsFrom}. */
    static TrainingReturn thatCounts(Results.Entry run, String metric) {
        return of(run, metric, run.returnCountsFrom());
    }

    private static TrainingReturn of(Results.Entry run, String metric, double fromSamples) {
        if (!run.metrics().columns().contains(metric)) {
            return new TrainingReturn(new double[0], new double[0]);
        }
        double[] samples = run.metrics().column("samples");
        double[] x = run.metrics().column(metric);
        double[] y = run.metrics().column("return");
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            if (samples[i] >= fromSamples && Double.isFinite(y[i]) && (n == 0 || x[i] > x[n - 1])) {
                x[n] = x[i];
                y[n++] = y[i];
            }
        }
        return new TrainingReturn(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    }

    boolean isEmpty() {
        return spent.length == 0;
    }

    double from() {
        return spent[0];
    }

    double to() {
        return spent[spent.length - 1];
    }

    /** Linear between points, the first's or last's value outside. */
    double at(double place) {
        int i = Arrays.binarySearch(spent, place);
        if (i >= 0) {
            return value[i];
        }
        int right = -i - 1;
        if (right == 0 || right == spent.length) {
            return value[right == 0 ? 0 : right - 1];
        }
        double share = (place - spent[right - 1]) / (spent[right] - spent[right - 1]);
        return value[right - 1] + share * (value[right] - value[right - 1]);
    }

    /** The first place where the value is at or above a threshold; NaN if it never is. */
    double reaches(double threshold) {
        for (int i = 0; i < value.length; i++) {
            if (value[i] >= threshold) {
                return spent[i];
            }
        }
        return Double.NaN;
    }
}
