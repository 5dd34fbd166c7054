package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/** Equations (17) to (19): semi-implicit Euler. */
final class Integration {
    private Integration() {}

    /** From the state in {@code w} to the one in {@code next}; they may be the same workspace. */
    static void forward(Plan plan, double[] w, double[] next) {
        double h = plan.h;
        // (17) q̇⁺ = q̇ + h q̈.
        for (int k = 0; k < plan.freedoms * L; k += L) {
            fromArray(S, w, plan.qd + k)
                    .add(fromArray(S, w, plan.qdd + k).mul(h))
                    .intoArray(next, plan.qd + k);
        }
        for (int i = 0; i < plan.links; i++) {
            int q = plan.qOf[i];
            int qd = plan.qdOf[i];
            switch (plan.type[i]) {
                // (18) q⁺ = q + h q̇⁺.
                case REVOLUTE, PRISMATIC ->
                    fromArray(S, w, q).add(fromArray(S, next, qd).mul(h)).intoArray(next, q);
                case BALL -> turn(w, next, q, qd, h);
                case FREE -> {
                    carry(w, next, q, qd, h);
                    turn(w, next, q + 3 * L, qd, h);
                }
                case FIXED -> {}
            }
        }
    }

    /** (18) p⁺ = p + h (v₀⁺ + ω⁺ × p). */
    private static void carry(double[] w, double[] next, int q, int qd, double h) {
        var px = fromArray(S, w, q);
        var py = fromArray(S, w, q + L);
        var pz = fromArray(S, w, q + 2 * L);
        var x = fromArray(S, next, qd);
        var y = fromArray(S, next, qd + L);
        var z = fromArray(S, next, qd + 2 * L);
        fromArray(S, next, qd + 3 * L)
                .add(y.mul(pz))
                .sub(z.mul(py))
                .mul(h)
                .add(px)
                .intoArray(next, q);
        fromArray(S, next, qd + 4 * L)
                .add(z.mul(px))
                .sub(x.mul(pz))
                .mul(h)
                .add(py)
                .intoArray(next, q + L);
        fromArray(S, next, qd + 5 * L)
                .add(x.mul(py))
                .sub(y.mul(px))
                .mul(h)
                .add(pz)
                .intoArray(next, q + 2 * L);
    }

    /** (19) Q⁺ = normalise(Q + (h/2) (ω⁺, 0) ⊗ Q). */
    private static void turn(double[] w, double[] next, int q, int qd, double h) {
        var rx = fromArray(S, w, q);
        var ry = fromArray(S, w, q + L);
        var rz = fromArray(S, w, q + 2 * L);
        var rw = fromArray(S, w, q + 3 * L);
        var x = fromArray(S, next, qd).mul(0.5 * h);
        var y = fromArray(S, next, qd + L).mul(0.5 * h);
        var z = fromArray(S, next, qd + 2 * L).mul(0.5 * h);
        var nx = rx.add(x.mul(rw)).add(y.mul(rz)).sub(z.mul(ry));
        var ny = ry.add(y.mul(rw)).add(z.mul(rx)).sub(x.mul(rz));
        var nz = rz.add(z.mul(rw)).add(x.mul(ry)).sub(y.mul(rx));
        var nw = rw.sub(x.mul(rx)).sub(y.mul(ry)).sub(z.mul(rz));
        var norm = nx.mul(nx).add(ny.mul(ny)).add(nz.mul(nz)).add(nw.mul(nw)).sqrt();
        nx.div(norm).intoArray(next, q);
        ny.div(norm).intoArray(next, q + L);
        nz.div(norm).intoArray(next, q + 2 * L);
        nw.div(norm).intoArray(next, q + 3 * L);
    }

    /**
     * From the adjoints of q⁺ and q̇⁺, which stand at the addresses of q and q̇ in {@code g}, to those of q̈ and, in place, q
     * and q̇.
     */
    static void adjoint(Plan plan, double[] w, double[] next, double[] g) {
        double h = plan.h;
        for (int i = 0; i < plan.links; i++) {
            int q = plan.qOf[i];
            int qd = plan.qdOf[i];
            switch (plan.type[i]) {
                // Adjoint of (18): that of q̇⁺ += h q̄⁺.
                case REVOLUTE, PRISMATIC ->
                    fromArray(S, g, qd).add(fromArray(S, g, q).mul(h)).intoArray(g, qd);
                case BALL -> turnAdjoint(w, next, g, q, qd, h);
                case FREE -> {
                    carryAdjoint(w, next, g, q, qd, h);
                    turnAdjoint(w, next, g, q + 3 * L, qd, h);
                }
                case FIXED -> {}
            }
        }
        // Adjoint of (17).
        for (int k = 0; k < plan.freedoms * L; k += L) {
            fromArray(S, g, plan.qd + k).mul(h).intoArray(g, plan.qdd + k);
        }
    }

