package org.tandemrl.nn.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The squared error (target − output)² and its derivative. */
public final class SquaredError {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private SquaredError() {}

    /**
     * The loss over rows [from, to), summed and not averaged; the derivative by the output goes to the pass.
     *
     * @param target [R, outputs]
     * @param scale by which the derivative is multiplied: 1 over the number of elements that the loss averages
     */
    public static double loss(Pass pass, Matrix target, float scale, int from, int to) {
        var output = pass.output();
        var gradient = pass.outputGradient();
        float[] lanes = new float[Matrix.LANES];
        double sum = 0;
        for (int r = from; r < to; r++) {
            Arrays.fill(lanes, 0);
            for (int c = 0; c < target.columns; c += Lanes.LENGTH) {
                var in = SPECIES.indexInRange(c, target.columns);
                var error = FloatVector.fromArray(SPECIES, target.data, target.row(r) + c, in)
                        .sub(FloatVector.fromArray(SPECIES, output.data, output.row(r) + c, in));
                int lane = c % Matrix.LANES;
                FloatVector.fromArray(SPECIES, lanes, lane)
                        .add(error.mul(error), in)
                        .intoArray(lanes, lane);
                error.mul(-2 * scale).intoArray(gradient.data, gradient.row(r) + c, in);
            }
            for (float lane : lanes) {
                sum += lane;
            }
        }
        return sum;
    }
}
