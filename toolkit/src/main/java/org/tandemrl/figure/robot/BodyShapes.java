package org.tandemrl.figure.robot;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.Shape;

/**
 * What can be drawn of a robot of which only the compiled constants are known. A link whose contact points are the eight corners of
 * a cuboid is that cuboid, which is what the ground touches; any other link with a mass is the cuboid of even density that has
 * the link's mass, centre of mass and principal moments of inertia, so long as some body has them.
 */
final class BodyShapes {
    private BodyShapes() {}

    static List<Robot.LinkShape> of(RigidModel model) {
        var shapes = new ArrayList<Robot.LinkShape>();
        for (int i = 0; i < model.links().size(); i++) {
            var link = model.links().get(i);
            if (link.mass() > 0) {
                var corners = corners(model, i);
                shapes.add(new Robot.LinkShape(i, isCuboid(corners) ? spanned(link, corners) : equivalent(link)));
            }
        }
        return List.copyOf(shapes);
    }

    private static double[][] corners(RigidModel model, int link) {
        return model.contacts().stream()
                .filter(c -> c.link() == link)
                .map(RigidModel.Contact::point)
                .toArray(double[][]::new);
    }

    /** Whether eight points are the corners of a cuboid, in the order in which corner 1, 2 and 4 are neighbours of corner 0. */
    private static boolean isCuboid(double[][] p) {
        if (p.length != 8) {
            return false;
        }
        double[][] edges = {minus(p[1], p[0]), minus(p[2], p[0]), minus(p[4], p[0])};
        double size = Math.max(norm(edges[0]), Math.max(norm(edges[1]), norm(edges[2])));
        for (int i = 0; i < 3; i++) {
            double[] next = edges[(i + 1) % 3];
            if (norm(edges[i]) < 1e-6 || Math.abs(dot(edges[i], next)) > 1e-3 * norm(edges[i]) * norm(next)) {
                return false;
            }
        }
        for (int k = 0; k < 8; k++) {
            for (int c = 0; c < 3; c++) {
                double wanted =
                        p[0][c] + (k & 1) * edges[0][c] + (k >> 1 & 1) * edges[1][c] + (k >> 2 & 1) * edges[2][c];
                if (Math.abs(p[k][c] - wanted) > 1e-3 * size) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Shape spanned(RigidModel.Link link, double[][] p) {
        double[] x = minus(p[1], p[0]);
        double[] y = minus(p[2], p[0]);
        double[] z = minus(p[4], p[0]);
        double[] center = new double[3];
        for (int k = 0; k < 3; k++) {
            center[k] = (p[0][k] + p[7][k]) / 2;
        }
        return box(link, center, x, y, norm(x) / 2, norm(y) / 2, norm(z) / 2);
    }

    /** I₁ = m/3 (b² + c²) and so on, solved for the half extents. */
    private static Shape equivalent(RigidModel.Link link) {
        double[] i = link.inertia();
        var eigen = new EigenDecomposition(new Array2DRowRealMatrix(new double[][] {
            {i[0], (i[1] + i[3]) / 2, (i[2] + i[6]) / 2},
            {(i[1] + i[3]) / 2, i[4], (i[5] + i[7]) / 2},
            {(i[2] + i[6]) / 2, (i[5] + i[7]) / 2, i[8]}
        }));
        double[] m = eigen.getRealEigenvalues();
        double factor = 1.5 / link.mass();
        double[] square = {factor * (m[1] + m[2] - m[0]), factor * (m[0] + m[2] - m[1]), factor * (m[0] + m[1] - m[2])};
        double largest = Math.sqrt(Math.max(1e-6, Math.max(square[0], Math.max(square[1], square[2]))));
        double[] half = new double[3];
        for (int k = 0; k < 3; k++) {
            // No body has moments of which one exceeds the others' sum; a thin plate stands for such a link.
            half[k] = Math.max(0.02 * largest, Math.sqrt(Math.max(0, square[k])));
        }
        var c = link.linkToCenter();
        double[] x = eigen.getEigenvector(0).toArray();
        double[] y = eigen.getEigenvector(1).toArray();
        return box(
                link,
                new double[] {c.px(), c.py(), c.pz()},
                Frames.rotate(c, x[0], x[1], x[2]),
                Frames.rotate(c, y[0], y[1], y[2]),
                half[0],
                half[1],
                half[2]);
    }

    private static Shape box(
            RigidModel.Link link, double[] c, double[] x, double[] y, double halfX, double halfY, double halfZ) {
        double density = link.mass() / (8 * halfX * halfY * halfZ);
        return new Shape.Box(link.name(), oriented(c, x, y), halfX, halfY, halfZ, density, 1, true);
    }

    /** The pose whose first two axes have the directions x and y (at right angles, of any length). */
    private static Transform oriented(double[] p, double[] x, double[] y) {
        double[] a = scaled(x);
        double[] b = scaled(y);
        double[] c = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
        // The quaternion of the matrix with columns a, b, c, by its largest component.
        double[] squares = {
            1 + a[0] - b[1] - c[2], 1 - a[0] + b[1] - c[2], 1 - a[0] - b[1] + c[2], 1 + a[0] + b[1] + c[2]
        };
        int k = 0;
        for (int i = 1; i < 4; i++) {
            k = squares[i] > squares[k] ? i : k;
        }
        double s = 2 * Math.sqrt(squares[k]);
        double large = s / 4;
        return switch (k) {
            case 0 -> new Transform(p[0], p[1], p[2], large, (b[0] + a[1]) / s, (c[0] + a[2]) / s, (b[2] - c[1]) / s);
            case 1 -> new Transform(p[0], p[1], p[2], (b[0] + a[1]) / s, large, (c[1] + b[2]) / s, (c[0] - a[2]) / s);
            case 2 -> new Transform(p[0], p[1], p[2], (c[0] + a[2]) / s, (c[1] + b[2]) / s, large, (a[1] - b[0]) / s);
            default -> new Transform(p[0], p[1], p[2], (b[2] - c[1]) / s, (c[0] - a[2]) / s, (a[1] - b[0]) / s, large);
        };
    }

    private static double[] scaled(double[] v) {
        double n = norm(v);
        return new double[] {v[0] / n, v[1] / n, v[2] / n};
    }

    private static double[] minus(double[] a, double[] b) {
        return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }
}
