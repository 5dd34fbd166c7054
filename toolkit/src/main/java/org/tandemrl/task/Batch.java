package org.tandemrl.task;

/**
 * A batch of rows of numbers, [N, k], and the few operations in which tasks are written.
 *
 * <p>A task states its control, observation and reward <em>once</em>, as functions of any {@code Batch}. Evaluated on
 * {@link DoubleBatch} they give the doubles of a simulator rollout, and their derivatives; evaluated on the tensors of the
 * networks' tape they give the same reward with a gradient. Binary operations work element by element; an operand with
 * one column is repeated over the other's columns.
 *
 * @param <X> the implementing type
 */
public interface Batch<X extends Batch<X>> {
    /** this + other. */
    X plus(X other);

    /** this + constant. */
    X plus(double constant);

    /** this − other. */
    X minus(X other);

    /** this · other, element by element. */
    X times(X other);

    /** constant · this. */
    X times(double constant);

    /**
     * Column i times factor i.
     *
     * @param factors one number a column, not to be changed afterwards
     */
    X times(double[] factors);

    /** this / other, element by element. */
    X over(X other);

    /** Square. */
    X square();

    /** Square root; its argument must be positive. */
    X sqrt();

    /** Absolute value, derivative 0 at 0. */
    X abs();

    /** Exponential. */
    X exp();

    /** Sine. */
    X sin();

    /** Cosine. */
    X cos();

    /** The angle of the point (x, this), in (−π, π]. */
    X atan2(X x);

    /** Values bounded to [low, high]; derivative 1 inside and on the bounds, 0 outside. */
    X clip(double low, double high);

    /** Where this is negative the first argument, elsewhere the second; the condition has no derivative. */
    X ifNegative(X then, X otherwise);

    /** Columns from (inclusive) to (exclusive), [N, to − from]. */
    X columns(int from, int to);

    /** Column i, [N, 1]. */
    default X column(int i) {
        return columns(i, i + 1);
    }

    /** Sum over the columns, [N, 1]. */
    X sum();

    /** This with the columns of another batch to its right. */
    X beside(X right);
}
