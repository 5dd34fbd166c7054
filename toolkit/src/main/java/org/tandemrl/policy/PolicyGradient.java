package org.tandemrl.policy;

/**
 * The derivative of the objective J by the actor's parameters, as plain numbers: comparable, averageable, storable.
 *
 * @param objective J, the value that was differentiated
 * @param values ∂J/∂θ, tensor after tensor in the order of the actor's parameters
 */
public record PolicyGradient(double objective, double[] values) {
    /** Euclidean norm. */
    public double norm() {
        return Math.sqrt(dot(this));
    }

    /** Cosine of the angle to another gradient; NaN if one of the two is zero. */
    public double cosine(PolicyGradient other) {
        return dot(other) / (norm() * other.norm());
    }

    private double dot(PolicyGradient other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException("Gradients of " + values.length + " and " + other.values.length
                    + " parameters cannot be compared: they belong to different actors.");
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * other.values[i];
        }
        return sum;
    }
}
