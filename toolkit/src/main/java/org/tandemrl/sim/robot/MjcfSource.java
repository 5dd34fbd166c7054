package org.tandemrl.sim.robot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.sim.rigid.Transform;

/**
 * An MJCF file made ready for a reader, whichever that is. Its includes are in place; what the toolkit cannot represent is refused
 * ({@link Unrepresentable}); every body and joint has a name; what {@code <flag>} switches off is written out; and its world is turned and
 * shifted so that the plane the robot stands on is z = 0. With n the plane's normal, h its distance from the origin and R the shortest
 * rotation from n to z, that is x → R x − h z for bodies that hang in the world, g → R g for gravity: the same motion in another frame.
 */
final class MjcfSource {
    private static final List<String> DIRECTION = List.of("quat", "axisangle", "euler", "xyaxes", "zaxis");

    /** What {@code <flag>} switches off. */
    private record Off(boolean contact, boolean gravity, boolean limit, boolean spring, boolean damper) {}

    /** What becomes of the shapes of the world beside the ground. */
    enum Obstacles {
        REFUSED,
        LEFT_ASIDE,
        KEPT,
        /** And the robot's shapes keep the bits by which they may touch each other. */
        KEPT_AND_TOUCHING_EACH_OTHER
    }

    /** A shape of the world, and the frame that its place counts from. */
    private record Fixed(Element geom, Mask mask, Transform frame) {}

    /** Two shapes may touch if a bit of the one's contype stands in the other's conaffinity. */
    private record Mask(int contype, int conaffinity) {
        static Mask of(Element geom) {
            return new Mask((int) geom.number("contype", 1), (int) geom.number("conaffinity", 1));
        }

        boolean meets(Mask other) {
            return (contype & other.conaffinity) != 0 || (other.contype & conaffinity) != 0;
        }
    }

    final Element root;
    final MjcfWords words;
    final MjcfDefaults defaults;
    final Directions directions;
    /** Bounds of the force that actuators put on a joint, by its name. */
    final Map<String, double[]> jointForce = new HashMap<>();

    final String ground;
    final double[] gravity;

    /** Of the world beside the ground, in its frame; only where they are kept. */
    final List<Element> obstacles = new ArrayList<>();

    private final Obstacles mode;
    private final Off off;
    private final List<Fixed> planes = new ArrayList<>();
    private final List<Fixed> kept = new ArrayList<>();
    private final List<Mask> robotMasks = new ArrayList<>();
    private boolean worldHasShapes;
    private final boolean anythingMoves;
    private Transform level = Transform.IDENTITY;
    private int bodies;
    private int joints;

    private MjcfSource(Element file, Obstacles mode) {
        this.mode = mode;
        var included = FilesBeside.resolved(file);
        if (!included.name().equals("mujoco")) {
            throw included.wrong("the outermost element must be <mujoco>");
        }
        words = new MjcfWords(included);
        words.check(included);
        defaults = new MjcfDefaults(words);
        // Units and defaults hold for the whole file wherever they stand, as in MuJoCo.
        directions = directions(included);
        included.children("default").forEach(defaults::read);
        Unrepresentable.refuse(included, defaults, words);
        off = off(included);
        double[] pull = {0, 0, -9.81};
        for (var option : included.children("option")) {
            pull = option.bounded("gravity", 1e3, pull);
        }
        anythingMoves = included.children("worldbody").stream().anyMatch(MjcfSource::moves);
        included.children("worldbody")
                .forEach(w -> w.children("body").forEach(b -> {
                    if (!isFixed(b)) {
                        masks(b, "");
                    }
                }));
        included.children("worldbody").forEach(this::fixedShapes);
        var sections = new ArrayList<Element>();
        for (var section : included.children()) {
            sections.add(section.name().equals("worldbody") ? world(section) : section);
        }
        ground = level(included);
        gravity = off.gravity ? new double[3] : Frames.rotate(level, pull[0], pull[1], pull[2]);
        kept.forEach(f -> obstacles.add(inFrame(f)));
        sections.replaceAll(s -> s.name().equals("worldbody") ? inFrame(s) : s);
        root = included.with(sections);
    }

