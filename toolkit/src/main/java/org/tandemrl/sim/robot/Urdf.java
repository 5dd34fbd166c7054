package org.tandemrl.sim.robot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.Transform;

/**
 * Reads robot descriptions in URDF, the format of ROS. Metres, radians, z up; a link's frame is its joint's frame.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><td>{@code robot}</td><td>name</td></tr>
 * <tr><td>{@code link}</td><td>name</td></tr>
 * <tr><td>{@code inertial}</td><td>origin (xyz, rpy), mass (value), inertia (ixx, ixy, ixz, iyy, iyz, izz)</td></tr>
 * <tr><td>{@code collision}</td><td>name, origin, geometry: sphere (radius), box (size), cylinder and capsule (radius, length). A mesh is
 *     left aside. The ground touches every collision, with friction 1</td></tr>
 * <tr><td>{@code joint}</td><td>name, type (revolute, continuous, prismatic, fixed, floating), parent, child, origin, axis (1 0 0)</td></tr>
 * <tr><td>{@code limit}</td><td>lower, upper, effort, velocity</td></tr>
 * <tr><td>{@code dynamics}</td><td>damping</td></tr>
 * </table>
 *
 * The bodies come depth first, the children of a link in the order of their joints. Every joint that moves gets a motor, in that order,
 * whose control 1 is the joint's effort (1 where none is said); an effort of 0 means no motor. The root link floats, by a joint called
 * "root", unless it is called "world" or the reader is told otherwise; then it is fixed.
 *
 * <p>Looks, transmissions, simulator hints, mimicry and dry friction are left aside and listed in {@link Robot#notes()}; anything else
 * is refused with file, line, element and what is allowed.
 */
public final class Urdf {
    private static final Map<String, LeftAside.Kind> LEFT_ASIDE = Map.of(
            "visual", LeftAside.Kind.LOOKS,
            "material", LeftAside.Kind.LOOKS,
            "transmission", LeftAside.Kind.HINTS,
            "gazebo", LeftAside.Kind.HINTS,
            "mujoco", LeftAside.Kind.HINTS,
            "ros2_control", LeftAside.Kind.HINTS,
            "mimic", LeftAside.Kind.MIMICRY,
            "safety_controller", LeftAside.Kind.HINTS,
            "calibration", LeftAside.Kind.HINTS,
            "sensor", LeftAside.Kind.SENSORS);
    private static final double STRONGEST = 1e6;
    private static final double[] NO_AXIS = {0, 0, 0};

    private final Element root;
    private final Vocabulary words;
    private final Map<String, Element> links = new LinkedHashMap<>();
    private final Map<String, List<Element>> jointsBelow = new LinkedHashMap<>();
    private final Map<String, Element> jointAbove = new LinkedHashMap<>();
    private final Set<String> jointNames = new HashSet<>();
    private final List<Robot.Body> bodies = new ArrayList<>();
    private final List<Robot.Motor> motors = new ArrayList<>();
    private int joints;

    private Urdf(Element root) {
        this.root = root;
        words = new Vocabulary(root, LEFT_ASIDE);
    }

    /**
     * Reads a description; its root link floats unless it is called "world".
     *
     * @throws RobotException if the file cannot be read or says something that is wrong or not supported
     */
    public static Robot read(Path file) {
        return read(Element.read(file));
    }

    /**
     * Reads a description.
     *
     * @param floating whether the root link floats; else it is fixed to the world
     * @throws RobotException if the file cannot be read or says something that is wrong or not supported
     */
    public static Robot read(Path file, boolean floating) {
        return new Urdf(Element.read(file)).robot(Optional.of(floating));
    }

    static Robot read(Element root) {
        return new Urdf(root).robot(Optional.empty());
    }

