package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/** Equations (1) to (5): where the links are, along what they can move, and how they move. */
final class Kinematics {
    private Kinematics() {}

    static void forward(Plan plan, double[] w) {
        for (int i = 0; i < plan.links; i++) {
            place(plan, w, i);
            if (plan.type[i] != JointType.FREE) {
                move(plan, w, i);
            }
        }
    }

    private static void place(Plan plan, double[] w, int i) {
        int up = plan.parent[i];
        var anchor = plan.anchor[i];
        switch (plan.type[i]) {
            case REVOLUTE -> {
                Lanes.transform(w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
                Lanes.sineCosine(w, plan.sine[i], plan.sine[i] + L, plan.qOf[i], 0.5);
                hingeQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.sine[i], plan.turn[i], plan.turnAxis[i]);
                hingeSubspaces(plan, w, i);
            }
            case PRISMATIC -> {
                turnQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.turn[i]);
                Lanes.transform(w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
                int s = plan.subspace[plan.first[i]];
                var axis = plan.axis[plan.first[i]];
                Lanes.zero(w, s, 3);
                Lanes.rotate(w, s + 3 * L, plan.rotation[up], axis[0], axis[1], axis[2]);
                slide(w, plan.position[i], s + 3 * L, plan.qOf[i]);
            }
            case BALL -> {
                Lanes.transform(w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
                ballQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.qOf[i], plan.turn[i]);
                hingeSubspaces(plan, w, i);
            }
            case FIXED -> {
                turnQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.turn[i]);
                Lanes.transform(w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
            }
            case FREE -> {}
        }
        rotationMatrix(w, plan.rotation[i], plan.quaternion[i]);
    }

    /** (3) S = (e, p × e), e a joint axis in world. */
    private static void hingeSubspaces(Plan plan, double[] w, int i) {
        int up = plan.parent[i];
        for (int k = plan.first[i]; k < plan.first[i] + plan.type[i].freedoms; k++) {
            int s = plan.subspace[k];
            Lanes.rotate(w, s, plan.rotation[up], plan.axis[k][0], plan.axis[k][1], plan.axis[k][2]);
            Lanes.cross(w, s + 3 * L, plan.position[i], s);
        }
    }

    private static void move(Plan plan, double[] w, int i) {
        int up = plan.parent[i];
        if (plan.type[i] == JointType.FIXED) {
            Lanes.zero(w, plan.jointTwist[i], 6);
        }
        for (int k = 0; k < plan.type[i].freedoms; k++) {
            jointTwist(w, plan.jointTwist[i], plan.subspace[plan.first[i] + k], plan.qdOf[i] + k * L, k > 0);
        }
        twist(w, plan.twist[i], plan.bias[i], plan.twist[up], plan.bias[up], plan.jointTwist[i]);
    }

    /** (1) Q = Q_p ⊗ (c₀ cos(θ/2) + c₁ sin(θ/2)), c₀ and c₁ constants of the joint. */
    private static void hingeQuaternion(double[] w, int o, int parent, int sine, double[] c0, double[] c1) {
        var s = fromArray(S, w, sine);
        var c = fromArray(S, w, sine + L);
        var bx = c.mul(c0[0]).add(s.mul(c1[0]));
        var by = c.mul(c0[1]).add(s.mul(c1[1]));
        var bz = c.mul(c0[2]).add(s.mul(c1[2]));
        var bw = c.mul(c0[3]).add(s.mul(c1[3]));
        var ax = fromArray(S, w, parent);
        var ay = fromArray(S, w, parent + L);
        var az = fromArray(S, w, parent + 2 * L);
        var aw = fromArray(S, w, parent + 3 * L);
        aw.mul(bx).add(ax.mul(bw)).add(ay.mul(bz)).sub(az.mul(by)).intoArray(w, o);
        aw.mul(by).add(ay.mul(bw)).add(az.mul(bx)).sub(ax.mul(bz)).intoArray(w, o + L);
        aw.mul(bz).add(az.mul(bw)).add(ax.mul(by)).sub(ay.mul(bx)).intoArray(w, o + 2 * L);
        aw.mul(bw).sub(ax.mul(bx)).sub(ay.mul(by)).sub(az.mul(bz)).intoArray(w, o + 3 * L);
    }

    /** (1) Q = Q_p ⊗ (c ⊗ q), c the constant rotation of the joint frame. */
    private static void ballQuaternion(double[] w, int o, int parent, int q, double[] c) {
        var qx = fromArray(S, w, q);
        var qy = fromArray(S, w, q + L);
        var qz = fromArray(S, w, q + 2 * L);
        var qw = fromArray(S, w, q + 3 * L);
        var bx = qx.mul(c[3]).add(qw.mul(c[0])).add(qz.mul(c[1])).sub(qy.mul(c[2]));
        var by = qy.mul(c[3]).add(qw.mul(c[1])).add(qx.mul(c[2])).sub(qz.mul(c[0]));
        var bz = qz.mul(c[3]).add(qw.mul(c[2])).add(qy.mul(c[0])).sub(qx.mul(c[1]));
        var bw = qw.mul(c[3]).sub(qx.mul(c[0])).sub(qy.mul(c[1])).sub(qz.mul(c[2]));
        var ax = fromArray(S, w, parent);
        var ay = fromArray(S, w, parent + L);
        var az = fromArray(S, w, parent + 2 * L);
        var aw = fromArray(S, w, parent + 3 * L);
        aw.mul(bx).add(ax.mul(bw)).add(ay.mul(bz)).sub(az.mul(by)).intoArray(w, o);
        aw.mul(by).add(ay.mul(bw)).add(az.mul(bx)).sub(ax.mul(bz)).intoArray(w, o + L);
        aw.mul(bz).add(az.mul(bw)).add(ax.mul(by)).sub(ay.mul(bx)).intoArray(w, o + 2 * L);
        aw.mul(bw).sub(ax.mul(bx)).sub(ay.mul(by)).sub(az.mul(bz)).intoArray(w, o + 3 * L);
    }

