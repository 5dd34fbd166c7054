package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.tandemrl.sim.rigid.Lanes.L;
import static org.tandemrl.sim.rigid.Lanes.S;

/** Equation (9): muscles, polylines that pull with one force along their length. */
final class Muscles {
    private Muscles() {}

    static void forward(Plan plan, double[] w) {
        for (int k = 0; k < plan.segments.size(); k++) {
            var segment = plan.segments.get(k);
            int i = segment.fromLink();
            int j = segment.toLink();
            pull(
                    w,
                    plan.wrench[i],
                    plan.wrench[j],
                    plan.control + segment.muscle() * L,
                    plan.position[i],
                    plan.rotation[i],
                    segment.from(),
                    plan.position[j],
                    plan.rotation[j],
                    segment.to());
        }
    }

    /**
     * (9) With world points x, y of a piece and e = (y − x)/|y − x|: F = activation·e, b_i −= (x × F, F), b_j += (x × F, F).
     * The line of F passes through both points, so x × F serves both.
     */
    private static void pull(
            double[] w, int bi, int bj, int activation, int pi, int ri, double[] from, int pj, int rj, double[] to) {
        var x = fromArray(S, w, pi)
                .add(fromArray(S, w, ri).mul(from[0]))
                .add(fromArray(S, w, ri + L).mul(from[1]))
                .add(fromArray(S, w, ri + 2 * L).mul(from[2]));
        var y = fromArray(S, w, pi + L)
                .add(fromArray(S, w, ri + 3 * L).mul(from[0]))
                .add(fromArray(S, w, ri + 4 * L).mul(from[1]))
                .add(fromArray(S, w, ri + 5 * L).mul(from[2]));
        var z = fromArray(S, w, pi + 2 * L)
                .add(fromArray(S, w, ri + 6 * L).mul(from[0]))
                .add(fromArray(S, w, ri + 7 * L).mul(from[1]))
                .add(fromArray(S, w, ri + 8 * L).mul(from[2]));
        var ex = fromArray(S, w, pj)
                .add(fromArray(S, w, rj).mul(to[0]))
                .add(fromArray(S, w, rj + L).mul(to[1]))
                .add(fromArray(S, w, rj + 2 * L).mul(to[2]))
                .sub(x);
        var ey = fromArray(S, w, pj + L)
                .add(fromArray(S, w, rj + 3 * L).mul(to[0]))
                .add(fromArray(S, w, rj + 4 * L).mul(to[1]))
                .add(fromArray(S, w, rj + 5 * L).mul(to[2]))
                .sub(y);
        var ez = fromArray(S, w, pj + 2 * L)
                .add(fromArray(S, w, rj + 6 * L).mul(to[0]))
                .add(fromArray(S, w, rj + 7 * L).mul(to[1]))
                .add(fromArray(S, w, rj + 8 * L).mul(to[2]))
                .sub(z);
        var scale = fromArray(S, w, activation)
                .div(ex.mul(ex).add(ey.mul(ey)).add(ez.mul(ez)).sqrt());
        var fx = ex.mul(scale);
        var fy = ey.mul(scale);
        var fz = ez.mul(scale);
        var tx = y.mul(fz).sub(z.mul(fy));
        var ty = z.mul(fx).sub(x.mul(fz));
        var tz = x.mul(fy).sub(y.mul(fx));
        fromArray(S, w, bi).sub(tx).intoArray(w, bi);
        fromArray(S, w, bi + L).sub(ty).intoArray(w, bi + L);
        fromArray(S, w, bi + 2 * L).sub(tz).intoArray(w, bi + 2 * L);
        fromArray(S, w, bi + 3 * L).sub(fx).intoArray(w, bi + 3 * L);
        fromArray(S, w, bi + 4 * L).sub(fy).intoArray(w, bi + 4 * L);
        fromArray(S, w, bi + 5 * L).sub(fz).intoArray(w, bi + 5 * L);
        fromArray(S, w, bj).add(tx).intoArray(w, bj);
        fromArray(S, w, bj + L).add(ty).intoArray(w, bj + L);
        fromArray(S, w, bj + 2 * L).add(tz).intoArray(w, bj + 2 * L);
        fromArray(S, w, bj + 3 * L).add(fx).intoArray(w, bj + 3 * L);
        fromArray(S, w, bj + 4 * L).add(fy).intoArray(w, bj + 4 * L);
        fromArray(S, w, bj + 5 * L).add(fz).intoArray(w, bj + 5 * L);
    }

    /** From the adjoints of the wrenches to those of the poses and of the muscles' forces. */
    static void adjoint(Plan plan, double[] w, double[] g) {
        for (int k = 0; k < plan.segments.size(); k++) {
            var segment = plan.segments.get(k);
            int i = segment.fromLink();
            int j = segment.toLink();
            pullAdjoint(
                    w,
                    g,
                    plan.wrench[i],
                    plan.wrench[j],
                    plan.control + segment.muscle() * L,
                    plan.position[i],
                    plan.rotation[i],
                    segment.from(),
                    plan.position[j],
                    plan.rotation[j],
                    segment.to(),
                    plan.ends);
            endAdjoint(g, plan.ends, plan.position[i], plan.rotation[i], segment.from());
            endAdjoint(g, plan.ends + 3 * L, plan.position[j], plan.rotation[j], segment.to());
        }
    }

