package org.tandemrl.sim.robot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.Transform;

/**
 * Reads robot descriptions in MJCF, MuJoCo's format, as far as robots of hinges, slides, balls and simple shapes need it.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><td>{@code mujoco}</td><td>model</td></tr>
 * <tr><td>{@code compiler}</td><td>angle (degree, as in MuJoCo, or radian)</td></tr>
 * <tr><td>{@code option}</td><td>gravity</td></tr>
 * <tr><td>{@code default}</td><td>joint, geom, motor; one level, no classes</td></tr>
 * <tr><td>{@code worldbody}, {@code body}</td><td>name, pos, quat or axisangle</td></tr>
 * <tr><td>{@code joint}, {@code freejoint}</td><td>name, type (hinge, slide, ball, free), pos, axis, limited, range, stiffness,
 *     damping, armature, springref</td></tr>
 * <tr><td>{@code geom}</td><td>name, type (sphere, capsule, box), size, fromto, pos, quat or axisangle, mass or density (1000),
 *     friction (its first number), contype and conaffinity (both 0: the ground does not touch it)</td></tr>
 * <tr><td>{@code actuator}</td><td>motor: name, joint, gear (its first number)</td></tr>
 * </table>
 *
 * What only concerns looks, sensors or MuJoCo's own solver is left aside and listed in {@link Robot#notes()}. Everything else
 * that would change the motion is refused with file, line, element and what is allowed.
 */
public final class Mjcf {
    private static final Set<String> LEFT_ASIDE = Set.of(
            "asset", "visual", "statistic", "size", "custom", "sensor", "keyframe", "light", "camera", "site", "contact");
    private static final double LARGEST_SIZE = 1e4;
    private static final double LARGEST_MASS = 1e9;

    private final Element root;
    private final Map<String, Map<String, String>> defaults = new HashMap<>();
    private final List<Robot.Body> bodies = new ArrayList<>();
    private final List<Robot.Motor> motors = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Map<String, Integer> jointIndex = new HashMap<>();
    private final List<Robot.Joint> joints = new ArrayList<>();
    private final Set<String> bodyNames = new HashSet<>();
    private double angleUnit = Math.toRadians(1);
    private double[] gravity = {0, 0, -9.81};

    private Mjcf(Element root) {
        this.root = root;
    }

    /**
     * Reads a description.
     *
     * @throws RobotException if the file cannot be read or says something that is wrong or not supported
     */
    public static Robot read(Path file) {
        return new Mjcf(Element.read(file)).robot();
    }

    private Robot robot() {
        if (!root.name().equals("mujoco")) {
            throw root.wrong("the outermost element must be <mujoco>");
        }
        attributes(root, Set.of("model"), Set.of());
        children(root, Set.of("compiler", "option", "default", "worldbody", "actuator"));
        // Units and defaults hold for the whole file wherever they stand, as in MuJoCo.
        each("compiler", this::compiler);
        each("option", this::option);
        each("default", this::defaults);
        each("worldbody", this::world);
        each("actuator", this::actuator);
        if (bodies.isEmpty()) {
            throw root.wrong("there is no <body> in a <worldbody>");
        }
        return new Robot(root.text("model", "robot"), gravity, bodies, motors, List.copyOf(notes));
    }

    private void each(String name, Consumer<Element> reader) {
        root.children().stream().filter(e -> e.name().equals(name)).forEach(reader);
    }

    private void compiler(Element e) {
        attributes(e, Set.of("angle", "coordinate", "inertiafromgeom", "autolimits"), Set.of("meshdir", "texturedir"));
        children(e, Set.of());
        e.oneOf("coordinate", "local", "local");
        e.oneOf("inertiafromgeom", "auto", "auto", "true");
        e.oneOf("autolimits", "true", "true");
        angleUnit = e.oneOf("angle", "degree", "degree", "radian").equals("degree") ? Math.toRadians(1) : 1;
    }

    private void option(Element e) {
        attributes(
                e,
                Set.of("gravity"),
                Set.of("timestep", "integrator", "solver", "iterations", "tolerance", "cone", "jacobian", "impratio"));
        for (var flag : e.children()) {
            note(flag, "<" + flag.name() + "> in <option>");
        }
        gravity = e.numbersOr("gravity", gravity);
    }

    private void defaults(Element e) {
        if (e.has("class")) {
            oneLevel(e);
        }
        attributes(e, Set.of("class"), Set.of());
        for (var d : e.children()) {
            switch (d.name()) {
                case "joint" -> jointAttributes(d);
                case "geom" -> geomAttributes(d);
                case "motor" -> motorAttributes(d);
                case "default" -> oneLevel(d);
                case String other when LEFT_ASIDE.contains(other) -> note(d, "<" + other + ">");
                default -> throw d.wrong("not supported in <default>; allowed: geom, joint, motor");
            }
            children(d, Set.of());
            defaults.computeIfAbsent(d.name(), n -> new HashMap<>()).putAll(d.attributes());
        }
    }

