package org.tandemrl.figure;

import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;

/** Where the links are: X_sc(i) = X_sc(parent) · X_pj · X_joint(q), for pictures only. */
final class Kinematics {
    private Kinematics() {}

    /**
     * Poses of all links in the world.
     *
     * @param state coordinates q, then anything; checked to be finite as far as q reaches
     */
    static Transform[] links(RigidModel model, double[] state) {
        if (state.length < model.coordinates()) {
            throw new IllegalArgumentException("the state has " + state.length + " numbers; robot '" + model.name() + "' has "
                    + model.coordinates() + " coordinates");
        }
        for (int i = 0; i < model.coordinates(); i++) {
            if (!Double.isFinite(state[i])) {
                throw new IllegalArgumentException("coordinate " + i + " of robot '" + model.name() + "' is " + state[i]);
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
