package org.tandemrl.sim.physx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Shape;
import physx.geometry.PxBoxGeometry;
import physx.geometry.PxCapsuleGeometry;
import physx.geometry.PxGeometry;
import physx.geometry.PxSphereGeometry;
import physx.physics.PxArticulationAxisEnum;
import physx.physics.PxArticulationCache;
import physx.physics.PxArticulationCacheFlagEnum;
import physx.physics.PxArticulationCacheFlags;
import physx.physics.PxArticulationFlagEnum;
import physx.physics.PxArticulationJointTypeEnum;
import physx.physics.PxArticulationLimit;
import physx.physics.PxArticulationLink;
import physx.physics.PxArticulationMotionEnum;
import physx.physics.PxArticulationReducedCoordinate;
import physx.physics.PxCombineModeEnum;
import physx.physics.PxFilterData;
import physx.physics.PxMaterial;
import physx.physics.PxPairFlagEnum;
import physx.physics.PxScene;
import physx.physics.PxShape;
import physx.physics.PxShapeFlagEnum;
import physx.physics.PxShapeFlags;

/**
 * One robot in the scene. PhysX' root velocity is that of its centre of mass; a state row's twist is about the world's origin:
 * v_c = v₀ + ω × c with the centre c = p + R c_root.
 */
// The bindings mark as deprecated what PhysX 5 has and its next version will not.
@SuppressWarnings("deprecation")
final class Articulation {
    /** Bounds that nothing meant to move reaches; PhysX' own default of the angular one, 100 rad/s, is met by falling robots. */
    private static final float MOST = 1000;

    /** Quaternion, position, linear and angular velocity of PxArticulationRootLinkData. */
    private static final long ROOT_BYTES = 13 * Float.BYTES;

    private final RobotPlan plan;
    private final double offsetX;
    private final double offsetZ;
    private final PxArticulationReducedCoordinate articulation;
    private final PxMaterial material;
    private final List<PxArticulationLink> links = new ArrayList<>();
    private final PxScene scene;
    private final PxArticulationCache cache;
    private final int[] dof;
    private final MemorySegment position;
    private final MemorySegment velocity;
    private final MemorySegment force;
    private final MemorySegment root;
    private double friction = 1;
    private double payload;

    /** What of the cache is passed. */
    static final class Flags {
        final PxArticulationCacheFlags state = flags(
                PxArticulationCacheFlagEnum.ePOSITION,
                PxArticulationCacheFlagEnum.eVELOCITY,
                PxArticulationCacheFlagEnum.eROOT_TRANSFORM,
                PxArticulationCacheFlagEnum.eROOT_VELOCITIES);
        final PxArticulationCacheFlags force = flags(PxArticulationCacheFlagEnum.eFORCE);

        private static PxArticulationCacheFlags flags(PxArticulationCacheFlagEnum... each) {
            int all = 0;
            for (var flag : each) {
                all |= flag.value;
            }
            return new PxArticulationCacheFlags(all);
        }

        void close() {
            state.destroy();
            force.destroy();
        }
    }

    /**
     * Puts a robot into a scene.
     *
     * @param slots by address of a shape, its place among the sensors' forces, to which this robot's are added
     * @param firstSlot of this robot
     * @param offsetX where in the scene a row's x = 0 is, m
     * @param offsetZ the same of z
     */
    Articulation(
            Physx physx,
            RobotPlan plan,
            PhysxSettings settings,
            PxScene scene,
            Map<String, Integer> sensors,
            Map<Long, Integer> slots,
            int firstSlot,
            double offsetX,
            double offsetZ) {
        this.plan = plan;
        this.scene = scene;
        this.offsetX = offsetX;
        this.offsetZ = offsetZ;
        articulation = physx.physics.createArticulationReducedCoordinate();
        articulation.setArticulationFlag(PxArticulationFlagEnum.eDISABLE_SELF_COLLISION, true);
        articulation.setSolverIterationCounts(settings.positionIterations(), settings.velocityIterations());
        articulation.setSleepThreshold(0);
        articulation.setStabilizationThreshold(0);
        articulation.setMaxCOMLinearVelocity(MOST);
        articulation.setMaxCOMAngularVelocity(MOST);
        material = physx.physics.createMaterial(1, 1, 0);
        material.setFrictionCombineMode(PxCombineModeEnum.eMULTIPLY);
        var world = new Transform[plan.links().size()];
        for (int i = 0; i < world.length; i++) {
            var link = plan.links().get(i);
            world[i] = i == 0 ? Frames.at(offsetX, 10, offsetZ) : Frames.compose(world[link.parent()], link.joint());
            links.add(link(physx, link, settings, world[i], sensors, slots, firstSlot));
        }
        scene.addArticulation(articulation);
        cache = articulation.createCache();
        dof = dofs();
        int hinges = plan.hinges();
        position = Native.floats(cache.getJointPosition(), hinges);
        velocity = Native.floats(cache.getJointVelocity(), hinges);
        force = Native.floats(cache.getJointForce(), hinges);
        root = Native.memory(cache.getRootLinkData(), ROOT_BYTES);
    }

