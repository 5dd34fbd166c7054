package org.tandemrl.sim.rigid;

import java.util.ArrayList;
import java.util.List;
import org.tandemrl.parallel.VectorModule;

/**
 * A {@link RigidModel} compiled for the kernels: where every quantity lives in a workspace, and the constants in the order
 * in which the loops read them.
 *
 * <p>A workspace is one {@code double[]} of slots; a slot holds one scalar quantity of the {@link Lanes#L} environments of
 * a block, lane beside lane. What this class stores are addresses, that is slot number × L. Vectors and matrices (row-major)
 * occupy consecutive slots. The world is one more link, at rest in the origin.
 *
 * <p>The adjoint of a quantity lives at the same address of a second array. That works because a workspace assigns each
 * slot once a substep, except for sums (the wrenches and the inertias), which only ever grow.
 */
final class Plan {
    /** One polyline piece between two links: a muscle's index and two points. */
    record Segment(int muscle, int fromLink, int toLink, double[] from, double[] to) {}

    final int links;
    final int coordinates;
    final int freedoms;
    final int controls;
    final int substeps;
    final int massMatrixEvery;
    final double h;
    final double gx;
    final double gy;
    final double gz;

    // Links, in the model's order.
    final JointType[] type;
    final int[] parent;
    final double[] mass;
    /** Six numbers a link: the rotational inertia about the centre of mass in the link's frame, xx xy xz yy yz zz. */
    final double[][] inertia;
    /** Centre of mass in the link's frame. */
    final double[][] center;
    /** Joint anchor in the parent's frame. */
    final double[][] anchor;
    /** Rotation part of the parent-to-joint transform. */
    final double[][] turn;
    /** turn ⊗ (axis, 0): with {@code turn}, the rotation of a hinge is turn·cos(θ/2) + turnAxis·sin(θ/2). */
    final double[][] turnAxis;
    /** Springs and dampers of the joints. */
    final double[] ke;

    final double[] kd;
    final double[] limitKe;
    final double[] limitKd;
    final double[] target;
    final double[] lower;
    final double[] upper;
    final List<RigidModel.Contact> contacts;
    final List<Segment> segments;

    // Freedoms.
    final double[] armature;
    /** Link of each freedom. */
    final int[] linkOf;
    /** Direction of each hinge, slide or ball freedom in the parent's frame. */
    final double[][] axis;

    // Addresses. Index "links" of an array by link means the world.
    final int q;
    final int qd;
    final int control;
    /** Generalised forces pushed by the control, one a freedom. */
    final int push;

    final int tau;
    final int qdd;
    final int[] qOf;
    final int[] qdOf;
    /** First freedom of each link. */
    final int[] first;

    final int[] quaternion;
    final int[] rotation;
    final int[] position;
    final int[] com;
    final int[] jointTwist;
    final int[] twist;
    final int[] bias;
    final int[] wrench;
    /** Sine and cosine of half a hinge's angle. */
    final int[] sine;
    /** {@link SpatialInertia} of each link, and of each with all that hangs on it. */
    final int[] spatial;

    final int[] composite;
    /** I v of each link. */
    final int[] linkMomentum;
    /** Motion subspace of each freedom of a hinge, slide or ball. */
    final int[] subspace;
    /** Wrench of the composite body moving along a freedom. */
    final int[] momentum;
    /** Of the adjoint array only: the adjoints of the two ends of the muscle's piece at hand, written and read at once. */
    final int ends;
    /** From here to the end stands what only a substep with a new mass matrix computes. */
    final int inertial;

    final int size;
    final int[] actuated;
    final boolean muscles;

    // The mass matrix: entries (k, i) with i = k or an ancestor of k; everything else is zero.
    /** Ancestors of each freedom, nearest first. */
    final int[][] ancestors;
    /** Address of entry (k, ancestors[k][t]). */
    final int[][] entry;

    final int[] diagonal;
    final int matrixSize;

