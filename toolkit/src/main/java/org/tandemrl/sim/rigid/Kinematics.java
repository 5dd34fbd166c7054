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
                Lanes.transform(
                        w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
                Lanes.sineCosine(w, plan.sine[i], plan.sine[i] + L, plan.qOf[i], 0.5);
                hingeQuaternion(
                        w, plan.quaternion[i], plan.quaternion[up], plan.sine[i], plan.turn[i], plan.turnAxis[i]);
                hingeSubspaces(plan, w, i);
            }
            case PRISMATIC -> {
                turnQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.turn[i]);
                Lanes.transform(
                        w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
                int s = plan.subspace[plan.first[i]];
                var axis = plan.axis[plan.first[i]];
                Lanes.zero(w, s, 3);
                Lanes.rotate(w, s + 3 * L, plan.rotation[up], axis[0], axis[1], axis[2]);
                slide(w, plan.position[i], s + 3 * L, plan.qOf[i]);
            }
            case BALL -> {
                Lanes.transform(
                        w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
                ballQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.qOf[i], plan.turn[i]);
                hingeSubspaces(plan, w, i);
            }
            case FIXED -> {
                turnQuaternion(w, plan.quaternion[i], plan.quaternion[up], plan.turn[i]);
                Lanes.transform(
                        w, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
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
                .add(y.mul(kz))
                .sub(z.mul(ky))
                .add(vy.mul(jz))
                .sub(vz.mul(jy))
                .intoArray(w, a + 3 * L);
        fromArray(S, w, parentBias + 4 * L)
                .add(z.mul(kx))
                .sub(x.mul(kz))
                .add(vz.mul(jx))
                .sub(vx.mul(jz))
                .intoArray(w, a + 4 * L);
        fromArray(S, w, parentBias + 5 * L)
                .add(x.mul(ky))
                .sub(y.mul(kx))
                .add(vx.mul(jy))
                .sub(vy.mul(jx))
                .intoArray(w, a + 5 * L);
    }

    /** From the adjoints of poses, subspaces, twists and bias accelerations to those of q and q̇. */
    static void adjoint(Plan plan, double[] w, double[] g) {
        for (int i = plan.links - 1; i >= 0; i--) {
            if (plan.type[i] != JointType.FREE) {
                moveAdjoint(plan, w, g, i);
            }
            placeAdjoint(plan, w, g, i);
        }
    }

    private static void moveAdjoint(Plan plan, double[] w, double[] g, int i) {
        int up = plan.parent[i];
        twistAdjoint(w, g, plan.twist[i], plan.bias[i], plan.twist[up], plan.bias[up], plan.jointTwist[i]);
        for (int k = 0; k < plan.type[i].freedoms; k++) {
            jointTwistAdjoint(w, g, plan.jointTwist[i], plan.subspace[plan.first[i] + k], plan.qdOf[i] + k * L);
        }
    }

    private static void placeAdjoint(Plan plan, double[] w, double[] g, int i) {
        int up = plan.parent[i];
        var anchor = plan.anchor[i];
        rotationMatrixAdjoint(w, g, plan.rotation[i], plan.quaternion[i]);
        switch (plan.type[i]) {
            case REVOLUTE -> {
                hingeSubspacesAdjoint(plan, w, g, i);
                hingeQuaternionAdjoint(
                        w,
                        g,
                        plan.quaternion[i],
                        plan.quaternion[up],
                        plan.sine[i],
                        plan.qOf[i],
                        plan.turn[i],
                        plan.turnAxis[i]);
            }
            case PRISMATIC -> {
                int s = plan.subspace[plan.first[i]];
                var axis = plan.axis[plan.first[i]];
                slideAdjoint(w, g, plan.position[i], s + 3 * L, plan.qOf[i]);
                Lanes.rotateAdjoint(g, s + 3 * L, plan.rotation[up], axis[0], axis[1], axis[2]);
                turnQuaternionAdjoint(g, plan.quaternion[i], plan.quaternion[up], plan.turn[i]);
            }
            case BALL -> {
                hingeSubspacesAdjoint(plan, w, g, i);
                ballQuaternionAdjoint(w, g, plan.quaternion[i], plan.quaternion[up], plan.qOf[i], plan.turn[i]);
            }
            case FIXED -> turnQuaternionAdjoint(g, plan.quaternion[i], plan.quaternion[up], plan.turn[i]);
            case FREE -> {}
        }
        if (plan.type[i] != JointType.FREE) {
            Lanes.transformAdjoint(
                    g, plan.position[i], plan.position[up], plan.rotation[up], anchor[0], anchor[1], anchor[2]);
        }
    }

    /** Adjoint of (3). */
    private static void hingeSubspacesAdjoint(Plan plan, double[] w, double[] g, int i) {
        int up = plan.parent[i];
        for (int k = plan.first[i]; k < plan.first[i] + plan.type[i].freedoms; k++) {
            int s = plan.subspace[k];
            Lanes.crossAdjoint(w, g, s + 3 * L, plan.position[i], s);
            Lanes.rotateAdjoint(g, s, plan.rotation[up], plan.axis[k][0], plan.axis[k][1], plan.axis[k][2]);
        }
    }

    /** Adjoint of (1), hinge: with B = c₀ cos(θ/2) + c₁ sin(θ/2), Q̄_p += Q̄ ⊗ B*, B̄ = Q_p* ⊗ Q̄, θ̄ += B̄·∂B/∂θ. */
    private static void hingeQuaternionAdjoint(
            double[] w, double[] g, int o, int parent, int sine, int angle, double[] c0, double[] c1) {
        var s = fromArray(S, w, sine);
        var c = fromArray(S, w, sine + L);
        var ox = fromArray(S, g, o);
        var oy = fromArray(S, g, o + L);
        var oz = fromArray(S, g, o + 2 * L);
        var ow = fromArray(S, g, o + 3 * L);
        var bx = c.mul(c0[0]).add(s.mul(c1[0]));
        var by = c.mul(c0[1]).add(s.mul(c1[1]));
        var bz = c.mul(c0[2]).add(s.mul(c1[2]));
        var bw = c.mul(c0[3]).add(s.mul(c1[3]));
        fromArray(S, g, parent)
                .add(bw.mul(ox))
                .sub(ow.mul(bx))
                .sub(oy.mul(bz))
                .add(oz.mul(by))
                .intoArray(g, parent);
        fromArray(S, g, parent + L)
                .add(bw.mul(oy))
                .sub(ow.mul(by))
                .sub(oz.mul(bx))
                .add(ox.mul(bz))
                .intoArray(g, parent + L);
        fromArray(S, g, parent + 2 * L)
                .add(bw.mul(oz))
                .sub(ow.mul(bz))
                .sub(ox.mul(by))
                .add(oy.mul(bx))
                .intoArray(g, parent + 2 * L);
        fromArray(S, g, parent + 3 * L)
                .add(ow.mul(bw))
                .add(ox.mul(bx))
                .add(oy.mul(by))
                .add(oz.mul(bz))
                .intoArray(g, parent + 3 * L);
        var ax = fromArray(S, w, parent);
        var ay = fromArray(S, w, parent + L);
        var az = fromArray(S, w, parent + 2 * L);
        var aw = fromArray(S, w, parent + 3 * L);
        var dx = aw.mul(ox).sub(ow.mul(ax)).sub(ay.mul(oz)).add(az.mul(oy));
        var dy = aw.mul(oy).sub(ow.mul(ay)).sub(az.mul(ox)).add(ax.mul(oz));
        var dz = aw.mul(oz).sub(ow.mul(az)).sub(ax.mul(oy)).add(ay.mul(ox));
        var dw = aw.mul(ow).add(ax.mul(ox)).add(ay.mul(oy)).add(az.mul(oz));
        fromArray(S, g, angle)
                .add(dx.mul(c.mul(c1[0]).sub(s.mul(c0[0]))).mul(0.5))
                .add(dy.mul(c.mul(c1[1]).sub(s.mul(c0[1]))).mul(0.5))
                .add(dz.mul(c.mul(c1[2]).sub(s.mul(c0[2]))).mul(0.5))
                .add(dw.mul(c.mul(c1[3]).sub(s.mul(c0[3]))).mul(0.5))
                .intoArray(g, angle);
    }

    /** Adjoint of (1), ball: with B = c ⊗ q, Q̄_p += Q̄ ⊗ B*, B̄ = Q_p* ⊗ Q̄, q̄ += c* ⊗ B̄. */
    private static void ballQuaternionAdjoint(double[] w, double[] g, int o, int parent, int q, double[] c) {
        var qx = fromArray(S, w, q);
        var qy = fromArray(S, w, q + L);
        var qz = fromArray(S, w, q + 2 * L);
        var qw = fromArray(S, w, q + 3 * L);
        var bx = qx.mul(c[3]).add(qw.mul(c[0])).add(qz.mul(c[1])).sub(qy.mul(c[2]));
        var by = qy.mul(c[3]).add(qw.mul(c[1])).add(qx.mul(c[2])).sub(qz.mul(c[0]));
        var bz = qz.mul(c[3]).add(qw.mul(c[2])).add(qy.mul(c[0])).sub(qx.mul(c[1]));
        var bw = qw.mul(c[3]).sub(qx.mul(c[0])).sub(qy.mul(c[1])).sub(qz.mul(c[2]));
        var ox = fromArray(S, g, o);
        var oy = fromArray(S, g, o + L);
        var oz = fromArray(S, g, o + 2 * L);
        var ow = fromArray(S, g, o + 3 * L);
        fromArray(S, g, parent)
                .add(bw.mul(ox))
                .sub(ow.mul(bx))
                .sub(oy.mul(bz))
                .add(oz.mul(by))
                .intoArray(g, parent);
        fromArray(S, g, parent + L)
                .add(bw.mul(oy))
                .sub(ow.mul(by))
                .sub(oz.mul(bx))
                .add(ox.mul(bz))
                .intoArray(g, parent + L);
        fromArray(S, g, parent + 2 * L)
                .add(bw.mul(oz))
                .sub(ow.mul(bz))
                .sub(ox.mul(by))
                .add(oy.mul(bx))
                .intoArray(g, parent + 2 * L);
        fromArray(S, g, parent + 3 * L)
                .add(ow.mul(bw))
                .add(ox.mul(bx))
                .add(oy.mul(by))
                .add(oz.mul(bz))
                .intoArray(g, parent + 3 * L);
        var ax = fromArray(S, w, parent);
        var ay = fromArray(S, w, parent + L);
        var az = fromArray(S, w, parent + 2 * L);
        var aw = fromArray(S, w, parent + 3 * L);
        var dx = aw.mul(ox).sub(ow.mul(ax)).sub(ay.mul(oz)).add(az.mul(oy));
        var dy = aw.mul(oy).sub(ow.mul(ay)).sub(az.mul(ox)).add(ax.mul(oz));
        var dz = aw.mul(oz).sub(ow.mul(az)).sub(ax.mul(oy)).add(ay.mul(ox));
        var dw = aw.mul(ow).add(ax.mul(ox)).add(ay.mul(oy)).add(az.mul(oz));
        fromArray(S, g, q)
                .add(dx.mul(c[3]))
                .sub(dw.mul(c[0]))
                .sub(dz.mul(c[1]))
                .add(dy.mul(c[2]))
                .intoArray(g, q);
        fromArray(S, g, q + L)
                .add(dy.mul(c[3]))
                .sub(dw.mul(c[1]))
                .sub(dx.mul(c[2]))
                .add(dz.mul(c[0]))
                .intoArray(g, q + L);
        fromArray(S, g, q + 2 * L)
                .add(dz.mul(c[3]))
                .sub(dw.mul(c[2]))
                .sub(dy.mul(c[0]))
                .add(dx.mul(c[1]))
                .intoArray(g, q + 2 * L);
        fromArray(S, g, q + 3 * L)
                .add(dw.mul(c[3]))
                .add(dx.mul(c[0]))
                .add(dy.mul(c[1]))
                .add(dz.mul(c[2]))
                .intoArray(g, q + 3 * L);
    }

    /** Adjoint of (1), no turning: Q̄_p += Q̄ ⊗ c*. */
    private static void turnQuaternionAdjoint(double[] g, int o, int parent, double[] c) {
        var ox = fromArray(S, g, o);
        var oy = fromArray(S, g, o + L);
        var oz = fromArray(S, g, o + 2 * L);
        var ow = fromArray(S, g, o + 3 * L);
        fromArray(S, g, parent)
                .add(ox.mul(c[3]))
                .sub(ow.mul(c[0]))
                .sub(oy.mul(c[2]))
                .add(oz.mul(c[1]))
                .intoArray(g, parent);
        fromArray(S, g, parent + L)
                .add(oy.mul(c[3]))
                .sub(ow.mul(c[1]))
                .sub(oz.mul(c[0]))
                .add(ox.mul(c[2]))
                .intoArray(g, parent + L);
        fromArray(S, g, parent + 2 * L)
                .add(oz.mul(c[3]))
                .sub(ow.mul(c[2]))
                .sub(ox.mul(c[1]))
                .add(oy.mul(c[0]))
                .intoArray(g, parent + 2 * L);
        fromArray(S, g, parent + 3 * L)
                .add(ow.mul(c[3]))
                .add(ox.mul(c[0]))
                .add(oy.mul(c[1]))
                .add(oz.mul(c[2]))
                .intoArray(g, parent + 3 * L);
    }

    /** Adjoint of (2): each number of R̄ times the derivative of that number of R by Q. */
    private static void rotationMatrixAdjoint(double[] w, double[] g, int o, int quaternion) {
        var x = fromArray(S, w, quaternion);
        var y = fromArray(S, w, quaternion + L);
        var z = fromArray(S, w, quaternion + 2 * L);
        var c = fromArray(S, w, quaternion + 3 * L);
        var xx = fromArray(S, g, o);
        var yy = fromArray(S, g, o + 4 * L);
        var zz = fromArray(S, g, o + 8 * L);
        var trace = xx.add(yy).add(zz);
        var xy = fromArray(S, g, o + L);
        var yx = fromArray(S, g, o + 3 * L);
        var symmetricXY = xy.add(yx);
        var turnZ = yx.sub(xy);
        var xz = fromArray(S, g, o + 2 * L);
        var zx = fromArray(S, g, o + 6 * L);
        var symmetricXZ = xz.add(zx);
        var turnY = xz.sub(zx);
        var yz = fromArray(S, g, o + 5 * L);
        var zy = fromArray(S, g, o + 7 * L);
        var symmetricYZ = yz.add(zy);
        var turnX = zy.sub(yz);
        var qx = x.mul(xx)
                .mul(2)
                .add(y.mul(symmetricXY))
                .add(z.mul(symmetricXZ))
                .add(c.mul(turnX))
                .mul(2);
        var qy = y.mul(yy)
                .mul(2)
                .add(x.mul(symmetricXY))
                .add(z.mul(symmetricYZ))
                .add(c.mul(turnY))
                .mul(2);
        var qz = z.mul(zz)
                .mul(2)
                .add(x.mul(symmetricXZ))
                .add(y.mul(symmetricYZ))
                .add(c.mul(turnZ))
                .mul(2);
        var qw = c.mul(trace)
                .mul(2)
                .add(x.mul(turnX))
                .add(y.mul(turnY))
                .add(z.mul(turnZ))
                .mul(2);
        fromArray(S, g, quaternion).add(qx).intoArray(g, quaternion);
        fromArray(S, g, quaternion + L).add(qy).intoArray(g, quaternion + L);
        fromArray(S, g, quaternion + 2 * L).add(qz).intoArray(g, quaternion + 2 * L);
        fromArray(S, g, quaternion + 3 * L).add(qw).intoArray(g, quaternion + 3 * L);
    }

    /** Adjoint of (1), slide: q̄ += e·p̄, ē += p̄ q. */
    private static void slideAdjoint(double[] w, double[] g, int p, int e, int q) {
        var distance = fromArray(S, w, q);
        var sum = fromArray(S, g, q);
        for (int k = 0; k < 3 * L; k += L) {
            var a = fromArray(S, g, p + k);
            sum = sum.add(a.mul(fromArray(S, w, e + k)));
            fromArray(S, g, e + k).add(a.mul(distance)).intoArray(g, e + k);
        }
        sum.intoArray(g, q);
    }

    /** Adjoint of (4): S̄ += v̄_J q̇, the adjoint of q̇ += v̄_J·S. */
    private static void jointTwistAdjoint(double[] w, double[] g, int o, int s, int rate) {
        var qd = fromArray(S, w, rate);
        var sum = fromArray(S, g, rate);
        for (int k = 0; k < 6 * L; k += L) {
            var a = fromArray(S, g, o + k);
            sum = sum.add(a.mul(fromArray(S, w, s + k)));
            fromArray(S, g, s + k).add(a.mul(qd)).intoArray(g, s + k);
        }
        sum.intoArray(g, rate);
    }

    /**
     * Adjoint of (5), with ā = (ᾱ, ā₀): ω̄ += ω_J × ᾱ + v_J₀ × ā₀, v̄₀ += ω_J × ā₀, then ā_p += ā, v̄_p += v̄ and
     * v̄_J = v̄ + (ᾱ × ω + ā₀ × v₀, ā₀ × ω).
     */
    private static void twistAdjoint(
            double[] w, double[] g, int v, int a, int parentTwist, int parentBias, int jointTwist) {
        Lanes.add(g, parentBias, a, 6);
        var ax = fromArray(S, g, a);
        var ay = fromArray(S, g, a + L);
        var az = fromArray(S, g, a + 2 * L);
        var bx = fromArray(S, g, a + 3 * L);
        var by = fromArray(S, g, a + 4 * L);
        var bz = fromArray(S, g, a + 5 * L);
        var jx = fromArray(S, w, jointTwist);
        var jy = fromArray(S, w, jointTwist + L);
        var jz = fromArray(S, w, jointTwist + 2 * L);
        var kx = fromArray(S, w, jointTwist + 3 * L);
        var ky = fromArray(S, w, jointTwist + 4 * L);
        var kz = fromArray(S, w, jointTwist + 5 * L);
        var gx = fromArray(S, g, v)
                .add(jy.mul(az))
                .sub(jz.mul(ay))
                .add(ky.mul(bz))
                .sub(kz.mul(by));
        var gy = fromArray(S, g, v + L)
                .add(jz.mul(ax))
                .sub(jx.mul(az))
                .add(kz.mul(bx))
                .sub(kx.mul(bz));
        var gz = fromArray(S, g, v + 2 * L)
                .add(jx.mul(ay))
                .sub(jy.mul(ax))
                .add(kx.mul(by))
                .sub(ky.mul(bx));
        var hx = fromArray(S, g, v + 3 * L).add(jy.mul(bz)).sub(jz.mul(by));
        var hy = fromArray(S, g, v + 4 * L).add(jz.mul(bx)).sub(jx.mul(bz));
        var hz = fromArray(S, g, v + 5 * L).add(jx.mul(by)).sub(jy.mul(bx));
        fromArray(S, g, parentTwist).add(gx).intoArray(g, parentTwist);
        fromArray(S, g, parentTwist + L).add(gy).intoArray(g, parentTwist + L);
        fromArray(S, g, parentTwist + 2 * L).add(gz).intoArray(g, parentTwist + 2 * L);
        fromArray(S, g, parentTwist + 3 * L).add(hx).intoArray(g, parentTwist + 3 * L);
        fromArray(S, g, parentTwist + 4 * L).add(hy).intoArray(g, parentTwist + 4 * L);
        fromArray(S, g, parentTwist + 5 * L).add(hz).intoArray(g, parentTwist + 5 * L);
        var x = fromArray(S, w, v);
        var y = fromArray(S, w, v + L);
        var z = fromArray(S, w, v + 2 * L);
        var vx = fromArray(S, w, v + 3 * L);
        var vy = fromArray(S, w, v + 4 * L);
        var vz = fromArray(S, w, v + 5 * L);
        gx.add(ay.mul(z)).sub(az.mul(y)).add(by.mul(vz)).sub(bz.mul(vy)).intoArray(g, jointTwist);
        gy.add(az.mul(x)).sub(ax.mul(z)).add(bz.mul(vx)).sub(bx.mul(vz)).intoArray(g, jointTwist + L);
        gz.add(ax.mul(y)).sub(ay.mul(x)).add(bx.mul(vy)).sub(by.mul(vx)).intoArray(g, jointTwist + 2 * L);
        hx.add(by.mul(z)).sub(bz.mul(y)).intoArray(g, jointTwist + 3 * L);
        hy.add(bz.mul(x)).sub(bx.mul(z)).intoArray(g, jointTwist + 4 * L);
        hz.add(bx.mul(y)).sub(by.mul(x)).intoArray(g, jointTwist + 5 * L);
    }
}
