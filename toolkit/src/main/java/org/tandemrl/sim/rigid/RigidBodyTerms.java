package org.tandemrl.sim.rigid;

import java.util.ArrayList;
import java.util.List;

/**
 * The terms of the equations of motion H(q) q̈ + h(q, q̇) = u + τ_j(q, q̇) of one robot, away from the ground and without
 * muscles: for looking at, and for comparing with other engines. They come out of the same kernels that
 * {@link RigidSimulator} steps with, not out of a second implementation. One object serves one caller at a time.
 */
public final class RigidBodyTerms {
    private final RigidModel model;
    private final Plan plan;
    private final double[] w;
    private final double[] m;

    /**
     * The terms at one state. Coordinates and velocities as the description of this package has them.
     *
     * @param links pose of each link's frame in the world, y up
     * @param centers [links][3], each link's centre of mass in the world, m
     * @param axes [freedoms][3], the world direction of each hinge's, slide's or ball's freedom; zeros for a free joint
     * @param massMatrix H, [freedoms][freedoms], symmetric, armature included
     * @param bias h = S·f, [freedoms]: what holds the robot at q̈ = 0, that is Coriolis and centrifugal forces less gravity
     * @param jointForces τ_j, [freedoms]: springs, dampers and limits of the joints
     */
    public record Terms(
            List<Transform> links,
            double[][] centers,
            double[][] axes,
            double[][] massMatrix,
            double[] bias,
            double[] jointForces) {}

    /** @throws IllegalArgumentException if the model is inconsistent; the message names the link */
    public RigidBodyTerms(RigidModel model) {
        this.model = model;
        plan = new Plan(model);
        w = plan.workspace();
        m = new double[plan.matrixSize];
    }

    /** The robot. */
    public RigidModel model() {
        return model;
    }

    /**
     * The terms at a state.
     *
     * @param state q, then q̇; quaternions of unit length
     * @throws IllegalArgumentException if the state has another length or a number that is not finite
     */
    public Terms at(double[] state) {
        int size = plan.coordinates + plan.freedoms;
        if (state.length != size) {
            throw new IllegalArgumentException("a state of robot '" + model.name() + "' has " + plan.coordinates + " + "
                    + plan.freedoms + " numbers, this one has " + state.length);
        }
        for (int k = 0; k < size; k++) {
            if (!Double.isFinite(state[k])) {
                throw new IllegalArgumentException("number " + k + " of the state is " + state[k]);
            }
            for (int lane = 0; lane < Lanes.L; lane++) {
                w[plan.q + k * Lanes.L + lane] = state[k];
            }
        }
        Kinematics.forward(plan, w);
        BiasForces.forward(plan, w, true);
        Joints.forward(plan, w);
        MassMatrix.assemble(plan, w, m);

        var bias = bias();
        var jointForces = new double[plan.freedoms];
        for (int k = 0; k < plan.freedoms; k++) {
            jointForces[k] = w[plan.tau + k * Lanes.L] + bias[k];
        }
        return new Terms(links(), centers(), axes(), massMatrix(), bias, jointForces);
    }

    private List<Transform> links() {
        var poses = new ArrayList<Transform>();
        for (int i = 0; i < plan.links; i++) {
            double[] p = vector(plan.position[i], 3);
            double[] r = vector(plan.quaternion[i], 4);
            poses.add(new Transform(p[0], p[1], p[2], r[0], r[1], r[2], r[3]));
        }
        return List.copyOf(poses);
    }

    private double[][] centers() {
        var centers = new double[plan.links][];
        for (int i = 0; i < plan.links; i++) {
            // The kernels skip the centres of links without mass.
            Lanes.transform(
                    w,
                    plan.com[i],
                    plan.position[i],
                    plan.rotation[i],
                    plan.center[i][0],
                    plan.center[i][1],
                    plan.center[i][2]);
            centers[i] = vector(plan.com[i], 3);
        }
        return centers;
    }

    private double[][] axes() {
        var axes = new double[plan.freedoms][];
        for (int k = 0; k < plan.freedoms; k++) {
            axes[k] = switch (plan.type[plan.linkOf[k]]) {
                case PRISMATIC -> vector(plan.subspace[k] + 3 * Lanes.L, 3);
                case REVOLUTE, BALL -> vector(plan.subspace[k], 3);
                case FREE, FIXED -> new double[3];
            };
        }
        return axes;
    }

    private double[][] massMatrix() {
        var h = new double[plan.freedoms][plan.freedoms];
        for (int k = 0; k < plan.freedoms; k++) {
            h[k][k] = m[plan.diagonal[k]];
            for (int t = 0; t < plan.ancestors[k].length; t++) {
                int j = plan.ancestors[k][t];
                h[k][j] = m[plan.entry[k][t]];
                h[j][k] = h[k][j];
            }
        }
        return h;
    }

    /** S·f with the wrenches that {@link Joints} has gathered; a free joint's S is the identity. */
    private double[] bias() {
        var bias = new double[plan.freedoms];
        for (int k = 0; k < plan.freedoms; k++) {
            int i = plan.linkOf[k];
            if (plan.type[i] == JointType.FREE) {
                bias[k] = w[plan.wrench[i] + (k - plan.first[i]) * Lanes.L];
            } else {
                for (int c = 0; c < 6 * Lanes.L; c += Lanes.L) {
                    bias[k] += w[plan.subspace[k] + c] * w[plan.wrench[i] + c];
                }
            }
        }
        return bias;
    }

    private double[] vector(int address, int count) {
        var v = new double[count];
        for (int k = 0; k < count; k++) {
            v[k] = w[address + k * Lanes.L];
        }
        return v;
    }
}