    private static void oneLevel(Element e) {
        if (!e.text("class", "main").equals("main")) {
            throw e.wrong("default classes are not supported; write the values at the elements themselves");
        }
    }

    private void world(Element e) {
        attributes(e, Set.of(), Set.of());
        children(e, Set.of("body", "geom"));
        for (var child : e.children()) {
            if (child.name().equals("body")) {
                body(child, -1);
            } else if (child.name().equals("geom")) {
                ground(child.withDefaults(defaults.getOrDefault("geom", Map.of())));
            }
        }
    }

    /** The simulator has its own ground, y = 0; a plane at height 0 in the file is that ground, anything else is not there. */
    private void ground(Element e) {
        geomAttributes(e);
        double[] p = e.numbersOr("pos", 0, 0, 0);
        if (!e.text("type", "sphere").equals("plane") || p[2] != 0 || e.has("quat") || e.has("axisangle")) {
            throw e.wrong("of the world's shapes only the level plane at height 0 is supported, and it is always there");
        }
    }

    private void body(Element e, int parent) {
        attributes(e, Set.of("name", "pos", "quat", "axisangle"), Set.of("user"));
        children(e, Set.of("body", "joint", "freejoint", "geom"));
        String name = unique(bodyNames, e, "body", "body" + bodies.size());
        bodyNames.add(name);
        var own = new ArrayList<Robot.Joint>();
        var shapes = new ArrayList<Shape>();
        for (var child : e.children()) {
            switch (child.name()) {
                case "joint" -> own.add(joint(child.withDefaults(defaults.getOrDefault("joint", Map.of()))));
                case "freejoint" -> own.add(freeJoint(child));
                case "geom" -> shapes.add(shape(child.withDefaults(defaults.getOrDefault("geom", Map.of()))));
                default -> {}
            }
        }
        boolean free = own.stream().anyMatch(j -> j.type() == JointType.FREE);
        if (free && (parent >= 0 || own.size() > 1)) {
            throw e.wrong("a free joint must be the only joint of a body that hangs directly in <worldbody>");
        }
        int index = bodies.size();
        bodies.add(new Robot.Body(name, parent, pose(e), List.copyOf(own), List.copyOf(shapes)));
        for (var child : e.children()) {
            if (child.name().equals("body")) {
                body(child, index);
            }
        }
    }

    private Robot.Joint freeJoint(Element e) {
        attributes(e, Set.of("name"), Set.of("group"));
        String name = jointName(e);
        var joint = new Robot.Joint(name, JointType.FREE, new double[3], new double[3], false, 0, 0, 0, 0, 0, 0);
        joints.add(joint);
        return joint;
    }

    private Robot.Joint joint(Element e) {
        jointAttributes(e);
        children(e, Set.of());
        var type = switch (e.oneOf("type", "hinge", "hinge", "slide", "ball", "free")) {
            case "hinge" -> JointType.REVOLUTE;
            case "slide" -> JointType.PRISMATIC;
            case "ball" -> JointType.BALL;
            default -> JointType.FREE;
        };
        boolean single = type.coordinates == 1;
        double unit = type == JointType.PRISMATIC ? 1 : angleUnit;
        double[] position = e.numbersOr("pos", 0, 0, 0);
        if (type == JointType.FREE && !Arrays.equals(position, new double[3])) {
            throw e.wrong("'pos' of a free joint must be 0 0 0: it moves its body's origin");
        }
        String limitedText = e.oneOf("limited", "auto", "auto", "true", "false");
        boolean limited = limitedText.equals("true") || limitedText.equals("auto") && e.has("range");
        if (limited && !single && e.has("range")) {
            throw e.wrong("limits are supported for hinge and slide; this is a " + e.text("type", "hinge"));
        }
        limited &= single;
        double[] range = {0, 0};
        if (limited) {
            if (!e.has("range")) {
                throw e.wrong("limited=\"true\" needs 'range' (lower and upper)");
            }
            range = e.numbers("range", 2, 2);
            if (!(range[0] < range[1])) {
                throw e.wrong("'range' is \"" + e.text("range", "") + "\"; allowed: a lower, then a greater upper limit");
            }
        }
        var joint = new Robot.Joint(
                jointName(e),
                type,
                position,
                single ? unitVector(e, "axis", e.numbersOr("axis", 0, 0, 1)) : new double[3],
                limited,
                range[0] * unit,
                range[1] * unit,
                e.amount("stiffness", 0),
                e.amount("damping", 0),
                e.amount("armature", 0),
                single ? e.number("springref", 0) * unit : 0);
        joints.add(joint);
        return joint;
    }

