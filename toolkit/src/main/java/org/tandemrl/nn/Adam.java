package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.task.NumericalException;

/**
 * Adam (Kingma, Ba 2015) with its state in the open, so that it can be saved, and with the clip by global norm; AdamW (Loshchilov,
 * Hutter 2019) where it has a weight decay w.
 *
 * <p>m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← (1 − lr · w) θ − lr · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε), ε = 1e-8.
 */
public final class Adam {
    private static final double EPSILON = 1e-8;
    /** The native kernel's own clip bounds from one side only; a negative bound turns it off. */
    private static final float NO_CLIP = -1;

    private final Parameters parameters;
    private final double beta1;
    private final double beta2;
    private final double weightDecay;
    private final List<NDArray> tensors;
    private final List<NDArray> first = new ArrayList<>();
    private final List<NDArray> second = new ArrayList<>();
    private long steps;

    /** For the parameters, with the decay rates of the moments. */
    public Adam(Parameters parameters, double beta1, double beta2) {
        this(parameters, beta1, beta2, 0);
    }

    /** AdamW, with weight decay w. */
    public Adam(Parameters parameters, double beta1, double beta2, double weightDecay) {
        this.parameters = parameters;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.weightDecay = weightDecay;
        tensors = List.copyOf(parameters.tensors().values());
        for (var tensor : tensors) {
            first.add(parameters.manager().zeros(tensor.getShape(), tensor.getDataType()));
            second.add(parameters.manager().zeros(tensor.getShape(), tensor.getDataType()));
        }
    }

    /**
     * Descends along the gradients that the last tape left at the parameters, and sets them to zero.
     *
     * @param maxNorm bound of the Euclidean norm of the whole gradient; infinity for none
     * @return the norm before clipping; 0 if maxNorm is infinite (it is then not computed)
     * @throws NumericalException if the norm is computed and not finite; nothing has changed then
     */
    public double step(double learningRate, double maxNorm) {
        try (var scope = Tensors.scope(parameters.manager())) {
            var gradients = new ArrayList<NDArray>(tensors.size());
            for (var tensor : tensors) {
                var gradient = tensor.getGradient();
                gradient.attach(scope);
                gradients.add(gradient);
            }
            double norm = Double.isInfinite(maxNorm) ? 0 : NumericalException.check("gradient's norm", norm(gradients));
            descend(gradients, learningRate, norm > maxNorm ? maxNorm / norm : 1);
            return norm;
        }
    }

    /**
     * Descends along a gradient given as an array.
     *
     * @param gradient tensor after tensor
     * @param maxNorm bound of its Euclidean norm
     * @return the norm before clipping
     * @throws NumericalException if the gradient is not finite; nothing has changed then
     */
    public double step(double[] gradient, double learningRate, double maxNorm) {
        parameters.requireSize(gradient);
        double norm = 0;
        for (double g : gradient) {
            norm += g * g;
        }
        norm = NumericalException.check("gradient's norm", Math.sqrt(norm));
        try (var scope = Tensors.scope(parameters.manager())) {
            var gradients = new ArrayList<NDArray>(tensors.size());
            int at = 0;
            for (var tensor : tensors) {
                gradients.add(parameters.slice(scope, gradient, at, tensor));
                at += Math.toIntExact(tensor.size());
            }
            descend(gradients, learningRate, norm > maxNorm ? maxNorm / norm : 1);
        }
        return norm;
    }

    private void descend(List<NDArray> gradients, double learningRate, double scale) {
        steps++;
        double correction1 = 1 - Math.pow(beta1, steps);
        double correction2 = Math.sqrt(1 - Math.pow(beta2, steps));
        for (int i = 0; i < tensors.size(); i++) {
            // The native kernel computes lr' m / (√v + ε'): the corrections go into lr' and ε'.
            tensors.get(i)
                    .getNDArrayInternal()
                    .adamUpdate(
                            new NDList(tensors.get(i), gradients.get(i), first.get(i), second.get(i)),
                            new NDList(tensors.get(i)),
                            (float) learningRate,
                            (float) (learningRate * correction2 / correction1),
                            (float) weightDecay,
                            (float) scale,
                            NO_CLIP,
                            (float) beta1,
                            (float) beta2,
                            (float) (EPSILON * correction2),
                            false,
                            true);
        }
    }

    private static double norm(List<NDArray> gradients) {
        double sum = 0;
        for (var gradient : gradients) {
            var flat = gradient.flatten();
            sum += Tensors.values(flat.dot(flat))[0];
        }
        return Math.sqrt(sum);
    }

    /** Number of steps taken. */
    public long steps() {
        return steps;
    }

    /** First moments, a tensor a parameter tensor; for what steps outside of tensors. */
    public List<NDArray> first() {
        return List.copyOf(first);
    }

    /** Second moments. */
    public List<NDArray> second() {
        return List.copyOf(second);
    }

    /** Sets the number of steps, taken elsewhere. */
    public void continueFrom(long steps) {
        this.steps = steps;
    }

    /** Decay of the first moments. */
    public double beta1() {
        return beta1;
    }

    /** Decay of the second moments. */
    public double beta2() {
        return beta2;
    }

    /** Weight decay w; 0 for Adam. */
    public double weightDecay() {
        return weightDecay;
    }

    /** Both moments, tensor after tensor, first moments before second ones. */
    public double[] moments() {
        double[] all = new double[2 * parameters.size()];
        int at = 0;
        for (var list : List.of(first, second)) {
            for (var tensor : list) {
                double[] values = Tensors.values(tensor);
                System.arraycopy(values, 0, all, at, values.length);
                at += values.length;
            }
        }
        return all;
    }

    /** Continues from saved {@link #moments} and {@link #steps}. */
    public void restore(double[] moments, long steps) {
        if (moments.length != 2 * parameters.size()) {
            throw new IllegalArgumentException("Adam over " + parameters.size() + " parameters has "
                    + 2 * parameters.size() + " moments, " + moments.length + " were given.");
        }
        int at = 0;
        try (NDManager scope = Tensors.scope(parameters.manager())) {
            for (var list : List.of(first, second)) {
                for (var tensor : list) {
                    tensor.set(parameters.slice(scope, moments, at, tensor).toByteBuffer());
                    at += Math.toIntExact(tensor.size());
                }
            }
        }
        this.steps = steps;
    }
}