    /**
     * Adjoint of (9), with d = y − x, c = activation/|d|, F = c d and (τ̄, f̄) = b̄_j − b̄_i: F̄ = f̄ + τ̄ × x,
     * c̄ = F̄·d, the activation's adjoint += c̄/|d|, d̄ = c F̄ − c c̄ d/|d|²; ȳ = d̄, x̄ = F × τ̄ − d̄.
     *
     * <p>x̄ and ȳ go into the slots at {@code ends}. One method that also handed them on to the poses would be more than the
     * first compiler's registers hold ("COMPILE SKIPPED: out of virtual registers in linear scan"), and then, on some starts,
     * the second never saw it either: some fifty times slower.
     */
    private static void pullAdjoint(
            double[] w,
            double[] g,
            int bi,
            int bj,
            int activation,
            int pi,
            int ri,
            double[] from,
            int pj,
            int rj,
            double[] to,
            int ends) {
        var x = fromArray(S, w, pi)
                .add(fromArray(S, w, ri).mul(from[0]))
                .add(fromArray(S, w, ri + L).mul(from[1]))
                .add(fromArray(S, w, ri + 2 * L).mul(from[2]));
        var y = fromArray(S, w, pi + L)
                .add(fromArray(S, w, ri + 3 * L).mul(from[0]))
                .add(fromArray(S, w, ri + 4 * L).mul(from[1]))
                .add(fromArray(S, w, ri + 5 * L).mul(from[2]));
        var z = fromArray(S, w, pi + 2 * L)
                .add(fromArray(S, w, ri + 6 * L).mul(from[0]))
                .add(fromArray(S, w, ri + 7 * L).mul(from[1]))
                .add(fromArray(S, w, ri + 8 * L).mul(from[2]));
        var ex = fromArray(S, w, pj)
                .add(fromArray(S, w, rj).mul(to[0]))
                .add(fromArray(S, w, rj + L).mul(to[1]))
                .add(fromArray(S, w, rj + 2 * L).mul(to[2]))
                .sub(x);
        var ey = fromArray(S, w, pj + L)
                .add(fromArray(S, w, rj + 3 * L).mul(to[0]))
                .add(fromArray(S, w, rj + 4 * L).mul(to[1]))
                .add(fromArray(S, w, rj + 5 * L).mul(to[2]))
                .sub(y);
        var ez = fromArray(S, w, pj + 2 * L)
                .add(fromArray(S, w, rj + 6 * L).mul(to[0]))
                .add(fromArray(S, w, rj + 7 * L).mul(to[1]))
                .add(fromArray(S, w, rj + 8 * L).mul(to[2]))
                .sub(z);
        var square = ex.mul(ex).add(ey.mul(ey)).add(ez.mul(ez));
        var length = square.sqrt();
        var scale = fromArray(S, w, activation).div(length);

        var tx = fromArray(S, g, bj).sub(fromArray(S, g, bi));
        var ty = fromArray(S, g, bj + L).sub(fromArray(S, g, bi + L));
        var tz = fromArray(S, g, bj + 2 * L).sub(fromArray(S, g, bi + 2 * L));
        var fx = fromArray(S, g, bj + 3 * L)
                .sub(fromArray(S, g, bi + 3 * L))
                .add(ty.mul(z))
                .sub(tz.mul(y));
        var fy = fromArray(S, g, bj + 4 * L)
                .sub(fromArray(S, g, bi + 4 * L))
                .add(tz.mul(x))
                .sub(tx.mul(z));
        var fz = fromArray(S, g, bj + 5 * L)
                .sub(fromArray(S, g, bi + 5 * L))
                .add(tx.mul(y))
                .sub(ty.mul(x));
        var c = fx.mul(ex).add(fy.mul(ey)).add(fz.mul(ez));
        fromArray(S, g, activation).add(c.div(length)).intoArray(g, activation);
        var shrink = c.mul(scale).div(square);
        var dx = fx.mul(scale).sub(ex.mul(shrink));
        var dy = fy.mul(scale).sub(ey.mul(shrink));
        var dz = fz.mul(scale).sub(ez.mul(shrink));
        ey.mul(tz).sub(ez.mul(ty)).mul(scale).sub(dx).intoArray(g, ends);
        ez.mul(tx).sub(ex.mul(tz)).mul(scale).sub(dy).intoArray(g, ends + L);
        ex.mul(ty).sub(ey.mul(tx)).mul(scale).sub(dz).intoArray(g, ends + 2 * L);
        dx.intoArray(g, ends + 3 * L);
        dy.intoArray(g, ends + 4 * L);
        dz.intoArray(g, ends + 5 * L);
    }

    /** Adjoint of a world point of (9), p + R c: its link's pose takes it over. */
    private static void endAdjoint(double[] g, int end, int position, int rotation, double[] c) {
        Lanes.transformAdjoint(g, end, position, rotation, c[0], c[1], c[2]);
    }
}
