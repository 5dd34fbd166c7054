package org.tandemrl.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.tandemrl.nn.Adam;

/** Adam's step over a stretch of memory, as {@link org.tandemrl.nn.Adam} takes it tensor by tensor. */
final class FlatAdam {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int STEP = Lanes.LENGTH;
    private static final double EPSILON = 1e-8;

    private FlatAdam() {}

    /** One step's numbers: m and v by the decay rates, then θ ← kept · θ − rate · m / (√v + ε). */
    record Step(float beta1, float beta2, float kept, float rate, float epsilon) {
        /** The step with running number n, from 1, with the corrections of the moments in rate and ε. */
        static Step number(long n, double learningRate, Adam adam) {
            double correction1 = 1 - Math.pow(adam.beta1(), n);
            double correction2 = Math.sqrt(1 - Math.pow(adam.beta2(), n));
            return new Step(
                    (float) adam.beta1(),
                    (float) adam.beta2(),
                    (float) (1 - learningRate * adam.weightDecay()),
                    (float) (learningRate * correction2 / correction1),
                    (float) (EPSILON * correction2));
        }
    }

    /** Steps elements [from, to) along g = scale · (a + b), both multiples of the vector's length. */
    static void step(
            Step s,
            float scale,
            float[] a,
            float[] b,
            float[] first,
            float[] second,
            float[] parameters,
            int from,
            int to) {
        for (int at = from; at < to; at += STEP) {
            var g = load(a, at).add(load(b, at)).mul(scale);
            var m = load(first, at).mul(s.beta1).add(g.mul(1 - s.beta1));
            var v = load(second, at).mul(s.beta2).add(g.mul(g).mul(1 - s.beta2));
            m.intoArray(first, at);
            v.intoArray(second, at);
            load(parameters, at)
                    .mul(s.kept)
                    .sub(m.mul(s.rate).div(v.sqrt().add(s.epsilon)))
                    .intoArray(parameters, at);
        }
    }

    /** Σ (a + b)² over elements [from, to). */
    static double squares(float[] a, float[] b, int from, int to) {
        float[] lanes = new float[STEP];
        double sum = 0;
        for (int at = from; at < to; at += STEP) {
            var g = load(a, at).add(load(b, at));
            g.mul(g).intoArray(lanes, 0);
            for (float lane : lanes) {
                sum += lane;
            }
        }
        return sum;
    }

    private static FloatVector load(float[] m, int at) {
        return FloatVector.fromArray(SPECIES, m, at);
    }
}
