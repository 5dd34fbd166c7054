package org.tandemrl.sim.physx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import physx.physics.PxContactPair;
import physx.physics.PxContactPairHeader;
import physx.physics.PxSimulationEventCallbackImpl;
import physx.support.Vector_PxContactPairPoint;

/** Sums the normal impulses of the contacts of a substep by sensor. PhysX reports no friction here. */
// The bindings mark their own vectors of structures as deprecated, and have no others.
@SuppressWarnings("deprecation")
final class ContactForces extends PxSimulationEventCallbackImpl {
    private static final int MOST_POINTS = 64;
    /** PxContactPairPoint in floats: position, separation, normal, face, impulse, face. */
    private static final int POINT = 12;

    private static final int IMPULSE = 8;

    private final Map<Long, Integer> slots;
    private final double[] impulse;
    private final Vector_PxContactPairPoint points = new Vector_PxContactPairPoint(MOST_POINTS);
    private final MemorySegment memory = Native.memory(points.data(), (long) MOST_POINTS * POINT * Float.BYTES);
    private boolean listening;

    /**
     * @param slots by address of a shape, its place in the sums
     * @param count of places
     */
    ContactForces(Map<Long, Integer> slots, int count) {
        this.slots = slots;
        impulse = new double[count];
    }

    /** Starts to listen, from nothing, or stops. */
    void listen(boolean on) {
        if (on) {
            Arrays.fill(impulse, 0);
        }
        listening = on;
    }

    /** The normal impulse of a place in the substep that was listened to, N·s. */
    double impulse(int slot) {
        return impulse[slot];
    }

    @Override
    public void onContact(PxContactPairHeader header, PxContactPair pairs, int count) {
        if (!listening) {
            return;
        }
        for (int i = 0; i < count; i++) {
            var pair = PxContactPair.arrayGet(pairs.getAddress(), i);
            var slot = slots.get(pair.getShapes(0).getAddress());
            if (slot == null) {
                slot = slots.get(pair.getShapes(1).getAddress());
            }
            if (slot == null) {
                continue;
            }
            int found = pair.extractContacts(points.data(), MOST_POINTS);
            for (int k = 0; k < found; k++) {
                double square = 0;
                for (int axis = 0; axis < 3; axis++) {
                    double x = memory.getAtIndex(JAVA_FLOAT, (long) k * POINT + IMPULSE + axis);
                    square += x * x;
                }
                impulse[slot] += Math.sqrt(square);
            }
        }
    }

    void close() {
        points.destroy();
        destroy();
    }
}
