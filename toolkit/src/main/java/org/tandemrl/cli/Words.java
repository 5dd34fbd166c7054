package org.tandemrl.cli;

import java.util.Locale;

/** Numbers as text, and words where there is none. */
final class Words {
    private Words() {}

    /** A number by a format such as {@code "return %.1f"}; what is said instead where it is not one. */
    static String number(String format, double x, String none) {
        return Double.isNaN(x) ? none : String.format(Locale.ROOT, format, x);
    }

    /** Bounds, each by a format such as {@code "%.0f"}; words where too few numbers were taken for an interval. */
    static String interval(String format, double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high)
                ? "no interval"
                : String.format(Locale.ROOT, format + " … " + format, low, high);
    }
}