    private Robot robot(Optional<Boolean> floating) {
        if (!root.name().equals("robot")) {
            throw root.wrong("the outermost element must be <robot>");
        }
        words.attributes(
                root.without(root.attributes().keySet().stream()
                        .filter(a -> a.startsWith("xmlns"))
                        .toList()),
                Set.of("name", "version"),
                Map.of());
        words.children(root, Set.of("link", "joint"));
        for (var e : root.children()) {
            if (e.name().equals("link")) {
                String name = e.required("name");
                if (links.putIfAbsent(name, e) != null) {
                    throw e.wrong("there is already a link named \"" + name + "\"");
                }
            }
        }
        for (var e : root.children()) {
            if (e.name().equals("joint")) {
                connect(e);
            }
        }
        String top = top();
        boolean world = top.equals("world");
        link(top, -1, Transform.IDENTITY, floating.orElse(!world) ? List.of(floatingJoint("root")) : List.of());
        if (bodies.size() < links.size()) {
            var placed = new HashSet<String>();
            bodies.forEach(b -> placed.add(b.name()));
            var lost = links.entrySet().stream()
                    .filter(l -> !placed.contains(l.getKey()))
                    .findFirst()
                    .orElseThrow();
            throw lost.getValue().wrong("link \"" + lost.getKey() + "\" hangs in a circle of joints; allowed: a tree");
        }
        return new Robot(
                root.text("name", "robot"),
                root.file(),
                new double[] {0, 0, -9.81},
                bodies,
                motors,
                words.leftAside(),
                "the toolkit's own at height 0",
                Robots.OWN_READER);
    }

    private void connect(Element joint) {
        words.attributes(joint, Set.of("name", "type"), Map.of("dont_collapse", LeftAside.Kind.HINTS));
        words.children(joint, Set.of("origin", "parent", "child", "axis", "limit", "dynamics"));
        String name = joint.required("name");
        if (!jointNames.add(name)) {
            throw joint.wrong("there is already a joint named \"" + name + "\"");
        }
        String parent = linkOf(joint, "parent");
        String child = linkOf(joint, "child");
        var other = jointAbove.putIfAbsent(child, joint);
        if (other != null) {
            throw joint.wrong("link \"" + child + "\" already hangs on the joint at line " + other.line()
                    + "; allowed: one parent");
        }
        jointsBelow.computeIfAbsent(parent, n -> new ArrayList<>()).add(joint);
    }

    private String linkOf(Element joint, String which) {
        var e = only(joint, which).orElseThrow(() -> joint.wrong("<" + which + "> is missing"));
        words.attributes(e, Set.of("link"), Map.of());
        words.children(e, Set.of());
        String name = e.required("link");
        if (!links.containsKey(name)) {
            throw e.wrong("there is no link \"" + name + "\"; there are " + String.join(", ", links.keySet()));
        }
        return name;
    }

    private String top() {
        var tops =
                links.keySet().stream().filter(l -> !jointAbove.containsKey(l)).toList();
        if (tops.isEmpty()) {
            throw root.wrong(
                    links.isEmpty()
                            ? "there is no <link>"
                            : "every link hangs on another, in a circle; allowed: a tree");
        }
        if (tops.size() > 1) {
            throw links.get(tops.get(1))
                    .wrong("links " + String.join(", ", tops) + " hang on nothing; allowed: one root");
        }
        return tops.getFirst();
    }

    /** Walks down without recursion: a chain may be as long as the file. */
    private void link(String top, int parent, Transform pose, List<Robot.Joint> own) {
        record Hanging(String link, int parent, Transform pose, List<Robot.Joint> joints, Optional<Element> joint) {}
        var open = new java.util.ArrayDeque<Hanging>();
        open.push(new Hanging(top, parent, pose, own, Optional.empty()));
        while (!open.isEmpty()) {
            var next = open.pop();
            int index = bodies.size();
            var joint = next.joint.map(this::joint).orElse(next.joints);
            bodies.add(body(links.get(next.link), next.parent, next.pose, joint));
            next.joint.ifPresent(j -> motor(j, joint));
            joints += joint.size();
            for (var below : jointsBelow.getOrDefault(next.link, List.of()).reversed()) {
                boolean floats = type(below).equals("floating");
                if (floats
                        && !(next.parent < 0
                                && joint.isEmpty()
                                && bodies.getFirst().shapes().isEmpty()
                                && bodies.getFirst().inertial().isEmpty())) {
                    throw below.wrong("a floating joint must hang on an empty, fixed root link such as \"world\"");
                }
                open.push(new Hanging(
                        linkOf(below, "child"), floats ? -1 : index, origin(below), List.of(), Optional.of(below)));
            }
        }
    }