    /**
     * Makes a file ready.
     *
     * @param mode what becomes of shapes of the world beside the ground
     */
    static MjcfSource of(Element file, Obstacles mode) {
        return new MjcfSource(file, mode);
    }

    /** The same for a reader: shapes of the world beside the ground are left aside, or refused. */
    static MjcfSource of(Element file, boolean groundOnly) {
        return of(file, groundOnly ? Obstacles.LEFT_ASIDE : Obstacles.REFUSED);
    }

    /** Bounds a motor by what its joint bears. */
    Robot.Motor bounded(Robot.Motor motor, String joint) {
        double[] range = jointForce.get(joint);
        return range == null
                ? motor
                : new Robot.Motor(
                        motor.name(),
                        motor.joint(),
                        motor.gear(),
                        motor.kp(),
                        motor.kv(),
                        Math.max(motor.lower(), range[0]),
                        Math.min(motor.upper(), range[1]));
    }

    private static Directions directions(Element root) {
        String sequence = "xyz";
        String unit = "degree";
        for (var e : root.children("compiler")) {
            sequence = e.text("eulerseq", sequence);
            if (!sequence.matches("[xyzXYZ]{3}")) {
                throw e.wrong("'eulerseq' is \"" + sequence + "\"; allowed: three of the letters x, y, z, X, Y, Z");
            }
            unit = e.oneOf("angle", unit, "degree", "radian");
        }
        return new Directions(unit.equals("degree") ? Math.toRadians(1) : 1, sequence);
    }

    private Off off(Element root) {
        var flags = root.children("option").stream()
                .flatMap(o -> o.children("flag").stream())
                .toList();
        flags.forEach(words::check);
        boolean constraint = off(flags, "constraint");
        boolean passive = off(flags, "passive");
        return new Off(
                constraint || off(flags, "contact"),
                off(flags, "gravity"),
                constraint || off(flags, "limit"),
                passive || off(flags, "spring"),
                passive || off(flags, "damper"));
    }

    static boolean off(List<Element> flags, String what) {
        boolean off = false;
        for (var f : flags) {
            off = f.has(what) ? f.oneOf(what, "enable", "enable", "disable").equals("disable") : off;
        }
        return off;
    }

    private static boolean moves(Element e) {
        return e.name().equals("joint")
                || e.name().equals("freejoint")
                || e.children().stream().anyMatch(MjcfSource::moves);
    }

    /** Whether a body that hangs in the world is part of it: it cannot move, and something else can. */
    private boolean isFixed(Element body) {
        return anythingMoves && !moves(body);
    }

    /** contype and conaffinity of the robot's shapes. */
    private void masks(Element body, String classAround) {
        String childClass = defaults.childClass(body, classAround);
        for (var c : body.children()) {
            if (c.name().equals("geom")) {
                robotMasks.add(Mask.of(defaults.applied(c, childClass)));
            } else if (c.name().equals("body")) {
                masks(c, childClass);
            }
        }
    }

    private void fixedShapes(Element world) {
        for (var child : world.children()) {
            if (child.name().equals("geom")) {
                fixed(child, Transform.IDENTITY, "");
            } else if (child.name().equals("body") && isFixed(child)) {
                scenery(child, Transform.IDENTITY, "");
            }
        }
    }

    /** The bodies; the shapes were looked at before. */
    private Element world(Element e) {
        words.noAttributes(e);
        var kept = new ArrayList<Element>();
        for (var child : e.children()) {
            switch (child.name()) {
                case "geom" -> {}
                case "body" -> {
                    if (!isFixed(child)) {
                        kept.add(body(child, ""));
                    }
                }
                default -> kept.add(child);
            }
        }
        return e.with(kept);
    }

    private void scenery(Element body, Transform around, String classAround) {
        words.check(body);
        var pose = Frames.compose(around, directions.pose(body));
        String childClass = defaults.childClass(body, classAround);
        for (var child : body.children()) {
            switch (child.name()) {
                case "geom" -> fixed(child, pose, childClass);
                case "body" -> scenery(child, pose, childClass);
                default -> {}
            }
        }
    }

