package org.tandemrl.sim.robot;

import java.util.Arrays;
import java.util.List;
import org.tandemrl.sim.rigid.Transform;

/**
 * Mass, centre and inertia of a body, read or summed over its shapes. Shapes are added one by one: with m, c, I of the sum so far and
 * m', c', I' of the next shape (already turned into the body's axes), c⁺ the new common centre and
 * S(m, d) = m (d·d 1 − d dᵀ),
 *
 * <pre>  I⁺ = turned(I, 1) + S(m, c − c⁺) + turned(I', R') + S(m', c' − c⁺)</pre>
 *
 * @param mass kg
 * @param center 3 numbers, m
 * @param inertia 3×3 row-major about the centre, kg·m²
 */
public record MassProperties(double mass, double[] center, double[] inertia) {
    /** The smallest mass that is read, kg; less is taken for a slip. */
    static final double LIGHTEST = 1e-12;

    /** The largest, kg. */
    static final double HEAVIEST = 1e6;

    /** Relative; published figures are rounded. */
    private static final double TRIANGLE_TOLERANCE = 1e-3;

    /**
     * Figures of a file, checked: either no mass at all, or a mass in bounds with an inertia that some rigid body can have, that is,
     * principal moments above zero of which no one exceeds the sum of the others.
     *
     * @param e for messages
     * @param frame the centre of mass and the axes of the tensor, in the body's frame
     * @param tensor 3×3 row-major, kg·m²
     */
    static MassProperties read(Element e, double mass, Transform frame, double[] tensor) {
        double[] center = {frame.px(), frame.py(), frame.pz()};
        boolean none = Arrays.stream(tensor).allMatch(x -> x == 0);
        if (mass == 0 && none) {
            return new MassProperties(0, new double[3], new double[9]);
        }
        if (!(mass >= LIGHTEST && mass <= HEAVIEST)) {
            throw e.wrong("the mass is " + mass + " kg; allowed: " + LIGHTEST + " to " + HEAVIEST
                    + " (or 0 with no inertia)");
        }
        double[] m = principalMoments(tensor);
        if (!(m[0] > 1e-15 && m[2] <= m[0] + m[1] + TRIANGLE_TOLERANCE * m[2])) {
            throw e.wrong("the inertia has principal moments " + Arrays.toString(m)
                    + " kg·m²; allowed: each above 0, none greater than the sum of the other two");
        }
        return new MassProperties(mass, center, turned(tensor, Frames.matrix(frame), InertiaRule.EXACT));
    }

    /**
     * Figures of a body that another program has worked out, checked in the same way.
     *
     * @param moments principal moments, kg·m²
     * @param frame the centre of mass and the principal axes, in the body's frame
     * @throws IllegalArgumentException if no rigid body is like that
     */
    public static MassProperties of(double mass, double[] moments, Transform frame) {
        double[] sorted = moments.clone();
        Arrays.sort(sorted);
        if (mass == 0 && sorted[2] == 0) {
            return new MassProperties(0, new double[3], new double[9]);
        }
        if (!(mass >= LIGHTEST && mass <= HEAVIEST)) {
            throw new IllegalArgumentException(
                    "a mass of " + mass + " kg; allowed: " + LIGHTEST + " to " + HEAVIEST + " (or 0 with no inertia)");
        }
        if (!(sorted[0] > 1e-15 && sorted[2] <= sorted[0] + sorted[1] + TRIANGLE_TOLERANCE * sorted[2])) {
            throw new IllegalArgumentException("principal moments " + Arrays.toString(sorted)
                    + " kg·m²; allowed: each above 0, none greater than the sum of the other two");
        }
        return new MassProperties(
                mass,
                new double[] {frame.px(), frame.py(), frame.pz()},
                turned(
                        new double[] {moments[0], 0, 0, 0, moments[1], 0, 0, 0, moments[2]},
                        Frames.matrix(frame),
                        InertiaRule.EXACT));
    }

    /** Eigenvalues of a symmetric 3×3 tensor, ascending, by Jacobi's rotations. */
    static double[] principalMoments(double[] tensor) {
        double[] a = tensor.clone();
        for (int sweep = 0; sweep < 30; sweep++) {
            for (int p = 0; p < 2; p++) {
                for (int q = p + 1; q < 3; q++) {
                    rotate(a, p, q);
                }
            }
        }
        double[] m = {a[0], a[4], a[8]};
        Arrays.sort(m);
        return m;
    }

    private static void rotate(double[] a, int p, int q) {
        if (a[3 * p + q] == 0) {
            return;
        }
        double theta = (a[4 * q] - a[4 * p]) / (2 * a[3 * p + q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < 3; k++) {
            double kp = a[3 * k + p];
            double kq = a[3 * k + q];
            a[3 * k + p] = c * kp - s * kq;
            a[3 * k + q] = s * kp + c * kq;
        }
        for (int k = 0; k < 3; k++) {
            double pk = a[3 * p + k];
            double qk = a[3 * q + k];
            a[3 * p + k] = c * pk - s * qk;
            a[3 * q + k] = s * pk + c * qk;
        }
    }

    /** The shapes with one density that makes their masses this body's: what pictures and users see of a body weighed as a whole. */
    public List<Shape> spread(List<Shape> shapes) {
        double volume = shapes.stream().mapToDouble(Shape::volume).sum();
        return shapes.stream().map(s -> s.ofDensity(mass / volume)).toList();
    }

    /** The same about another origin of the body's frame: {@code origin} is where that lies. */
    MassProperties from(double[] origin) {
        return new MassProperties(
                mass,
                mass == 0 ? center : new double[] {center[0] - origin[0], center[1] - origin[1], center[2] - origin[2]},
                inertia);
    }

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