    private Robot.Body body(Element link, int parent, Transform pose, List<Robot.Joint> joints) {
        words.attributes(link, Set.of("name"), Map.of("type", LeftAside.Kind.HINTS));
        words.children(link, Set.of("inertial", "collision"));
        var inertial = only(link, "inertial").map(this::inertial);
        var shapes = new ArrayList<Shape>();
        for (var c : link.children()) {
            if (c.name().equals("collision")) {
                collision(c).ifPresent(shapes::add);
            }
        }
        var weighed = inertial.map(m -> m.spread(shapes)).orElse(List.copyOf(shapes));
        return new Robot.Body(link.required("name"), parent, pose, joints, weighed, inertial);
    }

    private MassProperties inertial(Element e) {
        words.attributes(e, Set.of(), Map.of());
        words.children(e, Set.of("origin", "mass", "inertia"));
        var mass = only(e, "mass").orElseThrow(() -> e.wrong("<mass> is missing"));
        words.attributes(mass, Set.of("value"), Map.of());
        mass.required("value");
        var tensor = only(e, "inertia").orElseThrow(() -> e.wrong("<inertia> is missing"));
        var names = List.of("ixx", "ixy", "ixz", "iyy", "iyz", "izz");
        words.attributes(tensor, Set.copyOf(names), Map.of());
        double[] i = names.stream().mapToDouble(n -> tensor.numbers(n, 1, 1)[0]).toArray();
        return MassProperties.read(tensor, mass.amount("value", 0), origin(e), new double[] {
            i[0], i[1], i[2], i[1], i[3], i[4], i[2], i[4], i[5]
        });
    }

    private Optional<Shape> collision(Element e) {
        words.attributes(e, Set.of("name"), Map.of("group", LeftAside.Kind.LOOKS));
        words.children(e, Set.of("origin", "geometry"));
        var geometry = only(e, "geometry").orElseThrow(() -> e.wrong("<geometry> is missing"));
        words.attributes(geometry, Set.of(), Map.of());
        words.children(geometry, Set.of("sphere", "box", "cylinder", "capsule", "mesh"));
        if (geometry.children().size() != 1) {
            throw geometry.wrong("allowed: one of box, capsule, cylinder, mesh, sphere");
        }
        var g = geometry.children().getFirst();
        words.children(g, Set.of());
        var pose = origin(e);
        String name = e.text("name", g.name() + " at line " + g.line());
        return switch (g.name()) {
            case "mesh" -> {
                words.note(g, LeftAside.Kind.UNTOUCHED, "<mesh> (neither drawn nor touched by the ground)");
                yield Optional.empty();
            }
            case "sphere" -> {
                words.attributes(g, Set.of("radius"), Map.of());
                yield Optional.of(new Shape.Sphere(name, pose, size(g, "radius"), 0, 1, true));
            }
            case "box" -> {
                words.attributes(g, Set.of("size"), Map.of());
                double[] s = g.numbers("size", 3, 3);
                for (double side : s) {
                    extent(g, "size", side);
                }
                yield Optional.of(new Shape.Box(name, pose, s[0] / 2, s[1] / 2, s[2] / 2, 0, 1, true));
            }
            default -> {
                words.attributes(g, Set.of("radius", "length"), Map.of());
                double radius = size(g, "radius");
                double half = size(g, "length") / 2;
                var along = Frames.compose(pose, MjcfGeoms.Z_TO_X);
                yield Optional.of(
                        g.name().equals("cylinder")
                                ? new Shape.Cylinder(name, along, radius, half, 0, 1, true)
                                : new Shape.Capsule(name, along, radius, half, 0, 1, true));
            }
        };
    }

    private static double size(Element e, String attribute) {
        return extent(e, attribute, e.numbers(attribute, 1, 1)[0]);
    }

