package org.tandemrl.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Outputs as the logits of categories, p = softmax(output): their cross-entropy, and the mean of a number given to each category. */
public final class CategoricalLoss {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private CategoricalLoss() {}

    /**
     * The cross-entropy −Σ target · log p over rows [from, to), summed and not averaged; the derivative by the output, p − target,
     * goes to the pass.
     *
     * @param target [R, categories], of sum 1 a row
     * @param scale by which the derivative is multiplied
     */
    public static double crossEntropy(Pass pass, Matrix target, float scale, int from, int to) {
        var output = pass.output();
        var gradient = pass.outputGradient();
        double sum = 0;
        for (int r = from; r < to; r++) {
            // log p = x − log Σ eˣ, and the targets sum to 1.
            double row = softmax(output, gradient, r);
            for (int c = 0; c < target.columns; c++) {
                row -= (double) target.get(r, c) * output.get(r, c);
            }
            sum += row;
            for (int c = 0; c < target.columns; c += Lanes.LENGTH) {
                var in = SPECIES.indexInRange(c, target.columns);
                int at = gradient.row(r) + c;
                FloatVector.fromArray(SPECIES, gradient.data, at, in)
                        .sub(FloatVector.fromArray(SPECIES, target.data, target.row(r) + c, in))
                        .mul(scale)
                        .intoArray(gradient.data, at, in);
            }
        }
        return sum;
    }

    /**
     * The mean Σ p_c number_c of a row; p goes to the place of the derivative by the output, for {@link #pullMean}.
     *
     * @param numbers one a category
     */
    public static double mean(Pass pass, double[] numbers, int row) {
        softmax(pass.output(), pass.outputGradient(), row);
        double mean = 0;
        for (int c = 0; c < numbers.length; c++) {
            mean += pass.outputGradient().get(row, c) * numbers[c];
        }
        return mean;
    }

    /** After {@link #mean}: the derivative by the output of weight · mean, weight · p_c (number_c − mean), goes to the pass. */
    public static void pullMean(Pass pass, double[] numbers, int row, double mean, double weight) {
        var gradient = pass.outputGradient();
        for (int c = 0; c < numbers.length; c++) {
            gradient.set(row, c, (float) (weight * gradient.get(row, c) * (numbers[c] - mean)));
        }
    }

    /** The softmax of a row of x as that row of p; returns log Σ eˣ. */
    private static double softmax(Matrix x, Matrix p, int r) {
        int columns = x.columns;
        float most = x.get(r, 0);
        for (int c = 1; c < columns; c++) {
            most = Math.max(most, x.get(r, c));
        }
        for (int c = 0; c < columns; c += Lanes.LENGTH) {
            var in = SPECIES.indexInRange(c, columns);
            Functions.exp(FloatVector.fromArray(SPECIES, x.data, x.row(r) + c, in)
                            .sub(most))
                    .intoArray(p.data, p.row(r) + c, in);
        }
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += p.get(r, c);
        }
        float share = (float) (1 / sum);
        for (int c = 0; c < columns; c++) {
            p.set(r, c, p.get(r, c) * share);
        }
        return most + Math.log(sum);
    }
}
