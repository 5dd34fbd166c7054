package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

import jdk.incubator.vector.DoubleVector;

/**
 * Equations (15) and (16): the mass matrix by composite bodies, its factors, and the solve. The matrix couples a freedom with
 * its ancestors only, and factors taken from the leaves to the root (H = Lᵀ D L, L unit lower triangular) keep that pattern.
 */
final class MassMatrix {
    private MassMatrix() {}

    /** H of the pose in {@code w}, whose inertias {@link BiasForces} has computed, armature included, into {@code m}. */
    static void assemble(Plan plan, double[] w, double[] m) {
        for (int i = 0; i < plan.links; i++) {
            if (plan.mass[i] == 0) {
                Lanes.zero(w, plan.composite[i], SpatialInertia.SLOTS);
            } else {
                Lanes.copy(w, plan.composite[i], plan.spatial[i], SpatialInertia.SLOTS);
            }
        }
        for (int i = plan.links - 1; i >= 0; i--) {
            if (plan.parent[i] < plan.links) {
                Lanes.add(w, plan.composite[plan.parent[i]], plan.composite[i], SpatialInertia.SLOTS);
            }
        }
        for (int k = 0; k < plan.freedoms; k++) {
            int i = plan.linkOf[k];
            if (plan.type[i] == JointType.FREE) {
                freeRow(plan, w, m, i, k);
            } else {
                SpatialInertia.times(w, plan.momentum[k], plan.composite[i], plan.subspace[k]);
                dot(w, m, plan.diagonal[k], plan.momentum[k], plan.subspace[k], plan.armature[k]);
                row(plan, w, m, k);
            }
        }
    }

    /** (15) Entries of freedom k with its ancestors: H_kj = S_j · I_C S_k. */
    private static void row(Plan plan, double[] w, double[] m, int k) {
        for (int t = 0; t < plan.ancestors[k].length; t++) {
            int j = plan.ancestors[k][t];
            int link = plan.linkOf[j];
            if (plan.type[link] == JointType.FREE) {
                fromArray(S, w, plan.momentum[k] + (j - plan.first[link]) * L).intoArray(m, plan.entry[k][t]);
            } else {
                dot(w, m, plan.entry[k][t], plan.momentum[k], plan.subspace[j], 0);
            }
        }
    }

    /** (15) Of a free joint: H = [J, [s]×; −[s]×, M], row by row as far as the diagonal. */
    private static void freeRow(Plan plan, double[] w, double[] m, int i, int k) {
        int row = k - plan.first[i];
        for (int column = 0; column <= row; column++) {
            // The ancestors of a freedom start with the earlier freedoms of its own joint, nearest first.
            int o = column == row ? plan.diagonal[k] : plan.entry[k][row - 1 - column];
            double constant = column == row ? plan.armature[k] : 0;
            if (row - 3 == column) {
                DoubleVector.zero(S).intoArray(m, o);
            } else {
                var x = fromArray(S, w, plan.composite[i] + freeSlot(row, column) * L)
                        .add(constant);
                (freeNegative(row, column) ? x.neg() : x).intoArray(m, o);
            }
        }
    }

    /** The slot of an inertia that holds, but for the sign, entry (row, column) of a free joint's H; row ≥ column. */
    private static int freeSlot(int row, int column) {
        if (row < 3) {
            return SpatialInertia.packed(row, column);
        }
        if (column >= 3) {
            return 9 + SpatialInertia.packed(row - 3, column - 3);
        }
        // [s]× at (column, row − 3) holds ± the remaining component of s.
        return 6 + 3 - column - (row - 3);
    }

    private static boolean freeNegative(int row, int column) {
        return row >= 3 && column < 3 && (column + 1) % 3 == row - 3;
    }

    /** o of m = constant + a·b, of six-vectors. */
    private static void dot(double[] w, double[] m, int o, int a, int b, double constant) {
        var sum = fromArray(S, w, a).mul(fromArray(S, w, b));
        for (int k = L; k < 6 * L; k += L) {
            sum = sum.add(fromArray(S, w, a + k).mul(fromArray(S, w, b + k)));
        }
        sum.add(constant).intoArray(m, o);
    }

    /** (15) H = Lᵀ D L in place: m then holds L below the diagonal and D⁻¹ on it. */
    static void factor(Plan plan, double[] m) {
        for (int k = plan.freedoms - 1; k >= 0; k--) {
            var above = plan.ancestors[k];
            var row = plan.entry[k];
            invert(m, plan.diagonal[k]);
            for (int t = 0; t < above.length; t++) {
                // H_ij −= (H_ki / H_kk) H_kj for j = i and the ancestors of i, which are the ancestors of k from i on.
                int i = above[t];
                eliminate(m, plan.diagonal[i], row[t], row[t], plan.diagonal[k]);
                for (int s = t + 1; s < above.length; s++) {
                    eliminate(m, plan.entry[i][s - t - 1], row[t], row[s], plan.diagonal[k]);
                }
                scale(m, row[t], plan.diagonal[k]);
            }
        }
    }

    private static void invert(double[] m, int o) {
        DoubleVector.broadcast(S, 1).div(fromArray(S, m, o)).intoArray(m, o);
    }

    private static void eliminate(double[] m, int o, int a, int b, int inverse) {
        fromArray(S, m, o)
                .sub(fromArray(S, m, a).mul(fromArray(S, m, inverse)).mul(fromArray(S, m, b)))
                .intoArray(m, o);
    }

