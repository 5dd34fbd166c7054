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
            fromArray(S, w, plan.qd + k).add(fromArray(S, w, plan.qdd + k).mul(h)).intoArray(next, plan.qd + k);
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
        fromArray(S, next, qd + 3 * L).add(y.mul(pz)).sub(z.mul(py)).mul(h).add(px).intoArray(next, q);
        fromArray(S, next, qd + 4 * L).add(z.mul(px)).sub(x.mul(pz)).mul(h).add(py).intoArray(next, q + L);
        fromArray(S, next, qd + 5 * L).add(x.mul(py)).sub(y.mul(px)).mul(h).add(pz).intoArray(next, q + 2 * L);
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
}
