package org.tandemrl.sim.rigid;

import java.util.List;

/**
 * The compiled constants of one articulated robot on the ground y = 0: what the equations of the benchmark physics need
 * and nothing else. World frame: y up. Units: m, kg, s, rad.
 *
 * @param name for messages
 * @param timeStep duration of a control step, dt
 * @param substeps number of substeps in a control step; h = dt / substeps
 * @param massMatrixEvery the mass matrix is factored anew at substeps 0, massMatrixEvery, 2·massMatrixEvery, … of a control step
 * @param gravity acceleration of gravity in world, 3 numbers
 * @param links in an order where a parent precedes its children
 * @param contacts points tested against the ground
 * @param muscles polylines that pull; empty for torque-driven robots
 * @param actuated freedoms (indices into q̇) that the control's components push, in the control's order; empty for a robot
 *     with muscles, whose control is one activation force (N) a muscle
 * @param qDefault default coordinates, as long as q
 */
public record RigidModel(
        String name,
        double timeStep,
        int substeps,
        int massMatrixEvery,
        double[] gravity,
        List<Link> links,
        List<Contact> contacts,
        List<Muscle> muscles,
        int[] actuated,
        double[] qDefault) {

    /**
     * One link and the joint that connects it to its parent.
     *
     * @param name for messages
     * @param parent index of the parent link, −1 for the world
     * @param type of the joint
     * @param parentToJoint X_pj, pose of the joint frame in the parent link's frame
     * @param axis unit axis of a hinge or slide in the joint frame; zeros otherwise
     * @param linkToCenter X_cm, pose of the centre-of-mass frame in the link's frame
     * @param mass kg; may be zero for links inside a chain of joints of one body
     * @param inertia 3×3 row-major rotational inertia about the centre of mass, in the centre-of-mass frame, kg·m²
     * @param targetStiffness k_e towards {@code target} (hinge/slide), towards identity (ball)
     * @param targetDamping k_d
     * @param limitStiffness k_le
     * @param limitDamping k_ld, which acts inside the limits too
     * @param armature added to the diagonal of the mass matrix, one number a freedom of the joint
     * @param target one number a coordinate of the joint
     * @param lower one number a coordinate of the joint
     * @param upper one number a coordinate of the joint
     */
    public record Link(
            String name,
            int parent,
            JointType type,
            Transform parentToJoint,
            double[] axis,
            Transform linkToCenter,
            double mass,
            double[] inertia,
            double targetStiffness,
            double targetDamping,
            double limitStiffness,
            double limitDamping,
            double[] armature,
            double[] target,
            double[] lower,
            double[] upper) {}

    /**
     * A point of a body that the ground pushes.
     *
     * @param link index
     * @param point 3 numbers in the link's frame
     * @param radius r
     * @param ke normal stiffness, N/m
     * @param kd normal damping
     * @param kf tangential damping
     * @param mu friction coefficient
     */
    public record Contact(int link, double[] point, double radius, double ke, double kd, double kf, double mu) {}

    /**
     * A polyline that pulls with one force along its whole length.
     *
     * @param name for messages
     * @param links link of each point
     * @param points 3 numbers a point, in the frame of its link
     * @param strength N at full activation; the simulator takes forces, the task scales
     */
    public record Muscle(String name, int[] links, double[][] points, double strength) {}

    /**
     * This model, if the equations can run it from its default coordinates.
     *
     * @throws IllegalArgumentException if not; the message names the link and the quantity
     */
    public RigidModel checked() {
        ModelCheck.checkWithStart(this);
        return this;
    }

    /**
     * The same robot in finer or coarser substeps.
     *
     * @param substeps of a control step
     * @param massMatrixEvery see {@link #massMatrixEvery()}
     */
    public RigidModel withSubsteps(int substeps, int massMatrixEvery) {
        return new RigidModel(
                name, timeStep, substeps, massMatrixEvery, gravity, links, contacts, muscles, actuated, qDefault);
    }

    /** Width of q. */
    public int coordinates() {
        return links.stream().mapToInt(l -> l.type().coordinates).sum();
    }

    /** Width of q̇. */
    public int freedoms() {
        return links.stream().mapToInt(l -> l.type().freedoms).sum();
    }
}
