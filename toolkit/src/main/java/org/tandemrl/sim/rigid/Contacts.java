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
                        w, plan.wrench[i], plan.position[i], plan.rotation[i], plan.twist[i],
                        c[0], c[1], c[2], contact.radius(), contact.ke(), contact.kd(), contact.kf(), contact.mu());
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
            double[] w, int o, int position, int rotation, int twist,
            double x, double y, double z, double radius, double ke, double kd, double kf, double mu) {
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
}
