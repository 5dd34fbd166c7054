package org.tandemrl.nn.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The negative log-likelihood of a Gaussian with learned variance, and its derivative: (Δ − mean)² e^{−ℓ} + ℓ with ℓ = min +
 * softplus(b − min), b = max − softplus(max − x). Outputs hold the means, then x, the unbounded log-variances.
 */
public final class Gaussian {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

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
        float scaleOfMinimum = (float) Math.exp(-minimum);
        double sum = 0;
        for (int r = from; r < to; r++) {
            Arrays.fill(lanes, 0);
            for (int c = 0; c < o; c += Lanes.LENGTH) {
                var in = SPECIES.indexInRange(c, o);
                int at = output.row(r) + c;
                var mean = FloatVector.fromArray(SPECIES, output.data, at, in);
                var x = FloatVector.fromArray(SPECIES, output.data, at + o, in);
                var target = FloatVector.fromArray(SPECIES, change.data, change.row(r) + c, in);
                // With e = e^{−|u|}: softplus(u) = max(u, 0) + log(1 + e), and sigmoid(±u) are 1/(1 + e) and e/(1 + e).
                var u = x.neg().add(maximum);
                var e = Functions.exp(u.abs().neg());
                var below = u.max(0f).add(Functions.log1p(e)).neg().add(maximum);
                var slope = e.div(e.add(1f));
                slope = slope.blend(slope.neg().add(1f), u.compare(VectorOperators.GE, 0f));
                var v = below.sub(minimum);
                var f = Functions.exp(v.abs().neg());
                var logVariance = v.max(0f).add(Functions.log1p(f)).add(minimum);
                var less = f.div(f.add(1f));
                var more = FloatVector.broadcast(SPECIES, 1f).div(f.add(1f));
                var positive = v.compare(VectorOperators.GE, 0f);
                // e^{−ℓ} = e^{−min} sigmoid(−v).
                var precision = more.blend(less, positive).mul(scaleOfMinimum);
                slope = slope.mul(less.blend(more, positive));
                var error = target.sub(mean);
                var weighted = error.mul(precision);
                int lane = c % Matrix.LANES;
                FloatVector.fromArray(SPECIES, lanes, lane)
                        .add(weighted.fma(error, logVariance), in)
                        .intoArray(lanes, lane);
                int to0 = gradient.row(r) + c;
                weighted.mul(-2 * scale).intoArray(gradient.data, to0, in);
                weighted.mul(error).neg().add(1f).mul(scale).mul(slope).intoArray(gradient.data, to0 + o, in);
            }
            for (float lane : lanes) {
                sum += lane;
            }
        }
        return sum;
    }
}