    Plan(RigidModel model) {
        VectorModule.require();
        ModelCheck.check(model);
        links = model.links().size();
        coordinates = model.coordinates();
        freedoms = model.freedoms();
        substeps = model.substeps();
        massMatrixEvery = model.massMatrixEvery();
        h = model.timeStep() / substeps;
        gx = model.gravity()[0];
        gy = model.gravity()[1];
        gz = model.gravity()[2];
        contacts = List.copyOf(model.contacts());
        muscles = !model.muscles().isEmpty();
        actuated = model.actuated().clone();
        controls = muscles ? model.muscles().size() : actuated.length;

        type = new JointType[links];
        parent = new int[links];
        mass = new double[links];
        inertia = new double[links][];
        center = new double[links][];
        anchor = new double[links][];
        turn = new double[links][];
        turnAxis = new double[links][];
        ke = new double[links];
        kd = new double[links];
        limitKe = new double[links];
        limitKd = new double[links];
        target = new double[links];
        lower = new double[links];
        upper = new double[links];
        armature = new double[freedoms];
        linkOf = new int[freedoms];
        axis = new double[freedoms][];
        qOf = new int[links];
        qdOf = new int[links];
        first = new int[links];
        quaternion = new int[links + 1];
        rotation = new int[links + 1];
        position = new int[links + 1];
        com = new int[links];
        jointTwist = new int[links];
        twist = new int[links + 1];
        bias = new int[links + 1];
        wrench = new int[links];
        sine = new int[links];
        composite = new int[links];
        spatial = new int[links];
        linkMomentum = new int[links];
        subspace = new int[freedoms];
        momentum = new int[freedoms];

        var slots = new Slots();
        q = slots.take(coordinates);
        qd = slots.take(freedoms);
        control = slots.take(controls);
        push = slots.take(freedoms);
        tau = slots.take(freedoms);
        qdd = slots.take(freedoms);
        quaternion[links] = slots.take(4);
        rotation[links] = slots.take(9);
        position[links] = slots.take(3);
        twist[links] = slots.take(6);
        bias[links] = slots.take(6);

        int coordinate = 0;
        int freedom = 0;
        for (int i = 0; i < links; i++) {
            var link = model.links().get(i);
            type[i] = link.type();
            parent[i] = link.parent() < 0 ? links : link.parent();
            qOf[i] = q + coordinate * Lanes.L;
            qdOf[i] = qd + freedom * Lanes.L;
            first[i] = freedom;
            constants(i, link);
            place(i, slots);
            for (int k = 0; k < link.type().freedoms; k++) {
                armature[freedom + k] = link.armature()[k];
                linkOf[freedom + k] = i;
                axis[freedom + k] =
                        Rotations.apply(turn[i], link.type() == JointType.BALL ? unit(k) : Rotations.unit(link.axis()));
                if (link.type() != JointType.FREE) {
                    subspace[freedom + k] = slots.take(6);
                }
            }
            coordinate += link.type().coordinates;
            freedom += link.type().freedoms;
        }
        ends = slots.take(muscles ? 6 : 0);
        inertial = slots.taken();
        for (int i = 0; i < links; i++) {
            spatial[i] = slots.take(SpatialInertia.SLOTS);
            composite[i] = slots.take(SpatialInertia.SLOTS);
            linkMomentum[i] = slots.take(6);
        }
        for (int k = 0; k < freedoms; k++) {
            momentum[k] = slots.take(6);
        }
        size = slots.taken();

        ancestors = new int[freedoms][];
        entry = new int[freedoms][];
        diagonal = new int[freedoms];
        var entries = new Slots();
        for (int k = 0; k < freedoms; k++) {
            ancestors[k] = ancestorsOf(k);
            diagonal[k] = entries.take(1);
            entry[k] = new int[ancestors[k].length];
            for (int t = 0; t < entry[k].length; t++) {
                entry[k][t] = entries.take(1);
            }
        }
        matrixSize = entries.taken();
        segments = segments(model);
    }

    /** The values that no kernel writes: the pose of the world. */
    double[] workspace() {
        var w = new double[size];
        for (int lane = 0; lane < Lanes.L; lane++) {
            w[quaternion[links] + 3 * Lanes.L + lane] = 1;
            for (int k = 0; k < 3; k++) {
                w[rotation[links] + 4 * k * Lanes.L + lane] = 1;
            }
        }
        return w;
    }

    private void constants(int i, RigidModel.Link link) {
        var joint = link.parentToJoint();
        anchor[i] = new double[] {joint.px(), joint.py(), joint.pz()};
        turn[i] = Rotations.unit(joint);
        var a = Rotations.unit(link.axis());
        turnAxis[i] = Rotations.multiply(turn[i], new double[] {a[0], a[1], a[2], 0});
        center[i] = new double[] {
            link.linkToCenter().px(),
            link.linkToCenter().py(),
            link.linkToCenter().pz()
        };
        inertia[i] = Rotations.inertia(Rotations.unit(link.linkToCenter()), link.inertia());
        mass[i] = link.mass();
        ke[i] = link.targetStiffness();
        kd[i] = link.targetDamping();
        limitKe[i] = link.limitStiffness();
        limitKd[i] = link.limitDamping();
        if (link.type().coordinates == 1) {
            target[i] = link.target()[0];
            lower[i] = link.lower()[0];
            upper[i] = link.upper()[0];
        }
    }

    private void place(int i, Slots slots) {
        boolean free = type[i] == JointType.FREE;
        // A free link's pose and twist are coordinates, and it has no bias acceleration: they are read where they are.
        position[i] = free ? qOf[i] : slots.take(3);
        quaternion[i] = free ? qOf[i] + 3 * Lanes.L : slots.take(4);
        twist[i] = free ? qdOf[i] : slots.take(6);
        bias[i] = free ? bias[links] : slots.take(6);
        rotation[i] = slots.take(9);
        com[i] = slots.take(3);
        jointTwist[i] = slots.take(6);
        wrench[i] = slots.take(6);
        sine[i] = slots.take(2);
    }

    private int[] ancestorsOf(int freedom) {
        var result = new ArrayList<Integer>();
        int link = linkOf[freedom];
        for (int k = freedom - 1; k >= first[link]; k--) {
            result.add(k);
        }
        for (int i = parent[link]; i < links; i = parent[i]) {
            for (int k = first[i] + type[i].freedoms - 1; k >= first[i]; k--) {
                result.add(k);
            }
        }
        return result.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Segment> segments(RigidModel model) {
        var result = new ArrayList<Segment>();
        for (int m = 0; m < model.muscles().size(); m++) {
            var muscle = model.muscles().get(m);
            for (int k = 0; k + 1 < muscle.links().length; k++) {
                if (muscle.links()[k] != muscle.links()[k + 1]) {
                    result.add(new Segment(
                            m, muscle.links()[k], muscle.links()[k + 1], muscle.points()[k], muscle.points()[k + 1]));
                }
            }
        }
        return List.copyOf(result);
    }

    private static double[] unit(int k) {
        var e = new double[3];
        e[k] = 1;
        return e;
    }

    private static final class Slots {
        private int next;

        int take(int count) {
            int address = next * Lanes.L;
            next += count;
            return address;
        }

        int taken() {
            return next * Lanes.L;
        }
    }
}
