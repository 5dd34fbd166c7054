package org.tandemrl.task;

/**
 * Columns of a row.
 *
 * @param from the first
 * @param to the first behind them
 */
public record Columns(int from, int to) {
    /** Checks that there are some. */
    public Columns {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "columns " + from + " to " + to + "; allowed: from 0 or more to more than that (exclusive)");
        }
    }

    /** All columns of rows of a width. */
    public static Columns all(int width) {
        return new Columns(0, width);
    }

    /** How many there are. */
    public int count() {
        return to - from;
    }

    /** Rows of a width, [N, width], with these columns only, [N, count]. */
    public double[] of(double[] rows, int width) {
        if (count() == width) {
            return rows;
        }
        double[] part = new double[rows.length / width * count()];
        for (int r = 0; r < rows.length / width; r++) {
            System.arraycopy(rows, r * width + from, part, r * count(), count());
        }
        return part;
    }
}
