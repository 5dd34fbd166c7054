package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

import jdk.incubator.vector.VectorOperators;

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
                case REVOLUTE, PRISMATIC ->
                    hinge(
                            w,
                            plan.tau + n * L,
                            plan.subspace[n],
                            plan.wrench[i],
                            plan.qOf[i],
                            plan.qdOf[i],
                            plan.push + n * L,
                            plan.ke[i],
                            plan.target[i],
                            plan.kd[i] + plan.limitKd[i],
                            plan.limitKe[i],
                            plan.lower[i],
                            plan.upper[i]);
                case BALL -> {
                    for (int k = 0; k < 3; k++) {
                        ball(
                                w,
                                plan.tau + (n + k) * L,
                                plan.subspace[n + k],
                                plan.wrench[i],
                                plan.qOf[i] + k * L,
                                plan.qdOf[i] + k * L,
                                plan.push + (n + k) * L,
                                plan.ke[i],
                                plan.kd[i]);
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
            double[] w,
            int tau,
            int s,
            int f,
            int q,
            int qd,
            int u,
            double ke,
            double target,
            double damping,
            double limitKe,
            double lower,
            double upper) {
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
    private static void ball(double[] w, int tau, int s, int f, int r, int qd, int u, double ke, double kd) {
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

    /** From the adjoint of τ to those of q, q̇, the pushes, the subspaces and the wrenches. */
    static void adjoint(Plan plan, double[] w, double[] g) {
        for (int i = 0; i < plan.links; i++) {
            int n = plan.first[i];
            switch (plan.type[i]) {
                case REVOLUTE, PRISMATIC -> {
                    hingeAdjoint(
                            w,
                            g,
                            plan.tau + n * L,
                            plan.qOf[i],
                            plan.qdOf[i],
                            plan.ke[i],
                            plan.kd[i] + plan.limitKd[i],
                            plan.limitKe[i],
                            plan.lower[i],
                            plan.upper[i]);
                    projectAdjoint(w, g, plan.tau + n * L, plan.subspace[n], plan.wrench[i], plan.push + n * L);
                }
                case BALL -> {
                    for (int k = 0; k < 3; k++) {
                        ballAdjoint(
                                g,
                                plan.tau + (n + k) * L,
                                plan.qOf[i] + k * L,
                                plan.qdOf[i] + k * L,
                                plan.ke[i],
                                plan.kd[i]);
                        projectAdjoint(
                                w,
                                g,
                                plan.tau + (n + k) * L,
                                plan.subspace[n + k],
                                plan.wrench[i],
                                plan.push + (n + k) * L);
                    }
                }
                case FREE -> freeAdjoint(g, plan.tau + n * L, plan.wrench[i], plan.push + n * L);
                case FIXED -> {}
            }
        }
        // (10) read backwards: what moves a body's wrench moves those of its children.
        for (int i = 0; i < plan.links; i++) {
            if (plan.parent[i] < plan.links) {
                Lanes.add(g, plan.wrench[i], plan.wrench[plan.parent[i]], 6);
            }
        }
    }

    /** Adjoint of (11) by q and q̇; a limit acts where it is passed. */
    private static void hingeAdjoint(
            double[] w,
            double[] g,
            int tau,
            int q,
            int qd,
            double ke,
            double damping,
            double limitKe,
            double lower,
            double upper) {
        var a = fromArray(S, g, tau);
        var position = fromArray(S, w, q);
        var outside = position.compare(VectorOperators.LT, lower).or(position.compare(VectorOperators.GT, upper));
        var stiffness = a.broadcast(ke);
        stiffness = stiffness.add(limitKe, outside);
        fromArray(S, g, q).sub(a.mul(stiffness)).intoArray(g, q);
        fromArray(S, g, qd).sub(a.mul(damping)).intoArray(g, qd);
    }

    /** Adjoint of (12), ball, by r_k and ω_k. */
    private static void ballAdjoint(double[] g, int tau, int r, int qd, double ke, double kd) {
        var a = fromArray(S, g, tau);
        fromArray(S, g, r).sub(a.mul(ke)).intoArray(g, r);
        fromArray(S, g, qd).sub(a.mul(kd)).intoArray(g, qd);
    }

    /** Adjoint of u − S·f: ū += τ̄, S̄ −= τ̄ f, f̄ −= τ̄ S. */
    private static void projectAdjoint(double[] w, double[] g, int tau, int s, int f, int u) {
        var a = fromArray(S, g, tau);
        fromArray(S, g, u).add(a).intoArray(g, u);
        for (int k = 0; k < 6 * L; k += L) {
            fromArray(S, g, s + k).sub(a.mul(fromArray(S, w, f + k))).intoArray(g, s + k);
            fromArray(S, g, f + k).sub(a.mul(fromArray(S, w, s + k))).intoArray(g, f + k);
        }
    }

    /** Adjoint of (12), free. */
    private static void freeAdjoint(double[] g, int tau, int f, int u) {
        for (int k = 0; k < 6 * L; k += L) {
            var a = fromArray(S, g, tau + k);
            fromArray(S, g, u + k).add(a).intoArray(g, u + k);
            fromArray(S, g, f + k).sub(a).intoArray(g, f + k);
        }
    }
}
