package org.tandemrl.sim.rigid;

import static jdk.incubator.vector.DoubleVector.fromArray;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes of a block and the kernels on slots that every phase shares. A kernel loads, computes and stores; vectors never
 * cross a call, because one that does is allocated on the heap.
 */
final class Lanes {
    static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    /** Environments in a block. */
    static final int L = S.length();

    /** Adding this to a double below 2⁵¹ rounds it to an integer, which then stands in the low bits. */
    private static final double ROUND = 0x1.8p52;
    /** What Math.PI / 2 lacks of π/2. */
    private static final double HALF_PI_LOW = 6.123233995736766e-17;

    private Lanes() {}

    /** o = 0, over {@code slots} slots. */
    static void zero(double[] w, int o, int slots) {
        for (int k = o; k < o + slots * L; k += L) {
            DoubleVector.zero(S).intoArray(w, k);
        }
    }

    /** o = a, over {@code slots} slots. */
    static void copy(double[] w, int o, int a, int slots) {
        for (int k = 0; k < slots * L; k += L) {
            fromArray(S, w, a + k).intoArray(w, o + k);
        }
    }

    /** o += a, over {@code slots} slots. */
    static void add(double[] w, int o, int a, int slots) {
        for (int k = 0; k < slots * L; k += L) {
            fromArray(S, w, o + k).add(fromArray(S, w, a + k)).intoArray(w, o + k);
        }
    }

    /** o = p + R (x, y, z). */
    static void transform(double[] w, int o, int p, int r, double x, double y, double z) {
        for (int k = 0; k < 3; k++) {
            int row = r + 3 * k * L;
            fromArray(S, w, p + k * L)
                    .add(fromArray(S, w, row).mul(x))
                    .add(fromArray(S, w, row + L).mul(y))
                    .add(fromArray(S, w, row + 2 * L).mul(z))
                    .intoArray(w, o + k * L);
        }
    }

    /** o = R (x, y, z). */
    static void rotate(double[] w, int o, int r, double x, double y, double z) {
        for (int k = 0; k < 3; k++) {
            int row = r + 3 * k * L;
            fromArray(S, w, row)
                    .mul(x)
                    .add(fromArray(S, w, row + L).mul(y))
                    .add(fromArray(S, w, row + 2 * L).mul(z))
                    .intoArray(w, o + k * L);
        }
    }

    /** o = a × b. */
    static void cross(double[] w, int o, int a, int b) {
        var ax = fromArray(S, w, a);
        var ay = fromArray(S, w, a + L);
        var az = fromArray(S, w, a + 2 * L);
        var bx = fromArray(S, w, b);
        var by = fromArray(S, w, b + L);
        var bz = fromArray(S, w, b + 2 * L);
        ay.mul(bz).sub(az.mul(by)).intoArray(w, o);
        az.mul(bx).sub(ax.mul(bz)).intoArray(w, o + L);
        ax.mul(by).sub(ay.mul(bx)).intoArray(w, o + 2 * L);
    }

