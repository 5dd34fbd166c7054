package org.tandemrl.dynamics;

import java.util.Arrays;

/**
 * What the change of each observed quantity is measured in: its root mean square over a buffer's transitions, which is taken once, before a model's first fit, as
 * a network's outputs mean something else in other units; at least a ten-thousandth of how far the quantity is spread, so that what moved by rounding only does not
 * outweigh all else once it moves. A quantity that did not change keeps its raw unit.
 */
public final class ChangeScale {
    private static final double LEAST = 1e-4;

    private final float[] columns;

    /** Raw units. */
    ChangeScale(int observationSize) {
        columns = new float[observationSize];
        Arrays.fill(columns, 1);
    }

    /** A quantity's unit. */
    public float of(int column) {
        return columns[column];
    }

    /** All units, [O]. */
    public double[] values() {
        double[] values = new double[columns.length];
        Arrays.setAll(values, i -> columns[i]);
        return values;
    }

    /** Those of a checkpoint, [O]. */
    public void restore(double[] values) {
        for (int i = 0; i < columns.length; i++) {
            columns[i] = (float) values[i];
        }
    }

    /** @param deviation of the observed quantities, [O] */
    void measure(Buffer buffer, double[] deviation) {
        int next = buffer.observationSize() + buffer.actionSize();
        double[] squares = new double[columns.length];
        for (int row = 0; row < buffer.size(); row++) {
            for (int i = 0; i < columns.length; i++) {
                double change = buffer.at(row, next + i) - buffer.at(row, i);
                squares[i] += change * change;
            }
        }
        for (int i = 0; i < columns.length; i++) {
            float rms = (float) Math.sqrt(squares[i] / buffer.size());
            columns[i] = rms > 0 ? Math.max(rms, (float) (LEAST * deviation[i])) : 1;
        }
    }
}
