package org.tandemrl.task;

/** A quantity of a run stopped being finite. The message names the quantity and the environment. */
public final class NumericalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that says what is not finite, and where. */
    public NumericalException(String message) {
        super(message);
    }

    /**
     * Demands finite numbers.
     *
     * @param quantity named in the message
     * @param rows row-major [N, width], one row an environment
     * @throws NumericalException if one is NaN or infinite
     */
    public static void check(String quantity, double[] rows, int width) {
        for (int i = 0; i < rows.length; i++) {
            if (!Double.isFinite(rows[i])) {
                throw new NumericalException("The " + quantity + " of environment " + i / width + " is " + rows[i]
                        + " at index " + i % width + ".");
            }
        }
    }

    /** Demands that a scalar is finite. */
    public static double check(String quantity, double value) {
        if (!Double.isFinite(value)) {
            throw new NumericalException("The " + quantity + " is " + value + ".");
        }
        return value;
    }
}
