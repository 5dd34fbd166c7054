package org.tandemrl.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as a page writes them: a minus sign, not a hyphen; what is none, in words. */
final class Numbers {
    /** What stands where a record has no such number. */
    static final String NONE = "no number";

    private Numbers() {}

    /** With so many decimals. */
    static String fixed(double x, int decimals) {
        if (!Double.isFinite(x)) {
            return NONE;
        }
        return sign(BigDecimal.valueOf(x).setScale(decimals, RoundingMode.HALF_UP));
    }

    /** With so many significant digits, but none before the point lost, and no zeros behind the last. */
    static String digits(double x, int digits) {
        if (!Double.isFinite(x)) {
            return NONE;
        }
        var rounded = BigDecimal.valueOf(x).round(new MathContext(digits));
        return sign(
                rounded.precision() - rounded.scale() > digits
                        ? BigDecimal.valueOf(x).setScale(0, RoundingMode.HALF_UP)
                        : rounded.stripTrailingZeros());
    }

    /** In thousands, as "584 000". */
    static String thousands(double x) {
        return !Double.isFinite(x) ? NONE : Math.round(x / 1000) + " 000";
    }

    /** Bounds, as "468 … 5807". */
    static String interval(double low, double high, int decimals) {
        return fixed(low, decimals) + " … " + fixed(high, decimals);
    }

    private static String sign(BigDecimal x) {
        String text = x.toPlainString();
        boolean zero = x.signum() == 0;
        return text.startsWith("-") ? (zero ? text.substring(1) : "−" + text.substring(1)) : text;
    }
}
