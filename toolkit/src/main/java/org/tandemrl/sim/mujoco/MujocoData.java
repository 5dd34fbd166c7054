package org.tandemrl.sim.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * MuJoCo's working memory for one robot (about 10 MB, nearly all of it scratch), and the passage of states into it and out
 * of it. What is set here and nothing else decides what a step does: the solver's warm start is forgotten.
 */
final class MujocoData implements AutoCloseable {
    private static final long DATA_BYTES = MujocoLayout.Data_qfrc_passive + ADDRESS.byteSize();
    private static final double HALF = Math.sqrt(0.5);

    private final MujocoModel model;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment data;
    private final MemorySegment qpos;
    private final MemorySegment qvel;
    private final MemorySegment warmStart;
    private final MemorySegment applied;
    private final MemorySegment lifts;
    private boolean closed;

    MujocoData(MujocoModel model) {
        this.model = model;
        // Views end with the arena: a use after close is an exception, not a crash.
        data = Mujoco.makeData(model.address()).reinterpret(DATA_BYTES, arena, null);
        qpos = numbers(MujocoLayout.Data_qpos, model.coordinates);
        qvel = numbers(MujocoLayout.Data_qvel, model.freedoms);
        warmStart = numbers(MujocoLayout.Data_qacc_warmstart, model.freedoms);
        applied = numbers(MujocoLayout.Data_qfrc_applied, model.freedoms);
        lifts = numbers(MujocoLayout.Data_xfrc_applied, 6 * model.bodies.length);
    }

    /** The first {@code count} doubles that a pointer in the structure points to. */
    MemorySegment numbers(long field, int count) {
        return data.get(ADDRESS, field).reinterpret(count * JAVA_DOUBLE.byteSize(), arena, null);
    }

    MemorySegment address() {
        return data;
    }

    /** Whether MuJoCo gave up on a state since the last call: it then starts over from the model's own start, silently. */
    boolean diverged() {
        boolean bad = false;
        for (int k = MujocoLayout.BADQPOS; k <= MujocoLayout.BADQACC; k++) {
            long counter = MujocoLayout.Data_warning + k * MujocoLayout.WarningStat + MujocoLayout.WarningStat_number;
            bad |= data.get(JAVA_INT, counter) > 0;
            data.set(JAVA_INT, counter, 0);
        }
        return bad;
    }

    /**
     * Takes a state row and forces.
     *
     * @param control one force a motor, from {@code controlFrom}
     * @return false if a number is not finite or a quaternion has no direction; nothing may then be computed
     */
    boolean load(double[] state, int from, double[] control, int controlFrom) {
        for (int k = from; k < from + model.coordinates + model.freedoms; k++) {
            if (!Double.isFinite(state[k])) {
                return false;
            }
        }
        for (int j = 0; j < model.jointType.length; j++) {
            int q = from + model.coordinateOf[j];
            int qd = from + model.coordinates + model.freedomOf[j];
            if (!switch (model.jointType[j]) {
                case MujocoLayout.JOINT_FREE -> loadFree(state, q, qd, model.coordinateOf[j], model.freedomOf[j]);
                case MujocoLayout.JOINT_BALL -> loadBall(state, q, qd, model.coordinateOf[j], model.freedomOf[j]);
                default -> {
                    put(qpos, model.coordinateOf[j], state[q]);
                    put(qvel, model.freedomOf[j], state[qd]);
                    yield true;
                }
            }) {
                return false;
            }
        }
        warmStart.fill((byte) 0);
        // Again each time: MuJoCo forgets them where it gives up on a state.
        for (int k = 0; k < model.lifts.length; k++) {
            put(lifts, 6 * model.lifted[k / 3] + k % 3, model.lifts[k]);
        }
        return push(control, controlFrom);
    }

    /**
     * Takes forces.
     *
     * @param force one a motor, from {@code from}
     * @return false if one is not finite
     */
    boolean push(double[] force, int from) {
        applied.fill((byte) 0);
        for (int u = 0; u < model.actuated.length; u++) {
            if (!Double.isFinite(force[from + u])) {
                return false;
            }
            put(applied, model.actuated[u], get(applied, model.actuated[u]) + force[from + u]);
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
        for (int j = 0; j < model.jointType.length; j++) {
            int pos = model.coordinateOf[j];
            int vel = model.freedomOf[j];
            int q = from + pos;
            int qd = from + model.coordinates + vel;
            switch (model.jointType[j]) {
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

    private static double get(MemorySegment numbers, int k) {
        return numbers.getAtIndex(JAVA_DOUBLE, k);
    }

    private static void put(MemorySegment numbers, int k, double value) {
        numbers.setAtIndex(JAVA_DOUBLE, k, value);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Mujoco.deleteData(data);
            arena.close();
        }
    }
}
