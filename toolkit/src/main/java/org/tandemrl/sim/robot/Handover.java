package org.tandemrl.sim.robot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An MJCF file as it is handed to MuJoCo: one text without includes, made from what the toolkit has read and checked, with what the motion
 * needs and nothing else; the world's shapes are left out (the ground is the plane z = 0, see {@link Robot#ground()}), and so are attributes
 * of newer versions whose meaning the toolkit sees to itself. Meshes that are to be weighed come as files beside it. So MuJoCo opens no file
 * but these.
 */
public final class Handover {
    /** Words of versions after 2.2.2, of no effect here, or said by the scene. */
    private static final Set<String> NOT_FOR_MUJOCO = Set.of(
            "actuatorfrcrange",
            "actuatorfrclimited",
            "actuatorgravcomp",
            "gravcomp",
            "mocap",
            "sleep",
            "align",
            "fluidshape",
            "fluidcoef",
            "actlimited",
            "actrange",
            "inheritrange",
            "integrator",
            "timestep",
            "cone",
            "impratio",
            "ls_iterations",
            "ls_tolerance",
            "ccd_iterations",
            "ccd_tolerance",
            "sdf_iterations",
            "sdf_initpoints",
            "sleep_tolerance",
            "o_friction",
            "actuatorgroupdisable",
            "density",
            "viscosity",
            "gravity");

    private static final Pattern LINE = Pattern.compile("line( =)? (\\d+)(, column( =)? \\d+)?");
    private static final String UNNAMED = "tandem geom ";

    private final MjcfSource source;
    private final boolean simulated;
    private final boolean amongThemselves;
    private final boolean weighedByGroup;
    private final StringBuilder text = new StringBuilder();
    private final List<Element> lines = new ArrayList<>();
    private final Map<String, String> shapeNames = new HashMap<>();
    private final Set<String> meshes = new HashSet<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private boolean worlds;

