package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/**
 * Equations (13) and (14): the inertia of bodies about the world's origin, [J, [s]×; −[s]×, M] with J and M symmetric, as
 * fifteen slots: J (xx xy xz yy yz zz), the first moment s, M (in the same order). Inertias of this form add up.
 *
 * <p>M is m 1 and s is m c as long as quaternions have unit length. They are kept general because the derivative by the
 * coordinates of a quaternion has a component off the unit sphere, which the package's description explains.
 */
final class SpatialInertia {
    static final int SLOTS = 15;

    private SpatialInertia() {}

    /**
     * (13) Of one link.
     *
     * @param inertia constants xx xy xz yy yz zz about the centre of mass in the link's frame
     */
    static void forward(double[] w, int o, int quaternion, int rotation, int com, double[] inertia, double m) {
        rotate(w, o, rotation, inertia);
        shift(w, o, quaternion, com, m);
    }

    /** From the adjoint of the inertia to those of quaternion, rotation and centre of mass. */
    static void adjoint(
            double[] w, double[] g, int o, int quaternion, int rotation, int com, double[] inertia, double m) {
        shiftAdjoint(w, g, o, quaternion, com, m);
        rotateAdjoint(w, g, o, rotation, inertia);
    }

    /** (13) J = R I Rᵀ. */
    private static void rotate(double[] w, int o, int rotation, double[] inertia) {
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
                tx.mul(fromArray(S, w, column))
                        .add(ty.mul(fromArray(S, w, column + L)))
                        .add(tz.mul(fromArray(S, w, column + 2 * L)))
                        .intoArray(w, o + packed(b, a) * L);
            }
        }
    }

    /**
     * (13) With σ = Q·Q − 1 of Q = (r, w): K = R Rᵀ = (1 + 4σw²) 1 + 4σ r rᵀ and D = det R = (1 + 2σ)(1 + 4σw²). Then
     * J += m ((c·k) K − k kᵀ) with k = K c, s = m D c, M = m K.
     */
    private static void shift(double[] w, int o, int quaternion, int com, double m) {
        var x = fromArray(S, w, quaternion);
        var y = fromArray(S, w, quaternion + L);
        var z = fromArray(S, w, quaternion + 2 * L);
        var c = fromArray(S, w, quaternion + 3 * L);
        var cc = c.mul(c);
        var sigma = x.mul(x).add(y.mul(y)).add(z.mul(z)).add(cc).sub(1);
        var four = sigma.mul(4);
        var u = four.mul(cc).add(1);
        var kxx = four.mul(x).mul(x).add(u);
        var kxy = four.mul(x).mul(y);
        var kxz = four.mul(x).mul(z);
        var kyy = four.mul(y).mul(y).add(u);
        var kyz = four.mul(y).mul(z);
        var kzz = four.mul(z).mul(z).add(u);
        var px = fromArray(S, w, com);
        var py = fromArray(S, w, com + L);
        var pz = fromArray(S, w, com + 2 * L);
        var kx = kxx.mul(px).add(kxy.mul(py)).add(kxz.mul(pz));
        var ky = kxy.mul(px).add(kyy.mul(py)).add(kyz.mul(pz));
        var kz = kxz.mul(px).add(kyz.mul(py)).add(kzz.mul(pz));
        var e = px.mul(kx).add(py.mul(ky)).add(pz.mul(kz)).mul(m);
        fromArray(S, w, o).add(e.mul(kxx)).sub(kx.mul(kx).mul(m)).intoArray(w, o);
        fromArray(S, w, o + L).add(e.mul(kxy)).sub(kx.mul(ky).mul(m)).intoArray(w, o + L);
        fromArray(S, w, o + 2 * L).add(e.mul(kxz)).sub(kx.mul(kz).mul(m)).intoArray(w, o + 2 * L);
        fromArray(S, w, o + 3 * L).add(e.mul(kyy)).sub(ky.mul(ky).mul(m)).intoArray(w, o + 3 * L);
        fromArray(S, w, o + 4 * L).add(e.mul(kyz)).sub(ky.mul(kz).mul(m)).intoArray(w, o + 4 * L);
        fromArray(S, w, o + 5 * L).add(e.mul(kzz)).sub(kz.mul(kz).mul(m)).intoArray(w, o + 5 * L);
        var d = sigma.mul(2).add(1).mul(u).mul(m);
        px.mul(d).intoArray(w, o + 6 * L);
        py.mul(d).intoArray(w, o + 7 * L);
        pz.mul(d).intoArray(w, o + 8 * L);
        kxx.mul(m).intoArray(w, o + 9 * L);
        kxy.mul(m).intoArray(w, o + 10 * L);
        kxz.mul(m).intoArray(w, o + 11 * L);
        kyy.mul(m).intoArray(w, o + 12 * L);
        kyz.mul(m).intoArray(w, o + 13 * L);
        kzz.mul(m).intoArray(w, o + 14 * L);
    }

    /**
     * Adjoint of the shift (13). J̄, M̄ and K̄ hold a mirrored pair as one number; X̂ is X with those halved, as a full matrix.
     * With e = c·k: ē = m ⟨Ĵ, K⟩, k̄ = ē c − 2m Ĵk, c̄ += ē k + K k̄ + m D s̄, K̄ = m (e J̄ + M̄) + (k̄ cᵀ, both halves),
     * D̄ = m c·s̄. Then σ̄ = 4 (w² tr K̄ + r·K̂r) + D̄ (2 (1 + 4σw²) + 4w² (1 + 2σ)), r̄ += 8σ K̂r + 2σ̄ r,
     * w̄ += 8σw (tr K̄ + (1 + 2σ) D̄) + 2σ̄ w.
     */
    private static void shiftAdjoint(double[] w, double[] g, int o, int quaternion, int com, double m) {
        var x = fromArray(S, w, quaternion);
        var y = fromArray(S, w, quaternion + L);
        var z = fromArray(S, w, quaternion + 2 * L);
        var c = fromArray(S, w, quaternion + 3 * L);
        var cc = c.mul(c);
        var sigma = x.mul(x).add(y.mul(y)).add(z.mul(z)).add(cc).sub(1);
        var four = sigma.mul(4);
        var u = four.mul(cc).add(1);
        var v = sigma.mul(2).add(1);
        var kxx = four.mul(x).mul(x).add(u);
        var kxy = four.mul(x).mul(y);
        var kxz = four.mul(x).mul(z);
        var kyy = four.mul(y).mul(y).add(u);
        var kyz = four.mul(y).mul(z);
        var kzz = four.mul(z).mul(z).add(u);
        var px = fromArray(S, w, com);
        var py = fromArray(S, w, com + L);
        var pz = fromArray(S, w, com + 2 * L);
        var kx = kxx.mul(px).add(kxy.mul(py)).add(kxz.mul(pz));
        var ky = kxy.mul(px).add(kyy.mul(py)).add(kyz.mul(pz));
        var kz = kxz.mul(px).add(kyz.mul(py)).add(kzz.mul(pz));
        var e = px.mul(kx).add(py.mul(ky)).add(pz.mul(kz));

        var jxx = fromArray(S, g, o).mul(m);
        var jxy = fromArray(S, g, o + L).mul(m);
        var jxz = fromArray(S, g, o + 2 * L).mul(m);
        var jyy = fromArray(S, g, o + 3 * L).mul(m);
        var jyz = fromArray(S, g, o + 4 * L).mul(m);
        var jzz = fromArray(S, g, o + 5 * L).mul(m);
        var f = jxx.mul(kxx)
                .add(jyy.mul(kyy))
                .add(jzz.mul(kzz))
                .add(jxy.mul(kxy))
                .add(jxz.mul(kxz))
                .add(jyz.mul(kyz));
        var hx = f.mul(px).sub(jxx.mul(kx).mul(2)).sub(jxy.mul(ky)).sub(jxz.mul(kz));
        var hy = f.mul(py).sub(jxy.mul(kx)).sub(jyy.mul(ky).mul(2)).sub(jyz.mul(kz));
        var hz = f.mul(pz).sub(jxz.mul(kx)).sub(jyz.mul(ky)).sub(jzz.mul(kz).mul(2));
        var sx = fromArray(S, g, o + 6 * L).mul(m);
        var sy = fromArray(S, g, o + 7 * L).mul(m);
        var sz = fromArray(S, g, o + 8 * L).mul(m);
        var d = u.mul(v);
        fromArray(S, g, com)
                .add(f.mul(kx))
                .add(kxx.mul(hx))
                .add(kxy.mul(hy))
                .add(kxz.mul(hz))
                .add(d.mul(sx))
                .intoArray(g, com);
        fromArray(S, g, com + L)
                .add(f.mul(ky))
                .add(kxy.mul(hx))
                .add(kyy.mul(hy))
                .add(kyz.mul(hz))
                .add(d.mul(sy))
                .intoArray(g, com + L);
        fromArray(S, g, com + 2 * L)
                .add(f.mul(kz))
                .add(kxz.mul(hx))
                .add(kyz.mul(hy))
                .add(kzz.mul(hz))
                .add(d.mul(sz))
                .intoArray(g, com + 2 * L);
        var dBar = px.mul(sx).add(py.mul(sy)).add(pz.mul(sz));

        var xx = fromArray(S, g, o + 9 * L).mul(m).add(e.mul(jxx)).add(hx.mul(px));
        var xy = fromArray(S, g, o + 10 * L)
                .mul(m)
                .add(e.mul(jxy))
                .add(hx.mul(py))
                .add(hy.mul(px));
        var xz = fromArray(S, g, o + 11 * L)
                .mul(m)
                .add(e.mul(jxz))
                .add(hx.mul(pz))
                .add(hz.mul(px));
        var yy = fromArray(S, g, o + 12 * L).mul(m).add(e.mul(jyy)).add(hy.mul(py));
        var yz = fromArray(S, g, o + 13 * L)
                .mul(m)
                .add(e.mul(jyz))
                .add(hy.mul(pz))
                .add(hz.mul(py));
        var zz = fromArray(S, g, o + 14 * L).mul(m).add(e.mul(jzz)).add(hz.mul(pz));
        var trace = xx.add(yy).add(zz);
        // 2 K̂ r.
        var rx = xx.mul(x).mul(2).add(xy.mul(y)).add(xz.mul(z));
        var ry = xy.mul(x).add(yy.mul(y).mul(2)).add(yz.mul(z));
        var rz = xz.mul(x).add(yz.mul(y)).add(zz.mul(z).mul(2));
        // 2 σ̄.
        var two = cc.mul(trace)
                .mul(2)
                .add(x.mul(rx))
                .add(y.mul(ry))
                .add(z.mul(rz))
                .mul(4)
                .add(dBar.mul(u.add(cc.mul(v).mul(2))).mul(4));
        fromArray(S, g, quaternion).add(two.mul(x)).add(four.mul(rx)).intoArray(g, quaternion);
        fromArray(S, g, quaternion + L).add(two.mul(y)).add(four.mul(ry)).intoArray(g, quaternion + L);
        fromArray(S, g, quaternion + 2 * L).add(two.mul(z)).add(four.mul(rz)).intoArray(g, quaternion + 2 * L);
        fromArray(S, g, quaternion + 3 * L)
                .add(two.mul(c))
                .add(four.mul(c).mul(trace.add(dBar.mul(v))).mul(2))
                .intoArray(g, quaternion + 3 * L);
    }

    /** Adjoint of J = R I Rᵀ: R̄ += (J̄ + J̄ᵀ) R I, where J̄ holds a mirrored pair as one number. */
    private static void rotateAdjoint(double[] w, double[] g, int o, int rotation, double[] inertia) {
        var xx = fromArray(S, g, o).mul(2);
        var xy = fromArray(S, g, o + L);
        var xz = fromArray(S, g, o + 2 * L);
        var yy = fromArray(S, g, o + 3 * L).mul(2);
        var yz = fromArray(S, g, o + 4 * L);
        var zz = fromArray(S, g, o + 5 * L).mul(2);
        for (int b = 0; b < 3; b++) {
            // Column b of R I.
            double i0 = inertia[packed(b, 0)];
            double i1 = inertia[packed(Math.max(b, 1), Math.min(b, 1))];
            double i2 = inertia[packed(2, b)];
            var x = fromArray(S, w, rotation)
                    .mul(i0)
                    .add(fromArray(S, w, rotation + L).mul(i1))
                    .add(fromArray(S, w, rotation + 2 * L).mul(i2));
            var y = fromArray(S, w, rotation + 3 * L)
                    .mul(i0)
                    .add(fromArray(S, w, rotation + 4 * L).mul(i1))
                    .add(fromArray(S, w, rotation + 5 * L).mul(i2));
            var z = fromArray(S, w, rotation + 6 * L)
                    .mul(i0)
                    .add(fromArray(S, w, rotation + 7 * L).mul(i1))
                    .add(fromArray(S, w, rotation + 8 * L).mul(i2));
            int r = rotation + b * L;
            fromArray(S, g, r).add(xx.mul(x)).add(xy.mul(y)).add(xz.mul(z)).intoArray(g, r);
            fromArray(S, g, r + 3 * L)
                    .add(xy.mul(x))
                    .add(yy.mul(y))
                    .add(yz.mul(z))
                    .intoArray(g, r + 3 * L);
            fromArray(S, g, r + 6 * L)
                    .add(xz.mul(x))
                    .add(yz.mul(y))
                    .add(zz.mul(z))
                    .intoArray(g, r + 6 * L);
        }
    }

    /** (14) The wrench F = I v = (J ω + s × v₀, M v₀ − s × ω) of a twist, into slots o. */
    static void times(double[] w, int o, int inertia, int twist) {
        var xx = fromArray(S, w, inertia);
        var xy = fromArray(S, w, inertia + L);
        var xz = fromArray(S, w, inertia + 2 * L);
        var yy = fromArray(S, w, inertia + 3 * L);
        var yz = fromArray(S, w, inertia + 4 * L);
        var zz = fromArray(S, w, inertia + 5 * L);
        var cx = fromArray(S, w, inertia + 6 * L);
        var cy = fromArray(S, w, inertia + 7 * L);
        var cz = fromArray(S, w, inertia + 8 * L);
        var ax = fromArray(S, w, twist);
        var ay = fromArray(S, w, twist + L);
        var az = fromArray(S, w, twist + 2 * L);
        var vx = fromArray(S, w, twist + 3 * L);
        var vy = fromArray(S, w, twist + 4 * L);
        var vz = fromArray(S, w, twist + 5 * L);
        xx.mul(ax)
                .add(xy.mul(ay))
                .add(xz.mul(az))
                .add(cy.mul(vz))
                .sub(cz.mul(vy))
                .intoArray(w, o);
        xy.mul(ax)
                .add(yy.mul(ay))
                .add(yz.mul(az))
                .add(cz.mul(vx))
                .sub(cx.mul(vz))
                .intoArray(w, o + L);
        xz.mul(ax)
                .add(yz.mul(ay))
                .add(zz.mul(az))
                .add(cx.mul(vy))
                .sub(cy.mul(vx))
                .intoArray(w, o + 2 * L);
        xx = fromArray(S, w, inertia + 9 * L);
        xy = fromArray(S, w, inertia + 10 * L);
        xz = fromArray(S, w, inertia + 11 * L);
        yy = fromArray(S, w, inertia + 12 * L);
        yz = fromArray(S, w, inertia + 13 * L);
        zz = fromArray(S, w, inertia + 14 * L);
        xx.mul(vx)
                .add(xy.mul(vy))
                .add(xz.mul(vz))
                .sub(cy.mul(az))
                .add(cz.mul(ay))
                .intoArray(w, o + 3 * L);
        xy.mul(vx)
                .add(yy.mul(vy))
                .add(yz.mul(vz))
                .sub(cz.mul(ax))
                .add(cx.mul(az))
                .intoArray(w, o + 4 * L);
        xz.mul(vx)
                .add(yz.mul(vy))
                .add(zz.mul(vz))
                .sub(cx.mul(ay))
                .add(cy.mul(ax))
                .intoArray(w, o + 5 * L);
    }

    /** Adjoint of (14) by inertia and twist. */
    static void timesAdjoint(double[] w, double[] g, int o, int inertia, int twist) {
        byInertia(w, g, o, inertia, twist);
        byTwist(w, g, o, inertia, twist);
    }

    /** With F̄ = (τ̄, f̄): J̄ += τ̄ ωᵀ and M̄ += f̄ v₀ᵀ (both halves), s̄ += v₀ × τ̄ − ω × f̄. */
    private static void byInertia(double[] w, double[] g, int o, int inertia, int twist) {
        var tx = fromArray(S, g, o);
        var ty = fromArray(S, g, o + L);
        var tz = fromArray(S, g, o + 2 * L);
        var fx = fromArray(S, g, o + 3 * L);
        var fy = fromArray(S, g, o + 4 * L);
        var fz = fromArray(S, g, o + 5 * L);
        var ax = fromArray(S, w, twist);
        var ay = fromArray(S, w, twist + L);
        var az = fromArray(S, w, twist + 2 * L);
        var vx = fromArray(S, w, twist + 3 * L);
        var vy = fromArray(S, w, twist + 4 * L);
        var vz = fromArray(S, w, twist + 5 * L);
        int i = inertia;
        fromArray(S, g, i).add(tx.mul(ax)).intoArray(g, i);
        fromArray(S, g, i + L).add(tx.mul(ay)).add(ty.mul(ax)).intoArray(g, i + L);
        fromArray(S, g, i + 2 * L).add(tx.mul(az)).add(tz.mul(ax)).intoArray(g, i + 2 * L);
        fromArray(S, g, i + 3 * L).add(ty.mul(ay)).intoArray(g, i + 3 * L);
        fromArray(S, g, i + 4 * L).add(ty.mul(az)).add(tz.mul(ay)).intoArray(g, i + 4 * L);
        fromArray(S, g, i + 5 * L).add(tz.mul(az)).intoArray(g, i + 5 * L);
        fromArray(S, g, i + 6 * L)
                .add(vy.mul(tz))
                .sub(vz.mul(ty))
                .sub(ay.mul(fz))
                .add(az.mul(fy))
                .intoArray(g, i + 6 * L);
        fromArray(S, g, i + 7 * L)
                .add(vz.mul(tx))
                .sub(vx.mul(tz))
                .sub(az.mul(fx))
                .add(ax.mul(fz))
                .intoArray(g, i + 7 * L);
        fromArray(S, g, i + 8 * L)
                .add(vx.mul(ty))
                .sub(vy.mul(tx))
                .sub(ax.mul(fy))
                .add(ay.mul(fx))
                .intoArray(g, i + 8 * L);
        fromArray(S, g, i + 9 * L).add(fx.mul(vx)).intoArray(g, i + 9 * L);
        fromArray(S, g, i + 10 * L).add(fx.mul(vy)).add(fy.mul(vx)).intoArray(g, i + 10 * L);
        fromArray(S, g, i + 11 * L).add(fx.mul(vz)).add(fz.mul(vx)).intoArray(g, i + 11 * L);
        fromArray(S, g, i + 12 * L).add(fy.mul(vy)).intoArray(g, i + 12 * L);
        fromArray(S, g, i + 13 * L).add(fy.mul(vz)).add(fz.mul(vy)).intoArray(g, i + 13 * L);
        fromArray(S, g, i + 14 * L).add(fz.mul(vz)).intoArray(g, i + 14 * L);
    }

    /** v̄ += I F̄, for I is symmetric. */
    private static void byTwist(double[] w, double[] g, int o, int inertia, int twist) {
        var xx = fromArray(S, w, inertia);
        var xy = fromArray(S, w, inertia + L);
        var xz = fromArray(S, w, inertia + 2 * L);
        var yy = fromArray(S, w, inertia + 3 * L);
        var yz = fromArray(S, w, inertia + 4 * L);
        var zz = fromArray(S, w, inertia + 5 * L);
        var cx = fromArray(S, w, inertia + 6 * L);
        var cy = fromArray(S, w, inertia + 7 * L);
        var cz = fromArray(S, w, inertia + 8 * L);
        var ax = fromArray(S, g, o);
        var ay = fromArray(S, g, o + L);
        var az = fromArray(S, g, o + 2 * L);
        var vx = fromArray(S, g, o + 3 * L);
        var vy = fromArray(S, g, o + 4 * L);
        var vz = fromArray(S, g, o + 5 * L);
        int s = twist;
        fromArray(S, g, s)
                .add(xx.mul(ax))
                .add(xy.mul(ay))
                .add(xz.mul(az))
                .add(cy.mul(vz))
                .sub(cz.mul(vy))
                .intoArray(g, s);
        fromArray(S, g, s + L)
                .add(xy.mul(ax))
                .add(yy.mul(ay))
                .add(yz.mul(az))
                .add(cz.mul(vx))
                .sub(cx.mul(vz))
                .intoArray(g, s + L);
        fromArray(S, g, s + 2 * L)
                .add(xz.mul(ax))
                .add(yz.mul(ay))
                .add(zz.mul(az))
                .add(cx.mul(vy))
                .sub(cy.mul(vx))
                .intoArray(g, s + 2 * L);
        xx = fromArray(S, w, inertia + 9 * L);
        xy = fromArray(S, w, inertia + 10 * L);
        xz = fromArray(S, w, inertia + 11 * L);
        yy = fromArray(S, w, inertia + 12 * L);
        yz = fromArray(S, w, inertia + 13 * L);
        zz = fromArray(S, w, inertia + 14 * L);
        fromArray(S, g, s + 3 * L)
                .add(xx.mul(vx))
                .add(xy.mul(vy))
                .add(xz.mul(vz))
                .sub(cy.mul(az))
                .add(cz.mul(ay))
                .intoArray(g, s + 3 * L);
        fromArray(S, g, s + 4 * L)
                .add(xy.mul(vx))
                .add(yy.mul(vy))
                .add(yz.mul(vz))
                .sub(cz.mul(ax))
                .add(cx.mul(az))
                .intoArray(g, s + 4 * L);
        fromArray(S, g, s + 5 * L)
                .add(xz.mul(vx))
                .add(yz.mul(vy))
                .add(zz.mul(vz))
                .sub(cx.mul(ay))
                .add(cy.mul(ax))
                .intoArray(g, s + 5 * L);
    }

    /** Where entry (a, b) of a symmetric 3×3 matrix stands among xx xy xz yy yz zz; a ≥ b. */
    static int packed(int a, int b) {
        return b == 0 ? a : a + b + 1;
    }
}
