package org.tandemrl.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A batch in double precision, row-major [N, k], with an optional reverse-mode tape.
 *
 * <p>{@link #of} makes constants: operations on them only compute. {@link #variable} makes a variable on a
 * {@link Tape}; whatever is computed from it is recorded, and {@link Tape#pullBack} accumulates adjoints.
 */
public final class DoubleBatch implements Batch<DoubleBatch> {
    private final int rows;
    private final int columns;
    private final double[] data;
    private final Tape tape;
    private double[] adjoint;

    /** The operations on variables, in the order in which they were done. */
    public static final class Tape {
        private final List<Runnable> backward = new ArrayList<>();

        /** Pulls the adjoints of all seeded variables back to the variables they were computed from; once a tape. */
        public void pullBack() {
            for (int i = backward.size() - 1; i >= 0; i--) {
                backward.get(i).run();
            }
        }
    }

    private DoubleBatch(int rows, int columns, double[] data, Tape tape) {
        this.rows = rows;
        this.columns = columns;
        this.data = data;
        this.tape = tape;
    }

    /** A constant batch that shares the array, row-major [rows, columns]. */
    public static DoubleBatch of(double[] data, int rows, int columns) {
        if (data.length != rows * columns) {
            throw new IllegalArgumentException("A batch of " + rows + " rows and " + columns + " columns needs "
                    + rows * columns + " numbers, not " + data.length + ".");
        }
        return new DoubleBatch(rows, columns, data, null);
    }

    /** A variable on the tape that shares the array, row-major [rows, columns]. */
    public static DoubleBatch variable(Tape tape, double[] data, int rows, int columns) {
        of(data, rows, columns);
        return new DoubleBatch(rows, columns, data, tape);
    }

    /** Number N of rows. */
    public int rowCount() {
        return rows;
    }

    /** Number k of columns. */
    public int columnCount() {
        return columns;
    }

    /** The numbers, row-major; shared, not to be changed. */
    public double[] data() {
        return data;
    }

    /** Adds a costate [N, k] to this variable's adjoint; without effect on a constant. */
    public void seed(double[] costate) {
        if (costate.length != data.length) {
            throw new IllegalArgumentException("A costate of [" + rows + ", " + columns + "] has " + data.length
                    + " numbers, not " + costate.length + ".");
        }
        if (tape != null) {
            double[] a = adjoint();
            for (int i = 0; i < a.length; i++) {
                a[i] += costate[i];
            }
        }
    }

    /** The accumulated adjoint, row-major, zeros if nothing was pulled back; shared. */
    public double[] adjoint() {
        if (adjoint == null) {
            adjoint = new double[data.length];
        }
        return adjoint;
    }

    @Override
    public DoubleBatch plus(DoubleBatch other) {
        return binary(other, Double::sum, (a, b) -> 1, (a, b) -> 1);
    }

    @Override
    public DoubleBatch plus(double constant) {
        return unary(a -> a + constant, a -> 1);
    }

    @Override
    public DoubleBatch minus(DoubleBatch other) {
        return binary(other, (a, b) -> a - b, (a, b) -> 1, (a, b) -> -1);
    }

    @Override
    public DoubleBatch times(DoubleBatch other) {
        return binary(other, (a, b) -> a * b, (a, b) -> b, (a, b) -> a);
    }

    @Override
    public DoubleBatch times(double constant) {
        return unary(a -> a * constant, a -> constant);
    }

    @Override
    public DoubleBatch times(double[] factors) {
        if (factors.length != columns) {
            throw new IllegalArgumentException(
                    factors.length + " factors do not fit a batch of " + columns + " columns: one a column.");
        }
        var result = new DoubleBatch(rows, columns, new double[data.length], tape);
        for (int i = 0; i < data.length; i++) {
            result.data[i] = data[i] * factors[i % columns];
        }
        result.record(() -> {
            double[] out = result.adjoint();
            double[] in = adjoint();
            for (int i = 0; i < in.length; i++) {
                in[i] += out[i] * factors[i % columns];
            }
        });
        return result;
    }

    @Override
    public DoubleBatch over(DoubleBatch other) {
        return binary(other, (a, b) -> a / b, (a, b) -> 1 / b, (a, b) -> -a / (b * b));
    }

    @Override
    public DoubleBatch square() {
        return unary(a -> a * a, a -> 2 * a);
    }

    @Override
    public DoubleBatch sqrt() {
        return unary(Math::sqrt, a -> 0.5 / Math.sqrt(a));
    }

    @Override
    public DoubleBatch abs() {
        return unary(Math::abs, Math::signum);
    }

    @Override
    public DoubleBatch exp() {
        return unary(Math::exp, Math::exp);
    }

    @Override
    public DoubleBatch sin() {
        return unary(Math::sin, Math::cos);
    }

    @Override
    public DoubleBatch cos() {
        return unary(Math::cos, a -> -Math.sin(a));
    }

    @Override
    public DoubleBatch atan2(DoubleBatch x) {
        return binary(x, Math::atan2, (a, b) -> b / (a * a + b * b), (a, b) -> -a / (a * a + b * b));
    }

    @Override
    public DoubleBatch clip(double low, double high) {
        return unary(a -> Math.min(high, Math.max(low, a)), a -> a >= low && a <= high ? 1 : 0);
    }

    @Override
    public DoubleBatch ifNegative(DoubleBatch then, DoubleBatch otherwise) {
        requireFit(then);
        requireFit(otherwise);
        then.requireFit(otherwise);
        // A masked sum would spread a NaN of the branch that was not taken: select instead.
        int wide = Math.max(columns, Math.max(then.columns, otherwise.columns));
        var result = new DoubleBatch(rows, wide, new double[rows * wide], then.tapeWith(otherwise));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < wide; c++) {
                result.data[r * wide + c] = at(r, c) < 0 ? then.at(r, c) : otherwise.at(r, c);
            }
        }
        result.record(() -> {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < wide; c++) {
                    (at(r, c) < 0 ? then : otherwise).accumulate(r, c, result.adjoint()[r * wide + c]);
                }
            }
        });
        return result;
    }

    @Override
    public DoubleBatch columns(int from, int to) {
        if (from < 0 || to <= from || to > columns) {
            throw new IllegalArgumentException("Columns " + from + " to " + to + " of a batch of " + columns
                    + "; allowed are 0 to " + columns + ".");
        }
        int width = to - from;
        var result = new DoubleBatch(rows, width, new double[rows * width], tape);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(data, r * columns + from, result.data, r * width, width);
        }
        result.record(() -> {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < width; c++) {
                    accumulate(r, from + c, result.adjoint()[r * width + c]);
                }
            }
        });
        return result;
    }

    @Override
    public DoubleBatch sum() {
        var result = new DoubleBatch(rows, 1, new double[rows], tape);
        for (int r = 0; r < rows; r++) {
            double s = 0;
            for (int c = 0; c < columns; c++) {
                s += data[r * columns + c];
            }
            result.data[r] = s;
        }
        result.record(() -> {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    accumulate(r, c, result.adjoint()[r]);
                }
            }
        });
        return result;
    }

    @Override
    public DoubleBatch beside(DoubleBatch right) {
        if (rows != right.rows) {
            throw new IllegalArgumentException(
                    "A batch of " + right.rows + " rows cannot stand beside one of " + rows + ".");
        }
        int wide = columns + right.columns;
        var result = new DoubleBatch(rows, wide, new double[rows * wide], tapeWith(right));
        for (int r = 0; r < rows; r++) {
            System.arraycopy(data, r * columns, result.data, r * wide, columns);
            System.arraycopy(right.data, r * right.columns, result.data, r * wide + columns, right.columns);
        }
        result.record(() -> {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < wide; c++) {
                    double a = result.adjoint()[r * wide + c];
                    if (c < columns) {
                        accumulate(r, c, a);
                    } else {
                        right.accumulate(r, c - columns, a);
                    }
                }
            }
        });
        return result;
    }

    private DoubleBatch unary(DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
        var result = new DoubleBatch(rows, columns, new double[data.length], tape);
        for (int i = 0; i < data.length; i++) {
            result.data[i] = f.applyAsDouble(data[i]);
        }
        result.record(() -> {
            double[] out = result.adjoint();
            double[] in = adjoint();
            for (int i = 0; i < data.length; i++) {
                // A zero costate must not meet an infinite slope.
                if (out[i] != 0) {
                    in[i] += out[i] * derivative.applyAsDouble(data[i]);
                }
            }
        });
        return result;
    }

    private DoubleBatch binary(
            DoubleBatch other, DoubleBinaryOperator f, DoubleBinaryOperator byThis, DoubleBinaryOperator byOther) {
        requireFit(other);
        int wide = Math.max(columns, other.columns);
        var result = new DoubleBatch(rows, wide, new double[rows * wide], tapeWith(other));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < wide; c++) {
                result.data[r * wide + c] = f.applyAsDouble(at(r, c), other.at(r, c));
            }
        }
        result.record(() -> {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < wide; c++) {
                    double out = result.adjoint()[r * wide + c];
                    if (out != 0) {
                        double a = at(r, c);
                        double b = other.at(r, c);
                        accumulate(r, c, out * byThis.applyAsDouble(a, b));
                        other.accumulate(r, c, out * byOther.applyAsDouble(a, b));
                    }
                }
            }
        });
        return result;
    }

    private void requireFit(DoubleBatch other) {
        if (rows != other.rows || (columns != other.columns && columns != 1 && other.columns != 1)) {
            throw new IllegalArgumentException("Batches [" + rows + ", " + columns + "] and [" + other.rows + ", "
                    + other.columns + "] do not fit: rows must be equal, columns equal or 1.");
        }
    }

    private double at(int r, int c) {
        return columns == 1 ? data[r] : data[r * columns + c];
    }

    private void accumulate(int r, int c, double value) {
        if (tape != null) {
            adjoint()[columns == 1 ? r : r * columns + c] += value;
        }
    }

    private Tape tapeWith(DoubleBatch other) {
        return tape != null ? tape : other.tape;
    }

    private void record(Runnable backward) {
        if (tape != null) {
            tape.backward.add(backward);
        }
    }

    @Override
    public String toString() {
        return "Rows[" + rows + ", " + columns + "]" + Arrays.toString(Arrays.copyOf(data, Math.min(8, data.length)));
    }
}
