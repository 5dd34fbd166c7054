package org.tandemrl.sim.robot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tandemrl.sim.rigid.JointType;

/**
 * Reads robot descriptions in MJCF, MuJoCo's format, as far as robots of hinges, slides, balls and simple shapes need it.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><td>{@code mujoco}</td><td>model</td></tr>
 * <tr><td>{@code compiler}</td><td>angle (degree, as in MuJoCo, or radian), eulerseq (xyz), inertiafromgeom (auto or true),
 *     autolimits (true, which MuJoCo before 3.0 must be told)</td></tr>
 * <tr><td>{@code option}</td><td>gravity</td></tr>
 * <tr><td>{@code default}</td><td>class; joint, geom, motor, position, general; nested to any depth</td></tr>
 * <tr><td>{@code worldbody}, {@code body}</td><td>name, childclass, pos, and a direction: quat, axisangle, euler, xyaxes or zaxis. A body
 *     without joint is welded to its parent; one in the world without joint is a fixed base</td></tr>
 * <tr><td>{@code inertial}</td><td>pos, a direction, mass, diaginertia or fullinertia; the geoms' masses then do not count</td></tr>
 * <tr><td>{@code joint}, {@code freejoint}</td><td>name, class, type (hinge, slide, ball, free), pos, axis, limited, range, stiffness,
 *     damping, armature, springref</td></tr>
 * <tr><td>{@code geom}</td><td>name, class, type (sphere, capsule, cylinder, box), size, fromto, pos, a direction, mass or density
 *     (1000), friction (its first number), contype and conaffinity (both 0: the ground does not touch it). A mesh is left
 *     aside</td></tr>
 * <tr><td>{@code actuator}</td><td>motor, position (kp, kv), general where it is one of these two: name, class, joint, gear (its first
 *     number), ctrlrange, forcerange; see {@link Robot.Motor}</td></tr>
 * </table>
 *
 * What only concerns looks, sensors or MuJoCo's own solver is left aside and listed in {@link Robot#notes()}, as are dry friction in
 * joints and the bounds of controls. Everything else that would change the motion is refused with file, line, element and what is
 * allowed.
 */
public final class Mjcf {
    private static final double STIFFEST = 1e7;

