package org.tandemrl.sim.robot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tandemrl.sim.rigid.Transform;

/** Reads {@code geom}s. MJCF's capsules and cylinders stand along z; ours lie along x, like the benchmark's. */
final class MjcfGeoms {
    static final Transform Z_TO_X = Frames.rotation(new double[] {0, 1, 0}, -Math.PI / 2);

    private final MjcfWords words;
    private final Directions directions;

    MjcfGeoms(MjcfWords words, Directions directions) {
        this.words = words;
        this.directions = directions;
    }

    /**
     * The shape, or nothing for a mesh that is left aside.
     *
     * @param weighed whether the body has an {@code inertial}, so that its shapes need no mass
     */
    Optional<Shape> shape(Element e, boolean weighed) {
        words.check(e);
        words.children(e, Set.of());
        boolean touches = e.number("contype", 1) != 0 || e.number("conaffinity", 1) != 0;
        String type = e.text("type", "sphere");
        if (type.equals("plane")) {
            throw e.wrong("a plane is the ground and stands in <worldbody>, not in a body that may move");
        }
        if (!List.of("sphere", "capsule", "cylinder", "box", "mesh").contains(type)) {
            throw e.beyond(
                    "'type' is \"" + type + "\"; allowed: \"sphere\", \"capsule\", \"cylinder\", \"box\", \"mesh\"");
        }
        if (type.equals("mesh")) {
            mesh(e, weighed, touches);
            return Optional.empty();
        }
        if (e.has("mesh")) {
            throw e.beyond("'mesh' belongs to type=\"mesh\"; this is a " + type);
        }
        String name = e.text("name", type + " at line " + e.line());
        double friction = e.has("friction") ? e.numbers("friction", 1, 3)[0] : 1;
        if (friction < 0) {
            throw e.wrong("'friction' is " + friction + "; allowed: 0 or more");
        }
        double density = e.amount("density", 1000);
        Shape shape = switch (type) {
            case "sphere" -> {
                noFromTo(e);
                yield new Shape.Sphere(name, directions.pose(e), size(e, 1)[0], density, friction, touches);
            }
            case "box" -> {
                noFromTo(e);
                double[] half = size(e, 3);
                yield new Shape.Box(name, directions.pose(e), half[0], half[1], half[2], density, friction, touches);
            }
            default -> {
                var rod = e.has("fromto")
                        ? fromTo(e, type)
                        : new Rod(Frames.compose(directions.pose(e), Z_TO_X), size(e, 2)[0], size(e, 2)[1]);
                yield type.equals("capsule")
                        ? new Shape.Capsule(name, rod.pose, rod.radius, rod.halfLength, density, friction, touches)
                        : new Shape.Cylinder(name, rod.pose, rod.radius, rod.halfLength, density, friction, touches);
            }
        };
        return Optional.of(weighed ? shape : e.has("mass") ? withMass(e, shape) : checkedMass(e, shape));
    }

    private void mesh(Element e, boolean weighed, boolean touches) {
        if (!weighed && e.number("density", 1000) != 0 && e.number("mass", 1) != 0) {
            throw e.beyond(
                    "a mesh's mass is not computed here; allowed: a mesh in a body with <inertial>, or with density=\"0\"");
        }
        note(words, e, "mesh", touches);
    }

    /** Of a shape that the toolkit has no contact points for. */
    static void note(MjcfWords words, Element e, String type, boolean touches) {
        words.note(
                e,
                touches ? LeftAside.Kind.UNTOUCHED : LeftAside.Kind.LOOKS,
                "<geom type=\"" + type + "\"> ("
                        + (touches ? "neither drawn nor touched by the ground)" : "not drawn)"));
    }

    private record Rod(Transform pose, double radius, double halfLength) {}

    private static Rod fromTo(Element e, String type) {
        if (e.has("pos") || Directions.turned(e)) {
            throw e.wrong(
                    "'fromto' already gives place and direction: leave out pos, quat, axisangle, euler, xyaxes, zaxis");
        }
        double[] ends = e.numbers("fromto", 6, 6);
        double[] d = {ends[3] - ends[0], ends[4] - ends[1], ends[5] - ends[2]};
        double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        if (!(length >= 2 * Shape.SMALLEST && length <= Shape.LARGEST)) {
            throw e.wrong("'fromto' spans " + length + " m; allowed: above 0, at most " + Shape.LARGEST);
        }
        // About its axis a cylinder is turned as by MuJoCo (its z from the second end to the first), for the points of
        // its rims.
        var direction = type.equals("cylinder")
                ? Frames.compose(
                        Directions.fromZTo(new double[] {-d[0] / length, -d[1] / length, -d[2] / length}), Z_TO_X)
                : Frames.fromXTo(new double[] {d[0] / length, d[1] / length, d[2] / length});
        double[] middle = {(ends[0] + ends[3]) / 2, (ends[1] + ends[4]) / 2, (ends[2] + ends[5]) / 2};
        if (Arrays.stream(middle).anyMatch(x -> Math.abs(x) > Directions.FARTHEST)) {
            throw e.wrong("'fromto' is \"" + e.text("fromto", "") + "\"; allowed: places up to " + Directions.FARTHEST
                    + " m away");
        }
        return new Rod(Frames.moved(direction, middle[0], middle[1], middle[2]), size(e, 1)[0], length / 2);
    }

    private static void noFromTo(Element e) {
        if (e.has("fromto")) {
            throw e.wrong("'fromto' is for capsules and cylinders");
        }
    }

    /** The first {@code count} of the sizes; MJCF allows, and files carry, more than a shape uses. */
    private static double[] size(Element e, int count) {
        double[] size = e.numbers("size", 1, 3);
        String meaning = switch (count) {
            case 1 -> "the radius";
            case 2 -> "radius and half length";
            default -> "three half extents";
        };
        if (size.length < count) {
            throw e.wrong("'size' is \"" + e.text("size", "") + "\"; allowed: " + meaning + ", m");
        }
        for (int i = 0; i < count; i++) {
            if (!(size[i] >= Shape.SMALLEST && size[i] <= Shape.LARGEST)) {
                throw e.wrong("'size' is \"" + e.text("size", "") + "\"; allowed: " + meaning + ", each above 0 ("
                        + Shape.SMALLEST + "), at most " + Shape.LARGEST + " m");
            }
        }
        return Arrays.copyOf(size, count);
    }

    private static Shape withMass(Element e, Shape s) {
        double mass = e.number("mass", 0);
        if (mass == 0) {
            return s.ofDensity(0);
        }
        if (!(mass >= MassProperties.LIGHTEST && mass <= MassProperties.HEAVIEST)) {
            throw e.wrong("'mass' is " + mass + "; allowed: above 0 kg (" + MassProperties.LIGHTEST + ") to "
                    + MassProperties.HEAVIEST + ", or 0");
        }
        return s.ofDensity(mass / s.volume());
    }

    private static Shape checkedMass(Element e, Shape s) {
        double m = s.mass();
        if (s.density() != 0 && !(m >= MassProperties.LIGHTEST && m <= MassProperties.HEAVIEST)) {
            throw e.wrong("size and density make a mass of " + m + " kg; allowed: " + MassProperties.LIGHTEST + " to "
                    + MassProperties.HEAVIEST + " (or density=\"0\")");
        }
        return s;
    }
}
