package org.tandemrl.task.hand;

import java.util.random.RandomGenerator;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Vectors;

/** Quaternions (x, y, z, w), in rows of numbers and in batches. */
final class Rotations {
    /** Keeps the slope of a root finite at 0: of lengths of up to 1, a thousandth. */
    private static final double TINY = 1e-6;

    /** What brings each face down: quarter turns about x and about z. */
    private static final int[][] FACES = {{1, 0, 0}, {1, 0, 1}, {1, 0, -1}, {1, 0, 2}, {0, 1, 1}, {0, 1, -1}};

    private Rotations() {}

    /** p ⊗ q*, the rotation that leads from q to p, [N, 4]. */
    static <X extends Batch<X>> X between(X p, X q) {
        var pv = p.columns(0, 3);
        var qv = q.columns(0, 3);
        var pw = p.column(3);
        var qw = q.column(3);
        // (pw, pv) (qw, −qv): vector qw pv − pw qv − pv × qv, scalar pw qw + pv · qv.
        var vector = pv.times(qw).minus(qv.times(pw)).minus(Vectors.cross(pv, qv));
        return vector.beside(p.times(q).sum());
    }

    /**
     * The angle θ of a rotation, rad, [N, 1]: 2 atan2(|v|, |w|), which is 2 asin(|v|) of a unit quaternion, does not ask for one, and has a finite slope
     * everywhere; below 2e-3 rad it flattens out.
     */
    static <X extends Batch<X>> X angle(X rotation) {
        var vector = rotation.columns(0, 3).square().sum().plus(TINY).sqrt();
        return vector.atan2(rotation.column(3).abs()).times(2);
    }

    /** The same of p ⊗ q* in rows of numbers. */
    static double angle(double[] p, int at, double[] q, int from) {
        double w = Math.abs(dot(p, at, q, from));
        double x = q[from + 3] * p[at] - p[at + 3] * q[from] - (p[at + 1] * q[from + 2] - p[at + 2] * q[from + 1]);
        double y = q[from + 3] * p[at + 1] - p[at + 3] * q[from + 1] - (p[at + 2] * q[from] - p[at] * q[from + 2]);
        double z = q[from + 3] * p[at + 2] - p[at + 3] * q[from + 2] - (p[at] * q[from + 1] - p[at + 1] * q[from]);
        return 2 * Math.atan2(Math.sqrt(x * x + y * y + z * z + TINY), w);
    }

    static double dot(double[] p, int at, double[] q, int from) {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            sum += p[at + k] * q[from + k];
        }
        return sum;
    }

    /** The other quaternion of the same rotation. */
    static void negate(double[] q, int at) {
        for (int k = at; k < at + 4; k++) {
            q[k] = -q[k];
        }
    }

    /** Rx(α) Rz(β), α and β from U(−π, π): about the two level axes. */
    static void draw(RandomGenerator random, double[] q, int at) {
        double a = Math.PI * (random.nextDouble() - 0.5);
        double b = Math.PI * (random.nextDouble() - 0.5);
        q[at] = Math.sin(a) * Math.cos(b);
        q[at + 1] = -Math.sin(a) * Math.sin(b);
        q[at + 2] = Math.cos(a) * Math.sin(b);
        q[at + 3] = Math.cos(a) * Math.cos(b);
    }

    /** Flat on one of six faces, turned about the vertical by U(−π, π). */
    static void lying(RandomGenerator random, double[] q, int at) {
        int face = random.nextInt(6);
        double half = Math.PI / 4 * FACES[face][2];
        double[] up = {FACES[face][0] * Math.sin(half), 0, FACES[face][1] * Math.sin(half), Math.cos(half)};
        double yaw = Math.PI * (random.nextDouble() - 0.5);
        double s = Math.sin(yaw);
        double c = Math.cos(yaw);
        // yaw ⊗ up
        q[at] = c * up[0] + s * up[2];
        q[at + 1] = s * up[3];
        q[at + 2] = c * up[2] - s * up[0];
        q[at + 3] = c * up[3];
    }

    /**
     * A turn by an angle from U(low, high) about an axis of any direction, of what stands at a place.
     *
     * @param from of the quaternion that is turned
     * @param at where the turned one is to stand
     */
    static void near(RandomGenerator random, double[] q, int from, double low, double high, int at) {
        double angle = low + (high - low) * random.nextDouble();
        double z = 2 * random.nextDouble() - 1;
        double about = 2 * Math.PI * random.nextDouble();
        double level = Math.sin(angle / 2) * Math.sqrt(1 - z * z);
        double x = level * Math.cos(about);
        double y = level * Math.sin(about);
        z *= Math.sin(angle / 2);
        double w = Math.cos(angle / 2);
        // turn ⊗ q
        q[at] = w * q[from] + x * q[from + 3] + y * q[from + 2] - z * q[from + 1];
        q[at + 1] = w * q[from + 1] + y * q[from + 3] + z * q[from] - x * q[from + 2];
        q[at + 2] = w * q[from + 2] + z * q[from + 3] + x * q[from + 1] - y * q[from];
        q[at + 3] = w * q[from + 3] - x * q[from] - y * q[from + 1] - z * q[from + 2];
    }
}