    private PxArticulationLink link(
            Physx physx,
            RobotPlan.Link plan,
            PhysxSettings settings,
            Transform pose,
            Map<String, Integer> sensors,
            Map<Long, Integer> slots,
            int firstSlot) {
        var made = new PxArticulationLink[1];
        Native.pose(
                pose,
                p -> made[0] = articulation.createLink(
                        plan.parent() < 0 ? PxArticulationLink.wrapPointer(0) : links.get(plan.parent()), p));
        var link = made[0];
        for (var body : plan.shapes()) {
            long address = shape(physx, body.shape(), link, settings);
            var group = sensors.get(body.body());
            if (group != null) {
                slots.put(address, firstSlot + group);
            }
        }
        link.setMass((float) plan.mass());
        Native.pose(plan.center(), link::setCMassLocalPose);
        Native.vector(plan.moments()[0], plan.moments()[1], plan.moments()[2], link::setMassSpaceInertiaTensor);
        link.setLinearDamping(0);
        link.setAngularDamping(0);
        link.setMaxLinearVelocity(MOST);
        link.setMaxAngularVelocity(MOST);
        link.setMaxDepenetrationVelocity((float) settings.depenetrationVelocity());
        if (plan.parent() >= 0) {
            var joint = link.getInboundJoint();
            // A hinge of PhysX turns about the x axis of its frame.
            var turned = Frames.fromXTo(plan.axis());
            Native.pose(Frames.compose(plan.joint(), turned), joint::setParentPose);
            Native.pose(turned, joint::setChildPose);
            joint.setJointType(PxArticulationJointTypeEnum.eREVOLUTE);
            boolean limited = Math.max(-plan.lower(), plan.upper()) < 2 * Math.PI;
            joint.setMotion(
                    PxArticulationAxisEnum.eTWIST,
                    limited ? PxArticulationMotionEnum.eLIMITED : PxArticulationMotionEnum.eFREE);
            if (limited) {
                var limit = new PxArticulationLimit((float) plan.lower(), (float) plan.upper());
                joint.setLimitParams(PxArticulationAxisEnum.eTWIST, limit);
                limit.destroy();
            }
            joint.setArmature(PxArticulationAxisEnum.eTWIST, (float) plan.armature());
            joint.setFrictionCoefficient(0);
            joint.setMaxJointVelocity((float) settings.maxJointVelocity());
        }
        return link;
    }

    private long shape(Physx physx, Shape shape, PxArticulationLink link, PhysxSettings settings) {
        var geometry = geometry(shape);
        var flags = new PxShapeFlags((byte) PxShapeFlagEnum.eSIMULATION_SHAPE.value);
        var made = physx.physics.createShape(geometry, material, true, flags);
        flags.destroy();
        geometry.destroy();
        Native.pose(shape.pose(), made::setLocalPose);
        made.setContactOffset((float) settings.contactOffset());
        made.setRestOffset(0);
        filter(made, Filter.ROBOT, Filter.GROUND);
        link.attachShape(made);
        long address = made.getAddress();
        made.release();
        return address;
    }

    /** Groups of shapes that meet each other, and that contacts are reported with their points. */
    static final class Filter {
        static final int ROBOT = 1;
        static final int GROUND = 2;

        private Filter() {}
    }

    static void filter(PxShape shape, int own, int meets) {
        int reports = PxPairFlagEnum.eNOTIFY_TOUCH_FOUND.value
                | PxPairFlagEnum.eNOTIFY_TOUCH_PERSISTS.value
                | PxPairFlagEnum.eNOTIFY_CONTACT_POINTS.value;
        var data = new PxFilterData(own, meets, reports, 0);
        shape.setSimulationFilterData(data);
        data.destroy();
    }

    /** PhysX has no cylinder: a capsule of the same length, or a ball where it would be shorter than wide. */
    private static PxGeometry geometry(Shape shape) {
        return switch (shape) {
            case Shape.Sphere s -> new PxSphereGeometry((float) s.radius());
            case Shape.Capsule c -> new PxCapsuleGeometry((float) c.radius(), (float) c.halfLength());
            case Shape.Cylinder c ->
                c.halfLength() > c.radius()
                        ? new PxCapsuleGeometry((float) c.radius(), (float) (c.halfLength() - c.radius()))
                        : new PxSphereGeometry((float) c.radius());
            case Shape.Box b -> new PxBoxGeometry((float) b.halfX(), (float) b.halfY(), (float) b.halfZ());
        };
    }

    /** The place of each hinge in the cache: by the order in which PhysX counts links, breadth first. */
    private int[] dofs() {
        int[] byHinge = new int[plan.hinges()];
        for (int h = 0; h < byHinge.length; h++) {
            // The root has index 0 and every other link one freedom.
            byHinge[h] = links.get(h + 1).getLinkIndex() - 1;
        }
        return byHinge;
    }

