package org.tandemrl.figure.robot;

import java.util.ArrayList;
import java.util.List;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;

/**
 * A point of a robot that the ground tests, in one state, and what the ground does to it: equation (8) of
 * {@link org.tandemrl.sim.rigid}, read off for looking at.
 *
 * @param link index into {@link RigidModel#links()}
 * @param position p = p_link + R c − r n in the world, m, 3 numbers
 * @param gap height of the point above the ground, m; below 0 it touches
 * @param force of the ground on the point, N, 3 numbers; zeros in the air
 */
public record GroundContact(int link, double[] position, double gap, double[] force) {
    /** Whether the ground pushes it. */
    public boolean touches() {
        return gap < 0;
    }

    /** Size of the force, N. */
    public double strength() {
        return Math.sqrt(force[0] * force[0] + force[1] * force[1] + force[2] * force[2]);
    }

    /**
     * All contact points of a model, in its order.
     *
     * @param state coordinates q, then velocities q̇; where q̇ is missing, forces are those of a robot at rest
     */
    public static List<GroundContact> of(RigidModel model, double[] state) {
        return of(model, state, Kinematics.links(model, state));
    }

    /**
     * A state lowered or raised until its lowest contact point is a little below the ground: the robot stands. Of a robot without
     * contact points, or that nothing can move up and down, it is the state itself.
     *
     * @param depth m
     */
    public static double[] standing(RigidModel model, double[] state, double depth) {
        double lowest = lowest(model, state);
        for (int k = 0; k < model.coordinates() && lowest < Double.POSITIVE_INFINITY; k++) {
            double[] moved = state.clone();
            moved[k] += 1;
            if (Math.abs(lowest(model, moved) - lowest - 1) < 1e-9) {
                moved[k] = state[k] - lowest - depth;
                return moved;
            }
        }
        return state.clone();
    }

    private static double lowest(RigidModel model, double[] state) {
        return of(model, state).stream().mapToDouble(GroundContact::gap).min().orElse(Double.POSITIVE_INFINITY);
    }

    static List<GroundContact> of(RigidModel model, double[] state, Transform[] poses) {
        double[][] twists = Kinematics.twists(model, state, poses);
        var result = new ArrayList<GroundContact>(model.contacts().size());
        for (var contact : model.contacts()) {
            double[] c = contact.point();
            double[] p = Frames.apply(poses[contact.link()], c[0], c[1], c[2]);
            p[1] -= contact.radius();
            result.add(new GroundContact(
                    contact.link(), p, p[1], p[1] < 0 ? force(contact, p, twists[contact.link()]) : new double[3]));
        }
        return List.copyOf(result);
    }

    /** Minus the load of (8): f_n = d (k_e − k_d min(u_n, 0)), f_t = u_t min(k_f, −μ k_e d / |u_t|), u = v₀ + ω × p. */
    private static double[] force(RigidModel.Contact contact, double[] p, double[] v) {
        double ux = v[3] + v[1] * p[2] - v[2] * p[1];
        double uy = v[4] + v[2] * p[0] - v[0] * p[2];
        double uz = v[5] + v[0] * p[1] - v[1] * p[0];
        double d = p[1];
        double speed = Math.hypot(ux, uz);
        double cone = -contact.mu() * contact.ke() * d;
        double friction = contact.kf() * speed > cone ? cone / speed : contact.kf();
        return new double[] {-friction * ux, -d * (contact.ke() - contact.kd() * Math.min(uy, 0)), -friction * uz};
    }
}
