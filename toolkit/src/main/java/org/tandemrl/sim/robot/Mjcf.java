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
import org.tandemrl.sim.rigid.JointType;

/**
 * Reads robot descriptions in MJCF, MuJoCo's format, as far as robots of hinges, slides, balls and simple shapes need it.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><td>{@code mujoco}</td><td>model; {@code include} anywhere, of files in the robot's folder or below it</td></tr>
 * <tr><td>{@code compiler}</td><td>angle (degree, as in MuJoCo, or radian), eulerseq (xyz), inertiafromgeom (auto or true),
 *     autolimits (true)</td></tr>
 * <tr><td>{@code option}</td><td>gravity; {@code flag} contact, gravity, limit, passive, spring, damper, constraint</td></tr>
 * <tr><td>{@code default}</td><td>class; joint, geom, motor, position, velocity, general; nested to any depth</td></tr>
 * <tr><td>{@code worldbody}, {@code body}</td><td>name, childclass, pos, and a direction: quat, axisangle, euler, xyaxes or zaxis. A body
 *     without joint is welded to its parent; one in the world without joint is a fixed base. One plane of any height and tilt is
 *     the ground</td></tr>
 * <tr><td>{@code inertial}</td><td>pos, a direction, mass, diaginertia or fullinertia; the geoms' masses then do not count</td></tr>
 * <tr><td>{@code joint}, {@code freejoint}</td><td>name, class, type (hinge, slide, ball, free), pos, axis, limited, range, stiffness,
 *     damping, armature, springref, ref, actuatorfrcrange</td></tr>
 * <tr><td>{@code geom}</td><td>name, class, type (sphere, capsule, cylinder, box), size, fromto, pos, a direction, mass or density
 *     (1000), friction (its first number), contype and conaffinity (both 0: the ground does not touch it). A mesh is left
 *     aside</td></tr>
 * <tr><td>{@code actuator}</td><td>motor, position (kp, kv), velocity (kv), general where it is one of these: name, class, joint, gear
 *     (its first number), ctrlrange, forcerange; see {@link Robot.Motor}</td></tr>
 * </table>
 *
 * What only concerns looks, sensors or MuJoCo's own solver is left aside and listed in {@link Robot#leftAside()}, as are dry friction in
 * joints and the bounds of controls. What changes the motion and has no place in the toolkit's equations is refused with file, line, element
 * and what would be lost. What MuJoCo's compiler knows beyond this table (masses of meshes, ellipsoids, a given total mass), it reads
 * where its library is there: {@link RobotReader}.
 */
public final class Mjcf {
    private static final double STIFFEST = 1e7;

    private final MjcfSource source;
    private final MjcfWords words;
    private final MjcfDefaults defaults;
    private final Directions directions;
    private final List<Robot.Body> bodies = new ArrayList<>();
    private final Map<String, Integer> jointIndex = new HashMap<>();
    private final List<Robot.Joint> joints = new ArrayList<>();
    private final Set<String> bodyNames = new HashSet<>();
    private boolean inertialsCount = true;

    private Mjcf(MjcfSource source) {
        this.source = source;
        words = source.words;
        defaults = source.defaults;
        directions = source.directions;
    }

    /**
     * Reads a description.
     *
     * @throws RobotException if the file cannot be read or says something that is wrong or not supported
     */
    public static Robot read(Path file) {
        return read(MjcfSource.of(Element.read(file), false));
    }

    static Robot read(MjcfSource source) {
        return new Mjcf(source).robot();
    }

    private Robot robot() {
        var root = source.root;
        words.children(
                root,
                Set.of(
                        "compiler",
                        "option",
                        "default",
                        "worldbody",
                        "actuator",
                        "tendon",
                        "equality",
                        "extension",
                        "deformable"));
        defaults.known();
        root.children("compiler").forEach(this::compiler);
        root.children("worldbody").forEach(this::world);
        var actuators = new MjcfActuators(source, jointIndex, joints);
        root.children("actuator").forEach(actuators::read);
        if (bodies.isEmpty()) {
            throw root.wrong("there is no <body> in a <worldbody>");
        }
        return new Robot(
                root.text("model", "robot"),
                root.file(),
                source.gravity,
                bodies,
                actuators.motors(),
                words.leftAside(),
                source.ground,
                Robots.OWN_READER);
    }

    private void compiler(Element e) {
        words.check(e);
        words.children(e, Set.of("lengthrange"));
        if (!e.text("coordinate", "local").equals("local")) {
            throw e.beyond("'coordinate' is \"" + e.text("coordinate", "") + "\"; allowed: \"local\"");
        }
        for (String total : new String[] {"settotalmass", "boundmass", "boundinertia"}) {
            if (e.number(total, 0) > 0) {
                throw e.beyond("attribute '" + total + "' is not supported but for 0");
            }
        }
        e.oneOf("autolimits", "true", "true", "false");
        String from = e.text("inertiafromgeom", inertialsCount ? "auto" : "true");
        if (!Set.of("auto", "true").contains(from)) {
            throw e.beyond("'inertiafromgeom' is \"" + from + "\"; allowed: \"auto\", \"true\"");
        }
        inertialsCount = from.equals("auto");
    }

    private void world(Element e) {
        words.children(e, Set.of("body"));
        e.children("body").forEach(b -> body(b, -1, ""));
    }

    private void body(Element e, int parent, String classAround) {
        words.check(e);
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
        words.check(e);
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
            words.note(e, LeftAside.Kind.UNUSED, "<inertial> (inertiafromgeom=\"true\")");
            return Optional.empty();
        }
        return Optional.of(properties);
    }

    private Robot.Joint freeJoint(Element e) {
        words.check(e);
        words.children(e, Set.of());
        String name = jointName(e);
        var joint = new Robot.Joint(
                name,
                JointType.FREE,
                new double[3],
                new double[3],
                false,
                0,
                0,
                0,
                0,
                0,
                0,
                Double.POSITIVE_INFINITY,
                0);
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
        source.bounds(e, "range", "limited");
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
                Double.POSITIVE_INFINITY,
                single ? e.bounded("ref", 1e5, 0)[0] * unit : 0);
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
