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

    private final MujocoModel model;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment data;
    private final MujocoRows rows;
    private final MemorySegment warmStart;
    private final MemorySegment applied;
    private final MemorySegment lifts;
    private boolean closed;

    MujocoData(MujocoModel model) {
        this.model = model;
        // Views end with the arena: a use after close is an exception, not a crash.
        data = Mujoco.makeData(model.address()).reinterpret(DATA_BYTES, arena, null);
        rows = new MujocoRows(
                model.coordinates,
                model.freedoms,
                model.jointType,
                model.coordinateOf,
                model.freedomOf,
                numbers(MujocoLayout.Data_qpos, model.coordinates),
                numbers(MujocoLayout.Data_qvel, model.freedoms));
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
        if (!rows.load(state, from)) {
            return false;
        }
        warmStart.fill((byte) 0);
        // Again each time: MuJoCo forgets them where it gives up on a state.
        for (int k = 0; k < model.lifts.length; k++) {
            MujocoRows.put(lifts, 6 * model.lifted[k / 3] + k % 3, model.lifts[k]);
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
            MujocoRows.put(applied, model.actuated[u], MujocoRows.get(applied, model.actuated[u]) + force[from + u]);
        }
        return true;
    }

    /** Writes the state row that MuJoCo has come to. */
    void store(double[] next, int from) {
        rows.store(next, from);
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
