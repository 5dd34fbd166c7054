package org.tandemrl.task.suite;

import org.tandemrl.task.Batch;

/** Rotations of batches by quaternions (x, y, z, w), columns of a {@link Batch}. */
final class Quaternions {
    private Quaternions() {}

    /**
     * The product of a quaternion with a constant one, q ⊗ c.
     *
     * @param q [N, 4]
     */
    static <X extends Batch<X>> X times(X q, double cx, double cy, double cz, double cw) {
        var x = q.column(0);
        var y = q.column(1);
        var z = q.column(2);
        var w = q.column(3);
        return w.times(cx)
                .plus(x.times(cw))
                .plus(y.times(cz))
                .plus(z.times(-cy))
                .beside(w.times(cy).plus(y.times(cw)).plus(z.times(cx)).plus(x.times(-cz)))
                .beside(w.times(cz).plus(z.times(cw)).plus(x.times(cy)).plus(y.times(-cx)))
                .beside(w.times(cw).plus(x.times(-cx)).plus(y.times(-cy)).plus(z.times(-cz)));
    }

    /** The y component of the rotated unit vector e_y, 2(w² + y²) − 1 for a unit quaternion, [N, 1]. */
    static <X extends Batch<X>> X upOfY(X q) {
        return q.column(3).square().plus(q.column(1).square()).times(2).plus(-1);
    }

    /** The x component of the rotated unit vector e_x, 2(w² + x²) − 1, [N, 1]. */
    static <X extends Batch<X>> X xOfX(X q) {
        return q.column(3).square().plus(q.column(0).square()).times(2).plus(-1);
    }

    /** The z component of the rotated unit vector e_x, 2(xz − wy), [N, 1]. */
    static <X extends Batch<X>> X zOfX(X q) {
        return q.column(0)
                .times(q.column(2))
                .minus(q.column(3).times(q.column(1)))
                .times(2);
    }
}