    private static double extent(Element e, String attribute, double x) {
        if (!(x >= 2 * Shape.SMALLEST && x <= Shape.LARGEST)) {
            throw e.wrong("'" + attribute + "' is \"" + e.text(attribute, "") + "\"; allowed: above 0 ("
                    + 2 * Shape.SMALLEST + "), at most " + Shape.LARGEST + " m");
        }
        return x;
    }

    private static Robot.Joint floatingJoint(String name) {
        return new Robot.Joint(
                name, JointType.FREE, new double[3], NO_AXIS, false, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, 0);
    }

    private static String type(Element joint) {
        joint.required("type");
        return joint.oneOf("type", "", "revolute", "continuous", "prismatic", "fixed", "floating");
    }

    private List<Robot.Joint> joint(Element e) {
        String name = e.required("name");
        var type = switch (type(e)) {
            case "revolute", "continuous" -> JointType.REVOLUTE;
            case "prismatic" -> JointType.PRISMATIC;
            case "floating" -> JointType.FREE;
            default -> JointType.FIXED;
        };
        if (type == JointType.FIXED) {
            return List.of();
        }
        if (type == JointType.FREE) {
            return List.of(floatingJoint(name));
        }
        double[] axis = {1, 0, 0};
        var written = only(e, "axis");
        if (written.isPresent()) {
            words.attributes(written.get(), Set.of("xyz"), Map.of());
            axis = Directions.unitVector(written.get(), "xyz", written.get().numbers("xyz", 3, 3));
        }
        double damping = 0;
        var dynamics = only(e, "dynamics");
        if (dynamics.isPresent()) {
            var d = dynamics.get();
            boolean smooth = d.has("friction") && d.number("friction", 0) == 0;
            words.attributes(
                    smooth ? d.without(Set.of("friction")) : d,
                    Set.of("damping"),
                    Map.of("friction", LeftAside.Kind.FRICTION));
            damping = dynamics.get().amount("damping", 0, 1e7);
        }
        var limit = only(e, "limit");
        limit.ifPresent(l -> words.attributes(l, Set.of("lower", "upper", "effort", "velocity"), Map.of()));
        boolean limited = !type(e).equals("continuous");
        double lower = 0;
        double upper = 0;
        if (limited) {
            var l = limit.orElseThrow(
                    () -> e.wrong("a " + type(e) + " joint needs <limit lower upper> (or type=\"continuous\")"));
            lower = l.bounded("lower", 1e5, 0)[0];
            upper = l.bounded("upper", 1e5, 0)[0];
            if (!(lower < upper)) {
                throw l.wrong("'lower' is " + lower + ", 'upper' " + upper
                        + "; allowed: a lower, then a greater upper limit");
            }
        }
        double speed = limit.map(l -> l.amount("velocity", 0)).orElse(0.0);
        return List.of(new Robot.Joint(
                name,
                type,
                new double[3],
                axis,
                limited,
                lower,
                upper,
                0,
                damping,
                0,
                0,
                speed > 0 ? speed : Double.POSITIVE_INFINITY,
                0));
    }

    private void motor(Element e, List<Robot.Joint> own) {
        if (own.isEmpty()
                || own.getFirst().type().freedoms != 1
                || e.children().stream().anyMatch(c -> c.name().equals("mimic"))) {
            return;
        }
        var limit = only(e, "limit");
        boolean bounded = limit.isPresent() && limit.get().has("effort");
        double effort = bounded ? limit.get().amount("effort", 0, STRONGEST) : 1;
        if (effort > 0) {
            double bound = bounded ? effort : Double.POSITIVE_INFINITY;
            motors.add(new Robot.Motor(own.getFirst().name(), joints, effort, 0, 0, -bound, bound));
        }
    }

    private static Optional<Element> only(Element e, String name) {
        var all = e.children().stream().filter(c -> c.name().equals(name)).toList();
        if (all.size() > 1) {
            throw all.get(1)
                    .wrong("there is already a <" + name + "> at line "
                            + all.getFirst().line());
        }
        return all.stream().findFirst();
    }

