package org.tandemrl.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential and logarithm by polynomials, to about 1e-7 relative. The Vector API's own are computed by other code before compilation than
 * after it, so that a run's numbers would depend on the moment at which the compiler was ready.
 */
final class Functions {
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Added to a float below 2²², this leaves the nearest integer in its lowest bits. */
    private static final float ROUND = 0x1.8p23f;

    private Functions() {}

    /** eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2; the polynomial is Taylor's to r⁷. x is taken as −87 or 88 beyond these. */
    static FloatVector exp(FloatVector x) {
        var bounded = x.max(-87f).min(88f);
        var shifted = bounded.mul(LOG2_E).add(ROUND);
        var n = shifted.sub(ROUND);
        var r = n.mul(-LN2_HIGH).add(bounded).sub(n.mul(LN2_LOW));
        var p = r.mul(1f / 5040).add(1f / 720);
        p = p.fma(r, all(1f / 120));
        p = p.fma(r, all(1f / 24));
        p = p.fma(r, all(1f / 6));
        p = p.fma(r, all(0.5f));
        p = p.fma(r, all(1f));
        p = p.fma(r, all(1f));
        return p.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
    }

    /** log(1 + x) for x in [0, 1]: 2 artanh(s), s = x/(2 + x) ≤ 1/3. */
    static FloatVector log1p(FloatVector x) {
        var s = x.div(x.add(2f));
        var z = s.mul(s);
        var p = z.mul(1f / 15).add(1f / 13);
        p = p.fma(z, all(1f / 11));
        p = p.fma(z, all(1f / 9));
        p = p.fma(z, all(1f / 7));
        p = p.fma(z, all(1f / 5));
        p = p.fma(z, all(1f / 3));
        p = p.fma(z, all(1f));
        return s.add(s).mul(p);
    }

    /** 1/(1 + e⁻ˣ). */
    static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp(x.neg()).add(1f));
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(Lanes.SPECIES, value);
    }
}
