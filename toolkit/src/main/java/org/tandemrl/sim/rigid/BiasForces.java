package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/**
 * Equations (6) and (7): the wrench that each link's own motion and weight ask for. (7) says the same as (6) in half the
 * operations where quaternions have unit length, as they have after every substep; (6) serves where a step starts.
 */
final class BiasForces {
    private BiasForces() {}

    /** @param inertial whether this substep computes inertias about the origin, for the mass matrix */
    static void forward(Plan plan, double[] w, boolean inertial) {
        for (int i = 0; i < plan.links; i++) {
            if (plan.mass[i] == 0) {
                Lanes.zero(w, plan.wrench[i], 6);
                continue;
            }
            var c = plan.center[i];
            Lanes.transform(w, plan.com[i], plan.position[i], plan.rotation[i], c[0], c[1], c[2]);
            if (inertial) {
                spatial(plan, w, i);
            } else {
                newton(
                        w,
                        plan.wrench[i],
                        plan.com[i],
                        plan.twist[i],
                        plan.bias[i],
                        plan.mass[i],
                        plan.gx,
                        plan.gy,
                        plan.gz);
                euler(w, plan.wrench[i], plan.rotation[i], plan.twist[i], plan.bias[i], plan.inertia[i]);
            }
        }
    }

    /** (6) b = I a + v ×* I v − (c × m g, m g), by way of h = I v. */
    private static void spatial(Plan plan, double[] w, int i) {
        double m = plan.mass[i];
        SpatialInertia.forward(
                w, plan.spatial[i], plan.quaternion[i], plan.rotation[i], plan.com[i], plan.inertia[i], m);
        SpatialInertia.times(w, plan.linkMomentum[i], plan.spatial[i], plan.twist[i]);
        SpatialInertia.times(w, plan.wrench[i], plan.spatial[i], plan.bias[i]);
        gyroscopic(w, plan.wrench[i], plan.twist[i], plan.linkMomentum[i]);
        weight(w, plan.wrench[i], plan.com[i], m * plan.gx, m * plan.gy, m * plan.gz);
    }

    /** (6) b += v ×* h, the wrench (ω × h_τ + v₀ × h_f, ω × h_f). */
    private static void gyroscopic(double[] w, int o, int twist, int h) {
        var x = fromArray(S, w, twist);
        var y = fromArray(S, w, twist + L);
        var z = fromArray(S, w, twist + 2 * L);
        var vx = fromArray(S, w, twist + 3 * L);
        var vy = fromArray(S, w, twist + 4 * L);
        var vz = fromArray(S, w, twist + 5 * L);
        var tx = fromArray(S, w, h);
        var ty = fromArray(S, w, h + L);
        var tz = fromArray(S, w, h + 2 * L);
        var fx = fromArray(S, w, h + 3 * L);
        var fy = fromArray(S, w, h + 4 * L);
        var fz = fromArray(S, w, h + 5 * L);
        fromArray(S, w, o)
                .add(y.mul(tz))
                .sub(z.mul(ty))
                .add(vy.mul(fz))
                .sub(vz.mul(fy))
                .intoArray(w, o);
        fromArray(S, w, o + L)
                .add(z.mul(tx))
                .sub(x.mul(tz))
                .add(vz.mul(fx))
                .sub(vx.mul(fz))
                .intoArray(w, o + L);
        fromArray(S, w, o + 2 * L)
                .add(x.mul(ty))
                .sub(y.mul(tx))
                .add(vx.mul(fy))
                .sub(vy.mul(fx))
                .intoArray(w, o + 2 * L);
        fromArray(S, w, o + 3 * L).add(y.mul(fz)).sub(z.mul(fy)).intoArray(w, o + 3 * L);
        fromArray(S, w, o + 4 * L).add(z.mul(fx)).sub(x.mul(fz)).intoArray(w, o + 4 * L);
        fromArray(S, w, o + 5 * L).add(x.mul(fy)).sub(y.mul(fx)).intoArray(w, o + 5 * L);
    }

