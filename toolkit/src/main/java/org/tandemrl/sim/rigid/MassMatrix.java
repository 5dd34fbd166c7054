package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

import jdk.incubator.vector.DoubleVector;

/**
 * Equations (13) to (16): the mass matrix by composite bodies, its factors, and the solve. The matrix couples a freedom with
 * its ancestors only, and factors taken from the leaves to the root (H = Lᵀ D L, L unit lower triangular) keep that pattern.
 */
final class MassMatrix {
    private MassMatrix() {}

    /** H of the pose in {@code w}, armature included, into {@code m}. */
    static void assemble(Plan plan, double[] w, double[] m) {
        for (int i = 0; i < plan.links; i++) {
            if (plan.mass[i] == 0) {
                Lanes.zero(w, plan.composite[i], 9);
            } else {
                rotationalInertia(w, plan.composite[i], plan.rotation[i], plan.inertia[i]);
                shift(w, plan.composite[i], plan.com[i], plan.mass[i]);
            }
        }
        for (int i = plan.links - 1; i >= 0; i--) {
            if (plan.parent[i] < plan.links) {
                Lanes.add(w, plan.composite[plan.parent[i]], plan.composite[i], 9);
            }
        }
        for (int k = 0; k < plan.freedoms; k++) {
            int i = plan.linkOf[k];
            if (plan.type[i] == JointType.FREE) {
                freeRow(plan, w, m, i, k);
            } else {
                momentum(w, plan.momentum[k], plan.composite[i], plan.subspace[k], plan.compositeMass[i]);
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

    /** (15) Of a free joint: H = [J, [mc]×; −[mc]×, m 1], row by row as far as the diagonal. */
    private static void freeRow(Plan plan, double[] w, double[] m, int i, int k) {
        int row = k - plan.first[i];
        int c = plan.composite[i];
        double mass = plan.compositeMass[i];
        for (int column = 0; column <= row; column++) {
            // The ancestors of a freedom start with the earlier freedoms of its own joint, nearest first.
            int o = column == row ? plan.diagonal[k] : plan.entry[k][row - 1 - column];
            double constant = column == row ? plan.armature[k] : 0;
            int sum = row + column;
            if (row < 3) {
                // xx xy xz yy yz zz: (0,0) (0,1) (0,2) (1,1) (1,2) (2,2)
                int index = column == 0 ? row : sum + 1;
                fromArray(S, w, c + index * L).add(constant).intoArray(m, o);
            } else if (column >= 3) {
                DoubleVector.broadcast(S, column == row ? mass + constant : 0).intoArray(m, o);
            } else if (row - 3 == column) {
                DoubleVector.zero(S).intoArray(m, o);
            } else {
                // [mc]× at (column, row − 3) holds ± the remaining component of mc.
                int axis = 3 - column - (row - 3);
                boolean negative = (column + 1) % 3 == row - 3;
                var x = fromArray(S, w, c + (6 + axis) * L);
                (negative ? x.neg() : x).intoArray(m, o);
            }
        }
    }

    /** (13) J = R I Rᵀ. */
    private static void rotationalInertia(double[] w, int o, int rotation, double[] inertia) {
        for (int a = 0; a < 3; a++) {
            int row = rotation + 3 * a * L;
            var x = fromArray(S, w, row);
            var y = fromArray(S, w, row + L);
            var z = fromArray(S, w, row + 2 * L);
            var tx = x.mul(inertia[0]).add(y.mul(inertia[1])).add(z.mul(inertia[2]));
            var ty = x.mul(inertia[1]).add(y.mul(inertia[3])).add(z.mul(inertia[4]));
            var tz = x.mul(inertia[2]).add(y.mul(inertia[4])).add(z.mul(inertia[5]));
            for (int b = a; b < 3; b++) {
                int column = rotation + 3 * b * L;
                int index = a == 0 ? b : a + b + 1;
                tx.mul(fromArray(S, w, column))
                        .add(ty.mul(fromArray(S, w, column + L)))
                        .add(tz.mul(fromArray(S, w, column + 2 * L)))
                        .intoArray(w, o + index * L);
            }
        }
    }

    /** (13) J += m (c·c 1 − c cᵀ), and the first moment m c behind it. */
    private static void shift(double[] w, int o, int com, double m) {
        var x = fromArray(S, w, com);
        var y = fromArray(S, w, com + L);
        var z = fromArray(S, w, com + 2 * L);
        var mx = x.mul(m);
        var my = y.mul(m);
        var mz = z.mul(m);
        fromArray(S, w, o).add(my.mul(y)).add(mz.mul(z)).intoArray(w, o);
        fromArray(S, w, o + L).sub(mx.mul(y)).intoArray(w, o + L);
        fromArray(S, w, o + 2 * L).sub(mx.mul(z)).intoArray(w, o + 2 * L);
        fromArray(S, w, o + 3 * L).add(mx.mul(x)).add(mz.mul(z)).intoArray(w, o + 3 * L);
        fromArray(S, w, o + 4 * L).sub(my.mul(z)).intoArray(w, o + 4 * L);
        fromArray(S, w, o + 5 * L).add(mx.mul(x)).add(my.mul(y)).intoArray(w, o + 5 * L);
        mx.intoArray(w, o + 6 * L);
        my.intoArray(w, o + 7 * L);
        mz.intoArray(w, o + 8 * L);
    }

    /** (14) F = I_C S = (J s_ω + mc × s_v, m s_v − mc × s_ω). */
    private static void momentum(double[] w, int o, int composite, int s, double m) {
        var xx = fromArray(S, w, composite);
        var xy = fromArray(S, w, composite + L);
        var xz = fromArray(S, w, composite + 2 * L);
        var yy = fromArray(S, w, composite + 3 * L);
        var yz = fromArray(S, w, composite + 4 * L);
        var zz = fromArray(S, w, composite + 5 * L);
        var cx = fromArray(S, w, composite + 6 * L);
        var cy = fromArray(S, w, composite + 7 * L);
        var cz = fromArray(S, w, composite + 8 * L);
        var ax = fromArray(S, w, s);
        var ay = fromArray(S, w, s + L);
        var az = fromArray(S, w, s + 2 * L);
        var vx = fromArray(S, w, s + 3 * L);
        var vy = fromArray(S, w, s + 4 * L);
        var vz = fromArray(S, w, s + 5 * L);
        xx.mul(ax).add(xy.mul(ay)).add(xz.mul(az)).add(cy.mul(vz)).sub(cz.mul(vy)).intoArray(w, o);
        xy.mul(ax).add(yy.mul(ay)).add(yz.mul(az)).add(cz.mul(vx)).sub(cx.mul(vz)).intoArray(w, o + L);
        xz.mul(ax).add(yz.mul(ay)).add(zz.mul(az)).add(cx.mul(vy)).sub(cy.mul(vx)).intoArray(w, o + 2 * L);
        vx.mul(m).sub(cy.mul(az)).add(cz.mul(ay)).intoArray(w, o + 3 * L);
        vy.mul(m).sub(cz.mul(ax)).add(cx.mul(az)).intoArray(w, o + 4 * L);
        vz.mul(m).sub(cx.mul(ay)).add(cy.mul(ax)).intoArray(w, o + 5 * L);
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

    /** Adjoint of {@link #assemble}: from H̄ to the adjoints of subspaces, rotations and centres of mass. */
    static void assembleAdjoint(Plan plan, double[] w, double[] g, double[] gm) {
        for (int k = 0; k < plan.freedoms; k++) {
            int i = plan.linkOf[k];
            if (plan.type[i] == JointType.FREE) {
                freeRowAdjoint(plan, g, gm, i, k);
            } else {
                dotAdjoint(w, g, gm, plan.diagonal[k], plan.momentum[k], plan.subspace[k]);
                rowAdjoint(plan, w, g, gm, k);
                momentumAdjoint(w, g, plan.momentum[k], plan.composite[i], plan.subspace[k]);
                momentumAdd(w, g, plan.momentum[k], plan.composite[i], plan.subspace[k], plan.compositeMass[i]);
            }
        }
        for (int i = 0; i < plan.links; i++) {
            if (plan.parent[i] < plan.links) {
                Lanes.add(g, plan.composite[i], plan.composite[plan.parent[i]], 9);
            }
            if (plan.mass[i] > 0) {
                shiftAdjoint(w, g, plan.composite[i], plan.com[i], plan.mass[i]);
                rotationalInertiaAdjoint(w, g, plan.composite[i], plan.rotation[i], plan.inertia[i]);
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
        int c = plan.composite[i];
        for (int column = 0; column <= row; column++) {
            int o = column == row ? plan.diagonal[k] : plan.entry[k][row - 1 - column];
            if (row < 3) {
                int index = c + (column == 0 ? row : row + column + 1) * L;
                fromArray(S, g, index).add(fromArray(S, gm, o)).intoArray(g, index);
            } else if (column < 3 && row - 3 != column) {
                int index = c + (9 - row - column + 3) * L;
                var a = fromArray(S, gm, o);
                fromArray(S, g, index).add((column + 1) % 3 == row - 3 ? a.neg() : a).intoArray(g, index);
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

    /** Adjoint of (14) by the composite body: J̄ += F̄_τ s_ωᵀ (both halves), mc̄ += s_v × F̄_τ − s_ω × F̄_f. */
    private static void momentumAdjoint(double[] w, double[] g, int o, int composite, int s) {
        var tx = fromArray(S, g, o);
        var ty = fromArray(S, g, o + L);
        var tz = fromArray(S, g, o + 2 * L);
        var fx = fromArray(S, g, o + 3 * L);
        var fy = fromArray(S, g, o + 4 * L);
        var fz = fromArray(S, g, o + 5 * L);
        var ax = fromArray(S, w, s);
        var ay = fromArray(S, w, s + L);
        var az = fromArray(S, w, s + 2 * L);
        var vx = fromArray(S, w, s + 3 * L);
        var vy = fromArray(S, w, s + 4 * L);
        var vz = fromArray(S, w, s + 5 * L);
        fromArray(S, g, composite).add(tx.mul(ax)).intoArray(g, composite);
        fromArray(S, g, composite + L).add(tx.mul(ay)).add(ty.mul(ax)).intoArray(g, composite + L);
        fromArray(S, g, composite + 2 * L).add(tx.mul(az)).add(tz.mul(ax)).intoArray(g, composite + 2 * L);
        fromArray(S, g, composite + 3 * L).add(ty.mul(ay)).intoArray(g, composite + 3 * L);
        fromArray(S, g, composite + 4 * L).add(ty.mul(az)).add(tz.mul(ay)).intoArray(g, composite + 4 * L);
        fromArray(S, g, composite + 5 * L).add(tz.mul(az)).intoArray(g, composite + 5 * L);
        fromArray(S, g, composite + 6 * L)
                .add(vy.mul(tz)).sub(vz.mul(ty)).sub(ay.mul(fz)).add(az.mul(fy)).intoArray(g, composite + 6 * L);
        fromArray(S, g, composite + 7 * L)
                .add(vz.mul(tx)).sub(vx.mul(tz)).sub(az.mul(fx)).add(ax.mul(fz)).intoArray(g, composite + 7 * L);
        fromArray(S, g, composite + 8 * L)
                .add(vx.mul(ty)).sub(vy.mul(tx)).sub(ax.mul(fy)).add(ay.mul(fx)).intoArray(g, composite + 8 * L);
    }

    /** Adjoint of (14) by the subspace: S̄ += I_C F̄, for I_C is symmetric. */
    private static void momentumAdd(double[] w, double[] g, int f, int composite, int s, double m) {
        var xx = fromArray(S, w, composite);
        var xy = fromArray(S, w, composite + L);
        var xz = fromArray(S, w, composite + 2 * L);
        var yy = fromArray(S, w, composite + 3 * L);
        var yz = fromArray(S, w, composite + 4 * L);
        var zz = fromArray(S, w, composite + 5 * L);
        var cx = fromArray(S, w, composite + 6 * L);
        var cy = fromArray(S, w, composite + 7 * L);
        var cz = fromArray(S, w, composite + 8 * L);
        var ax = fromArray(S, g, f);
        var ay = fromArray(S, g, f + L);
        var az = fromArray(S, g, f + 2 * L);
        var vx = fromArray(S, g, f + 3 * L);
        var vy = fromArray(S, g, f + 4 * L);
        var vz = fromArray(S, g, f + 5 * L);
        fromArray(S, g, s)
                .add(xx.mul(ax)).add(xy.mul(ay)).add(xz.mul(az)).add(cy.mul(vz)).sub(cz.mul(vy)).intoArray(g, s);
        fromArray(S, g, s + L)
                .add(xy.mul(ax)).add(yy.mul(ay)).add(yz.mul(az)).add(cz.mul(vx)).sub(cx.mul(vz)).intoArray(g, s + L);
        fromArray(S, g, s + 2 * L)
                .add(xz.mul(ax)).add(yz.mul(ay)).add(zz.mul(az)).add(cx.mul(vy)).sub(cy.mul(vx)).intoArray(g, s + 2 * L);
        fromArray(S, g, s + 3 * L).add(vx.mul(m)).sub(cy.mul(az)).add(cz.mul(ay)).intoArray(g, s + 3 * L);
        fromArray(S, g, s + 4 * L).add(vy.mul(m)).sub(cz.mul(ax)).add(cx.mul(az)).intoArray(g, s + 4 * L);
        fromArray(S, g, s + 5 * L).add(vz.mul(m)).sub(cx.mul(ay)).add(cy.mul(ax)).intoArray(g, s + 5 * L);
    }

    /** Adjoint of (13) by c: c̄ += m (2 c tr J̄' − …), written out, plus m mc̄. */
    private static void shiftAdjoint(double[] w, double[] g, int o, int com, double m) {
        var x = fromArray(S, w, com).mul(m);
        var y = fromArray(S, w, com + L).mul(m);
        var z = fromArray(S, w, com + 2 * L).mul(m);
        var xx = fromArray(S, g, o);
        var xy = fromArray(S, g, o + L);
        var xz = fromArray(S, g, o + 2 * L);
        var yy = fromArray(S, g, o + 3 * L);
        var yz = fromArray(S, g, o + 4 * L);
        var zz = fromArray(S, g, o + 5 * L);
        fromArray(S, g, com)
                .add(x.mul(yy.add(zz)).mul(2)).sub(y.mul(xy)).sub(z.mul(xz)).add(fromArray(S, g, o + 6 * L).mul(m))
                .intoArray(g, com);
        fromArray(S, g, com + L)
                .add(y.mul(xx.add(zz)).mul(2)).sub(x.mul(xy)).sub(z.mul(yz)).add(fromArray(S, g, o + 7 * L).mul(m))
                .intoArray(g, com + L);
        fromArray(S, g, com + 2 * L)
                .add(z.mul(xx.add(yy)).mul(2)).sub(x.mul(xz)).sub(y.mul(yz)).add(fromArray(S, g, o + 8 * L).mul(m))
                .intoArray(g, com + 2 * L);
    }

    /** Adjoint of (13) by R: R̄ += (J̄ + J̄ᵀ) R I, where J̄ holds a mirrored pair as one number. */
    private static void rotationalInertiaAdjoint(double[] w, double[] g, int o, int rotation, double[] inertia) {
        var xx = fromArray(S, g, o).mul(2);
        var xy = fromArray(S, g, o + L);
        var xz = fromArray(S, g, o + 2 * L);
        var yy = fromArray(S, g, o + 3 * L).mul(2);
        var yz = fromArray(S, g, o + 4 * L);
        var zz = fromArray(S, g, o + 5 * L).mul(2);
        for (int b = 0; b < 3; b++) {
            // Column b of R I.
            double i0 = inertia[b];
            double i1 = inertia[b == 0 ? 1 : b + 2];
            double i2 = inertia[b == 0 ? 2 : b + 3];
            var x = fromArray(S, w, rotation).mul(i0)
                    .add(fromArray(S, w, rotation + L).mul(i1)).add(fromArray(S, w, rotation + 2 * L).mul(i2));
            var y = fromArray(S, w, rotation + 3 * L).mul(i0)
                    .add(fromArray(S, w, rotation + 4 * L).mul(i1)).add(fromArray(S, w, rotation + 5 * L).mul(i2));
            var z = fromArray(S, w, rotation + 6 * L).mul(i0)
                    .add(fromArray(S, w, rotation + 7 * L).mul(i1)).add(fromArray(S, w, rotation + 8 * L).mul(i2));
            int r = rotation + b * L;
            fromArray(S, g, r).add(xx.mul(x)).add(xy.mul(y)).add(xz.mul(z)).intoArray(g, r);
            fromArray(S, g, r + 3 * L).add(xy.mul(x)).add(yy.mul(y)).add(yz.mul(z)).intoArray(g, r + 3 * L);
            fromArray(S, g, r + 6 * L).add(xz.mul(x)).add(yz.mul(y)).add(zz.mul(z)).intoArray(g, r + 6 * L);
        }
    }
}
