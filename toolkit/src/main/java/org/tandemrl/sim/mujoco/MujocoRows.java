package org.tandemrl.sim.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;

/**
 * The passage of the toolkit's state rows into MuJoCo's coordinates and back: y up becomes z up, a quaternion's real part goes first, the twist about the
 * world's origin becomes the origin's velocity and the body's own angular velocity.
 *
 * @param coordinates nq
 * @param freedoms nv
 * @param jointType of each joint, one of MuJoCo's
 * @param coordinateOf the first coordinate of each joint
 * @param freedomOf the first freedom of each joint
 * @param qpos nq doubles
 * @param qvel nv doubles
 */
record MujocoRows(
        int coordinates,
        int freedoms,
        int[] jointType,
        int[] coordinateOf,
        int[] freedomOf,
        MemorySegment qpos,
        MemorySegment qvel) {
    private static final double HALF = Math.sqrt(0.5);

    /**
     * Takes a state row.
     *
     * @return false if a number is not finite or a quaternion has no direction; nothing may then be computed
     */
    boolean load(double[] state, int from) {
        for (int k = from; k < from + coordinates + freedoms; k++) {
            if (!Double.isFinite(state[k])) {
                return false;
            }
        }
        for (int j = 0; j < jointType.length; j++) {
            int q = from + coordinateOf[j];
            int qd = from + coordinates + freedomOf[j];
            if (!switch (jointType[j]) {
                case MujocoLayout.JOINT_FREE -> loadFree(state, q, qd, coordinateOf[j], freedomOf[j]);
                case MujocoLayout.JOINT_BALL -> loadBall(state, q, qd, coordinateOf[j], freedomOf[j]);
                default -> {
                    put(qpos, coordinateOf[j], state[q]);
                    put(qvel, freedomOf[j], state[qd]);
                    yield true;
                }
            }) {
                return false;
            }
        }
        return true;
    }

    private boolean loadFree(double[] s, int q, int qd, int pos, int vel) {
        double n = length(s, q + 3);
        if (!(n > 1e-9)) {
            return false;
        }
        double x = s[q + 3] / n;
        double y = s[q + 4] / n;
        double z = s[q + 5] / n;
        double w = s[q + 6] / n;
        put(qpos, pos, s[q]);
        put(qpos, pos + 1, -s[q + 2]);
        put(qpos, pos + 2, s[q + 1]);
        // W* ⊗ Q, W* = (√½, 0, 0, √½).
        put(qpos, pos + 3, HALF * (w - x));
        put(qpos, pos + 4, HALF * (x + w));
        put(qpos, pos + 5, HALF * (y - z));
        put(qpos, pos + 6, HALF * (z + y));
        double vx = s[qd + 3] + s[qd + 1] * s[q + 2] - s[qd + 2] * s[q + 1];
        double vy = s[qd + 4] + s[qd + 2] * s[q] - s[qd] * s[q + 2];
        double vz = s[qd + 5] + s[qd] * s[q + 1] - s[qd + 1] * s[q];
        put(qvel, vel, vx);
        put(qvel, vel + 1, -vz);
        put(qvel, vel + 2, vy);
        rotate(-x, -y, -z, w, s[qd], s[qd + 1], s[qd + 2], vel + 3);
        return true;
    }

    private boolean loadBall(double[] s, int q, int qd, int pos, int vel) {
        double n = length(s, q);
        if (!(n > 1e-9)) {
            return false;
        }
        put(qpos, pos, s[q + 3] / n);
        for (int k = 0; k < 3; k++) {
            put(qpos, pos + 1 + k, s[q + k] / n);
        }
        rotate(-s[q] / n, -s[q + 1] / n, -s[q + 2] / n, s[q + 3] / n, s[qd], s[qd + 1], s[qd + 2], vel);
        return true;
    }

    /** Writes the state row that MuJoCo has come to. */
    void store(double[] next, int from) {
        for (int j = 0; j < jointType.length; j++) {
            int pos = coordinateOf[j];
            int vel = freedomOf[j];
            int q = from + pos;
            int qd = from + coordinates + vel;
            switch (jointType[j]) {
                case MujocoLayout.JOINT_FREE -> storeFree(next, q, qd, pos, vel);
                case MujocoLayout.JOINT_BALL -> {
                    for (int k = 0; k < 3; k++) {
                        next[q + k] = get(qpos, pos + 1 + k);
                    }
                    next[q + 3] = get(qpos, pos);
                    rotated(next, q, vel, next, qd);
                }
                default -> {
                    next[q] = get(qpos, pos);
                    next[qd] = get(qvel, vel);
                }
            }
        }
    }

    private void storeFree(double[] next, int q, int qd, int pos, int vel) {
        double px = get(qpos, pos);
        double py = get(qpos, pos + 2);
        double pz = -get(qpos, pos + 1);
        next[q] = px;
        next[q + 1] = py;
        next[q + 2] = pz;
        double w = get(qpos, pos + 3);
        double x = get(qpos, pos + 4);
        double y = get(qpos, pos + 5);
        double z = get(qpos, pos + 6);
        // W ⊗ Q, W = (−√½, 0, 0, √½).
        next[q + 3] = HALF * (x - w);
        next[q + 4] = HALF * (y + z);
        next[q + 5] = HALF * (z - y);
        next[q + 6] = HALF * (w + x);
        rotated(next, q + 3, vel + 3, next, qd);
        double ox = next[qd];
        double oy = next[qd + 1];
        double oz = next[qd + 2];
        // v₀ is the origin's velocity less ω × p.
        next[qd + 3] = get(qvel, vel) - (oy * pz - oz * py);
        next[qd + 4] = get(qvel, vel + 2) - (oz * px - ox * pz);
        next[qd + 5] = -get(qvel, vel + 1) - (ox * py - oy * px);
    }

    /** qvel from {@code vel} on = R(x, y, z, w) (a, b, c). */
    private void rotate(double x, double y, double z, double w, double a, double b, double c, int vel) {
        double[] r = rotated(x, y, z, w, a, b, c);
        for (int k = 0; k < 3; k++) {
            put(qvel, vel + k, r[k]);
        }
    }

    /** o = R(quaternion of s at q) times qvel from {@code vel} on. */
    private void rotated(double[] s, int q, int vel, double[] o, int at) {
        double[] r =
                rotated(s[q], s[q + 1], s[q + 2], s[q + 3], get(qvel, vel), get(qvel, vel + 1), get(qvel, vel + 2));
        System.arraycopy(r, 0, o, at, 3);
    }

    private static double[] rotated(double x, double y, double z, double w, double a, double b, double c) {
        double cx = y * c - z * b;
        double cy = z * a - x * c;
        double cz = x * b - y * a;
        return new double[] {
            a + 2 * (w * cx + y * cz - z * cy), b + 2 * (w * cy + z * cx - x * cz), c + 2 * (w * cz + x * cy - y * cx)
        };
    }

    private static double length(double[] s, int q) {
        return Math.sqrt(s[q] * s[q] + s[q + 1] * s[q + 1] + s[q + 2] * s[q + 2] + s[q + 3] * s[q + 3]);
    }

    static double get(MemorySegment numbers, int k) {
        return numbers.getAtIndex(JAVA_DOUBLE, k);
    }

    static void put(MemorySegment numbers, int k, double value) {
        numbers.setAtIndex(JAVA_DOUBLE, k, value);
    }
}
