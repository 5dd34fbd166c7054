package org.tandemrl.sim.physx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.tandemrl.sim.rigid.Transform;
import physx.NativeObject;
import physx.common.PxQuat;
import physx.common.PxTransform;
import physx.common.PxVec3;
import physx.support.PxRealPtr;

/** Values passed to PhysX and back. What the bindings allocate nobody collects, so it lives as long as the call here. */
final class Native {
    private Native() {}

    /** A use of a value. */
    interface Use<T> {
        void of(T value);
    }

    static void vector(double x, double y, double z, Use<PxVec3> use) {
        var v = new PxVec3((float) x, (float) y, (float) z);
        use.of(v);
        v.destroy();
    }

    static void pose(Transform t, Use<PxTransform> use) {
        var p = new PxVec3((float) t.px(), (float) t.py(), (float) t.pz());
        // A PxTransform without arguments is not the identity: its quaternion is whatever lay in memory.
        var q = new PxQuat((float) t.qx(), (float) t.qy(), (float) t.qz(), (float) t.qw());
        q.normalize();
        var pose = new PxTransform(p, q);
        use.of(pose);
        pose.destroy();
        q.destroy();
        p.destroy();
    }

    /** The floats that a structure's field points to: the binding's pointer is the address of the field. */
    static MemorySegment floats(PxRealPtr field, int count) {
        return MemorySegment.ofAddress(field.getAddress())
                .reinterpret(ADDRESS.byteSize())
                .get(ADDRESS, 0)
                .reinterpret(count * JAVA_FLOAT.byteSize());
    }

    /** The memory of a structure. */
    static MemorySegment memory(NativeObject structure, long bytes) {
        return MemorySegment.ofAddress(structure.getAddress()).reinterpret(bytes);
    }
}
