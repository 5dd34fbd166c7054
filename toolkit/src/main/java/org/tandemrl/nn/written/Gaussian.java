package org.tandemrl.nn.written;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The negative log-likelihood of a Gaussian with learned variance, and its derivative: (Δ − mean)² e^{−ℓ} + ℓ with ℓ = min +
 * softplus(b − min), b = max − softplus(max − x). Outputs hold the means, then x, the unbounded log-variances.
 */
public final class Gaussian {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;

    private Gaussian() {}

    /**
     * The loss over rows [from, to), summed and not averaged; the derivative by the output goes to the pass.
     *
     * @param change [R, O]
     * @param scale by which the derivative is multiplied: 1 over the number of elements that the loss averages
     * @param minimum of the log-variance
     * @param maximum of the log-variance
     */
    public static double loss(Pass pass, Matrix change, float scale, float minimum, float maximum, int from, int to) {
        var output = pass.output();
        var gradient = pass.outputGradient();
        int o = change.columns;
        float[] lanes = new float[Matrix.LANES];
        double sum = 0;
        for (int r = from; r < to; r++) {
            var row = FloatVector.zero(SPECIES);
            for (int c = 0; c < o; c += Matrix.LANES) {
                var in = SPECIES.indexInRange(c, o);
                int at = output.row(r) + c;
                var mean = FloatVector.fromArray(SPECIES, output.data, at, in);
                var x = FloatVector.fromArray(SPECIES, output.data, at + o, in);
                var target = FloatVector.fromArray(SPECIES, change.data, change.row(r) + c, in);
                var below = Functions.softplus(x.neg().add(maximum)).neg().add(maximum);
                var logVariance = Functions.softplus(below.sub(minimum)).add(minimum);
                var error = target.sub(mean);
                var precision = Functions.exp(logVariance.neg());
                var weighted = error.mul(precision);
                row = row.add(weighted.fma(error, logVariance), in);
                int to0 = gradient.row(r) + c;
                weighted.mul(-2 * scale).intoArray(gradient.data, to0, in);
                var byLogVariance = weighted.mul(error).neg().add(1f).mul(scale);
                byLogVariance.mul(Functions.sigmoid(below.sub(minimum))).mul(Functions.sigmoid(x.neg().add(maximum)))
                        .intoArray(gradient.data, to0 + o, in);
            }
            row.intoArray(lanes, 0);
            for (float lane : lanes) {
                sum += lane;
            }
        }
        return sum;
    }
}