    private final Element root;
    private final MjcfWords words = new MjcfWords();
    private final MjcfDefaults defaults = new MjcfDefaults(words);
    private final List<Robot.Body> bodies = new ArrayList<>();
    private final Map<String, Integer> jointIndex = new HashMap<>();
    private final List<Robot.Joint> joints = new ArrayList<>();
    private final MjcfActuators actuators = new MjcfActuators(words, defaults, jointIndex, joints);
    private final Set<String> bodyNames = new HashSet<>();
    private Directions directions = new Directions(Math.toRadians(1), "xyz");
    private boolean inertialsCount = true;
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
        return read(Element.read(file));
    }

    static Robot read(Element root) {
        return new Mjcf(root).robot();
    }

    private Robot robot() {
        if (!root.name().equals("mujoco")) {
            throw root.wrong("the outermost element must be <mujoco>");
        }
        words.attributes(root, Set.of("model"), Set.of());
        words.children(root, Set.of("compiler", "option", "default", "worldbody", "actuator"));
        // Units and defaults hold for the whole file wherever they stand, as in MuJoCo.
        each("compiler", this::compiler);
        each("option", this::option);
        each("default", defaults::read);
        each("worldbody", this::world);
        each("actuator", actuators::read);
        if (bodies.isEmpty()) {
            throw root.wrong("there is no <body> in a <worldbody>");
        }
        return new Robot(root.text("model", "robot"), root.file(), gravity, bodies, actuators.motors(), words.notes());
    }

    private void each(String name, Consumer<Element> reader) {
        root.children().stream().filter(e -> e.name().equals(name)).forEach(reader);
    }

    private void compiler(Element e) {
        words.attributes(
                e,
                Set.of("angle", "coordinate", "eulerseq", "inertiafromgeom", "autolimits"),
                Set.of("meshdir", "texturedir", "strippath", "discardvisual"));
        words.children(e, Set.of());
        e.oneOf("coordinate", "local", "local");
        e.oneOf("autolimits", "true", "true");
        inertialsCount = e.oneOf("inertiafromgeom", "auto", "auto", "true").equals("auto");
        String sequence = e.text("eulerseq", directions.eulerseq());
        if (!sequence.matches("[xyzXYZ]{3}")) {
            throw e.wrong("'eulerseq' is \"" + sequence + "\"; allowed: three of the letters x, y, z, X, Y, Z");
        }
        String unit = e.oneOf("angle", "degree", "degree", "radian");
        directions = new Directions(unit.equals("degree") ? Math.toRadians(1) : 1, sequence);
    }

    private void option(Element e) {
        words.attributes(
                e,
                Set.of("gravity"),
                Set.of("timestep", "integrator", "solver", "iterations", "tolerance", "cone", "jacobian", "impratio"));
        for (var flag : e.children()) {
            words.note(flag, "<" + flag.name() + "> in <option>");
        }
        gravity = e.bounded("gravity", 1e3, gravity);
    }

    private void world(Element e) {
        words.attributes(e, Set.of(), Set.of());
        words.children(e, Set.of("body", "geom"));
        for (var child : e.children()) {
            if (child.name().equals("body")) {
                body(child, -1, "");
            } else if (child.name().equals("geom")) {
                ground(defaults.applied(child, ""));
            }
        }
    }

    /** The simulator has its own ground, y = 0; a plane at height 0 in the file is that ground, anything else is not there. */
    private void ground(Element e) {
        words.check(e);
        double[] p = e.numbersOr("pos", 0, 0, 0);
        if (!e.text("type", "sphere").equals("plane") || p[2] != 0 || Directions.turned(e)) {
            throw e.wrong(
                    "of the world's shapes only the level plane at height 0 is supported, and it is always there");
        }
    }

    private void body(Element e, int parent, String classAround) {
        words.attributes(
                e,
                Set.of("name", "childclass", "pos", "quat", "axisangle", "euler", "xyaxes", "zaxis"),
                Set.of("user"));
        words.children(e, Set.of("body", "inertial", "joint", "freejoint", "geom"));
        String name = unique(bodyNames, e, "body", "body" + bodies.size());
        bodyNames.add(name);
        String childClass = defaults.childClass(e, classAround);
        var inertial = inertial(e);
        var geoms = new MjcfGeoms(words, directions);
        var own = new ArrayList<Robot.Joint>();
        var shapes = new ArrayList<Shape>();
        for (var child : e.children()) {
            switch (child.name()) {
                case "joint" -> own.add(joint(defaults.applied(child, childClass)));
                case "freejoint" -> own.add(freeJoint(child));
                case "geom" ->
                    geoms.shape(defaults.applied(child, childClass), inertial.isPresent())
                            .ifPresent(shapes::add);
                default -> {}
            }
        }
        boolean free = own.stream().anyMatch(j -> j.type() == JointType.FREE);
        if (free && (parent >= 0 || own.size() > 1)) {
            throw e.wrong("a free joint must be the only joint of a body that hangs directly in <worldbody>");
        }
        int index = bodies.size();
        var weighed = inertial.map(m -> m.spread(shapes)).orElse(List.copyOf(shapes));
        bodies.add(new Robot.Body(name, parent, directions.pose(e), List.copyOf(own), weighed, inertial));
        for (var child : e.children()) {
            if (child.name().equals("body")) {
                body(child, index, childClass);
            }
        }
    }

    private Optional<MassProperties> inertial(Element body) {
        var all = body.children().stream()
                .filter(c -> c.name().equals("inertial"))
                .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        var e = all.getFirst();
        if (all.size() > 1) {
            throw all.get(1).wrong("the body has an <inertial> already, at line " + e.line());
        }
        words.attributes(
                e,
                Set.of("pos", "quat", "axisangle", "euler", "xyaxes", "zaxis", "mass", "diaginertia", "fullinertia"),
                Set.of("user"));
        words.children(e, Set.of());
        e.required("mass");
        e.required("pos");
        double mass = e.amount("mass", 0);
        if (e.has("fullinertia") == e.has("diaginertia")) {
            throw e.wrong("allowed: either 'diaginertia' (3 numbers) or 'fullinertia' (6: xx yy zz xy xz yz)");
        }
        if (e.has("fullinertia") && Directions.turned(e)) {
            throw e.wrong("'fullinertia' already gives the axes: leave out quat, axisangle, euler, xyaxes, zaxis");
        }
        double[] i = Arrays.copyOf(
                e.has("fullinertia") ? e.numbers("fullinertia", 6, 6) : e.numbers("diaginertia", 3, 3), 6);
        double[] tensor = {i[0], i[3], i[4], i[3], i[1], i[5], i[4], i[5], i[2]};
        var properties = MassProperties.read(e, mass, directions.pose(e), tensor);
        if (!inertialsCount) {
            words.note(e, "<inertial> (inertiafromgeom=\"true\")");
            return Optional.empty();
        }
        return Optional.of(properties);
    }

    private Robot.Joint freeJoint(Element e) {
        words.attributes(e, Set.of("name"), Set.of("group"));
        words.children(e, Set.of());
        String name = jointName(e);
        var joint = new Robot.Joint(
                name, JointType.FREE, new double[3], new double[3], false, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY);
        joints.add(joint);
        return joint;
    }

    private Robot.Joint joint(Element e) {
        words.check(e);
        words.children(e, Set.of());
        var type = switch (e.oneOf("type", "hinge", "hinge", "slide", "ball", "free")) {
            case "hinge" -> JointType.REVOLUTE;
            case "slide" -> JointType.PRISMATIC;
            case "ball" -> JointType.BALL;
            default -> JointType.FREE;
        };
        boolean single = type.coordinates == 1;
        double unit = type == JointType.PRISMATIC ? 1 : directions.angleUnit();
        double[] position = Directions.position(e, "pos");
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
            range = e.bounded("range", 1e5, 0, 0);
            if (!(range[0] < range[1])) {
                throw e.wrong(
                        "'range' is \"" + e.text("range", "") + "\"; allowed: a lower, then a greater upper limit");
            }
        }
        var joint = new Robot.Joint(
                jointName(e),
                type,
                position,
                single ? Directions.unitVector(e, "axis", e.numbersOr("axis", 0, 0, 1)) : new double[3],
                limited,
                range[0] * unit,
                range[1] * unit,
                e.amount("stiffness", 0, STIFFEST),
                e.amount("damping", 0, STIFFEST),
                e.amount("armature", 0, STIFFEST),
                single ? e.bounded("springref", 1e5, 0)[0] * unit : 0,
                Double.POSITIVE_INFINITY);
        joints.add(joint);
        return joint;
    }

    private String jointName(Element e) {
        String name = unique(jointIndex.keySet(), e, "joint", "joint" + joints.size());
        jointIndex.put(name, joints.size());
        return name;
    }

    private static String unique(Set<String> taken, Element e, String what, String otherwise) {
        String name = e.text("name", otherwise);
        if (taken.contains(name)) {
            throw e.wrong("there is already a " + what + " named \"" + name + "\"");
        }
        return name;
    }
}
