package org.tandemrl.sim.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.ModelJson;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.rigid.Transform;

/**
 * Damaged model files, thousands ({@code -Dtandem.mutants=10000}, or any number): each is refused with a message that names the file (and, where an element is at fault, the line),
 * or is still a robot: then what it compiles to is judged by rules written here, independently of the readers, and moved one step.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MutatedFilesTest {
    private static final int MUTANTS = Integer.getInteger("tandem.mutants", 3000);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Random random = new Random(20251);
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int restless;
    private Duration slowest = Duration.ZERO;

    private record Source(String name, String text, int weight) {
        boolean xml() {
            return !name.endsWith(".json");
        }
    }

    @Test
    void mutantsAreRefusedWithAMessageOrAreSoundRobots() throws IOException {
        var sources = sources();
        int total = sources.stream().mapToInt(Source::weight).sum();
        int made = 0;
        for (var s : sources) {
            for (int i = 0; i < Math.ceilDiv(MUTANTS * s.weight, total); i++, made++) {
                byte[] bytes = s.text.getBytes(StandardCharsets.UTF_8);
                int times = 1 + random.nextInt(3);
                if (random.nextInt(4) == 0) {
                    bytes = noise(bytes);
                } else {
                    String text = s.text;
                    for (int k = 0; k < times; k++) {
                        text = s.xml() ? mutatedXml(text) : mutatedJson(text);
                    }
                    bytes = text.getBytes(StandardCharsets.UTF_8);
                }
                judge(s.name, bytes);
            }
        }
        System.out.println(
                made + " mutants; restless at the first step: " + restless + "; slowest " + slowest.toMillis() + " ms");
        outcomes.forEach((kind, count) -> System.out.printf("%6d %s%n", count, kind));
        assertTrue(made >= MUTANTS);
        int accepted = outcomes.entrySet().stream()
                .filter(e -> e.getKey().startsWith("accepted"))
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertTrue(
                accepted > made / 20 && accepted < made / 2,
                accepted + " of " + made + " mutants accepted: too few or too many to test much");
        assertEquals(List.of(), wrong.subList(0, Math.min(20, wrong.size())), wrong.size() + " wrong");
    }

    @Test
    void bombsForeignEntitiesDepthAndOtherEncodingsAreRefused() throws IOException {
        String robot = Files.readString(Datasets.path("robots/ant.xml"));
        var bomb = new StringBuilder("<!DOCTYPE l [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        bomb.append("]><mujoco model=\"&a11;\">&a11;</mujoco>");
        var files = new ArrayList<byte[]>();
        for (String text : List.of(
                bomb.toString(),
                "<!DOCTYPE mujoco [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><mujoco model=\"&x;\"/>",
                "<!DOCTYPE mujoco SYSTEM \"http://localhost/x.dtd\"><mujoco/>",
                "<mujoco><worldbody>" + "<body>".repeat(100_000),
                "<mujoco><worldbody>" + "<body>".repeat(5000) + "</body>".repeat(5000) + "</worldbody></mujoco>",
                "<mujoco><worldbody>" + "<body/>".repeat(200_000) + "</worldbody></mujoco>",
                "<robot>" + "<link name='a'>".repeat(5000),
                "<?xml version='1.0' encoding='no-such'?><mujoco/>",
                "")) {
            files.add(text.getBytes(StandardCharsets.UTF_8));
        }
        files.add(robot.getBytes(StandardCharsets.UTF_16));
        files.add(robot.replace("ant", "änt").getBytes(StandardCharsets.ISO_8859_1));
        files.add(new byte[10_000]);
        for (byte[] bytes : files) {
            judge("bomb.xml", bytes);
        }
        for (String text : List.of(
                "[".repeat(1_000_000),
                "{\"a\":".repeat(1_000_000),
                "{\"dt\": 1e999999999, \"env\": \"x\"}",
                "",
                "null",
                "[]",
                "{}")) {
            judge("bomb.model.json", text.getBytes(StandardCharsets.UTF_8));
            judge("constants.json", text.getBytes(StandardCharsets.UTF_8));
        }
        // A chain as long as the file allows is no robot for this simulator, but no crash either.
        var chain = new StringBuilder("<robot><link name='l0'/>");
        for (int i = 1; i < 20_000; i++) {
            chain.append("<link name='l")
                    .append(i)
                    .append("'/><joint name='j")
                    .append(i)
                    .append("' type='fixed'><parent link='l")
                    .append(i - 1)
                    .append("'/><child link='l")
                    .append(i)
                    .append("'/></joint>");
        }
        judge("chain.urdf", chain.append("</robot>").toString().getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), wrong);
        assertEquals(
                0,
                outcomes.keySet().stream().filter(k -> k.startsWith("accepted")).count(),
                outcomes::toString);
    }

    @Test
    void theRulesOfThisTestRejectNonsense() throws IOException {
        var model = Robots.model("go2");
        assertEquals("", faults(model, true));
        var link = model.links().getFirst();
        for (var spoilt : List.of(
                spoilt(link, Double.NaN, link.inertia()),
                spoilt(link, -1, link.inertia()),
                spoilt(link, 1, new double[9]),
                spoilt(link, 1, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 3}),
                spoilt(link, 1, new double[] {1, 2, 0, 2, 1, 0, 0, 0, 1}))) {
            var links = new ArrayList<>(model.links());
            links.set(0, spoilt);
            assertTrue(!faults(with(model, links), true).isEmpty(), spoilt::toString);
        }
    }

    private static RigidModel with(RigidModel m, List<RigidModel.Link> links) {
        return new RigidModel(
                m.name(),
                m.timeStep(),
                m.substeps(),
                m.massMatrixEvery(),
                m.gravity(),
                links,
                m.contacts(),
                m.muscles(),
                m.actuated(),
                m.qDefault());
    }

    private static RigidModel.Link spoilt(RigidModel.Link l, double mass, double[] inertia) {
        return new RigidModel.Link(
                l.name(),
                l.parent(),
                l.type(),
                l.parentToJoint(),
                l.axis(),
                l.linkToCenter(),
                mass,
                inertia,
                l.targetStiffness(),
                l.targetDamping(),
                l.limitStiffness(),
                l.limitDamping(),
                l.armature(),
                l.target(),
                l.lower(),
                l.upper());
    }

    /** Descriptions and compiled constants; the heavy ones less often. */
    private static List<Source> sources() throws IOException {
        var sources = new ArrayList<Source>();
        for (String place : List.of("robots", "recordings/models")) {
            try (var files = Files.list(Datasets.path(place))) {
                for (Path f : files.sorted().toList()) {
                    String name = f.getFileName().toString();
                    // The hand's file includes another, which is not beside a mutant.
                    if (name.endsWith(".md") || name.startsWith("allegro")) {
                        continue;
                    }
                    int weight = name.startsWith("snu")
                            ? 1
                            : name.startsWith("humanoid") || name.startsWith("Humanoid") ? 4 : 8;
                    sources.add(new Source(name, Files.readString(f), weight));
                }
            }
        }
        assertTrue(sources.size() >= 18, sources::toString);
        return sources;
    }

    // ---- damage ----

    private static final String[] NUMBERS = {
        "NaN",
        "Infinity",
        "-Infinity",
        "1e308",
        "-1e308",
        "1e999",
        "-1",
        "0",
        "",
        "x",
        "1e-300",
        "1e9",
        "1e30",
        "0x1p3",
        "1,5",
        "1e5",
        "--1",
        "1d",
        "1.0.0",
        "1e-12"
    };
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s[\\w:]+=\"[^\"]*\"");
    private static final Pattern NUMBER =
            Pattern.compile("(?<=[\" ,\\[:])-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?(?=[\" ,\\]}\\n])");
    private static final Pattern ELEMENT = Pattern.compile("<(\\w+)[^<>]*/>|<(\\w+)[^<>/]*>[^<>]*</\\2>");
    private static final Pattern TAG = Pattern.compile("</?\\w+");
    private static final Pattern QUOTED = Pattern.compile("\"[A-Za-z_]\\w*\"");
    private static final Pattern REFERENCE =
            Pattern.compile("(?<=(parent link|child link|joint|class|childclass|name)=\")[^\"]*");
    private static final Pattern JSON_FIELD =
            Pattern.compile("\"\\w+\":\\s*(\\[[^\\[\\]]*\\]|[-\\d.eE]+|\"[^\"]*\")\\s*,");
    private static final Pattern JSON_ARRAY = Pattern.compile("\\[[^\\[\\]]*\\]");

    private String mutatedXml(String text) {
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> replaced(text, NUMBER, pick(NUMBERS));
            case 3 -> replaced(text, ATTRIBUTE, "");
            case 4 -> replaced(text, ELEMENT, "");
            case 5 -> {
                var m = any(text, ELEMENT);
                yield m == null
                        ? text
                        : new StringBuilder(text).insert(m.end(), m.group()).toString();
            }
            case 6 ->
                replaced(
                        text,
                        TAG,
                        "<"
                                + pick(
                                        "body",
                                        "joint",
                                        "geom",
                                        "robot",
                                        "link",
                                        "foo",
                                        "worldbody",
                                        "inertial",
                                        "default",
                                        "origin"));
            case 7, 8 -> {
                var other = any(text, REFERENCE);
                yield replaced(text, REFERENCE, other == null ? "x" : other.group());
            }
            case 9 ->
                replaced(
                        text,
                        ATTRIBUTE,
                        " " + pick("name", "type", "mass", "class", "size", "range", "limited", "value") + "=\""
                                + pick(
                                        "free",
                                        "mesh",
                                        "ball",
                                        "slide",
                                        "true",
                                        "0 0 0",
                                        "-5",
                                        "box",
                                        "continuous",
                                        "fixed",
                                        "floating",
                                        "")
                                + "\"");
            default -> {
                var moved = any(text, ELEMENT);
                var to = any(text, TAG);
                yield moved == null || to == null
                        ? text
                        : new StringBuilder(text)
                                .insert(to.start(), moved.group())
                                .toString();
            }
        };
    }

    private String mutatedJson(String text) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> replaced(text, NUMBER, pick(NUMBERS));
            case 3 -> replaced(text, NUMBER, "" + (random.nextInt(12) - 2));
            case 4 -> replaced(text, JSON_FIELD, "");
            case 5 ->
                replaced(
                        text,
                        QUOTED,
                        "\"" + pick("contact_body", "dt", "x", "joint_parent", "start", "inertia", "mass") + "\"");
            case 6 ->
                replaced(text, JSON_ARRAY, pick("[]", "[[]]", "null", "{}", "\"x\"", "[1]", "[NaN, 1, 2]", "true"));
            default -> {
                var a = any(text, JSON_ARRAY);
                yield a == null ? text : replaced(text, JSON_ARRAY, a.group());
            }
        };
    }

    private byte[] noise(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        switch (random.nextInt(4)) {
            case 0 -> out.write(bytes, 0, random.nextInt(bytes.length));
            case 1 -> {
                byte[] noisy = bytes.clone();
                for (int k = 0; k <= random.nextInt(4); k++) {
                    noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
                }
                out.writeBytes(noisy);
            }
            case 2 -> {
                int from = random.nextInt(bytes.length);
                int length = random.nextInt(Math.min(200, bytes.length - from) + 1);
                out.write(bytes, 0, from);
                out.write(bytes, from + length, bytes.length - from - length);
            }
            default -> {
                int at = random.nextInt(bytes.length);
                out.write(bytes, 0, at);
                out.writeBytes(
                        pick("\0", "<", "\"", "&amp;", "&x;", "é", "]]>", "<!--", "<?x?>", "9", "-", ".", "e", "\u2028")
                                .getBytes(StandardCharsets.UTF_8));
                out.write(bytes, at, bytes.length - at);
            }
        }
        return out.toByteArray();
    }

    private MatchResult any(String text, Pattern pattern) {
        // From a random place on, around the end if need be: quicker than listing them all.
        var m = pattern.matcher(text);
        int from = random.nextInt(text.length() + 1);
        return m.find(from) || m.find(0) ? m.toMatchResult() : null;
    }

    private String replaced(String text, Pattern pattern, String by) {
        var m = any(text, pattern);
        return m == null ? text : text.substring(0, m.start()) + by + text.substring(m.end());
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }

    // ---- judgement ----

    private void judge(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, bytes);
        String outcome;
        long begin = System.nanoTime();
        try {
            var model = read(name, file);
            // The benchmark's own tensors are no rigid bodies' (datasets/robots/README.md): of those only no negative
            // moment is asked.
            String faults = faults(model, !name.endsWith(".json"));
            outcome = "accepted";
            if (!faults.isEmpty()) {
                report(name, bytes, faults);
            } else if (!moves(model)) {
                restless++;
                outcome =
                        "accepted, explodes from a start deep in the ground or far beyond a limit, or by substeps of over 20 ms";
                if (!violentStart(model)) {
                    outcome = report(name, bytes, "accepted, but the first step is not finite");
                }
            }
        } catch (RobotException e) {
            outcome = refused(name, bytes, e.getMessage());
        } catch (IllegalArgumentException e) {
            outcome = name.endsWith(".model.json")
                    ? refused(name, bytes, e.getMessage())
                    : report(name, bytes, e.toString());
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            outcome = report(name, bytes, e.toString());
        }
        outcomes.merge(outcome, 1, Integer::sum);
        var took = Duration.ofNanos(System.nanoTime() - begin);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        if (took.compareTo(PATIENCE) > 0) {
            report(name, bytes, "took " + took);
        }
    }

    private static RigidModel read(String name, Path file) throws IOException {
        if (name.endsWith(".model.json")) {
            return ModelJson.read(file, new int[0]);
        }
        if (name.endsWith(".json")) {
            String robot = name.replace(".json", "");
            return Robots.robot(Robots.names().contains(robot) ? robot : "ant").compile(PhysicsConstants.read(file));
        }
        // The robot's own constants, with the starts of those joints that the mutant still has.
        var robot = Robots.read(file);
        String known = name.substring(0, name.lastIndexOf('.'));
        var c = Robots.constants(Robots.names().contains(known) ? known : "ant");
        var start = new TreeMap<>(c.start());
        start.keySet()
                .retainAll(robot.bodies().stream()
                        .flatMap(b -> b.joints().stream())
                        .filter(j -> j.type().coordinates <= 7)
                        .map(Robot.Joint::name)
                        .toList());
        robot.bodies().stream().flatMap(b -> b.joints().stream()).forEach(j -> {
            if (start.containsKey(j.name()) && start.get(j.name()).length != j.type().coordinates) {
                start.remove(j.name());
            }
        });
        return robot.compile(new PhysicsConstants(
                c.timeStep(),
                c.substeps(),
                c.massMatrixEvery(),
                c.contactStiffness(),
                c.contactDamping(),
                c.contactFriction(),
                c.limitStiffness(),
                c.limitDamping(),
                c.armature(),
                InertiaRule.EXACT,
                start));
    }

    /** Penalties grow with depth and excess, so from such a start an explosion is what the equations say. */
    private static boolean violentStart(RigidModel model) {
        if (model.timeStep() / model.substeps() > 0.02) {
            return true;
        }
        int q = 0;
        for (var l : model.links()) {
            if (l.type().coordinates == 1) {
                double x = model.qDefault()[q];
                if (x < l.lower()[0] - 0.5 || x > l.upper()[0] + 0.5) {
                    return true;
                }
            }
            q += l.type().coordinates;
        }
        var poses = placed(model);
        return model.contacts().stream().anyMatch(c -> {
            double[] p = Frames.apply(poses[c.link()], c.point()[0], c.point()[1], c.point()[2]);
            return p[1] - c.radius() < -0.05;
        });
    }

    private static Transform[] placed(RigidModel model) {
        var poses = new Transform[model.links().size()];
        int at = 0;
        for (int i = 0; i < poses.length; i++) {
            var l = model.links().get(i);
            double[] q = java.util.Arrays.copyOfRange(model.qDefault(), at, at += l.type().coordinates);
            double[] a = l.axis();
            var joint = switch (l.type()) {
                case REVOLUTE -> Frames.rotation(a, q[0]);
                case PRISMATIC -> Frames.at(q[0] * a[0], q[0] * a[1], q[0] * a[2]);
                case BALL -> new Transform(0, 0, 0, q[0], q[1], q[2], q[3]);
                case FREE -> new Transform(q[0], q[1], q[2], q[3], q[4], q[5], q[6]);
                case FIXED -> Transform.IDENTITY;
            };
            var anchor = l.parent() < 0 ? l.parentToJoint() : Frames.compose(poses[l.parent()], l.parentToJoint());
            poses[i] = Frames.compose(anchor, joint);
        }
        return poses;
    }

    private String refused(String name, byte[] bytes, String message) {
        // Constants that do not fit the robot are found where the two meet: the robot's file is named, and the
        // quantity.
        boolean named = message != null
                && (message.contains(name)
                        || message.matches("(?s).*\\.xml: ('start'|.*(is unstable|stiffness .*unstable)).*"));
        if (!named || message.length() < name.length() + 15) {
            report(name, bytes, "message says little: " + message);
        }
        boolean line = message != null
                && Pattern.compile(Pattern.quote(name) + ":\\d+: <|line \\d+")
                        .matcher(message)
                        .find();
        String kind = "refused, by ";
        if (name.endsWith(".json")) {
            return kind + "the constants";
        }
        return kind
                + (message.contains("not well-formed")
                        ? "the XML (line)"
                        : line ? "an element (line)" : message.contains("UTF-8") ? "its bytes" : "the whole robot");
    }

    private String report(String name, byte[] bytes, String what) {
        if (wrong.size() < 150) {
            System.out.println("WRONG " + name + ": " + what);
            try {
                Files.write(Path.of("target", "mutant-" + wrong.size() + "-" + name), bytes);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        wrong.add(name + ": " + what);
        return "WRONG";
    }

    /** Whether one control step from the start, without control, stays finite. */
    private static boolean moves(RigidModel model) {
        int q = model.coordinates();
        try (var simulator = new RigidSimulator(model, 1, 1)) {
            double[] state = java.util.Arrays.copyOf(model.qDefault(), q + model.freedoms());
            double[] next = state.clone();
            simulator.step(state, new double[simulator.controlSize()], next);
            return java.util.Arrays.stream(next).allMatch(Double::isFinite);
        }
    }

    /** What is wrong with a model, by this test's own rules; nothing if it is sound. */
    private static String faults(RigidModel m, boolean bodies) {
        var faults = new StringBuilder();
        if (!(m.timeStep() > 0 && m.timeStep() < 100 && m.substeps() > 0 && m.substeps() <= 100_000)) {
            faults.append("time ");
        }
        if (m.links().isEmpty() || m.links().size() > 10_000) {
            faults.append("links ");
        }
        sizes(faults, "gravity", m.gravity());
        sizes(faults, "start", m.qDefault());
        for (int i = 0; i < m.links().size(); i++) {
            var l = m.links().get(i);
            if (l.parent() < -1 || l.parent() >= i) {
                faults.append("parent of ").append(l.name()).append(' ');
            }
            if (!(l.mass() >= 0 && l.mass() < 1e9)) {
                faults.append("mass of ").append(l.name()).append(' ');
            }
            if (l.mass() > 0) {
                double[] p = MassProperties.principalMoments(l.inertia());
                boolean possible = bodies ? p[0] > 0 && p[0] + p[1] >= 0.99 * p[2] : p[0] > -1e-5 * p[2] && p[2] > 0;
                if (!possible || !(p[2] < 1e15)) {
                    faults.append("inertia of ").append(l.name()).append(' ').append(java.util.Arrays.toString(p));
                }
            }
            for (var t : List.of(l.parentToJoint(), l.linkToCenter())) {
                sizes(faults, l.name(), t.px(), t.py(), t.pz());
                if (!(Math.abs(Math.sqrt(t.qx() * t.qx() + t.qy() * t.qy() + t.qz() * t.qz() + t.qw() * t.qw()) - 1)
                        < 1e-4)) {
                    faults.append("quaternion of ").append(l.name()).append(' ');
                }
            }
            double[] a = l.axis();
            if (l.type().coordinates == 1) {
                if (!(Math.abs(a[0] * a[0] + a[1] * a[1] + a[2] * a[2] - 1) < 1e-4)) {
                    faults.append("axis of ").append(l.name()).append(' ');
                }
                if (!(l.lower()[0] < l.upper()[0])) {
                    faults.append("limits of ").append(l.name()).append(' ');
                }
            }
            if (l.type() == JointType.FREE && l.parent() != -1) {
                faults.append("a free joint inside ");
            }
            sizes(faults, l.name(), l.lower());
            sizes(faults, l.name(), l.upper());
            sizes(faults, l.name(), l.target());
            amounts(faults, l.name(), l.armature());
            amounts(faults, l.name(), l.targetStiffness(), l.targetDamping(), l.limitStiffness(), l.limitDamping());
        }
        for (var c : m.contacts()) {
            sizes(faults, "contact", c.point());
            amounts(faults, "contact", c.radius(), c.ke(), c.kd(), c.kf(), c.mu());
            if (c.link() < 0 || c.link() >= m.links().size()) {
                faults.append("contact's link ");
            }
        }
        return faults.toString();
    }

    private static void sizes(StringBuilder faults, String what, double... values) {
        for (double v : values) {
            if (!(Math.abs(v) <= 1e9)) {
                faults.append(what).append(" holds ").append(v).append(' ');
            }
        }
    }

    private static void amounts(StringBuilder faults, String what, double... values) {
        sizes(faults, what, values);
        for (double v : values) {
            if (v < 0) {
                faults.append(what).append(" holds ").append(v).append(' ');
            }
        }
    }
}