    private static void scale(double[] m, int o, int a) {
        fromArray(S, m, o).mul(fromArray(S, m, a)).intoArray(m, o);
    }

    /** (16) x = H⁻¹ b with the factors in m: Lᵀ y = b, L x = D⁻¹ y. Works in place too. */
    static void solve(Plan plan, double[] m, double[] w, int x, int b) {
        if (x != b) {
            Lanes.copy(w, x, b, plan.freedoms);
        }
        for (int k = plan.freedoms - 1; k >= 0; k--) {
            var above = plan.ancestors[k];
            var row = plan.entry[k];
            var y = fromArray(S, w, x + k * L);
            for (int t = 0; t < above.length; t++) {
                int i = x + above[t] * L;
                fromArray(S, w, i).sub(fromArray(S, m, row[t]).mul(y)).intoArray(w, i);
            }
        }
        for (int k = 0; k < plan.freedoms; k++) {
            var above = plan.ancestors[k];
            var row = plan.entry[k];
            var y = fromArray(S, w, x + k * L).mul(fromArray(S, m, plan.diagonal[k]));
            for (int t = 0; t < above.length; t++) {
                y = y.sub(fromArray(S, m, row[t]).mul(fromArray(S, w, x + above[t] * L)));
            }
            y.intoArray(w, x + k * L);
        }
    }

    /**
     * Adjoint of (16): τ̄ = H⁻¹ q̈̄ with the factors the step used, and H̄ −= τ̄ q̈ᵀ, a coupling's two mirror entries in one.
     *
     * @param m factors
     * @param gm H̄, added to
     */
    static void solveAdjoint(Plan plan, double[] m, double[] w, double[] g, double[] gm) {
        solve(plan, m, g, plan.tau, plan.qdd);
        for (int k = 0; k < plan.freedoms; k++) {
            var above = plan.ancestors[k];
            var row = plan.entry[k];
            var y = fromArray(S, g, plan.tau + k * L);
            var x = fromArray(S, w, plan.qdd + k * L);
            fromArray(S, gm, plan.diagonal[k]).sub(x.mul(y)).intoArray(gm, plan.diagonal[k]);
            for (int t = 0; t < above.length; t++) {
                int i = above[t] * L;
                fromArray(S, gm, row[t])
                        .sub(y.mul(fromArray(S, w, plan.qdd + i)))
                        .sub(x.mul(fromArray(S, g, plan.tau + i)))
                        .intoArray(gm, row[t]);
            }
        }
    }

    /** Adjoint of {@link #assemble}: from H̄ to the adjoints of subspaces and of the links' inertias. */
    static void assembleAdjoint(Plan plan, double[] w, double[] g, double[] gm) {
        for (int k = 0; k < plan.freedoms; k++) {
            int i = plan.linkOf[k];
            if (plan.type[i] == JointType.FREE) {
                freeRowAdjoint(plan, g, gm, i, k);
            } else {
                dotAdjoint(w, g, gm, plan.diagonal[k], plan.momentum[k], plan.subspace[k]);
                rowAdjoint(plan, w, g, gm, k);
                SpatialInertia.timesAdjoint(w, g, plan.momentum[k], plan.composite[i], plan.subspace[k]);
            }
        }
        for (int i = 0; i < plan.links; i++) {
            if (plan.parent[i] < plan.links) {
                Lanes.add(g, plan.composite[i], plan.composite[plan.parent[i]], SpatialInertia.SLOTS);
            }
            if (plan.mass[i] > 0) {
                Lanes.add(g, plan.spatial[i], plan.composite[i], SpatialInertia.SLOTS);
            }
        }
    }

    private static void rowAdjoint(Plan plan, double[] w, double[] g, double[] gm, int k) {
        for (int t = 0; t < plan.ancestors[k].length; t++) {
            int j = plan.ancestors[k][t];
            int link = plan.linkOf[j];
            if (plan.type[link] == JointType.FREE) {
                int o = plan.momentum[k] + (j - plan.first[link]) * L;
                fromArray(S, g, o).add(fromArray(S, gm, plan.entry[k][t])).intoArray(g, o);
            } else {
                dotAdjoint(w, g, gm, plan.entry[k][t], plan.momentum[k], plan.subspace[j]);
            }
        }
    }

    /** Adjoint of (15) for a free joint's own rows. */
    private static void freeRowAdjoint(Plan plan, double[] g, double[] gm, int i, int k) {
        int row = k - plan.first[i];
        for (int column = 0; column <= row; column++) {
            if (row - 3 != column) {
                int o = column == row ? plan.diagonal[k] : plan.entry[k][row - 1 - column];
                int slot = plan.composite[i] + freeSlot(row, column) * L;
                var a = fromArray(S, gm, o);
                fromArray(S, g, slot)
                        .add(freeNegative(row, column) ? a.neg() : a)
                        .intoArray(g, slot);
            }
        }
    }

    /** ā += ō b, b̄ += ō a, of six-vectors. */
    private static void dotAdjoint(double[] w, double[] g, double[] gm, int o, int a, int b) {
        var x = fromArray(S, gm, o);
        for (int k = 0; k < 6 * L; k += L) {
            fromArray(S, g, a + k).add(x.mul(fromArray(S, w, b + k))).intoArray(g, a + k);
            fromArray(S, g, b + k).add(x.mul(fromArray(S, w, a + k))).intoArray(g, b + k);
        }
    }
}
