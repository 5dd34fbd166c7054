package org.tandemrl.figure.robot;

import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;

/** Where the links are, X_sc(i) = X_sc(parent) · X_pj · X_joint(q), and how they move; for pictures only. */
final class Kinematics {
    private Kinematics() {}

    /**
     * Poses of all links in the world.
     *
     * @param state coordinates q, then anything; checked to be finite as far as q reaches
     */
    static Transform[] links(RigidModel model, double[] state) {
        if (state.length < model.coordinates()) {
            throw new IllegalArgumentException("the state has " + state.length + " numbers; robot '" + model.name()
                    + "' has " + model.coordinates() + " coordinates");
        }
        for (int i = 0; i < model.coordinates(); i++) {
            if (!Double.isFinite(state[i])) {
                throw new IllegalArgumentException(
                        "coordinate " + i + " of robot '" + model.name() + "' is " + state[i]);
            }
        }
        var poses = new Transform[model.links().size()];
        int q = 0;
        for (int i = 0; i < poses.length; i++) {
            var link = model.links().get(i);
            var parent = link.parent() < 0 ? Transform.IDENTITY : poses[link.parent()];
            poses[i] = Frames.compose(Frames.compose(parent, link.parentToJoint()), joint(link, state, q));
            q += link.type().coordinates;
        }
        return poses;
    }

    /**
     * Twists (ω, v₀) of all links in world axes about the world's origin, v = v_parent + Σ S q̇: a point p of a link moves with
     * v₀ + ω × p.
     *
     * @param state coordinates q, then velocities q̇; a state of q alone is at rest
     * @param poses what {@link #links} returned for it
     */
    static double[][] twists(RigidModel model, double[] state, Transform[] poses) {
        double[][] twists = new double[poses.length][6];
        if (state.length < model.coordinates() + model.freedoms()) {
            return twists;
        }
        int qd = model.coordinates();
        for (int i = 0; i < poses.length; i++) {
            var link = model.links().get(i);
            var parent = link.parent() < 0 ? Transform.IDENTITY : poses[link.parent()];
            var frame = Frames.compose(parent, link.parentToJoint());
            double[] v = twists[i];
            if (link.parent() >= 0) {
                System.arraycopy(twists[link.parent()], 0, v, 0, 6);
            }
            switch (link.type()) {
                case PRISMATIC -> {
                    double[] e = Frames.rotate(frame, link.axis()[0], link.axis()[1], link.axis()[2]);
                    for (int k = 0; k < 3; k++) {
                        v[3 + k] += e[k] * state[qd];
                    }
                }
                case REVOLUTE ->
                    turn(v, Frames.rotate(frame, link.axis()[0], link.axis()[1], link.axis()[2]), frame, state[qd]);
                case BALL -> {
                    turn(v, Frames.rotate(frame, 1, 0, 0), frame, state[qd]);
                    turn(v, Frames.rotate(frame, 0, 1, 0), frame, state[qd + 1]);
                    turn(v, Frames.rotate(frame, 0, 0, 1), frame, state[qd + 2]);
                }
                case FIXED -> {}
                case FREE -> {
                    for (int k = 0; k < 6; k++) {
                        v[k] += state[qd + k];
                    }
                }
            }
            qd += link.type().freedoms;
        }
        return twists;
    }

    /** Adds a rotation about an axis e through the joint: (e, p × e) times its speed. */
    private static void turn(double[] v, double[] e, Transform joint, double speed) {
        v[0] += e[0] * speed;
        v[1] += e[1] * speed;
        v[2] += e[2] * speed;
        v[3] += (joint.py() * e[2] - joint.pz() * e[1]) * speed;
        v[4] += (joint.pz() * e[0] - joint.px() * e[2]) * speed;
        v[5] += (joint.px() * e[1] - joint.py() * e[0]) * speed;
    }

    private static Transform joint(RigidModel.Link link, double[] state, int q) {
        double[] a = link.axis();
        return switch (link.type()) {
            case PRISMATIC -> Frames.at(state[q] * a[0], state[q] * a[1], state[q] * a[2]);
            case REVOLUTE -> Frames.rotation(a, state[q]);
            case BALL -> rotated(Transform.IDENTITY, state, q);
            case FIXED -> Transform.IDENTITY;
            case FREE -> rotated(Frames.at(state[q], state[q + 1], state[q + 2]), state, q + 3);
        };
    }

    /** States of learned models carry quaternions that are not quite units. */
    private static Transform rotated(Transform t, double[] s, int q) {
        double n = Math.sqrt(s[q] * s[q] + s[q + 1] * s[q + 1] + s[q + 2] * s[q + 2] + s[q + 3] * s[q + 3]);
        return n < 1e-9 ? t : new Transform(t.px(), t.py(), t.pz(), s[q] / n, s[q + 1] / n, s[q + 2] / n, s[q + 3] / n);
    }
}