    private String jointName(Element e) {
        String name = unique(jointIndex.keySet(), e, "joint", "joint" + joints.size());
        jointIndex.put(name, joints.size());
        return name;
    }

    private Shape shape(Element e) {
        geomAttributes(e);
        children(e, Set.of());
        String type = e.oneOf("type", "sphere", "sphere", "capsule", "box");
        String name = e.text("name", type + " at line " + e.line());
        double friction = e.has("friction") ? e.numbers("friction", 1, 3)[0] : 1;
        if (friction < 0) {
            throw e.wrong("'friction' is " + friction + "; allowed: 0 or more");
        }
        boolean touches = e.number("contype", 1) != 0 || e.number("conaffinity", 1) != 0;
        double density = e.amount("density", 1000);
        Shape shape = switch (type) {
            case "sphere" -> {
                noFromTo(e);
                yield new Shape.Sphere(name, pose(e), size(e, 1)[0], density, friction, touches);
            }
            case "capsule" -> capsule(e, name, density, friction, touches);
            default -> {
                noFromTo(e);
                double[] half = size(e, 3);
                yield new Shape.Box(name, pose(e), half[0], half[1], half[2], density, friction, touches);
            }
        };
        return e.has("mass") ? withMass(e, shape) : checkedMass(e, shape);
    }

    /** MJCF's capsule stands along z; ours lies along x, like the benchmark's. */
    private Shape capsule(Element e, String name, double density, double friction, boolean touches) {
        if (!e.has("fromto")) {
            double[] size = size(e, 2);
            var zToX = Frames.rotation(new double[] {0, 1, 0}, -Math.PI / 2);
            return new Shape.Capsule(name, Frames.compose(pose(e), zToX), size[0], size[1], density, friction, touches);
        }
        if (e.has("pos") || e.has("quat") || e.has("axisangle")) {
            throw e.wrong("'fromto' already gives place and direction: leave out pos, quat, axisangle");
        }
        double[] ends = e.numbers("fromto", 6, 6);
        double[] d = {ends[3] - ends[0], ends[4] - ends[1], ends[5] - ends[2]};
        double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        if (!(length > 1e-9 && length <= LARGEST_SIZE)) {
            throw e.wrong("'fromto' spans " + length + " m; allowed: above 0, at most " + LARGEST_SIZE);
        }
        var direction = Frames.fromXTo(new double[] {d[0] / length, d[1] / length, d[2] / length});
        var pose = Frames.moved(
                direction, (ends[0] + ends[3]) / 2, (ends[1] + ends[4]) / 2, (ends[2] + ends[5]) / 2);
        return new Shape.Capsule(name, pose, size(e, 1)[0], length / 2, density, friction, touches);
    }

    private static void noFromTo(Element e) {
        if (e.has("fromto")) {
            throw e.wrong("'fromto' is for capsules");
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
            if (!(size[i] > 0 && size[i] <= LARGEST_SIZE)) {
                throw e.wrong("'size' is \"" + e.text("size", "") + "\"; allowed: " + meaning + ", each above 0, at most "
                        + LARGEST_SIZE + " m");
            }
        }
        return Arrays.copyOf(size, count);
    }

    private static Shape withMass(Element e, Shape s) {
        double mass = e.number("mass", 0);
        if (!(mass > 0)) {
            throw e.wrong("'mass' is " + mass + "; allowed: above 0 kg (for a shape without mass, density=\"0\")");
        }
        double density = mass / s.volume();
        return switch (s) {
            case Shape.Sphere o -> new Shape.Sphere(o.name(), o.pose(), o.radius(), density, o.friction(), o.touches());
            case Shape.Capsule o -> new Shape.Capsule(
                    o.name(), o.pose(), o.radius(), o.halfLength(), density, o.friction(), o.touches());
            case Shape.Box o -> new Shape.Box(
                    o.name(), o.pose(), o.halfX(), o.halfY(), o.halfZ(), density, o.friction(), o.touches());
        };
    }

    private static Shape checkedMass(Element e, Shape s) {
        if (!(s.mass() <= LARGEST_MASS)) {
            throw e.wrong("size and density make a mass of " + s.mass() + " kg; allowed: up to " + LARGEST_MASS);
        }
        return s;
    }

    private void actuator(Element e) {
        attributes(e, Set.of(), Set.of());
        for (var m : e.children()) {
            if (!m.name().equals("motor")) {
                throw m.wrong("not supported in <actuator>; allowed: motor");
            }
            motor(m.withDefaults(defaults.getOrDefault("motor", Map.of())));
        }
    }

