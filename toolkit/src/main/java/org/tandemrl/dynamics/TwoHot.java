package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.Arrays;
import org.tandemrl.nn.Tensors;

/**
 * A number as a distribution over {@value #BINS} bins, evenly spaced over [−{@value #LIMIT}, {@value #LIMIT}] of symlog(r) = sign(r)
 * log(1 + |r|): shared by the two bins beside it so that the mean is the number ("two-hot", Hafner et al. 2023; Hansen et al. 2024).
 */
public final class TwoHot {
    /** Number of bins. */
    public static final int BINS = 101;
    /** Of symlog(r); beyond it the outermost bin stands for all, |r| ≥ 22025. */
    static final int LIMIT = 10;

    private static final double[] CENTRES = new double[BINS];

    static {
        Arrays.setAll(CENTRES, i -> LIMIT * (2.0 * i / (BINS - 1) - 1));
    }

    private TwoHot() {}

    /** The bins' places on the axis of symlog(r), [BINS]; a copy. */
    public static double[] centres() {
        return CENTRES.clone();
    }

    /** sign(r) log(1 + |r|). */
    public static double symlog(double r) {
        return Math.signum(r) * Math.log1p(Math.abs(r));
    }

    /** Its inverse, sign(x) (e^|x| − 1). */
    public static double symexp(double x) {
        return Math.signum(x) * Math.expm1(Math.abs(x));
    }

    /** The derivative of {@link #symexp}, e^|x|. */
    public static double symexpSlope(double x) {
        return Math.exp(Math.abs(x));
    }

    /**
     * Writes the distribution of a number. What is not finite makes the distribution not finite.
     *
     * @param distribution [BINS], overwritten
     */
    static void encode(double r, float[] distribution) {
        Arrays.fill(distribution, 0);
        double place = (Math.clamp(symlog(r), -LIMIT, LIMIT) + LIMIT) * (BINS - 1) / (2.0 * LIMIT);
        int below = Math.min((int) place, BINS - 2);
        distribution[below] = (float) (1 - (place - below));
        distribution[below + 1] = (float) (place - below);
    }

    /**
     * The number that logits stand for: symexp of the mean bin.
     *
     * @param logits [B, BINS]
     * @return [B, 1], on the tape if one is recording
     */
    static NDArray decode(NDArray logits) {
        var centres = Tensors.of(logits.getManager(), logits.getDataType(), CENTRES, 1, BINS);
        var mean = logits.softmax(1).mul(centres).sum(new int[] {1}, true);
        return Activation.relu(mean).exp().sub(Activation.relu(mean.neg()).exp());
    }

    /** The soft cross-entropy of logits and distributions, both [B, BINS]; a scalar. */
    static NDArray crossEntropy(NDArray logits, NDArray distribution) {
        return logits.logSoftmax(1).mul(distribution).sum(new int[] {1}).mean().neg();
    }
}
