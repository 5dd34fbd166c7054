package org.tandemrl.algorithm;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Whole numbers as people write them: 1000000, 1_000_000, 1e6, 500k, 1.5M. */
public final class Counts {
    /** What is read, for messages. */
    public static final String FORMS = "a whole number, as 1000000, 1e6, 500k or 1.5M";

    private static final Pattern NUMBER =
            Pattern.compile("([+-]?\\d[\\d_]*(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?)([kKmMgG]?)");

    private Counts() {}

    /**
     * Reads one.
     *
     * @param least allowed
     * @param most allowed
     * @throws IllegalArgumentException saying what is allowed
     */
    public static long parse(String text, long least, long most) {
        var found = NUMBER.matcher(text.strip());
        if (!found.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number; allowed is " + FORMS + ".");
        }
        int zeros = switch (found.group(2)) {
            case "k", "K" -> 3;
            case "m", "M" -> 6;
            case "g", "G" -> 9;
            default -> 0;
        };
        var number = new BigDecimal(found.group(1).replace("_", "")).scaleByPowerOfTen(zeros);
        // First the size: whole digits of 1e999 are not to be written out.
        if (number.compareTo(BigDecimal.valueOf(most)) > 0 || number.compareTo(BigDecimal.valueOf(least)) < 0) {
            throw new IllegalArgumentException("'" + text + "' is too " + (number.signum() < 0 ? "small" : "large")
                    + "; allowed is " + FORMS + ", from " + least + " to " + most + ".");
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is no whole number; allowed is " + FORMS + ".", e);
        }
    }
}