    private void fixed(Element written, Transform around, String childClass) {
        var e = defaults.applied(written, childClass);
        words.check(e.without(List.of("hfield")));
        String type = type(e);
        var mask = Mask.of(e);
        // What is there for the eye says nothing of a ground, unless it is one.
        worldHasShapes |= type.equals("plane") || mask.contype != 0 || mask.conaffinity != 0;
        if (off.contact || robotMasks.stream().noneMatch(mask::meets)) {
            words.note(written, LeftAside.Kind.LOOKS, "<geom type=\"" + type + "\"> of the world that touches nothing");
        } else if (type.equals("plane") && planes.isEmpty()) {
            planes.add(new Fixed(e, mask, around));
        } else if ((mode == Obstacles.KEPT || mode == Obstacles.KEPT_AND_TOUCHING_EACH_OTHER)
                && !type.equals("hfield")
                && !type.equals("mesh")) {
            kept.add(new Fixed(e, mask, around));
        } else if (mode == Obstacles.LEFT_ASIDE) {
            words.note(written, LeftAside.Kind.OBSTACLES, "<geom type=\"" + type + "\"> of the world");
        } else {
            throw obstacle(
                    written,
                    type.equals("hfield")
                            ? "terrain (a height field)"
                            : type.equals("plane") ? "a second plane" : "a " + type);
        }
    }

    private static RobotException obstacle(Element e, String what) {
        return e.wrong(
                "the world has " + what
                        + " that the robot can touch, and sim.rigid knows one ground plane: its contacts would"
                        + " be lost. Allowed: one plane; --ground-only (\"groundOnly\": true in its JSON) reads the robot without the rest");
    }

    private static String type(Element geom) {
        return geom.text("type", "sphere");
    }

    private Element body(Element e, String classAround) {
        String childClass = defaults.childClass(e, classAround);
        var named = e.has("name") ? e : e.with("name", "body" + bodies);
        bodies++;
        // Joints are counted before those of the bodies below, as they are in a state.
        var children = new ArrayList<Element>(named.children());
        children.replaceAll(c -> switch (c.name()) {
            case "joint" -> joint(c, childClass);
            case "freejoint" -> jointNamed(c);
            case "geom" ->
                mode == Obstacles.KEPT_AND_TOUCHING_EACH_OTHER || touches(Mask.of(defaults.applied(c, childClass)))
                        ? c
                        : c.with("contype", "0").with("conaffinity", "0");
            default -> c;
        });
        children.replaceAll(c -> c.name().equals("body") ? body(c, childClass) : c);
        return named.with(children);
    }

    /** The ground is the file's plane; where the file has nothing in its world, it is the toolkit's own, and whatever touches at all touches it. */
    private boolean touches(Mask shape) {
        if (off.contact) {
            return false;
        }
        if (!worldHasShapes) {
            return shape.contype != 0 || shape.conaffinity != 0;
        }
        return planes.stream().anyMatch(f -> shape.meets(f.mask))
                || kept.stream().anyMatch(f -> shape.meets(f.mask));
    }

    private Element jointNamed(Element e) {
        int index = joints++;
        return e.has("name") ? e : e.with("name", "joint" + index);
    }

    private Element joint(Element written, String childClass) {
        var e = jointNamed(written);
        if (off.limit) {
            e = e.with("limited", "false");
        }
        if (off.spring) {
            e = e.with("stiffness", "0");
        }
        if (off.damper) {
            e = e.with("damping", "0");
        }
        var applied = defaults.applied(e, childClass);
        String limited = applied.oneOf("actuatorfrclimited", "auto", "auto", "true", "false");
        if (applied.has("actuatorfrcrange") && !limited.equals("false")) {
            double[] range = applied.numbers("actuatorfrcrange", 2, 2);
            if (!(range[0] < range[1])) {
                throw e.wrong("'actuatorfrcrange' is \"" + applied.text("actuatorfrcrange", "")
                        + "\"; allowed: a lower, then a greater upper bound");
            }
            jointForce.put(e.required("name"), range);
        }
        return e;
    }