    /** (1) Q = Q_p ⊗ c. */
    private static void turnQuaternion(double[] w, int o, int parent, double[] c) {
        var ax = fromArray(S, w, parent);
        var ay = fromArray(S, w, parent + L);
        var az = fromArray(S, w, parent + 2 * L);
        var aw = fromArray(S, w, parent + 3 * L);
        aw.mul(c[0]).add(ax.mul(c[3])).add(ay.mul(c[2])).sub(az.mul(c[1])).intoArray(w, o);
        aw.mul(c[1]).add(ay.mul(c[3])).add(az.mul(c[0])).sub(ax.mul(c[2])).intoArray(w, o + L);
        aw.mul(c[2]).add(az.mul(c[3])).add(ax.mul(c[1])).sub(ay.mul(c[0])).intoArray(w, o + 2 * L);
        aw.mul(c[3]).sub(ax.mul(c[0])).sub(ay.mul(c[1])).sub(az.mul(c[2])).intoArray(w, o + 3 * L);
    }

    /** (2) R = (2w² − 1) 1 + 2 r rᵀ + 2w [r]×, with Q = (r, w). */
    private static void rotationMatrix(double[] w, int o, int quaternion) {
        var x = fromArray(S, w, quaternion);
        var y = fromArray(S, w, quaternion + L);
        var z = fromArray(S, w, quaternion + 2 * L);
        var c = fromArray(S, w, quaternion + 3 * L);
        var x2 = x.add(x);
        var y2 = y.add(y);
        var z2 = z.add(z);
        var d = c.mul(c).mul(2).sub(1);
        x.mul(x2).add(d).intoArray(w, o);
        x.mul(y2).sub(c.mul(z2)).intoArray(w, o + L);
        x.mul(z2).add(c.mul(y2)).intoArray(w, o + 2 * L);
        x.mul(y2).add(c.mul(z2)).intoArray(w, o + 3 * L);
        y.mul(y2).add(d).intoArray(w, o + 4 * L);
        y.mul(z2).sub(c.mul(x2)).intoArray(w, o + 5 * L);
        x.mul(z2).sub(c.mul(y2)).intoArray(w, o + 6 * L);
        y.mul(z2).add(c.mul(x2)).intoArray(w, o + 7 * L);
        z.mul(z2).add(d).intoArray(w, o + 8 * L);
    }

    /** (1) p += e q. */
    private static void slide(double[] w, int p, int e, int q) {
        var distance = fromArray(S, w, q);
        for (int k = 0; k < 3 * L; k += L) {
            fromArray(S, w, p + k).add(fromArray(S, w, e + k).mul(distance)).intoArray(w, p + k);
        }
    }

    /** (4) v_J = Σ S q̇. */
    private static void jointTwist(double[] w, int o, int s, int rate, boolean add) {
        var qd = fromArray(S, w, rate);
        for (int k = 0; k < 6 * L; k += L) {
            var term = fromArray(S, w, s + k).mul(qd);
            (add ? term.add(fromArray(S, w, o + k)) : term).intoArray(w, o + k);
        }
    }

    /** (5) v = v_p + v_J; a = a_p + v × v_J = a_p + (ω × ω_J, ω × v_J₀ + v₀ × ω_J). */
    private static void twist(double[] w, int v, int a, int parentTwist, int parentBias, int jointTwist) {
        var jx = fromArray(S, w, jointTwist);
        var jy = fromArray(S, w, jointTwist + L);
        var jz = fromArray(S, w, jointTwist + 2 * L);
        var kx = fromArray(S, w, jointTwist + 3 * L);
        var ky = fromArray(S, w, jointTwist + 4 * L);
        var kz = fromArray(S, w, jointTwist + 5 * L);
        var x = fromArray(S, w, parentTwist).add(jx);
        var y = fromArray(S, w, parentTwist + L).add(jy);
        var z = fromArray(S, w, parentTwist + 2 * L).add(jz);
        var vx = fromArray(S, w, parentTwist + 3 * L).add(kx);
        var vy = fromArray(S, w, parentTwist + 4 * L).add(ky);
        var vz = fromArray(S, w, parentTwist + 5 * L).add(kz);
        x.intoArray(w, v);
        y.intoArray(w, v + L);
        z.intoArray(w, v + 2 * L);
        vx.intoArray(w, v + 3 * L);
        vy.intoArray(w, v + 4 * L);
        vz.intoArray(w, v + 5 * L);
        fromArray(S, w, parentBias).add(y.mul(jz)).sub(z.mul(jy)).intoArray(w, a);
        fromArray(S, w, parentBias + L).add(z.mul(jx)).sub(x.mul(jz)).intoArray(w, a + L);
        fromArray(S, w, parentBias + 2 * L).add(x.mul(jy)).sub(y.mul(jx)).intoArray(w, a + 2 * L);
        fromArray(S, w, parentBias + 3 * L)
                .add(y.mul(kz)).sub(z.mul(ky)).add(vy.mul(jz)).sub(vz.mul(jy))
                .intoArray(w, a + 3 * L);
        fromArray(S, w, parentBias + 4 * L)
                .add(z.mul(kx)).sub(x.mul(kz)).add(vz.mul(jx)).sub(vx.mul(jz))
                .intoArray(w, a + 4 * L);
        fromArray(S, w, parentBias + 5 * L)
                .add(x.mul(ky)).sub(y.mul(kx)).add(vx.mul(jy)).sub(vy.mul(jx))
                .intoArray(w, a + 5 * L);
    }
}
