package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Matrix;

/**
 * What the change of each observed quantity is measured in: its root mean square over a buffer's transitions, which is taken once, before a model's first fit, as
 * a network's outputs mean something else in other units; at least a ten-thousandth of how far the quantity is spread, so that what moved by rounding only does not
 * outweigh all else once it moves. A quantity that did not change keeps its raw unit.
 *
 * <p>The change of a quaternion q may be told as the turn d = Δq ⊗ q*, so that q' = (1 + d) ⊗ q, about the outer axes (the world's, where q leads to the world);
 * a small one's vector is half the rotation vector. A network need not learn that product. The least unit of d is as of the numbers of q.
 */
public final class ChangeScale {
    private static final double LEAST = 1e-4;

    /** Column k of e_j ⊗ q is SIGN[j][k] times component PLACE[j][k] of q; quaternions (x, y, z, w). */
    private static final int[][] PLACE = {{3, 2, 1, 0}, {2, 3, 0, 1}, {1, 0, 3, 2}, {0, 1, 2, 3}};

    private static final int[][] SIGN = {{1, -1, 1, -1}, {1, 1, -1, -1}, {-1, 1, 1, -1}, {1, 1, 1, 1}};

    private final float[] columns;
    private final List<Integer> quaternions;

    /** Raw units. */
    ChangeScale(int observationSize) {
        this(observationSize, List.of());
    }

    /**
     * Raw units.
     *
     * @param quaternions the columns at which unit quaternions begin whose changes are turns
     */
    ChangeScale(int observationSize, List<Integer> quaternions) {
        columns = new float[observationSize];
        Arrays.fill(columns, 1);
        this.quaternions = List.copyOf(quaternions);
        for (int from : quaternions) {
            if (from < 0 || from + 4 > observationSize) {
                throw new IllegalArgumentException("A quaternion in columns " + from + " to " + (from + 3)
                        + "; observations have the columns 0 to " + (observationSize - 1) + ".");
            }
        }
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
        float[] change = new float[columns.length];
        for (int row = 0; row < buffer.size(); row++) {
            int start = buffer.start(row);
            change(buffer.rows(), start, start + next, change);
            for (int i = 0; i < columns.length; i++) {
                squares[i] += (double) change[i] * change[i];
            }
        }
        for (int i = 0; i < columns.length; i++) {
            float rms = (float) Math.sqrt(squares[i] / buffer.size());
            columns[i] = rms > 0 ? Math.max(rms, (float) (LEAST * deviation[i])) : 1;
        }
    }

    /**
     * A transition's change in these units.
     *
     * @param rows transitions as stored by a {@link Buffer}
     * @param start index at which its observation begins
     * @param next index at which the next one does
     * @param to [O], overwritten
     */
    void target(float[] rows, int start, int next, float[] to) {
        change(rows, start, next, to);
        for (int i = 0; i < columns.length; i++) {
            to[i] /= columns[i];
        }
    }

    private void change(float[] rows, int start, int next, float[] to) {
        for (int i = 0; i < columns.length; i++) {
            to[i] = rows[next + i] - rows[start + i];
        }
        for (int from : quaternions) {
            float[] raw = Arrays.copyOfRange(to, from, from + 4);
            for (int j = 0; j < 4; j++) {
                float turn = 0;
                for (int k = 0; k < 4; k++) {
                    turn += SIGN[j][k] * rows[start + from + PLACE[j][k]] * raw[k];
                }
                to[from + j] = turn;
            }
        }
    }

    /**
     * The observation's change by what a network says of it in these units, on the tape.
     *
     * @param observation [B, O], raw
     * @param output [B, O]
     * @return [B, O], raw
     */
    NDArray change(NDArray observation, NDArray output) {
        var change = output.mul(units(observation));
        for (int from : quaternions) {
            change = replaced(change, from, turned(observation, from, slice(change, from, from + 4), false));
        }
        return change;
    }

    /**
     * The deviations of the change by those of what a network says of it, taken for independent.
     *
     * @param observation [B, O], raw
     * @param deviation [B, O], in these units
     * @return [B, O], raw
     */
    NDArray deviation(NDArray observation, NDArray deviation) {
        var raw = deviation.mul(units(observation));
        for (int from : quaternions) {
            var variance = turned(observation, from, slice(raw, from, from + 4).square(), true);
            raw = replaced(raw, from, variance.sqrt());
        }
        return raw;
    }

    private NDArray units(NDArray beside) {
        return Tensors.of(beside.getManager(), beside.getDataType(), values(), 1, columns.length);
    }

    /** Σ_j d_j (e_j ⊗ q), or of squares of both, [B, 4]. */
    private static NDArray turned(NDArray observation, int from, NDArray d, boolean squares) {
        var q = slice(observation, from, from + 4);
        NDArray sum = null;
        for (int j = 0; j < 4; j++) {
            double[] matrix = new double[16];
            for (int k = 0; k < 4; k++) {
                matrix[4 * PLACE[j][k] + k] = SIGN[j][k];
            }
            var direction = q.matMul(Tensors.of(q.getManager(), q.getDataType(), matrix, 4, 4));
            var part = slice(d, j, j + 1).mul(squares ? direction.square() : direction);
            sum = sum == null ? part : sum.add(part);
        }
        return sum;
    }

    private static NDArray slice(NDArray of, long from, long to) {
        return of.get(new NDIndex().addAllDim().addSliceDim(from, to));
    }

    private static NDArray replaced(NDArray rows, int from, NDArray four) {
        long width = rows.getShape().get(1);
        var start = from == 0 ? four : slice(rows, 0, from).concat(four, 1);
        return from + 4 == width ? start : start.concat(slice(rows, from + 4, width), 1);
    }

    /** Whether changes depend on the observation beside the network, so that {@link #pullBackBeside} has something to say. */
    public boolean turns() {
        return !quaternions.isEmpty();
    }

    /**
     * The derivative by a network's output of what has a derivative by the raw change.
     *
     * @param byChange rows of O numbers, of which one begins at the index {@code at}
     * @param observation rows of O raw numbers, of which one begins at {@code observationAt}
     * @param share by which it is multiplied
     * @param to [B, O or more], whose row is overwritten in its first O columns
     */
    public void pullBack(
            double[] byChange, double[] observation, int at, int observationAt, double share, Matrix to, int row) {
        for (int i = 0; i < columns.length; i++) {
            to.set(row, i, (float) (byChange[at + i] * columns[i] * share));
        }
        for (int from : quaternions) {
            for (int j = 0; j < 4; j++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += SIGN[j][k] * observation[observationAt + from + PLACE[j][k]] * byChange[at + from + k];
                }
                to.set(row, from + j, (float) (sum * columns[from + j] * share));
            }
        }
    }

    /**
     * Adds the derivative by the observation itself, beside that through the network: Δq = d ⊗ q depends on q.
     *
     * @param byChange rows of O numbers, of which one begins at the index {@code at}
     * @param output [B, O or more], what the network says, means first
     * @param share by which it is multiplied
     * @param to as {@code byChange}; nothing is added but at the quaternions
     */
    public void pullBackBeside(double[] byChange, int at, Matrix output, int row, double share, double[] to) {
        for (int from : quaternions) {
            for (int j = 0; j < 4; j++) {
                double d = share * columns[from + j] * output.get(row, from + j);
                for (int k = 0; k < 4; k++) {
                    to[at + from + PLACE[j][k]] += SIGN[j][k] * d * byChange[at + from + k];
                }
            }
        }
    }
}
