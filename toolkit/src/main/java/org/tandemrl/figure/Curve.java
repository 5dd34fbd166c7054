package org.tandemrl.figure;

import java.util.Arrays;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * One run's course of one quantity.
 *
 * @param x increasing: samples, or seconds of wall-clock
 * @param y of the same length, finite
 */
public record Curve(double[] x, double[] y) {
    public Curve {
        if (x.length != y.length || x.length == 0) {
            throw new IllegalArgumentException(
                    x.length + " places and " + y.length + " values; allowed: as many of each, at least one");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                throw new IllegalArgumentException(
                        "point " + i + " is (" + x[i] + ", " + y[i] + "); allowed: finite numbers");
            }
            if (i > 0 && x[i] <= x[i - 1]) {
                throw new IllegalArgumentException(
                        "x must increase, but point " + i + " at " + x[i] + " follows " + x[i - 1]);
            }
        }
        x = x.clone();
        y = y.clone();
    }

    /** Two columns of a run's metrics; rows without a value (such as the return before an episode has ended) are left out. */
    public static Curve of(Table metrics, String xColumn, String yColumn) {
        double[] x = numbers(metrics, xColumn);
        double[] y = numbers(metrics, yColumn);
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                x[n] = x[i];
                y[n++] = y[i];
            }
        }
        if (n == 0) {
            throw new IllegalArgumentException(
                    "no row of '" + metrics.name() + "' has both '" + xColumn + "' and '" + yColumn + "'");
        }
        return new Curve(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
    }

    private static double[] numbers(Table metrics, String column) {
        if (!metrics.containsColumn(column)) {
            throw new IllegalArgumentException(
                    "'" + metrics.name() + "' has no column '" + column + "'; it has " + metrics.columnNames());
        }
        if (metrics.column(column) instanceof NumericColumn<?> numeric) {
            return numeric.asDoubleArray();
        }
        throw new IllegalArgumentException("column '" + column + "' holds no numbers but "
                + metrics.column(column).type());
    }

    /**
     * Every so many neighbouring points as one, their mean in x and y; fewer that are left over at the end are left out.
     *
     * @param points from 1 to the number of points
     */
    public Curve averaged(int points) {
        if (points < 1 || points > x.length) {
            throw new IllegalArgumentException(
                    "a mean of " + points + " points of " + x.length + "; allowed: 1 to " + x.length);
        }
        int n = x.length / points;
        double[] meanX = new double[n];
        double[] meanY = new double[n];
        for (int i = 0; i < n; i++) {
            meanX[i] = Arrays.stream(x, i * points, (i + 1) * points).average().orElseThrow();
            meanY[i] = Arrays.stream(y, i * points, (i + 1) * points).average().orElseThrow();
        }
        return new Curve(meanX, meanY);
    }

    /** The same against x · factor. */
    Curve scaled(double factor) {
        return new Curve(Arrays.stream(x).map(v -> v * factor).toArray(), y);
    }

    /** Linear between points; only asked within them. */
    public double at(double place) {
        int i = Arrays.binarySearch(x, place);
        if (i >= 0) {
            return y[i];
        }
        int right = Math.clamp(-i - 1, 1, x.length - 1);
        double share = (place - x[right - 1]) / (x[right] - x[right - 1]);
        return y[right - 1] + Math.clamp(share, 0, 1) * (y[right] - y[right - 1]);
    }
}
