package org.tandemrl.task;

/** Operations on vectors in space, a row an environment. */
public final class Vectors {
    private Vectors() {}

    /** The cross product a × b of vectors, each [N, 3]. */
    public static <X extends Batch<X>> X cross(X a, X b) {
        var a0 = a.column(0);
        var a1 = a.column(1);
        var a2 = a.column(2);
        var b0 = b.column(0);
        var b1 = b.column(1);
        var b2 = b.column(2);
        return a1.times(b2)
                .minus(a2.times(b1))
                .beside(a2.times(b0).minus(a0.times(b2)))
                .beside(a0.times(b1).minus(a1.times(b0)));
    }
}