    private Handover(MjcfSource source, boolean simulated, boolean amongThemselves) {
        this.source = source;
        this.simulated = simulated;
        this.amongThemselves = amongThemselves;
        weighedByGroup = source.compiler("inertiagrouprange").isPresent();
        var bodies = new ArrayList<Runnable>();
        lines.add(source.root);
        text.append("<mujoco>\n");
        var root = source.root;
        // A range limits, as in newer versions; hulls of meshes are for contacts.
        line(root, "<compiler autolimits=\"true\" convexhull=\"" + simulated + "\"/>");
        root.children("compiler").forEach(this::compiler);
        line(
                root,
                "<option gravity=\"" + source.gravity[0] + " " + source.gravity[1] + " " + source.gravity[2] + "\"/>");
        for (var option : root.children("option")) {
            empty(option.with(List.of()));
        }
        for (var section : root.children()) {
            switch (section.name()) {
                case "default" -> defaults(section);
                case "worldbody" -> bodies.add(() -> world(section));
                case "size" -> {
                    if (simulated) {
                        // Room for contacts; newer versions have other words for it.
                        var others = new HashSet<>(section.attributes().keySet());
                        others.removeAll(Set.of("njmax", "nconmax", "nstack"));
                        empty(section.with(List.of()).without(others));
                    }
                }
                case "actuator" -> bodies.add(() -> actuators(section));
                case "contact" -> {
                    if (amongThemselves) {
                        bodies.add(() -> whole(section));
                    }
                }
                default -> {}
            }
        }
        bodies.forEach(Runnable::run);
        // At last, when it is known which meshes are needed.
        root.children("asset").forEach(this::asset);
        source.words.children(
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
                        "deformable",
                        "asset"));
    }

    /**
     * For a reader.
     *
     * @param groundOnly see {@link Robots#read(Path, boolean)}
     * @throws RobotException if the file cannot be read or what it says cannot be represented
     */
    public static Handover forReading(Path file, boolean groundOnly) {
        return forReading(MjcfSource.of(Element.read(file), groundOnly));
    }

    static Handover forReading(MjcfSource source) {
        return new Handover(source, false, false);
    }

    /**
     * For a simulation in MuJoCo, of MJCF or URDF: with the softness of contacts and limits, dry friction and the shapes that only MuJoCo knows. Shapes that
     * touch have contype 1, conaffinity 0, the others neither; what of the world they touch beside the ground (planes, boxes, balls and the
     * like) has it the other way round and leaves the friction coefficient to them.
     *
     * @throws RobotException if the file cannot be read or what it says cannot be represented
     */
    public static Handover forSimulation(Path file) {
        return forSimulation(file, MjcfSource.Obstacles.KEPT);
    }

    /**
     * The same where bodies also touch each other, as the file says: its shapes keep contype and conaffinity, and its exclusions and pairs are
     * handed over. Such a file says itself what there is: it gets no ground of the toolkit's.
     *
     * @throws RobotException if the file cannot be read or what it says cannot be represented
     */
    public static Handover forSimulationAmongThemselves(Path file) {
        return forSimulation(file, MjcfSource.Obstacles.KEPT_AND_TOUCHING_EACH_OTHER);
    }

    private static Handover forSimulation(Path file, MjcfSource.Obstacles obstacles) {
        var root = Element.read(file);
        return new Handover(
                MjcfSource.of(root.name().equals("robot") ? Urdf.asMjcf(root) : root, obstacles),
                true,
                obstacles == MjcfSource.Obstacles.KEPT_AND_TOUCHING_EACH_OTHER);
    }

    /** Whether the robot stands on the plane z = 0. */
    public boolean hasGround() {
        return source.hasGround();
    }

    /** The file that was read. */
    public Path file() {
        return source.root.file();
    }

    /**
     * Writes the text, as {@code robot.xml}, and its meshes.
     *
     * @param scene what MuJoCo is to read beside it, MJCF sections
     * @return the text's path
     */
    public Path write(Path folder, String scene) throws IOException {
        for (var mesh : files.entrySet()) {
            Files.write(folder.resolve(mesh.getKey()), mesh.getValue());
        }
        return Files.writeString(folder.resolve("robot.xml"), text + scene + "</mujoco>\n");
    }

    /** The names of the files that {@link #write} writes. */
    public List<String> written() {
        var all = new ArrayList<>(files.keySet());
        all.add("robot.xml");
        return all;
    }

    /** A message of MuJoCo's, with the lines of the file that the user knows. */
    public String placed(String message) {
        return LINE.matcher(message).replaceAll(m -> {
            int line = Integer.parseInt(m.group(2));
            if (line < 1 || line > lines.size()) {
                return java.util.regex.Matcher.quoteReplacement(m.group());
            }
            var e = lines.get(line - 1);
            return java.util.regex.Matcher.quoteReplacement(e.file().getFileName() + " line " + e.line());
        });
    }

    /** The robot that MuJoCo has compiled. */
    public Robot robot(List<Robot.Body> bodies, List<Robot.Motor> motors, List<Robot.Joint> joints, String reader) {
        if (bodies.isEmpty()) {
            throw source.root.wrong("there is no <body> in a <worldbody>");
        }
        var taken = new HashSet<Integer>();
        for (var m : motors) {
            if (!taken.add(m.joint())) {
                throw source.root.wrong("joint \"" + joints.get(m.joint()).name() + "\" has two motors; allowed: one");
            }
        }
        return new Robot(
                source.root.text("model", "robot"),
                file(),
                source.gravity,
                bodies,
                motors.stream()
                        .map(m -> source.bounded(m, joints.get(m.joint()).name()))
                        .toList(),
                source.words.leftAside(),
                source.ground,
                reader);
    }

    /** The name of a shape, as the toolkit's own reader gives it. */
    public String shapeName(String given) {
        return shapeNames.getOrDefault(given, given);
    }

    private void compiler(Element e) {
        noted(e);
        empty(e.with(List.of())
                .without(Set.of("meshdir", "assetdir", "texturedir", "strippath", "discardvisual", "convexhull")));
    }

    private void defaults(Element e) {
        open(e);
        for (var d : e.children()) {
            switch (d.name()) {
                case "default" -> defaults(d);
                case "joint", "geom", "motor", "position", "velocity", "general", "mesh" -> empty(d);
                default -> {}
            }
        }
        close(e);
    }

    private void world(Element e) {
        open(e);
        for (var c : e.children()) {
            if (c.name().equals("body")) {
                body(c, "");
            }
        }
        source.words.children(e, Set.of("body"));
        if (simulated && !worlds) {
            worlds = true;
            source.obstacles.forEach(this::empty);
        }
        close(e);
    }

    private void body(Element e, String classAround) {
        noted(e);
        open(e);
        String childClass = source.defaults.childClass(e, classAround);
        boolean weighed = !e.children("inertial").isEmpty()
                && !source.compiler("inertiafromgeom").orElse("auto").equals("true");
        for (var c : e.children()) {
            switch (c.name()) {
                case "body" -> body(c, childClass);
                case "geom" -> geom(c, childClass, weighed);
                case "joint" -> {
                    noted(source.defaults.applied(c, childClass));
                    empty(c);
                }
                case "freejoint", "inertial" -> {
                    noted(c);
                    empty(c);
                }
                default -> {
                    if (!source.words.leavesAside(c.name())) {
                        // MuJoCo says what is wrong with it.
                        whole(c);
                    }
                }
            }
        }
        if (!simulated) {
            e.children().stream()
                    .filter(c -> source.words.leavesAside(c.name()))
                    .forEach(c -> source.words.children(e.with(List.of(c)), Set.of()));
        }
        close(e);
    }

    private void geom(Element written, String childClass, boolean weighed) {
        var e = source.defaults.applied(written, childClass);
        noted(e);
        String type = e.text("type", "sphere");
        boolean touches = e.number("contype", 1) != 0 || e.number("conaffinity", 1) != 0;
        boolean mesh = type.equals("mesh");
        if (type.equals("plane")) {
            throw written.wrong("a plane is the ground and stands in <worldbody>, not in a body that may move");
        }
        if (!simulated && (mesh || type.equals("ellipsoid"))) {
            MjcfGeoms.note(source.words, e, type, touches);
        }
        boolean heavy = !weighed && e.number("density", 1000) != 0 && e.number("mass", 1) != 0;
        if (mesh && !heavy && !(simulated && touches)) {
            return;
        }
        if (e.has("mesh")) {
            meshes.add(e.text("mesh", ""));
        }
        var handed = written;
        if (!written.has("name")) {
            String name = UNNAMED + shapeNames.size();
            shapeNames.put(name, type + " at line " + written.line());
            handed = written.with("name", name);
        }
        boolean toGround = simulated && !amongThemselves;
        empty(toGround ? handed.with("contype", touches ? "1" : "0").with("conaffinity", "0") : handed);
    }

    private void asset(Element section) {
        open(section);
        for (var e : section.children()) {
            if (!e.name().equals("mesh")) {
                if (!simulated) {
                    source.words.note(e, LeftAside.Kind.LOOKS, "<" + e.name() + ">");
                }
                continue;
            }
            var applied = source.defaults.applied(e, "");
            String file = e.text("file", "");
            String base = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
            String name = e.text("name", base.lastIndexOf('.') < 0 ? base : base.substring(0, base.lastIndexOf('.')));
            if (!meshes.contains(name)) {
                continue;
            }
            var named = e.with("name", name).without(Set.of("texcoord", "material", "maxhullvert", "inertia"));
            if (applied.has("file")) {
                var read = FilesBeside.mesh(
                        applied,
                        FilesBeside.folder(file()),
                        source.compiler("meshdir")
                                .or(() -> source.compiler("assetdir"))
                                .orElse(""),
                        source.compiler("strippath").orElse("false").equals("true"));
                String beside = "mesh" + files.size() + "." + read.ending();
                files.put(beside, read.bytes());
                named = named.with("file", beside);
            }
            empty(named);
        }
        close(section);
    }

    private void actuators(Element section) {
        open(section);
        for (var e : section.children()) {
            if (source.words.leavesAside(e.name())) {
                continue;
            }
            var applied = source.defaults.applied(e, "");
            if (MjcfWords.ACTUATORS.contains(e.name())) {
                noted(applied);
            }
            boolean damped = e.name().equals("position") && applied.has("kv");
            empty(damped ? servo(applied) : e);
        }
        close(section);
    }

    /** Version 2.2.2 knows no damped position servo; it is the same as a general actuator. */
    private static Element servo(Element e) {
        double kp = e.number("kp", 1);
        var general = new Element(e.file(), e.line(), "general", e.attributes(), List.of());
        return general.without(Set.of("kp", "kv", "class"))
                .with("gaintype", "fixed")
                .with("biastype", "affine")
                .with("gainprm", "" + kp)
                .with("biasprm", "0 " + -kp + " " + -e.amount("kv", 0));
    }

    /** What of an element is left aside; a reader is told, a simulation is not. */
    private void noted(Element e) {
        if (!simulated) {
            source.words.noted(e);
        }
    }

    private boolean handed(Element e, String attribute) {
        boolean option = e.name().equals("option");
        if (NOT_FOR_MUJOCO.contains(attribute) && (option || !attribute.equals("density"))
                || e.name().equals("position") && attribute.equals("kv")) {
            return false;
        }
        if (weighedByGroup && attribute.equals("group")) {
            return true;
        }
        return MjcfWords.kind(e.name(), attribute)
                .map(kind -> simulated && (kind == LeftAside.Kind.SOLVER || kind == LeftAside.Kind.FRICTION))
                .orElse(true);
    }

    private void whole(Element e) {
        if (e.children().isEmpty()) {
            empty(e);
            return;
        }
        open(e);
        e.children().forEach(this::whole);
        close(e);
    }

    private void empty(Element e) {
        tag(e, "/>");
    }

    private void open(Element e) {
        tag(e, ">");
    }

    private void close(Element e) {
        line(e, "</" + e.name() + ">");
    }

    private void tag(Element e, String end) {
        var tag = new StringBuilder("<").append(e.name());
        e.attributes().forEach((attribute, value) -> {
            if (handed(e, attribute)) {
                tag.append(' ')
                        .append(attribute)
                        .append("=\"")
                        .append(escaped(value))
                        .append('"');
            }
        });
        line(e, tag.append(end).toString());
    }

    private void line(Element e, String line) {
        lines.add(e);
        text.append(line).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("[\\r\\n\\t]", " ");
    }
}
