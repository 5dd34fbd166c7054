package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

import jdk.incubator.vector.VectorOperators;

/** Equation (8): the ground's penalty forces on the contact points. */
final class Contacts {
    private Contacts() {}

    static void forward(Plan plan, double[] w) {
        for (int k = 0; k < plan.contacts.size(); k++) {
            var contact = plan.contacts.get(k);
            int i = contact.link();
            var c = contact.point();
            if (touches(w, plan.position[i], plan.rotation[i], c[0], c[1], c[2], contact.radius())) {
                push(
                        w,
                        plan.wrench[i],
                        plan.position[i],
                        plan.rotation[i],
                        plan.twist[i],
                        c[0],
                        c[1],
                        c[2],
                        contact.radius(),
                        contact.ke(),
                        contact.kd(),
                        contact.kf(),
                        contact.mu());
            }
        }
    }

    /** Whether a lane has d = n·(p + R c) − r &lt; 0. Most points are in the air most of the time. */
    static boolean touches(double[] w, int position, int rotation, double x, double y, double z, double radius) {
        return fromArray(S, w, position + L)
                .add(fromArray(S, w, rotation + 3 * L).mul(x))
                .add(fromArray(S, w, rotation + 4 * L).mul(y))
                .add(fromArray(S, w, rotation + 5 * L).mul(z))
                .sub(radius)
                .compare(VectorOperators.LT, 0)
                .anyTrue();
    }

    /**
     * (8) With p = p_link + R c − r n, d = n·p, u = v₀ + ω × p: f_n = d (k_e − k_d min(u_n, 0)),
     * f_t = u_t min(k_f, −μ k_e d / |u_t|), F = n f_n + f_t, and b += (p × F, F) where d &lt; 0.
     */
    private static void push(
            double[] w,
            int o,
            int position,
            int rotation,
            int twist,
            double x,
            double y,
            double z,
            double radius,
            double ke,
            double kd,
            double kf,
            double mu) {
        var px = fromArray(S, w, position)
                .add(fromArray(S, w, rotation).mul(x))
                .add(fromArray(S, w, rotation + L).mul(y))
                .add(fromArray(S, w, rotation + 2 * L).mul(z));
        var d = fromArray(S, w, position + L)
                .add(fromArray(S, w, rotation + 3 * L).mul(x))
                .add(fromArray(S, w, rotation + 4 * L).mul(y))
                .add(fromArray(S, w, rotation + 5 * L).mul(z))
                .sub(radius);
        var pz = fromArray(S, w, position + 2 * L)
                .add(fromArray(S, w, rotation + 6 * L).mul(x))
                .add(fromArray(S, w, rotation + 7 * L).mul(y))
                .add(fromArray(S, w, rotation + 8 * L).mul(z));
        var touching = d.compare(VectorOperators.LT, 0);
        var wx = fromArray(S, w, twist);
        var wy = fromArray(S, w, twist + L);
        var wz = fromArray(S, w, twist + 2 * L);
        var ux = fromArray(S, w, twist + 3 * L).add(wy.mul(pz)).sub(wz.mul(d));
        var uy = fromArray(S, w, twist + 4 * L).add(wz.mul(px)).sub(wx.mul(pz));
        var uz = fromArray(S, w, twist + 5 * L).add(wx.mul(d)).sub(wy.mul(px));
        var fy = d.mul(uy.min(0).mul(-kd).add(ke));
        var speed = ux.mul(ux).add(uz.mul(uz)).sqrt();
        var cone = d.mul(-mu * ke);
        var sliding = speed.mul(kf).compare(VectorOperators.GT, cone);
        var s = cone.broadcast(kf).blend(cone.div(speed), sliding);
        var fx = ux.mul(s);
        var fz = uz.mul(s);
        var b = fromArray(S, w, o);
        b.add(d.mul(fz).sub(pz.mul(fy)), touching).intoArray(w, o);
        b = fromArray(S, w, o + L);
        b.add(pz.mul(fx).sub(px.mul(fz)), touching).intoArray(w, o + L);
        b = fromArray(S, w, o + 2 * L);
        b.add(px.mul(fy).sub(d.mul(fx)), touching).intoArray(w, o + 2 * L);
        b = fromArray(S, w, o + 3 * L);
        b.add(fx, touching).intoArray(w, o + 3 * L);
        b = fromArray(S, w, o + 4 * L);
        b.add(fy, touching).intoArray(w, o + 4 * L);
        b = fromArray(S, w, o + 5 * L);
        b.add(fz, touching).intoArray(w, o + 5 * L);
    }

