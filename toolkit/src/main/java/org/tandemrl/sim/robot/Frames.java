package org.tandemrl.sim.robot;

import org.tandemrl.sim.rigid.Transform;

/** Arithmetic of {@link Transform}s: quaternions are (x, y, z, w), vectors 3 numbers, matrices 3×3 row-major. */
public final class Frames {
    private Frames() {}

    /** The product a·b: first b, then a. */
    public static Transform compose(Transform a, Transform b) {
        double[] p = apply(a, b.px(), b.py(), b.pz());
        return new Transform(
                p[0],
                p[1],
                p[2],
                a.qw() * b.qx() + a.qx() * b.qw() + a.qy() * b.qz() - a.qz() * b.qy(),
                a.qw() * b.qy() - a.qx() * b.qz() + a.qy() * b.qw() + a.qz() * b.qx(),
                a.qw() * b.qz() + a.qx() * b.qy() - a.qy() * b.qx() + a.qz() * b.qw(),
                a.qw() * b.qw() - a.qx() * b.qx() - a.qy() * b.qy() - a.qz() * b.qz());
    }

    /** R x + p. */
    public static double[] apply(Transform t, double x, double y, double z) {
        double[] r = rotate(t, x, y, z);
        return new double[] {r[0] + t.px(), r[1] + t.py(), r[2] + t.pz()};
    }

    /** R x. */
    public static double[] rotate(Transform t, double x, double y, double z) {
        // v + 2w (u × v) + 2 u × (u × v), u the vector part of the quaternion
        double cx = t.qy() * z - t.qz() * y;
        double cy = t.qz() * x - t.qx() * z;
        double cz = t.qx() * y - t.qy() * x;
        return new double[] {
            x + 2 * (t.qw() * cx + t.qy() * cz - t.qz() * cy),
            y + 2 * (t.qw() * cy + t.qz() * cx - t.qx() * cz),
            z + 2 * (t.qw() * cz + t.qx() * cy - t.qy() * cx)
        };
    }

    /** The matrix R. */
    public static double[] matrix(Transform t) {
        double[] x = rotate(t, 1, 0, 0);
        double[] y = rotate(t, 0, 1, 0);
        double[] z = rotate(t, 0, 0, 1);
        return new double[] {x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]};
    }

    /** A translation. */
    public static Transform at(double x, double y, double z) {
        return new Transform(x, y, z, 0, 0, 0, 1);
    }

    /** The transform t with its position replaced. */
    public static Transform moved(Transform t, double x, double y, double z) {
        return new Transform(x, y, z, t.qx(), t.qy(), t.qz(), t.qw());
    }

    /** Rotation by an angle (rad) about a unit axis. */
    public static Transform rotation(double[] axis, double angle) {
        double s = Math.sin(angle / 2);
        return new Transform(0, 0, 0, s * axis[0], s * axis[1], s * axis[2], Math.cos(angle / 2));
    }

    /** The rotation whose matrix has these columns, a right-handed set of unit vectors. */
    public static Transform ofAxes(double[] x, double[] y, double[] z) {
        // Each component's square from the trace; the largest one is divided by, so it is never near zero.
        double[] squares = {
            1 + x[0] - y[1] - z[2], 1 - x[0] + y[1] - z[2], 1 - x[0] - y[1] + z[2], 1 + x[0] + y[1] + z[2]
        };
        int largest = 0;
        for (int i = 1; i < 4; i++) {
            largest = squares[i] > squares[largest] ? i : largest;
        }
        double[] q = switch (largest) {
            case 0 -> new double[] {squares[0], y[0] + x[1], z[0] + x[2], y[2] - z[1]};
            case 1 -> new double[] {y[0] + x[1], squares[1], z[1] + y[2], z[0] - x[2]};
            case 2 -> new double[] {z[0] + x[2], z[1] + y[2], squares[2], x[1] - y[0]};
            default -> new double[] {y[2] - z[1], z[0] - x[2], x[1] - y[0], squares[3]};
        };
        double n = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        return new Transform(0, 0, 0, q[0] / n, q[1] / n, q[2] / n, q[3] / n);
    }

    /** The shortest rotation that turns the x axis into a unit direction. */
    public static Transform fromXTo(double[] d) {
        if (d[0] < -1 + 1e-12) {
            return new Transform(0, 0, 0, 0, 0, 1, 0);
        }
        // The half-way quaternion (x × d, 1 + x·d), normalised.
        double w = 1 + d[0];
        double n = Math.sqrt(w * w + d[1] * d[1] + d[2] * d[2]);
        return new Transform(0, 0, 0, 0, -d[2] / n, d[1] / n, w / n);
    }
}