    /** xyz, and rpy: turned about the fixed x, then y, then z axis. */
    private Transform origin(Element e) {
        var written = only(e, "origin");
        if (written.isEmpty()) {
            return Transform.IDENTITY;
        }
        var o = written.get();
        words.attributes(o, Set.of("xyz", "rpy"), Map.of());
        double[] p = Directions.position(o, "xyz");
        return Frames.moved(new Directions(1, "XYZ").euler(o.numbersOr("rpy", 0, 0, 0)), p[0], p[1], p[2]);
    }

    /** The same robot said in MJCF, for a simulator that reads it. */
    static Element asMjcf(Element root) {
        var robot = read(root);
        var joints = robot.bodies().stream().flatMap(b -> b.joints().stream()).toList();
        var made = new ArrayList<Element>();
        var world = element(root, "worldbody", Map.of());
        for (var body : robot.bodies()) {
            var e = element(
                    root, "body", Map.of("name", body.name(), "pos", place(body.pose()), "quat", turn(body.pose())));
            body.joints().forEach(j -> e.children().add(jointAsMjcf(root, j)));
            body.inertial().filter(m -> m.mass() > 0).ifPresent(m -> {
                double[] i = m.inertia();
                double[] c = m.center();
                e.children()
                        .add(element(
                                root,
                                "inertial",
                                Map.of(
                                        "mass",
                                        "" + m.mass(),
                                        "pos",
                                        words(c),
                                        "fullinertia",
                                        words(i[0], i[4], i[8], i[1], i[2], i[5]))));
            });
            body.shapes().forEach(s -> e.children().add(shapeAsMjcf(root, s)));
            made.add(e);
            (body.parent() < 0 ? world : made.get(body.parent())).children().add(e);
        }
        var actuators = element(root, "actuator", Map.of());
        robot.motors()
                .forEach(m -> actuators
                        .children()
                        .add(element(
                                root,
                                "motor",
                                Map.of("joint", joints.get(m.joint()).name()))));
        var compiler = element(root, "compiler", Map.of("angle", "radian"));
        return new Element(
                root.file(), root.line(), "mujoco", Map.of("model", robot.name()), List.of(compiler, world, actuators));
    }

    private static Element jointAsMjcf(Element root, Robot.Joint j) {
        if (j.type() == JointType.FREE) {
            return element(root, "freejoint", Map.of("name", j.name()));
        }
        var e = element(
                root,
                "joint",
                Map.of(
                        "name",
                        j.name(),
                        "type",
                        j.type() == JointType.PRISMATIC ? "slide" : "hinge",
                        "axis",
                        words(j.axis()),
                        "damping",
                        "" + j.damping()));
        return j.limited() ? e.with("range", words(j.lower(), j.upper())) : e;
    }

    private static Element shapeAsMjcf(Element root, Shape s) {
        // Capsules and cylinders stand along z there, along x here.
        var upright = Frames.compose(s.pose(), Frames.rotation(new double[] {0, 1, 0}, Math.PI / 2));
        return switch (s) {
            case Shape.Sphere b -> geom(root, "sphere", s.pose(), b.radius());
            case Shape.Capsule c -> geom(root, "capsule", upright, c.radius(), c.halfLength());
            case Shape.Cylinder c -> geom(root, "cylinder", upright, c.radius(), c.halfLength());
            case Shape.Box b -> geom(root, "box", s.pose(), b.halfX(), b.halfY(), b.halfZ());
        };
    }

    private static Element geom(Element root, String type, Transform pose, double... size) {
        return element(
                root,
                "geom",
                Map.of("type", type, "size", words(size), "mass", "0", "pos", place(pose), "quat", turn(pose)));
    }

    private static Element element(Element root, String name, Map<String, String> attributes) {
        return new Element(root.file(), root.line(), name, attributes, new ArrayList<>());
    }

    private static String place(Transform t) {
        return words(t.px(), t.py(), t.pz());
    }

    private static String turn(Transform t) {
        return words(t.qw(), t.qx(), t.qy(), t.qz());
    }

    private static String words(double... numbers) {
        return Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
}