    /** Sets the state from a row; what was remembered of contacts, their points and friction's anchors, is forgotten. */
    void write(double[] row, int from, Flags flags) {
        int q = RobotPlan.ROOT_COORDINATES;
        int hinges = plan.hinges();
        int qd = from + q + hinges;
        for (int h = 0; h < hinges; h++) {
            put(position, dof[h], row[from + q + h]);
            put(velocity, dof[h], row[qd + RobotPlan.ROOT_FREEDOMS + h]);
        }
        double x = row[from];
        double y = row[from + 1];
        double z = row[from + 2];
        for (int k = 0; k < 4; k++) {
            put(root, k, row[from + 3 + k]);
        }
        put(root, 4, x + offsetX);
        put(root, 5, y);
        put(root, 6, z + offsetZ);
        double[] c = center(row, from);
        double wx = row[qd];
        double wy = row[qd + 1];
        double wz = row[qd + 2];
        put(root, 7, row[qd + 3] + wy * c[2] - wz * c[1]);
        put(root, 8, row[qd + 4] + wz * c[0] - wx * c[2]);
        put(root, 9, row[qd + 5] + wx * c[1] - wy * c[0]);
        put(root, 10, wx);
        put(root, 11, wy);
        put(root, 12, wz);
        articulation.applyCache(cache, flags.state);
        for (int i = 0; i < links.size(); i++) {
            if (!plan.links().get(i).shapes().isEmpty()) {
                scene.resetFiltering(links.get(i));
            }
        }
    }

    /** Reads the state into a row. */
    void read(double[] row, int from, Flags flags) {
        articulation.copyInternalStateToCache(cache, flags.state);
        int q = RobotPlan.ROOT_COORDINATES;
        int hinges = plan.hinges();
        int qd = from + q + hinges;
        for (int h = 0; h < hinges; h++) {
            row[from + q + h] = get(position, dof[h]);
            row[qd + RobotPlan.ROOT_FREEDOMS + h] = get(velocity, dof[h]);
        }
        row[from] = get(root, 4) - offsetX;
        row[from + 1] = get(root, 5);
        row[from + 2] = get(root, 6) - offsetZ;
        for (int k = 0; k < 4; k++) {
            row[from + 3 + k] = get(root, k);
        }
        double[] c = center(row, from);
        double wx = get(root, 10);
        double wy = get(root, 11);
        double wz = get(root, 12);
        row[qd] = wx;
        row[qd + 1] = wy;
        row[qd + 2] = wz;
        row[qd + 3] = get(root, 7) - (wy * c[2] - wz * c[1]);
        row[qd + 4] = get(root, 8) - (wz * c[0] - wx * c[2]);
        row[qd + 5] = get(root, 9) - (wx * c[1] - wy * c[0]);
    }

    /** The root's centre of mass in the row's world. */
    private double[] center(double[] row, int from) {
        var c = plan.links().getFirst().center();
        return Frames.apply(
                new Transform(
                        row[from],
                        row[from + 1],
                        row[from + 2],
                        row[from + 3],
                        row[from + 4],
                        row[from + 5],
                        row[from + 6]),
                c.px(),
                c.py(),
                c.pz());
    }

    /** Joint forces of the next substep, one a motor. */
    void push(double[] forces, Flags flags) {
        for (int h = 0; h < dof.length; h++) {
            put(force, h, 0);
        }
        for (int u = 0; u < forces.length; u++) {
            int at = dof[plan.motors()[u]];
            put(force, at, get(force, at) + forces[u]);
        }
        articulation.applyCache(cache, flags.force);
    }

    /**
     * Sets what the robot is like.
     *
     * @param newFriction coefficient against the ground
     * @param newPayload kg at the root's centre of mass
     */
    void be(double newFriction, double newPayload) {
        if (newFriction != friction) {
            friction = newFriction;
            material.setDynamicFriction((float) friction);
            material.setStaticFriction((float) friction);
        }
        if (newPayload != payload) {
            payload = newPayload;
            links.getFirst().setMass((float) (plan.links().getFirst().mass() + payload));
        }
    }

    private static void put(MemorySegment floats, int k, double value) {
        floats.setAtIndex(JAVA_FLOAT, k, (float) value);
    }

    private static double get(MemorySegment floats, int k) {
        return floats.getAtIndex(JAVA_FLOAT, k);
    }

    /** Where PhysX has a link, in the row's world. */
    Transform pose(int link) {
        var pose = links.get(link).getGlobalPose();
        var p = pose.getP();
        var q = pose.getQ();
        return new Transform(p.getX() - offsetX, p.getY(), p.getZ() - offsetZ, q.getX(), q.getY(), q.getZ(), q.getW());
    }

    /** Takes it out of the scene, which must come first, and frees it. */
    void close() {
        cache.release();
        scene.removeArticulation(articulation);
        articulation.release();
        material.release();
    }
}