    private void motor(Element e) {
        motorAttributes(e);
        children(e, Set.of());
        String name = e.required("joint");
        Integer joint = jointIndex.get(name);
        if (joint == null) {
            throw e.wrong("'joint' is \"" + name + "\"; there are " + new TreeSet<>(jointIndex.keySet()));
        }
        if (joints.get(joint).type().freedoms != 1) {
            throw e.wrong("'joint' is \"" + name + "\", a " + joints.get(joint).type() + " joint; motors drive hinge and slide");
        }
        if (motors.stream().anyMatch(m -> m.joint() == joint)) {
            throw e.wrong("joint \"" + name + "\" already has a motor");
        }
        double[] gear = e.has("gear") ? e.numbers("gear", 1, 6) : new double[] {1};
        if (gear[0] == 0 || Arrays.stream(gear).skip(1).anyMatch(g -> g != 0)) {
            throw e.wrong("'gear' is \"" + e.text("gear", "") + "\"; allowed: one number other than 0 (further ones 0)");
        }
        if (e.has("ctrlrange") && !Arrays.equals(e.numbers("ctrlrange", 2, 2), new double[] {-1, 1})) {
            note(e, "'ctrlrange' (controls are bounded by the task, which scales actions in [−1, 1])");
        }
        motors.add(new Robot.Motor(e.text("name", name), joint, gear[0]));
    }

    private void jointAttributes(Element e) {
        attributes(
                e,
                Set.of("name", "type", "pos", "axis", "limited", "range", "stiffness", "damping", "armature", "springref"),
                Set.of("group", "user", "solreflimit", "solimplimit", "solreffriction", "solimpfriction", "margin"));
    }

    private void geomAttributes(Element e) {
        attributes(
                e,
                Set.of(
                        "name", "type", "size", "fromto", "pos", "quat", "axisangle", "mass", "density", "friction", "contype",
                        "conaffinity"),
                Set.of("rgba", "material", "group", "user", "condim", "solref", "solimp", "solmix", "margin", "gap", "priority"));
    }

    private void motorAttributes(Element e) {
        attributes(e, Set.of("name", "joint", "gear", "ctrllimited", "ctrlrange"), Set.of("group", "user"));
    }

    private Transform pose(Element e) {
        double[] p = e.numbersOr("pos", 0, 0, 0);
        if (e.has("quat") && e.has("axisangle")) {
            throw e.wrong("give either 'quat' or 'axisangle'");
        }
        if (e.has("axisangle")) {
            double[] a = e.numbers("axisangle", 4, 4);
            return Frames.moved(
                    Frames.rotation(unitVector(e, "axisangle", new double[] {a[0], a[1], a[2]}), a[3] * angleUnit),
                    p[0], p[1], p[2]);
        }
        double[] wxyz = unitVector(e, "quat", e.numbersOr("quat", 1, 0, 0, 0));
        return new Transform(p[0], p[1], p[2], wxyz[1], wxyz[2], wxyz[3], wxyz[0]);
    }

    private static double[] unitVector(Element e, String attribute, double[] v) {
        double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
        if (!(norm > 1e-6)) {
            throw e.wrong("'" + attribute + "' is \"" + e.text(attribute, "") + "\"; its direction must not be zero");
        }
        return Arrays.stream(v).map(x -> x / norm).toArray();
    }

    private static String unique(Set<String> taken, Element e, String what, String otherwise) {
        String name = e.text("name", otherwise);
        if (taken.contains(name)) {
            throw e.wrong("there is already a " + what + " named \"" + name + "\"");
        }
        return name;
    }

    /** Refuses attributes outside both sets; notes those that are left aside. */
    private void attributes(Element e, Set<String> read, Set<String> leftAside) {
        for (String a : e.attributes().keySet()) {
            if (leftAside.contains(a)) {
                note(e, "attribute '" + a + "' of <" + e.name() + ">");
            } else if (!read.contains(a)) {
                throw e.wrong("attribute '" + a + "' is not supported; allowed: " + String.join(", ", new TreeSet<>(read)));
            }
        }
    }

    /** Refuses children outside the set; notes those that are left aside. */
    private void children(Element e, Set<String> read) {
        for (var c : e.children()) {
            if (LEFT_ASIDE.contains(c.name())) {
                note(c, "<" + c.name() + ">");
            } else if (!read.contains(c.name())) {
                throw c.wrong("not supported in <" + e.name() + ">; allowed: "
                        + (read.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(read))));
            }
        }
    }

    private void note(Element e, String what) {
        notes.add(what + " is left aside (first at line " + e.line() + ")");
    }
}
