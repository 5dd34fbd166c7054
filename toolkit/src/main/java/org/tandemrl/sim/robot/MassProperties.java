package org.tandemrl.sim.robot;

import java.util.List;

/**
 * Mass, centre and inertia of several shapes together. Shapes are added one by one: with m, c, I of the sum so far and
 * m', c', I' of the next shape (already turned into the body's axes), c⁺ the new common centre and
 * S(m, d) = m (d·d 1 − d dᵀ),
 *
 * <pre>  I⁺ = turned(I, 1) + S(m, c − c⁺) + turned(I', R') + S(m', c' − c⁺)</pre>
 *
 * @param mass kg
 * @param center 3 numbers, m
 * @param inertia 3×3 row-major about the centre, kg·m²
 */
record MassProperties(double mass, double[] center, double[] inertia) {

    static MassProperties of(List<Shape> shapes, InertiaRule rule) {
        var sum = new MassProperties(0, new double[3], new double[9]);
        for (var shape : shapes) {
            if (shape.mass() > 0) {
                sum = sum.with(shape, rule);
            }
        }
        return sum;
    }

    private MassProperties with(Shape shape, InertiaRule rule) {
        double m = shape.mass();
        double total = mass + m;
        double[] p = {shape.pose().px(), shape.pose().py(), shape.pose().pz()};
        double[] together = new double[3];
        for (int i = 0; i < 3; i++) {
            together[i] = (mass * center[i] + m * p[i]) / total;
        }
        double[] moments = shape.moments();
        double[] own = {moments[0], 0, 0, 0, moments[1], 0, 0, 0, moments[2]};
        double[] result = turned(inertia, IDENTITY, rule);
        addSteiner(result, mass, center, together);
        add(result, turned(own, Frames.matrix(shape.pose()), rule));
        addSteiner(result, m, p, together);
        return new MassProperties(total, together, result);
    }

    private static final double[] IDENTITY = {1, 0, 0, 0, 1, 0, 0, 0, 1};

    private static double[] turned(double[] inertia, double[] r, InertiaRule rule) {
        double[] result = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (rule == InertiaRule.ELEMENTWISE) {
                    result[3 * i + j] = r[3 * i + j] * inertia[3 * i + j] * r[3 * j + i];
                    continue;
                }
                for (int k = 0; k < 3; k++) {
                    for (int l = 0; l < 3; l++) {
                        result[3 * i + j] += r[3 * i + k] * inertia[3 * k + l] * r[3 * j + l];
                    }
                }
            }
        }
        return result;
    }

    private static void addSteiner(double[] inertia, double mass, double[] from, double[] to) {
        double[] d = {from[0] - to[0], from[1] - to[1], from[2] - to[2]};
        double square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                inertia[3 * i + j] += mass * ((i == j ? square : 0) - d[i] * d[j]);
            }
        }
    }

    private static void add(double[] to, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += what[i];
        }
    }
}
