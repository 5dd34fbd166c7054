package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/** Equations (6) and (7): the wrench that each link's own motion and weight ask for. */
final class Loads {
    private Loads() {}

    static void forward(Plan plan, double[] w) {
        for (int i = 0; i < plan.links; i++) {
            if (plan.mass[i] == 0) {
                Lanes.zero(w, plan.wrench[i], 6);
                continue;
            }
            var c = plan.center[i];
            Lanes.transform(w, plan.com[i], plan.position[i], plan.rotation[i], c[0], c[1], c[2]);
            newton(w, plan.wrench[i], plan.com[i], plan.twist[i], plan.bias[i], plan.mass[i], plan.gx, plan.gy, plan.gz);
            euler(w, plan.wrench[i], plan.rotation[i], plan.twist[i], plan.bias[i], plan.inertia[i]);
        }
    }

    /** (6) f = m (a₀ − g + α × c + ω × (v₀ + ω × c)), τ₀ = c × f. */
    private static void newton(
            double[] w, int o, int com, int twist, int bias, double m, double gx, double gy, double gz) {
        var cx = fromArray(S, w, com);
        var cy = fromArray(S, w, com + L);
        var cz = fromArray(S, w, com + 2 * L);
        var x = fromArray(S, w, twist);
        var y = fromArray(S, w, twist + L);
        var z = fromArray(S, w, twist + 2 * L);
        var ux = fromArray(S, w, twist + 3 * L).add(y.mul(cz)).sub(z.mul(cy));
        var uy = fromArray(S, w, twist + 4 * L).add(z.mul(cx)).sub(x.mul(cz));
        var uz = fromArray(S, w, twist + 5 * L).add(x.mul(cy)).sub(y.mul(cx));
        var ax = fromArray(S, w, bias);
        var ay = fromArray(S, w, bias + L);
        var az = fromArray(S, w, bias + 2 * L);
        var fx = fromArray(S, w, bias + 3 * L).sub(gx)
                .add(ay.mul(cz)).sub(az.mul(cy)).add(y.mul(uz)).sub(z.mul(uy)).mul(m);
        var fy = fromArray(S, w, bias + 4 * L).sub(gy)
                .add(az.mul(cx)).sub(ax.mul(cz)).add(z.mul(ux)).sub(x.mul(uz)).mul(m);
        var fz = fromArray(S, w, bias + 5 * L).sub(gz)
                .add(ax.mul(cy)).sub(ay.mul(cx)).add(x.mul(uy)).sub(y.mul(ux)).mul(m);
        cy.mul(fz).sub(cz.mul(fy)).intoArray(w, o);
        cz.mul(fx).sub(cx.mul(fz)).intoArray(w, o + L);
        cx.mul(fy).sub(cy.mul(fx)).intoArray(w, o + 2 * L);
        fx.intoArray(w, o + 3 * L);
        fy.intoArray(w, o + 4 * L);
        fz.intoArray(w, o + 5 * L);
    }

    /** (7) τ₀ += R (I α' + ω' × I ω'), with ω' = Rᵀω and α' = Rᵀα in the link's frame. */
    private static void euler(double[] w, int o, int rotation, int twist, int bias, double[] inertia) {
        var r0 = fromArray(S, w, rotation);
        var r1 = fromArray(S, w, rotation + L);
        var r2 = fromArray(S, w, rotation + 2 * L);
        var r3 = fromArray(S, w, rotation + 3 * L);
        var r4 = fromArray(S, w, rotation + 4 * L);
        var r5 = fromArray(S, w, rotation + 5 * L);
        var r6 = fromArray(S, w, rotation + 6 * L);
        var r7 = fromArray(S, w, rotation + 7 * L);
        var r8 = fromArray(S, w, rotation + 8 * L);
        var wx = fromArray(S, w, twist);
        var wy = fromArray(S, w, twist + L);
        var wz = fromArray(S, w, twist + 2 * L);
        var x = r0.mul(wx).add(r3.mul(wy)).add(r6.mul(wz));
        var y = r1.mul(wx).add(r4.mul(wy)).add(r7.mul(wz));
        var z = r2.mul(wx).add(r5.mul(wy)).add(r8.mul(wz));
        var bx = fromArray(S, w, bias);
        var by = fromArray(S, w, bias + L);
        var bz = fromArray(S, w, bias + 2 * L);
        var ax = r0.mul(bx).add(r3.mul(by)).add(r6.mul(bz));
        var ay = r1.mul(bx).add(r4.mul(by)).add(r7.mul(bz));
        var az = r2.mul(bx).add(r5.mul(by)).add(r8.mul(bz));
        double xx = inertia[0];
        double xy = inertia[1];
        double xz = inertia[2];
        double yy = inertia[3];
        double yz = inertia[4];
        double zz = inertia[5];
        var hx = x.mul(xx).add(y.mul(xy)).add(z.mul(xz));
        var hy = x.mul(xy).add(y.mul(yy)).add(z.mul(yz));
        var hz = x.mul(xz).add(y.mul(yz)).add(z.mul(zz));
        var nx = ax.mul(xx).add(ay.mul(xy)).add(az.mul(xz)).add(y.mul(hz)).sub(z.mul(hy));
        var ny = ax.mul(xy).add(ay.mul(yy)).add(az.mul(yz)).add(z.mul(hx)).sub(x.mul(hz));
        var nz = ax.mul(xz).add(ay.mul(yz)).add(az.mul(zz)).add(x.mul(hy)).sub(y.mul(hx));
        fromArray(S, w, o).add(r0.mul(nx)).add(r1.mul(ny)).add(r2.mul(nz)).intoArray(w, o);
        fromArray(S, w, o + L).add(r3.mul(nx)).add(r4.mul(ny)).add(r5.mul(nz)).intoArray(w, o + L);
        fromArray(S, w, o + 2 * L).add(r6.mul(nx)).add(r7.mul(ny)).add(r8.mul(nz)).intoArray(w, o + 2 * L);
    }
}
