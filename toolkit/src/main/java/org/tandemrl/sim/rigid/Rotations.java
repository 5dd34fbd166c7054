package org.tandemrl.sim.rigid;

/** Rotations of constants, done once when a model is compiled. Quaternions are (x, y, z, w). */
final class Rotations {
    private Rotations() {}

    /** The rotation of a transform, normalised: files carry single-precision quaternions. */
    static double[] unit(Transform t) {
        double norm = Math.sqrt(t.qx() * t.qx() + t.qy() * t.qy() + t.qz() * t.qz() + t.qw() * t.qw());
        return new double[] {t.qx() / norm, t.qy() / norm, t.qz() / norm, t.qw() / norm};
    }

    /** The direction of an axis, zeros for zeros. */
    static double[] unit(double[] axis) {
        double norm = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
        return norm == 0 ? axis.clone() : new double[] {axis[0] / norm, axis[1] / norm, axis[2] / norm};
    }

    /** a ⊗ b. */
    static double[] multiply(double[] a, double[] b) {
        return new double[] {
            a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
            a[3] * b[1] + a[1] * b[3] + a[2] * b[0] - a[0] * b[2],
            a[3] * b[2] + a[2] * b[3] + a[0] * b[1] - a[1] * b[0],
            a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2]
        };
    }

    /** R(q), 3×3 row-major. */
    static double[] matrix(double[] q) {
        double x = q[0];
        double y = q[1];
        double z = q[2];
        double w = q[3];
        double d = 2 * w * w - 1;
        return new double[] {
            d + 2 * x * x,
            2 * (x * y - w * z),
            2 * (x * z + w * y),
            2 * (x * y + w * z),
            d + 2 * y * y,
            2 * (y * z - w * x),
            2 * (x * z - w * y),
            2 * (y * z + w * x),
            d + 2 * z * z
        };
    }

    /** R(q) v. */
    static double[] apply(double[] q, double[] v) {
        double[] r = matrix(q);
        return new double[] {
            r[0] * v[0] + r[1] * v[1] + r[2] * v[2],
            r[3] * v[0] + r[4] * v[1] + r[5] * v[2],
            r[6] * v[0] + r[7] * v[1] + r[8] * v[2]
        };
    }

    /** R(q) I R(q)ᵀ as its six numbers xx xy xz yy yz zz; I is 3×3 row-major. */
    static double[] inertia(double[] q, double[] inertia) {
        double[] r = matrix(q);
        var full = new double[3][3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                for (int c = 0; c < 3; c++) {
                    for (int d = 0; d < 3; d++) {
                        full[a][b] += r[3 * a + c] * inertia[3 * c + d] * r[3 * b + d];
                    }
                }
            }
        }
        return new double[] {full[0][0], full[0][1], full[0][2], full[1][1], full[1][2], full[2][2]};
    }
}
