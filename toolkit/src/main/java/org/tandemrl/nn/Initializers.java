package org.tandemrl.nn;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.random.RandomGenerator;

/** Start values of weights, drawn from the run's own streams. */
public final class Initializers {
    private Initializers() {}

    /** U(−1/√fanIn, 1/√fanIn). */
    public static double[] uniformFanIn(RandomGenerator random, int count, int fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (2 * random.nextDouble() - 1) * bound;
        }
        return values;
    }

    /** A matrix [rows, columns] with orthonormal rows or columns (whichever are fewer), times a gain. */
    public static double[] orthogonal(RandomGenerator random, int rows, int columns, double gain) {
        int tall = Math.max(rows, columns);
        int thin = Math.min(rows, columns);
        double[][] gauss = new double[tall][thin];
        for (double[] row : gauss) {
            for (int c = 0; c < thin; c++) {
                row[c] = random.nextGaussian();
            }
        }
        var qr = new QRDecomposition(MatrixUtils.createRealMatrix(gauss));
        var q = qr.getQ();
        var r = qr.getR();
        double[] values = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int t = rows >= columns ? i : j;
                int k = rows >= columns ? j : i;
                // The sign of R's diagonal makes the distribution uniform over orthogonal matrices.
                values[i * columns + j] = gain * q.getEntry(t, k) * Math.signum(r.getEntry(k, k));
            }
        }
        return values;
    }
}
