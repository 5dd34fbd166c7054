package org.tandemrl.sim.rigid;

import java.util.ArrayList;
import java.util.List;

/**
 * What the physics sees in one state of a robot: energies, momentum, points in contact, limits passed. Everything is taken from
 * the kernels that simulate, for tests and studies of them; nothing here is fast.
 */
public final class StateProbe {
    private final RigidModel model;
    private final Plan plan;
    private final double[] w;

    /**
     * Energies and momentum.
     *
     * @param kinetic J: ½ Σ v·(I v) over the links, and ½ armature q̇² of the joints' rotors
     * @param potential J: −Σ m g·c, and the springs of hinges and slides, those of passed limits among them; springs of ball
     *     joints have no potential here
     * @param angular about the world's origin, N·m·s, 3 numbers, without the rotors
     * @param linear N·s, 3 numbers
     */
    public record Mechanics(double kinetic, double potential, double[] angular, double[] linear) {
        /** Kinetic and potential energy, J. */
        public double energy() {
            return kinetic + potential;
        }
    }

    /**
     * A contact point below the ground.
     *
     * @param contact index into {@link RigidModel#contacts()}
     * @param depth m, below 0
     * @param approach velocity along the ground's normal, m/s; damped where it is below 0
     * @param slip speed along the ground, m/s
     * @param sliding whether friction is on its cone (kf·slip > −mu·ke·depth), not viscous
     */
    public record Touch(int contact, double depth, double approach, double slip, boolean sliding) {}

    /** For a robot. */
    public StateProbe(RigidModel model) {
        this.model = model;
        plan = new Plan(model);
        w = plan.workspace();
    }

    /** Energies and momentum of a state [q, q̇]. */
    public Mechanics mechanics(double[] state) {
        load(state);
        BiasForces.forward(plan, w, true);
        double kinetic = 0;
        double potential = 0;
        double[] momentum = new double[6];
        for (int i = 0; i < plan.links; i++) {
            if (plan.mass[i] > 0) {
                for (int k = 0; k < 6; k++) {
                    kinetic += 0.5 * at(plan.twist[i], k) * at(plan.linkMomentum[i], k);
                    momentum[k] += at(plan.linkMomentum[i], k);
                }
                potential -= plan.mass[i]
                        * (plan.gx * at(plan.com[i], 0) + plan.gy * at(plan.com[i], 1) + plan.gz * at(plan.com[i], 2));
            }
            if (plan.type[i].coordinates == 1) {
                double q = at(plan.qOf[i], 0);
                double beyond = Math.max(plan.lower[i] - q, Math.max(q - plan.upper[i], 0));
                potential += 0.5 * plan.ke[i] * (q - plan.target[i]) * (q - plan.target[i])
                        + 0.5 * plan.limitKe[i] * beyond * beyond;
            }
        }
        for (int k = 0; k < plan.freedoms; k++) {
            kinetic += 0.5 * plan.armature[k] * at(plan.qd, k) * at(plan.qd, k);
        }
        return new Mechanics(kinetic, potential, new double[] {momentum[0], momentum[1], momentum[2]}, new double[] {
            momentum[3], momentum[4], momentum[5]
        });
    }

    /** The contact points below the ground in a state [q, q̇]. */
    public List<Touch> touches(double[] state) {
        load(state);
        var touches = new ArrayList<Touch>();
        for (int k = 0; k < plan.contacts.size(); k++) {
            var contact = plan.contacts.get(k);
            int i = contact.link();
            double[] p = new double[3];
            for (int r = 0; r < 3; r++) {
                p[r] = at(plan.position[i], r) - (r == 1 ? contact.radius() : 0);
                for (int c = 0; c < 3; c++) {
                    p[r] += at(plan.rotation[i], 3 * r + c) * contact.point()[c];
                }
            }
            if (p[1] < 0) {
                double[] v = new double[6];
                for (int c = 0; c < 6; c++) {
                    v[c] = at(plan.twist[i], c);
                }
                // u = v₀ + ω × p, of (8).
                double slip = Math.hypot(v[3] + v[1] * p[2] - v[2] * p[1], v[5] + v[0] * p[1] - v[1] * p[0]);
                double approach = v[4] + v[2] * p[0] - v[0] * p[2];
                touches.add(
                        new Touch(k, p[1], approach, slip, contact.kf() * slip > -contact.mu() * contact.ke() * p[1]));
            }
        }
        return touches;
    }

    /** Number of hinges and slides beyond a limit that has a spring. */
    public int limitsPassed(double[] state) {
        load(state);
        int passed = 0;
        for (int i = 0; i < plan.links; i++) {
            if (plan.type[i].coordinates == 1 && plan.limitKe[i] > 0) {
                double q = at(plan.qOf[i], 0);
                passed += q < plan.lower[i] || q > plan.upper[i] ? 1 : 0;
            }
        }
        return passed;
    }

    private double at(int address, int k) {
        return w[address + k * Lanes.L];
    }

    private void load(double[] state) {
        int width = plan.coordinates + plan.freedoms;
        if (state.length != width) {
            throw new IllegalArgumentException(
                    "a state of '" + model.name() + "' has " + width + " numbers, this one " + state.length);
        }
        for (int k = 0; k < width; k++) {
            for (int lane = 0; lane < Lanes.L; lane++) {
                w[plan.q + k * Lanes.L + lane] = state[k];
            }
        }
        Kinematics.forward(plan, w);
    }
}
