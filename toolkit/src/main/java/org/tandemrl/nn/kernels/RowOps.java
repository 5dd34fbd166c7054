package org.tandemrl.nn.kernels;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.tandemrl.nn.Mlp;

/**
 * What happens between the products, on rows [from, to) of matrices of whole vectors. Sums over a row go by {@link Matrix#LANES} lanes,
 * whatever the vector's length, and then over the lanes in a fixed order ({@code reduceLanes} may take another one before and after compilation).
 */
final class RowOps {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int STEP = Lanes.LENGTH;
    private static final int LANES = Matrix.LANES;
    private static final int GROUP = 8;

    private RowOps() {}

    private static FloatVector load(float[] m, int at) {
        return FloatVector.fromArray(SPECIES, m, at);
    }

    private static FloatVector zero() {
        return FloatVector.zero(SPECIES);
    }

    /** Sum of the lanes, pair by pair: those of {@code low} and, where vectors are halves, of {@code high}. */
    private static float sum(FloatVector low, FloatVector high, float[] lanes) {
        if (Lanes.HALVES) {
            low.add(high).intoArray(lanes, 0);
        } else {
            low.intoArray(lanes, 0);
            for (int i = 0; i < LANES / 2; i++) {
                lanes[i] += lanes[i + LANES / 2];
            }
        }
        return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }

    /** Every row becomes the first row of {@code bias}. */
    static void fill(Matrix m, Matrix bias, int from, int to) {
        int units = Matrix.roundUp(m.columns, LANES);
        for (int r = from; r < to; r++) {
            System.arraycopy(bias.data, bias.row(0), m.data, m.row(r), units);
        }
    }

    /**
     * The activation in place.
     *
     * @param slope for SiLU overwritten with sigmoid(x); the others' slopes follow from their results
     */
    static void activate(Mlp.Activation kind, Matrix x, Matrix slope, int from, int to) {
        for (int r = from; r < to; r++) {
            int row = x.row(r);
            switch (kind) {
                case SIM_NORM -> simNorm(x.data, row, (x.columns / GROUP));
                case SILU -> silu(x.data, row, slope.data, slope.row(r), x.columns);
                case ELU -> elu(x.data, row, x.columns);
            }
        }
    }

    /** Softmax of the 8 elements that lie {@code apart} places from each other, for every first one. */
    private static void simNorm(float[] x, int row, int apart) {
        for (int at = row; at < row + apart; at += STEP) {
            var most = load(x, at);
            for (int k = 1; k < GROUP; k++) {
                most = most.max(load(x, at + k * apart));
            }
            var sum = zero();
            for (int k = 0; k < GROUP; k++) {
                var e = Functions.exp(load(x, at + k * apart).sub(most));
                e.intoArray(x, at + k * apart);
                sum = sum.add(e);
            }
            var share = FloatVector.broadcast(SPECIES, 1f).div(sum);
            for (int k = 0; k < GROUP; k++) {
                load(x, at + k * apart).mul(share).intoArray(x, at + k * apart);
            }
        }
    }

    private static void silu(float[] x, int row, float[] slope, int slopeRow, int units) {
        for (int at = 0; at < units; at += STEP) {
            var v = load(x, row + at);
            var sigmoid = Functions.sigmoid(v);
            sigmoid.intoArray(slope, slopeRow + at);
            v.mul(sigmoid).intoArray(x, row + at);
        }
    }

    private static void elu(float[] x, int row, int units) {
        for (int at = row; at < row + units; at += STEP) {
            var v = load(x, at);
            Functions.exp(v.min(0f))
                    .sub(1f)
                    .blend(v, v.compare(VectorOperators.GT, 0f))
                    .intoArray(x, at);
        }
    }

    /**
     * z = gain · (y − mean)/√(variance + ε) + shift.
     *
     * @param statistics [rows], overwritten with mean and 1/√(variance + ε) of each row
     */
    static void normalize(
            Matrix y, Matrix gain, Matrix shift, float epsilon, Matrix z, float[] statistics, int from, int to) {
        float[] lanes = new float[LANES];
        int units = y.columns;
        for (int r = from; r < to; r++) {
            int row = y.row(r);
            var sum = zero();
            var sumHigh = zero();
            for (int at = 0; at < units; at += LANES) {
                sum = sum.add(load(y.data, row + at));
                if (Lanes.HALVES) {
                    sumHigh = sumHigh.add(load(y.data, row + at + STEP));
                }
            }
            float mean = sum(sum, sumHigh, lanes) / y.columns;
            var squares = zero();
            var squaresHigh = zero();
            for (int at = 0; at < units; at += LANES) {
                var d = load(y.data, row + at).sub(mean);
                squares = d.fma(d, squares);
                if (Lanes.HALVES) {
                    var high = load(y.data, row + at + STEP).sub(mean);
                    squaresHigh = high.fma(high, squaresHigh);
                }
            }
            float scale = (float) (1 / Math.sqrt(sum(squares, squaresHigh, lanes) / y.columns + epsilon));
            statistics[2 * r] = mean;
            statistics[2 * r + 1] = scale;
            for (int at = 0; at < units; at += STEP) {
                load(y.data, row + at)
                        .sub(mean)
                        .mul(scale)
                        .fma(load(gain.data, gain.start + at), load(shift.data, shift.start + at))
                        .intoArray(z.data, z.row(r) + at);
            }
        }
    }