    /**
     * sine = sin(scale·angle), cosine = cos(scale·angle), to about one unit in the last place for |scale·angle| &lt; 10⁶:
     * reduction to [−π/4, π/4] in two parts, then Taylor polynomials. Unlike the platform's own it gives the same bits on
     * every machine.
     */
    static void sineCosine(double[] w, int sine, int cosine, int angle, double scale) {
        var x = fromArray(S, w, angle).mul(scale);
        var shifted = x.mul(2 / Math.PI).add(ROUND);
        var turns = shifted.sub(ROUND);
        var r = turns.neg().lanewise(VectorOperators.FMA, Math.PI / 2, x);
        r = turns.neg().lanewise(VectorOperators.FMA, HALF_PI_LOW, r);
        var z = r.mul(r);
        var s = z.mul(-1.0 / 1307674368000.0).add(1.0 / 6227020800.0);
        s = s.mul(z).add(-1.0 / 39916800.0);
        s = s.mul(z).add(1.0 / 362880.0);
        s = s.mul(z).add(-1.0 / 5040.0);
        s = s.mul(z).add(1.0 / 120.0);
        s = s.mul(z).add(-1.0 / 6.0);
        s = s.mul(z).mul(r).add(r);
        var c = z.mul(1.0 / 20922789888000.0).add(-1.0 / 87178291200.0);
        c = c.mul(z).add(1.0 / 479001600.0);
        c = c.mul(z).add(-1.0 / 3628800.0);
        c = c.mul(z).add(1.0 / 40320.0);
        c = c.mul(z).add(-1.0 / 720.0);
        c = c.mul(z).add(1.0 / 24.0);
        c = c.mul(z).add(-0.5);
        c = c.mul(z).add(1.0);
        // A quarter turn swaps sine and cosine; the second bit of the count of quarter turns is a sign.
        var bits = shifted.reinterpretAsLongs();
        var odd = bits.and(1).compare(VectorOperators.EQ, 1).cast(S);
        var sineSign = bits.and(2).lanewise(VectorOperators.LSHL, 62);
        var cosineSign = bits.add(1).and(2).lanewise(VectorOperators.LSHL, 62);
        s.blend(c, odd)
                .reinterpretAsLongs()
                .lanewise(VectorOperators.XOR, sineSign)
                .reinterpretAsDoubles()
                .intoArray(w, sine);
        c.blend(s, odd)
                .reinterpretAsLongs()
                .lanewise(VectorOperators.XOR, cosineSign)
                .reinterpretAsDoubles()
                .intoArray(w, cosine);
    }

    /** Adjoint of {@link #transform}: p̄ += ō, R̄ += ō (x, y, z)ᵀ. */
    static void transformAdjoint(double[] g, int o, int p, int r, double x, double y, double z) {
        add(g, p, o, 3);
        rotateAdjoint(g, o, r, x, y, z);
    }

    /** Adjoint of {@link #rotate}: R̄ += ō (x, y, z)ᵀ. */
    static void rotateAdjoint(double[] g, int o, int r, double x, double y, double z) {
        for (int k = 0; k < 3; k++) {
            int row = r + 3 * k * L;
            var a = fromArray(S, g, o + k * L);
            fromArray(S, g, row).add(a.mul(x)).intoArray(g, row);
            fromArray(S, g, row + L).add(a.mul(y)).intoArray(g, row + L);
            fromArray(S, g, row + 2 * L).add(a.mul(z)).intoArray(g, row + 2 * L);
        }
    }

    /** Adjoint of {@link #cross}: ā += b × ō, b̄ += ō × a. */
    static void crossAdjoint(double[] w, double[] g, int o, int a, int b) {
        var ox = fromArray(S, g, o);
        var oy = fromArray(S, g, o + L);
        var oz = fromArray(S, g, o + 2 * L);
        var ax = fromArray(S, w, a);
        var ay = fromArray(S, w, a + L);
        var az = fromArray(S, w, a + 2 * L);
        var bx = fromArray(S, w, b);
        var by = fromArray(S, w, b + L);
        var bz = fromArray(S, w, b + 2 * L);
        fromArray(S, g, a).add(by.mul(oz)).sub(bz.mul(oy)).intoArray(g, a);
        fromArray(S, g, a + L).add(bz.mul(ox)).sub(bx.mul(oz)).intoArray(g, a + L);
        fromArray(S, g, a + 2 * L).add(bx.mul(oy)).sub(by.mul(ox)).intoArray(g, a + 2 * L);
        fromArray(S, g, b).add(oy.mul(az)).sub(oz.mul(ay)).intoArray(g, b);
        fromArray(S, g, b + L).add(oz.mul(ax)).sub(ox.mul(az)).intoArray(g, b + L);
        fromArray(S, g, b + 2 * L).add(ox.mul(ay)).sub(oy.mul(ax)).intoArray(g, b + 2 * L);
    }
}