    /** Adjoint of (18), free: v̄₀⁺ += h p̄⁺, ω̄⁺ += h p × p̄⁺, p̄ = p̄⁺ + h p̄⁺ × ω⁺. */
    private static void carryAdjoint(double[] w, double[] next, double[] g, int q, int qd, double h) {
        var px = fromArray(S, w, q);
        var py = fromArray(S, w, q + L);
        var pz = fromArray(S, w, q + 2 * L);
        var x = fromArray(S, next, qd);
        var y = fromArray(S, next, qd + L);
        var z = fromArray(S, next, qd + 2 * L);
        var ax = fromArray(S, g, q);
        var ay = fromArray(S, g, q + L);
        var az = fromArray(S, g, q + 2 * L);
        var hx = ax.mul(h);
        var hy = ay.mul(h);
        var hz = az.mul(h);
        fromArray(S, g, qd).add(py.mul(hz)).sub(pz.mul(hy)).intoArray(g, qd);
        fromArray(S, g, qd + L).add(pz.mul(hx)).sub(px.mul(hz)).intoArray(g, qd + L);
        fromArray(S, g, qd + 2 * L).add(px.mul(hy)).sub(py.mul(hx)).intoArray(g, qd + 2 * L);
        fromArray(S, g, qd + 3 * L).add(hx).intoArray(g, qd + 3 * L);
        fromArray(S, g, qd + 4 * L).add(hy).intoArray(g, qd + 4 * L);
        fromArray(S, g, qd + 5 * L).add(hz).intoArray(g, qd + 5 * L);
        ax.add(hy.mul(z)).sub(hz.mul(y)).intoArray(g, q);
        ay.add(hz.mul(x)).sub(hx.mul(z)).intoArray(g, q + L);
        az.add(hx.mul(y)).sub(hy.mul(x)).intoArray(g, q + 2 * L);
    }

    /**
     * Adjoint of (19), with n = Q + (h/2) (ω⁺, 0) ⊗ Q = (r, w) + …: n̄ = (Q̄⁺ − Q⁺ (Q⁺·Q̄⁺))/|n|,
     * Q̄ = n̄ − (h/2) (ω⁺, 0) ⊗ n̄, ω̄⁺ += (h/2) (w n̄_r − r n̄_w + r × n̄_r).
     */
    private static void turnAdjoint(double[] w, double[] next, double[] g, int q, int qd, double h) {
        var rx = fromArray(S, w, q);
        var ry = fromArray(S, w, q + L);
        var rz = fromArray(S, w, q + 2 * L);
        var rw = fromArray(S, w, q + 3 * L);
        var x = fromArray(S, next, qd).mul(0.5 * h);
        var y = fromArray(S, next, qd + L).mul(0.5 * h);
        var z = fromArray(S, next, qd + 2 * L).mul(0.5 * h);
        var nx = rx.add(x.mul(rw)).add(y.mul(rz)).sub(z.mul(ry));
        var ny = ry.add(y.mul(rw)).add(z.mul(rx)).sub(x.mul(rz));
        var nz = rz.add(z.mul(rw)).add(x.mul(ry)).sub(y.mul(rx));
        var nw = rw.sub(x.mul(rx)).sub(y.mul(ry)).sub(z.mul(rz));
        var square = nx.mul(nx).add(ny.mul(ny)).add(nz.mul(nz)).add(nw.mul(nw));
        var norm = square.sqrt();
        var ax = fromArray(S, g, q);
        var ay = fromArray(S, g, q + L);
        var az = fromArray(S, g, q + 2 * L);
        var aw = fromArray(S, g, q + 3 * L);
        var radial = nx.mul(ax).add(ny.mul(ay)).add(nz.mul(az)).add(nw.mul(aw)).div(square);
        ax = ax.sub(nx.mul(radial)).div(norm);
        ay = ay.sub(ny.mul(radial)).div(norm);
        az = az.sub(nz.mul(radial)).div(norm);
        aw = aw.sub(nw.mul(radial)).div(norm);
        double half = 0.5 * h;
        fromArray(S, g, qd)
                .add(rw.mul(ax).sub(rx.mul(aw)).add(ry.mul(az)).sub(rz.mul(ay)).mul(half))
                .intoArray(g, qd);
        fromArray(S, g, qd + L)
                .add(rw.mul(ay).sub(ry.mul(aw)).add(rz.mul(ax)).sub(rx.mul(az)).mul(half))
                .intoArray(g, qd + L);
        fromArray(S, g, qd + 2 * L)
                .add(rw.mul(az).sub(rz.mul(aw)).add(rx.mul(ay)).sub(ry.mul(ax)).mul(half))
                .intoArray(g, qd + 2 * L);
        ax.sub(x.mul(aw)).sub(y.mul(az)).add(z.mul(ay)).intoArray(g, q);
        ay.sub(y.mul(aw)).sub(z.mul(ax)).add(x.mul(az)).intoArray(g, q + L);
        az.sub(z.mul(aw)).sub(x.mul(ay)).add(y.mul(ax)).intoArray(g, q + 2 * L);
        aw.add(x.mul(ax)).add(y.mul(ay)).add(z.mul(az)).intoArray(g, q + 3 * L);
    }
}