    /**
     * Pulls ∂/∂z back through the normalisation: d becomes ∂/∂y. Adds to the gradients of gain and shift, if there are any: Σ d · (y − mean) · scale
     * and Σ d.
     *
     * @param d [rows, units], ∂/∂z, overwritten
     */
    static void normalizeBack(
            Matrix y,
            Matrix gain,
            float[] statistics,
            Matrix d,
            Optional<Matrix> gainGradient,
            Optional<Matrix> shiftGradient,
            int from,
            int to) {
        float[] lanes = new float[LANES];
        int units = y.columns;
        for (int r = from; r < to; r++) {
            int row = y.row(r);
            int dRow = d.row(r);
            float mean = statistics[2 * r];
            float scale = statistics[2 * r + 1];
            if (gainGradient.isPresent()) {
                addNormGradient(y, row, mean, scale, d, dRow, gainGradient.get(), shiftGradient.orElseThrow());
            }
            var sum = zero();
            var sumHigh = zero();
            var product = zero();
            var productHigh = zero();
            for (int at = 0; at < units; at += LANES) {
                var hat = load(y.data, row + at).sub(mean).mul(scale);
                var g = load(d.data, dRow + at).mul(load(gain.data, gain.start + at));
                sum = sum.add(g);
                product = g.fma(hat, product);
                if (Lanes.HALVES) {
                    int high = at + STEP;
                    hat = load(y.data, row + high).sub(mean).mul(scale);
                    g = load(d.data, dRow + high).mul(load(gain.data, gain.start + high));
                    sumHigh = sumHigh.add(g);
                    productHigh = g.fma(hat, productHigh);
                }
            }
            float meanOf = sum(sum, sumHigh, lanes) / y.columns;
            float meanProduct = sum(product, productHigh, lanes) / y.columns;
            for (int at = 0; at < units; at += STEP) {
                var hat = load(y.data, row + at).sub(mean).mul(scale);
                var g = load(d.data, dRow + at).mul(load(gain.data, gain.start + at));
                g.sub(meanOf).sub(hat.mul(meanProduct)).mul(scale).intoArray(d.data, dRow + at);
            }
        }
    }

    private static void addNormGradient(
            Matrix y, int row, float mean, float scale, Matrix d, int dRow, Matrix gain, Matrix shift) {
        for (int at = 0; at < y.columns; at += STEP) {
            var g = load(d.data, dRow + at);
            var hat = load(y.data, row + at).sub(mean).mul(scale);
            g.fma(hat, load(gain.data, gain.start + at)).intoArray(gain.data, gain.start + at);
            load(shift.data, shift.start + at).add(g).intoArray(shift.data, shift.start + at);
        }
    }

    /** Adds the column sums of d to a row. */
    static void addColumnSums(Matrix d, Matrix row, int from, int to) {
        for (int at = 0; at < Matrix.roundUp(d.columns, LANES); at += STEP) {
            var sum = load(row.data, row.start + at);
            for (int r = from; r < to; r++) {
                sum = sum.add(load(d.data, d.row(r) + at));
            }
            sum.intoArray(row.data, row.start + at);
        }
    }

    /** Pulls d = ∂/∂y back through the activation, in place. */
    static void activateBack(Mlp.Activation kind, Matrix y, Matrix slope, Matrix d, int from, int to) {
        for (int r = from; r < to; r++) {
            switch (kind) {
                case SIM_NORM -> simNormBack(y.data, y.row(r), d.data, d.row(r), (y.columns / GROUP));
                case SILU -> siluBack(y.data, y.row(r), slope.data, slope.row(r), d.data, d.row(r), y.columns);
                case ELU -> eluBack(y.data, y.row(r), d.data, d.row(r), y.columns);
            }
        }
    }

    /** ∂/∂x_k = y_k (d_k − Σ_j y_j d_j). */
    private static void simNormBack(float[] y, int row, float[] d, int dRow, int apart) {
        for (int at = 0; at < apart; at += STEP) {
            var sum = zero();
            for (int k = 0; k < GROUP; k++) {
                sum = load(y, row + at + k * apart).fma(load(d, dRow + at + k * apart), sum);
            }
            for (int k = 0; k < GROUP; k++) {
                load(y, row + at + k * apart)
                        .mul(load(d, dRow + at + k * apart).sub(sum))
                        .intoArray(d, dRow + at + k * apart);
            }
        }
    }

    /** With s = sigmoid(x), y = x s: ∂y/∂x = s + y (1 − s). */
    private static void siluBack(float[] y, int row, float[] slope, int slopeRow, float[] d, int dRow, int units) {
        for (int at = 0; at < units; at += STEP) {
            var s = load(slope, slopeRow + at);
            var v = load(y, row + at);
            load(d, dRow + at).mul(v.sub(v.mul(s)).add(s)).intoArray(d, dRow + at);
        }
    }

    /** ∂y/∂x = 1 for x > 0, else y + 1. */
    private static void eluBack(float[] y, int row, float[] d, int dRow, int units) {
        for (int at = 0; at < units; at += STEP) {
            load(d, dRow + at).mul(load(y, row + at).min(0f).add(1f)).intoArray(d, dRow + at);
        }
    }

    /** to = fromᵀ. */
    static void transpose(Matrix m, Matrix to, int fromRow, int toRow) {
        for (int r0 = fromRow; r0 < toRow; r0 += LANES) {
            for (int c0 = 0; c0 < m.columns; c0 += LANES) {
                int rows = Math.min(toRow, r0 + LANES);
                int columns = Math.min(m.columns, c0 + LANES);
                for (int c = c0; c < columns; c++) {
                    for (int r = r0; r < rows; r++) {
                        to.set(c, r, m.get(r, c));
                    }
                }
            }
        }
    }
}
