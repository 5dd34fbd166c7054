package org.tandemrl.sim.robot;

import java.util.Arrays;
import java.util.List;
import org.tandemrl.sim.rigid.Transform;

/**
 * Reads MJCF's places and its six ways to say a direction: {@code quat} (w x y z), {@code axisangle}, {@code euler} in the order
 * and sense of {@code eulerseq} (small letters: about the axes as turned so far, capitals: about the fixed ones), {@code xyaxes},
 * {@code zaxis}.
 *
 * @param angleUnit rad for 1 in the file
 * @param eulerseq three of the letters xyzXYZ
 */
record Directions(double angleUnit, String eulerseq) {
    private static final List<String> WAYS = List.of("quat", "axisangle", "euler", "xyaxes", "zaxis");

    /** Nothing of a robot is farther away than that, m. */
    static final double FARTHEST = 1e4;

    Transform pose(Element e) {
        double[] p = position(e, "pos");
        return Frames.moved(rotation(e), p[0], p[1], p[2]);
    }

    static double[] position(Element e, String attribute) {
        return e.bounded(attribute, FARTHEST, 0, 0, 0);
    }

    static boolean turned(Element e) {
        return WAYS.stream().anyMatch(e::has);
    }

    private Transform rotation(Element e) {
        var given = WAYS.stream().filter(e::has).toList();
        if (given.size() > 1) {
            throw e.wrong("gives its direction twice, by " + String.join(" and ", given) + "; allowed: one of them");
        }
        return switch (given.isEmpty() ? "" : given.getFirst()) {
            case "quat" -> {
                double[] wxyz = unitVector(e, "quat", e.numbers("quat", 4, 4));
                yield new Transform(0, 0, 0, wxyz[1], wxyz[2], wxyz[3], wxyz[0]);
            }
            case "axisangle" -> {
                double[] a = e.numbers("axisangle", 4, 4);
                yield Frames.rotation(unitVector(e, "axisangle", new double[] {a[0], a[1], a[2]}), a[3] * angleUnit);
            }
            case "euler" -> euler(e.numbers("euler", 3, 3));
            case "xyaxes" -> axes(e, e.numbers("xyaxes", 6, 6));
            case "zaxis" -> fromZTo(unitVector(e, "zaxis", e.numbers("zaxis", 3, 3)));
            default -> Transform.IDENTITY;
        };
    }

    Transform euler(double[] angles) {
        var turned = Transform.IDENTITY;
        for (int i = 0; i < 3; i++) {
            char letter = eulerseq.charAt(i);
            double[] axis = new double[3];
            axis[Character.toLowerCase(letter) - 'x'] = 1;
            var next = Frames.rotation(axis, angles[i] * angleUnit);
            turned = Character.isLowerCase(letter) ? Frames.compose(turned, next) : Frames.compose(next, turned);
        }
        return turned;
    }

    /** x as given, y made perpendicular to it, z = x × y. */
    private static Transform axes(Element e, double[] a) {
        double[] x = unitVector(e, "xyaxes", Arrays.copyOf(a, 3));
        double along = x[0] * a[3] + x[1] * a[4] + x[2] * a[5];
        double[] y =
                unitVector(e, "xyaxes", new double[] {a[3] - along * x[0], a[4] - along * x[1], a[5] - along * x[2]});
        double[] z = {x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]};
        return Frames.ofAxes(x, y, z);
    }

    /** The shortest rotation that turns the z axis into a unit direction. */
    static Transform fromZTo(double[] d) {
        if (d[2] < -1 + 1e-12) {
            return new Transform(0, 0, 0, 1, 0, 0, 0);
        }
        double w = 1 + d[2];
        double n = Math.sqrt(w * w + d[0] * d[0] + d[1] * d[1]);
        return new Transform(0, 0, 0, -d[1] / n, d[0] / n, 0, w / n);
    }

    static double[] unitVector(Element e, String attribute, double[] v) {
        double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
        if (!(norm > 1e-6)) {
            throw e.wrong("'" + attribute + "' is \"" + e.text(attribute, "") + "\"; its direction must not be zero");
        }
        return Arrays.stream(v).map(x -> x / norm).toArray();
    }
}
