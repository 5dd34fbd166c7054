package org.tandemrl.task;

import org.apache.commons.math3.random.RandomGenerator;

/** What tasks' random starts are made of. */
public final class Starts {
    private Starts() {}

    /** Adds U(−bound, bound) to a range of numbers. */
    public static void jitter(RandomGenerator random, double bound, double[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            values[i] += uniform(random, bound);
        }
    }

    /** U(−bound, bound). */
    public static double uniform(RandomGenerator random, double bound) {
        return (2 * random.nextDouble() - 1) * bound;
    }

    /** Multiplies a quaternion (x, y, z, w) from the right by a rotation of U(−bound, bound) about a random axis. */
    public static void turn(RandomGenerator random, double bound, double[] values, int at) {
        double x = random.nextGaussian();
        double y = random.nextGaussian();
        double z = random.nextGaussian();
        double half = uniform(random, bound) / 2;
        double s = Math.sin(half) / Math.sqrt(x * x + y * y + z * z);
        double[] turn = {s * x, s * y, s * z, Math.cos(half)};
        double[] q = {values[at], values[at + 1], values[at + 2], values[at + 3]};
        values[at] = q[3] * turn[0] + q[0] * turn[3] + q[1] * turn[2] - q[2] * turn[1];
        values[at + 1] = q[3] * turn[1] - q[0] * turn[2] + q[1] * turn[3] + q[2] * turn[0];
        values[at + 2] = q[3] * turn[2] + q[0] * turn[1] - q[1] * turn[0] + q[2] * turn[3];
        values[at + 3] = q[3] * turn[3] - q[0] * turn[0] - q[1] * turn[1] - q[2] * turn[2];
    }
}