    /** Sets the frame, and says what the robot stands on. */
    private String level(Element included) {
        if (planes.isEmpty()) {
            return off.contact || worldHasShapes && kept.isEmpty()
                    ? "none: the file's robot touches nothing"
                    : "the toolkit's own at height 0 (the file has none)";
        }
        var plane = planes.getFirst();
        var pose = Frames.compose(plane.frame, directions.pose(plane.geom));
        double[] n = Frames.rotate(pose, 0, 0, 1);
        double h = n[0] * pose.px() + n[1] * pose.py() + n[2] * pose.pz();
        boolean tilted = 1 - n[2] > 1e-12;
        if (!tilted && h == 0) {
            return "the file's plane";
        }
        for (var compiler : included.children("compiler")) {
            if (!compiler.text("coordinate", "local").equals("local")) {
                throw plane.geom.wrong(
                        "a plane that is not level at height 0 is read in files of local coordinates only");
            }
        }
        level = Frames.moved(tilted ? toZ(n) : Transform.IDENTITY, 0, 0, -h);
        return String.format(
                Locale.ROOT,
                "the file's plane at %.4g m%s; heights count from it",
                h,
                tilted ? String.format(Locale.ROOT, ", tilted by %.4g°", Math.toDegrees(Math.acos(n[2]))) : "");
    }

    /** The shortest rotation that turns a unit direction into z. */
    private static Transform toZ(double[] n) {
        if (n[2] < -1 + 1e-12) {
            return new Transform(0, 0, 0, 1, 0, 0, 0);
        }
        double w = 1 + n[2];
        double length = Math.sqrt(w * w + n[0] * n[0] + n[1] * n[1]);
        return new Transform(0, 0, 0, n[1] / length, -n[0] / length, 0, w / length);
    }

    private Element inFrame(Element world) {
        var children = new ArrayList<Element>();
        for (var c : world.children()) {
            children.add(c.name().equals("body") && !level.equals(Transform.IDENTITY) ? inFrameBody(c) : c);
        }
        return world.with(children);
    }

    private Element inFrame(Fixed fixed) {
        var frame = Frames.compose(level, fixed.frame);
        var e = fixed.geom
                .without(List.of("class", "name", "friction", "material", "group", "rgba", "user"))
                .with("friction", "0 0 0")
                .with("contype", "0")
                .with("conaffinity", "1");
        if (!e.has("fromto")) {
            return placed(e, Frames.compose(frame, directions.pose(fixed.geom)));
        }
        double[] ends = e.numbers("fromto", 6, 6);
        double[] a = Frames.apply(frame, ends[0], ends[1], ends[2]);
        double[] b = Frames.apply(frame, ends[3], ends[4], ends[5]);
        return e.with("fromto", a[0] + " " + a[1] + " " + a[2] + " " + b[0] + " " + b[1] + " " + b[2]);
    }

    /** Whether there is a ground, the file's or the toolkit's. */
    boolean hasGround() {
        return !planes.isEmpty() || !worldHasShapes;
    }

    private Element inFrameBody(Element e) {
        return placed(e, Frames.compose(level, directions.pose(e)));
    }

    private static Element placed(Element e, Transform pose) {
        return e.without(DIRECTION)
                .with("pos", pose.px() + " " + pose.py() + " " + pose.pz())
                .with("quat", pose.qw() + " " + pose.qx() + " " + pose.qy() + " " + pose.qz());
    }

    /** Whether bounds hold that are written without a word on whether they do; where not, MuJoCo wants that word. */
    void bounds(Element e, String range, String limited) {
        if (e.has(range)
                && e.text(limited, "auto").equals("auto")
                && compiler("autolimits").orElse("true").equals("false")) {
            throw e.wrong("has '" + range + "' without '" + limited
                    + "', and the compiler's autolimits is \"false\"; allowed: " + limited + "=\"true\" or \"false\"");
        }
    }

    /** The compiler's word on something, the last that is said. */
    Optional<String> compiler(String attribute) {
        return root.children("compiler").stream()
                .filter(e -> e.has(attribute))
                .map(e -> e.text(attribute, ""))
                .reduce((a, b) -> b);
    }
}
