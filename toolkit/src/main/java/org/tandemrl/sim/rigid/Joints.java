package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/** Equations (10) to (12): the wrenches gathered towards the root, and what is left for each freedom. */
final class Joints {
    private Joints() {}

    static void forward(Plan plan, double[] w) {
        // (10) f = b + Σ f(children), in place.
        for (int i = plan.links - 1; i >= 0; i--) {
            if (plan.parent[i] < plan.links) {
                Lanes.add(w, plan.wrench[plan.parent[i]], plan.wrench[i], 6);
            }
        }
        for (int i = 0; i < plan.links; i++) {
            int n = plan.first[i];
            switch (plan.type[i]) {
                case REVOLUTE, PRISMATIC -> hinge(
                        w, plan.tau + n * L, plan.subspace[n], plan.wrench[i], plan.qOf[i], plan.qdOf[i], plan.push + n * L,
                        plan.ke[i], plan.target[i], plan.kd[i] + plan.limitKd[i],
                        plan.limitKe[i], plan.lower[i], plan.upper[i]);
                case BALL -> {
                    for (int k = 0; k < 3; k++) {
                        ball(
                                w, plan.tau + (n + k) * L, plan.subspace[n + k], plan.wrench[i],
                                plan.qOf[i] + k * L, plan.qdOf[i] + k * L, plan.push + (n + k) * L, plan.ke[i], plan.kd[i]);
                    }
                }
                case FREE -> free(w, plan.tau + n * L, plan.wrench[i], plan.push + n * L);
                case FIXED -> {}
            }
        }
    }

    /**
     * (11) τ = u − S·f − k_e (q − target) − (k_d + k_ld) q̇ + k_le (max(lower − q, 0) + min(upper − q, 0)).
     */
    private static void hinge(
            double[] w, int tau, int s, int f, int q, int qd, int u,
            double ke, double target, double damping, double limitKe, double lower, double upper) {
        var position = fromArray(S, w, q);
        var dot = fromArray(S, w, s).mul(fromArray(S, w, f));
        for (int k = L; k < 6 * L; k += L) {
            dot = dot.add(fromArray(S, w, s + k).mul(fromArray(S, w, f + k)));
        }
        var below = position.neg().add(lower).max(0);
        var above = position.neg().add(upper).min(0);
        fromArray(S, w, u)
                .sub(dot)
                .sub(position.sub(target).mul(ke))
                .sub(fromArray(S, w, qd).mul(damping))
                .add(below.add(above).mul(limitKe))
                .intoArray(w, tau);
    }

    /** (12) τ_k = u_k − S_k·f − k_e r_k − k_d ω_k. */
    private static void ball(
            double[] w, int tau, int s, int f, int r, int qd, int u, double ke, double kd) {
        var dot = fromArray(S, w, s).mul(fromArray(S, w, f));
        for (int k = L; k < 6 * L; k += L) {
            dot = dot.add(fromArray(S, w, s + k).mul(fromArray(S, w, f + k)));
        }
        fromArray(S, w, u)
                .sub(dot)
                .sub(fromArray(S, w, r).mul(ke))
                .sub(fromArray(S, w, qd).mul(kd))
                .intoArray(w, tau);
    }

    /** (12) A free joint's subspace is the identity: τ = u − f. */
    private static void free(double[] w, int tau, int f, int u) {
        for (int k = 0; k < 6 * L; k += L) {
            fromArray(S, w, u + k).sub(fromArray(S, w, f + k)).intoArray(w, tau + k);
        }
    }
}