    /** (6) b −= (c × f, f), f the weight. */
    private static void weight(double[] w, int o, int com, double fx, double fy, double fz) {
        var cx = fromArray(S, w, com);
        var cy = fromArray(S, w, com + L);
        var cz = fromArray(S, w, com + 2 * L);
        fromArray(S, w, o).sub(cy.mul(fz)).add(cz.mul(fy)).intoArray(w, o);
        fromArray(S, w, o + L).sub(cz.mul(fx)).add(cx.mul(fz)).intoArray(w, o + L);
        fromArray(S, w, o + 2 * L).sub(cx.mul(fy)).add(cy.mul(fx)).intoArray(w, o + 2 * L);
        fromArray(S, w, o + 3 * L).sub(fx).intoArray(w, o + 3 * L);
        fromArray(S, w, o + 4 * L).sub(fy).intoArray(w, o + 4 * L);
        fromArray(S, w, o + 5 * L).sub(fz).intoArray(w, o + 5 * L);
    }

    /** (7) f = m (a₀ − g + α × c + ω × (v₀ + ω × c)), τ₀ = c × f. */
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
        var fx = fromArray(S, w, bias + 3 * L)
                .sub(gx)
                .add(ay.mul(cz))
                .sub(az.mul(cy))
                .add(y.mul(uz))
                .sub(z.mul(uy))
                .mul(m);
        var fy = fromArray(S, w, bias + 4 * L)
                .sub(gy)
                .add(az.mul(cx))
                .sub(ax.mul(cz))
                .add(z.mul(ux))
                .sub(x.mul(uz))
                .mul(m);
        var fz = fromArray(S, w, bias + 5 * L)
                .sub(gz)
                .add(ax.mul(cy))
                .sub(ay.mul(cx))
                .add(x.mul(uy))
                .sub(y.mul(ux))
                .mul(m);
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
        fromArray(S, w, o + 2 * L)
                .add(r6.mul(nx))
                .add(r7.mul(ny))
                .add(r8.mul(nz))
                .intoArray(w, o + 2 * L);
    }

    /**
     * From the adjoints of the wrenches, and of the inertias if there are some, to those of poses, twists and bias
     * accelerations.
     */
    static void adjoint(Plan plan, double[] w, double[] g, boolean inertial) {
        for (int i = 0; i < plan.links; i++) {
            if (plan.mass[i] == 0) {
                continue;
            }
            if (inertial) {
                spatialAdjoint(plan, w, g, i);
            } else {
                eulerAdjoint(w, g, plan.wrench[i], plan.rotation[i], plan.twist[i], plan.bias[i], plan.inertia[i]);
                newtonAdjoint(
                        w,
                        g,
                        plan.wrench[i],
                        plan.com[i],
                        plan.twist[i],
                        plan.bias[i],
                        plan.mass[i],
                        plan.gx,
                        plan.gy,
                        plan.gz);
            }
            var c = plan.center[i];
            Lanes.transformAdjoint(g, plan.com[i], plan.position[i], plan.rotation[i], c[0], c[1], c[2]);
        }
    }

    private static void spatialAdjoint(Plan plan, double[] w, double[] g, int i) {
        double m = plan.mass[i];
        weightAdjoint(g, plan.wrench[i], plan.com[i], m * plan.gx, m * plan.gy, m * plan.gz);
        gyroscopicAdjoint(w, g, plan.wrench[i], plan.twist[i], plan.linkMomentum[i]);
        SpatialInertia.timesAdjoint(w, g, plan.wrench[i], plan.spatial[i], plan.bias[i]);
        SpatialInertia.timesAdjoint(w, g, plan.linkMomentum[i], plan.spatial[i], plan.twist[i]);
        SpatialInertia.adjoint(
                w, g, plan.spatial[i], plan.quaternion[i], plan.rotation[i], plan.com[i], plan.inertia[i], m);
    }

    /** Adjoint of (6), weight, with the wrench's adjoint (τ̄, f̄): c̄ += τ̄ × f. */
    private static void weightAdjoint(double[] g, int o, int com, double fx, double fy, double fz) {
        var tx = fromArray(S, g, o);
        var ty = fromArray(S, g, o + L);
        var tz = fromArray(S, g, o + 2 * L);
        fromArray(S, g, com).add(ty.mul(fz)).sub(tz.mul(fy)).intoArray(g, com);
        fromArray(S, g, com + L).add(tz.mul(fx)).sub(tx.mul(fz)).intoArray(g, com + L);
        fromArray(S, g, com + 2 * L).add(tx.mul(fy)).sub(ty.mul(fx)).intoArray(g, com + 2 * L);
    }

    /** Adjoint of (6), v ×* h: h̄ += (τ̄ × ω, τ̄ × v₀ + f̄ × ω), ω̄ += h_τ × τ̄ + h_f × f̄, v̄₀ += h_f × τ̄. */
    private static void gyroscopicAdjoint(double[] w, double[] g, int o, int twist, int h) {
        var tx = fromArray(S, g, o);
        var ty = fromArray(S, g, o + L);
        var tz = fromArray(S, g, o + 2 * L);
        var fx = fromArray(S, g, o + 3 * L);
        var fy = fromArray(S, g, o + 4 * L);
        var fz = fromArray(S, g, o + 5 * L);
        var x = fromArray(S, w, twist);
        var y = fromArray(S, w, twist + L);
        var z = fromArray(S, w, twist + 2 * L);
        var vx = fromArray(S, w, twist + 3 * L);
        var vy = fromArray(S, w, twist + 4 * L);
        var vz = fromArray(S, w, twist + 5 * L);
        fromArray(S, g, h).add(ty.mul(z)).sub(tz.mul(y)).intoArray(g, h);
        fromArray(S, g, h + L).add(tz.mul(x)).sub(tx.mul(z)).intoArray(g, h + L);
        fromArray(S, g, h + 2 * L).add(tx.mul(y)).sub(ty.mul(x)).intoArray(g, h + 2 * L);
        fromArray(S, g, h + 3 * L)
                .add(ty.mul(vz))
                .sub(tz.mul(vy))
                .add(fy.mul(z))
                .sub(fz.mul(y))
                .intoArray(g, h + 3 * L);
        fromArray(S, g, h + 4 * L)
                .add(tz.mul(vx))
                .sub(tx.mul(vz))
                .add(fz.mul(x))
                .sub(fx.mul(z))
                .intoArray(g, h + 4 * L);
        fromArray(S, g, h + 5 * L)
                .add(tx.mul(vy))
                .sub(ty.mul(vx))
                .add(fx.mul(y))
                .sub(fy.mul(x))
                .intoArray(g, h + 5 * L);
        var hx = fromArray(S, w, h);
        var hy = fromArray(S, w, h + L);
        var hz = fromArray(S, w, h + 2 * L);
        var kx = fromArray(S, w, h + 3 * L);
        var ky = fromArray(S, w, h + 4 * L);
        var kz = fromArray(S, w, h + 5 * L);
        fromArray(S, g, twist)
                .add(hy.mul(tz))
                .sub(hz.mul(ty))
                .add(ky.mul(fz))
                .sub(kz.mul(fy))
                .intoArray(g, twist);
        fromArray(S, g, twist + L)
                .add(hz.mul(tx))
                .sub(hx.mul(tz))
                .add(kz.mul(fx))
                .sub(kx.mul(fz))
                .intoArray(g, twist + L);
        fromArray(S, g, twist + 2 * L)
                .add(hx.mul(ty))
                .sub(hy.mul(tx))
                .add(kx.mul(fy))
                .sub(ky.mul(fx))
                .intoArray(g, twist + 2 * L);
        fromArray(S, g, twist + 3 * L).add(ky.mul(tz)).sub(kz.mul(ty)).intoArray(g, twist + 3 * L);
        fromArray(S, g, twist + 4 * L).add(kz.mul(tx)).sub(kx.mul(tz)).intoArray(g, twist + 4 * L);
        fromArray(S, g, twist + 5 * L).add(kx.mul(ty)).sub(ky.mul(tx)).intoArray(g, twist + 5 * L);
    }

    /**
     * Adjoint of (7), Newton, with u = v₀ + ω × c and the wrench's adjoint (τ̄, f̄_b): f̄ = m (f̄_b + τ̄ × c), ū = f̄ × ω;
     * ā₀ += f̄, ᾱ += c × f̄, v̄₀ += ū, ω̄ += u × f̄ + c × ū, c̄ += f × τ̄ + f̄ × α + ū × ω.
     */
    private static void newtonAdjoint(
            double[] w, double[] g, int o, int com, int twist, int bias, double m, double gx, double gy, double gz) {
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
        var tx = fromArray(S, g, o).mul(m);
        var ty = fromArray(S, g, o + L).mul(m);
        var tz = fromArray(S, g, o + 2 * L).mul(m);
        // Per unit of mass: the factor m stands with τ̄ and f̄.
        var fx = fromArray(S, w, bias + 3 * L)
                .sub(gx)
                .add(ay.mul(cz))
                .sub(az.mul(cy))
                .add(y.mul(uz))
                .sub(z.mul(uy));
        var fy = fromArray(S, w, bias + 4 * L)
                .sub(gy)
                .add(az.mul(cx))
                .sub(ax.mul(cz))
                .add(z.mul(ux))
                .sub(x.mul(uz));
        var fz = fromArray(S, w, bias + 5 * L)
                .sub(gz)
                .add(ax.mul(cy))
                .sub(ay.mul(cx))
                .add(x.mul(uy))
                .sub(y.mul(ux));
        var hx = fromArray(S, g, o + 3 * L).mul(m).add(ty.mul(cz)).sub(tz.mul(cy));
        var hy = fromArray(S, g, o + 4 * L).mul(m).add(tz.mul(cx)).sub(tx.mul(cz));
        var hz = fromArray(S, g, o + 5 * L).mul(m).add(tx.mul(cy)).sub(ty.mul(cx));
        var kx = hy.mul(z).sub(hz.mul(y));
        var ky = hz.mul(x).sub(hx.mul(z));
        var kz = hx.mul(y).sub(hy.mul(x));
        fromArray(S, g, com)
                .add(fy.mul(tz))
                .sub(fz.mul(ty))
                .add(hy.mul(az))
                .sub(hz.mul(ay))
                .add(ky.mul(z))
                .sub(kz.mul(y))
                .intoArray(g, com);
        fromArray(S, g, com + L)
                .add(fz.mul(tx))
                .sub(fx.mul(tz))
                .add(hz.mul(ax))
                .sub(hx.mul(az))
                .add(kz.mul(x))
                .sub(kx.mul(z))
                .intoArray(g, com + L);
        fromArray(S, g, com + 2 * L)
                .add(fx.mul(ty))
                .sub(fy.mul(tx))
                .add(hx.mul(ay))
                .sub(hy.mul(ax))
                .add(kx.mul(y))
                .sub(ky.mul(x))
                .intoArray(g, com + 2 * L);
        fromArray(S, g, bias).add(cy.mul(hz)).sub(cz.mul(hy)).intoArray(g, bias);
        fromArray(S, g, bias + L).add(cz.mul(hx)).sub(cx.mul(hz)).intoArray(g, bias + L);
        fromArray(S, g, bias + 2 * L).add(cx.mul(hy)).sub(cy.mul(hx)).intoArray(g, bias + 2 * L);
        fromArray(S, g, bias + 3 * L).add(hx).intoArray(g, bias + 3 * L);
        fromArray(S, g, bias + 4 * L).add(hy).intoArray(g, bias + 4 * L);
        fromArray(S, g, bias + 5 * L).add(hz).intoArray(g, bias + 5 * L);
        fromArray(S, g, twist)
                .add(uy.mul(hz))
                .sub(uz.mul(hy))
                .add(cy.mul(kz))
                .sub(cz.mul(ky))
                .intoArray(g, twist);
        fromArray(S, g, twist + L)
                .add(uz.mul(hx))
                .sub(ux.mul(hz))
                .add(cz.mul(kx))
                .sub(cx.mul(kz))
                .intoArray(g, twist + L);
        fromArray(S, g, twist + 2 * L)
                .add(ux.mul(hy))
                .sub(uy.mul(hx))
                .add(cx.mul(ky))
                .sub(cy.mul(kx))
                .intoArray(g, twist + 2 * L);
        fromArray(S, g, twist + 3 * L).add(kx).intoArray(g, twist + 3 * L);
        fromArray(S, g, twist + 4 * L).add(ky).intoArray(g, twist + 4 * L);
        fromArray(S, g, twist + 5 * L).add(kz).intoArray(g, twist + 5 * L);
    }

    /**
     * Adjoint of (7), Euler, with n = I α' + ω' × I ω' and n̄ = Rᵀτ̄: ᾱ' = I n̄, ω̄' = I ω' × n̄ + I (n̄ × ω');
     * ᾱ += R ᾱ', ω̄ += R ω̄', R̄ += τ̄ nᵀ + α ᾱ'ᵀ + ω ω̄'ᵀ.
     */
    private static void eulerAdjoint(
            double[] w, double[] g, int o, int rotation, int twist, int bias, double[] inertia) {
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
        var tx = fromArray(S, g, o);
        var ty = fromArray(S, g, o + L);
        var tz = fromArray(S, g, o + 2 * L);
        var mx = r0.mul(tx).add(r3.mul(ty)).add(r6.mul(tz));
        var my = r1.mul(tx).add(r4.mul(ty)).add(r7.mul(tz));
        var mz = r2.mul(tx).add(r5.mul(ty)).add(r8.mul(tz));
        var px = mx.mul(xx).add(my.mul(xy)).add(mz.mul(xz));
        var py = mx.mul(xy).add(my.mul(yy)).add(mz.mul(yz));
        var pz = mx.mul(xz).add(my.mul(yz)).add(mz.mul(zz));
        var kx = my.mul(z).sub(mz.mul(y));
        var ky = mz.mul(x).sub(mx.mul(z));
        var kz = mx.mul(y).sub(my.mul(x));
        var qx = kx.mul(xx).add(ky.mul(xy)).add(kz.mul(xz)).add(hy.mul(mz)).sub(hz.mul(my));
        var qy = kx.mul(xy).add(ky.mul(yy)).add(kz.mul(yz)).add(hz.mul(mx)).sub(hx.mul(mz));
        var qz = kx.mul(xz).add(ky.mul(yz)).add(kz.mul(zz)).add(hx.mul(my)).sub(hy.mul(mx));
        fromArray(S, g, bias).add(r0.mul(px)).add(r1.mul(py)).add(r2.mul(pz)).intoArray(g, bias);
        fromArray(S, g, bias + L)
                .add(r3.mul(px))
                .add(r4.mul(py))
                .add(r5.mul(pz))
                .intoArray(g, bias + L);
        fromArray(S, g, bias + 2 * L)
                .add(r6.mul(px))
                .add(r7.mul(py))
                .add(r8.mul(pz))
                .intoArray(g, bias + 2 * L);
        fromArray(S, g, twist).add(r0.mul(qx)).add(r1.mul(qy)).add(r2.mul(qz)).intoArray(g, twist);
        fromArray(S, g, twist + L)
                .add(r3.mul(qx))
                .add(r4.mul(qy))
                .add(r5.mul(qz))
                .intoArray(g, twist + L);
        fromArray(S, g, twist + 2 * L)
                .add(r6.mul(qx))
                .add(r7.mul(qy))
                .add(r8.mul(qz))
                .intoArray(g, twist + 2 * L);
        fromArray(S, g, rotation)
                .add(tx.mul(nx))
                .add(bx.mul(px))
                .add(wx.mul(qx))
                .intoArray(g, rotation);
        fromArray(S, g, rotation + L)
                .add(tx.mul(ny))
                .add(bx.mul(py))
                .add(wx.mul(qy))
                .intoArray(g, rotation + L);
        fromArray(S, g, rotation + 2 * L)
                .add(tx.mul(nz))
                .add(bx.mul(pz))
                .add(wx.mul(qz))
                .intoArray(g, rotation + 2 * L);
        fromArray(S, g, rotation + 3 * L)
                .add(ty.mul(nx))
                .add(by.mul(px))
                .add(wy.mul(qx))
                .intoArray(g, rotation + 3 * L);
        fromArray(S, g, rotation + 4 * L)
                .add(ty.mul(ny))
                .add(by.mul(py))
                .add(wy.mul(qy))
                .intoArray(g, rotation + 4 * L);
        fromArray(S, g, rotation + 5 * L)
                .add(ty.mul(nz))
                .add(by.mul(pz))
                .add(wy.mul(qz))
                .intoArray(g, rotation + 5 * L);
        fromArray(S, g, rotation + 6 * L)
                .add(tz.mul(nx))
                .add(bz.mul(px))
                .add(wz.mul(qx))
                .intoArray(g, rotation + 6 * L);
        fromArray(S, g, rotation + 7 * L)
                .add(tz.mul(ny))
                .add(bz.mul(py))
                .add(wz.mul(qy))
                .intoArray(g, rotation + 7 * L);
        fromArray(S, g, rotation + 8 * L)
                .add(tz.mul(nz))
                .add(bz.mul(pz))
                .add(wz.mul(qz))
                .intoArray(g, rotation + 8 * L);
    }
}