    /** From the adjoints of the wrenches to those of poses and twists. */
    static void adjoint(Plan plan, double[] w, double[] g) {
        for (int k = 0; k < plan.contacts.size(); k++) {
            var contact = plan.contacts.get(k);
            int i = contact.link();
            var c = contact.point();
            if (touches(w, plan.position[i], plan.rotation[i], c[0], c[1], c[2], contact.radius())) {
                pushAdjoint(
                        w,
                        g,
                        plan.wrench[i],
                        plan.position[i],
                        plan.rotation[i],
                        plan.twist[i],
                        c[0],
                        c[1],
                        c[2],
                        contact.radius(),
                        contact.ke(),
                        contact.kd(),
                        contact.kf(),
                        contact.mu());
            }
        }
    }

    /**
     * Adjoint of (8) on the branch taken, with the wrench's adjoint (τ̄, f̄) and F_t = s u_t: F̄ = f̄ + τ̄ × p,
     * s̄ = F̄·u_t, ū = s F̄_t − (sliding) s s̄ u_t/|u_t|² − (u_n &lt; 0) k_d d F̄_n n,
     * d̄ = F̄_n (k_e − k_d min(u_n, 0)) − (sliding) μ k_e s̄/|u_t|; ω̄ += p × ū, v̄₀ += ū,
     * p̄ = F × τ̄ + ū × ω + d̄ n, which the link's pose takes over.
     */
    private static void pushAdjoint(
            double[] w,
            double[] g,
            int o,
            int position,
            int rotation,
            int twist,
            double x,
            double y,
            double z,
            double radius,
            double ke,
            double kd,
            double kf,
            double mu) {
        var px = fromArray(S, w, position)
                .add(fromArray(S, w, rotation).mul(x))
                .add(fromArray(S, w, rotation + L).mul(y))
                .add(fromArray(S, w, rotation + 2 * L).mul(z));
        var d = fromArray(S, w, position + L)
                .add(fromArray(S, w, rotation + 3 * L).mul(x))
                .add(fromArray(S, w, rotation + 4 * L).mul(y))
                .add(fromArray(S, w, rotation + 5 * L).mul(z))
                .sub(radius);
        var pz = fromArray(S, w, position + 2 * L)
                .add(fromArray(S, w, rotation + 6 * L).mul(x))
                .add(fromArray(S, w, rotation + 7 * L).mul(y))
                .add(fromArray(S, w, rotation + 8 * L).mul(z));
        var touching = d.compare(VectorOperators.LT, 0);
        var wx = fromArray(S, w, twist);
        var wy = fromArray(S, w, twist + L);
        var wz = fromArray(S, w, twist + 2 * L);
        var ux = fromArray(S, w, twist + 3 * L).add(wy.mul(pz)).sub(wz.mul(d));
        var uy = fromArray(S, w, twist + 4 * L).add(wz.mul(px)).sub(wx.mul(pz));
        var uz = fromArray(S, w, twist + 5 * L).add(wx.mul(d)).sub(wy.mul(px));
        var stiffness = uy.min(0).mul(-kd).add(ke);
        var speed = ux.mul(ux).add(uz.mul(uz)).sqrt();
        var cone = d.mul(-mu * ke);
        var sliding = speed.mul(kf).compare(VectorOperators.GT, cone);
        var s = cone.broadcast(kf).blend(cone.div(speed), sliding);
        var fx = ux.mul(s);
        var fy = d.mul(stiffness);
        var fz = uz.mul(s);
        var zero = fx.broadcast(0);

        var tx = fromArray(S, g, o);
        var ty = fromArray(S, g, o + L);
        var tz = fromArray(S, g, o + 2 * L);
        var hx = fromArray(S, g, o + 3 * L).add(ty.mul(pz)).sub(tz.mul(d));
        var hy = fromArray(S, g, o + 4 * L).add(tz.mul(px)).sub(tx.mul(pz));
        var hz = fromArray(S, g, o + 5 * L).add(tx.mul(d)).sub(ty.mul(px));
        // s̄ / |u_t| where the point slides, else 0.
        var a = zero.blend(hx.mul(ux).add(hz.mul(uz)).div(speed), sliding);
        var b = zero.blend(a.mul(s).div(speed), sliding);
        var kx = zero.blend(hx.mul(s).sub(b.mul(ux)), touching);
        var ky = zero.blend(hy.mul(d).mul(-kd), touching.and(uy.compare(VectorOperators.LT, 0)));
        var kz = zero.blend(hz.mul(s).sub(b.mul(uz)), touching);
        var gx =
                zero.blend(fy.mul(tz).sub(fz.mul(ty)), touching).add(ky.mul(wz)).sub(kz.mul(wy));
        var gy = zero.blend(fz.mul(tx).sub(fx.mul(tz)).add(hy.mul(stiffness)).sub(a.mul(mu * ke)), touching)
                .add(kz.mul(wx))
                .sub(kx.mul(wz));
        var gz =
                zero.blend(fx.mul(ty).sub(fy.mul(tx)), touching).add(kx.mul(wy)).sub(ky.mul(wx));

        fromArray(S, g, twist).add(d.mul(kz)).sub(pz.mul(ky)).intoArray(g, twist);
        fromArray(S, g, twist + L).add(pz.mul(kx)).sub(px.mul(kz)).intoArray(g, twist + L);
        fromArray(S, g, twist + 2 * L).add(px.mul(ky)).sub(d.mul(kx)).intoArray(g, twist + 2 * L);
        fromArray(S, g, twist + 3 * L).add(kx).intoArray(g, twist + 3 * L);
        fromArray(S, g, twist + 4 * L).add(ky).intoArray(g, twist + 4 * L);
        fromArray(S, g, twist + 5 * L).add(kz).intoArray(g, twist + 5 * L);
        fromArray(S, g, position).add(gx).intoArray(g, position);
        fromArray(S, g, position + L).add(gy).intoArray(g, position + L);
        fromArray(S, g, position + 2 * L).add(gz).intoArray(g, position + 2 * L);
        fromArray(S, g, rotation).add(gx.mul(x)).intoArray(g, rotation);
        fromArray(S, g, rotation + L).add(gx.mul(y)).intoArray(g, rotation + L);
        fromArray(S, g, rotation + 2 * L).add(gx.mul(z)).intoArray(g, rotation + 2 * L);
        fromArray(S, g, rotation + 3 * L).add(gy.mul(x)).intoArray(g, rotation + 3 * L);
        fromArray(S, g, rotation + 4 * L).add(gy.mul(y)).intoArray(g, rotation + 4 * L);
        fromArray(S, g, rotation + 5 * L).add(gy.mul(z)).intoArray(g, rotation + 5 * L);
        fromArray(S, g, rotation + 6 * L).add(gz.mul(x)).intoArray(g, rotation + 6 * L);
        fromArray(S, g, rotation + 7 * L).add(gz.mul(y)).intoArray(g, rotation + 7 * L);
        fromArray(S, g, rotation + 8 * L).add(gz.mul(z)).intoArray(g, rotation + 8 * L);
    }
}
