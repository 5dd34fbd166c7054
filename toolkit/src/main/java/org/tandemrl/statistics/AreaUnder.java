package org.tandemrl.statistics;

import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;

/** The area under a curve, by the length it is over: the curve's mean height, in its own unit. */
public final class AreaUnder {
    private AreaUnder() {}

    /**
     * ∫ y dx / (to − from) of the straight lines between the points; before the first point the curve has the first's height, behind the
     * last it must not be asked.
     *
     * @param x increasing
     * @param y as many
     * @throws IllegalArgumentException if the curve ends before {@code to}, or the range is empty
     */
    public static double curve(double[] x, double[] y, double from, double to) {
        Statistics.check(x);
        Statistics.check(y);
        if (!(from < to && to <= x[x.length - 1])) {
            throw new IllegalArgumentException("the area from " + from + " to " + to + " of a curve that ends at "
                    + x[x.length - 1] + "; allowed: a range within it");
        }
        if (to <= x[0] || x.length == 1) {
            return y[0];
        }
        // Commons Math wants two points or more.
        var line = new LinearInterpolator().interpolate(x, y);
        double area = Math.max(0, x[0] - from) * y[0];
        double left = Math.max(from, x[0]);
        for (double knot : x) {
            if (knot > left) {
                double right = Math.min(knot, to);
                area += (right - left) * (line.value(left) + line.value(right)) / 2;
                left = right;
            }
            if (left >= to) {
                break;
            }
        }
        return area / (to - from);
    }
}
