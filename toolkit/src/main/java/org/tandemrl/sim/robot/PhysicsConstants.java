package org.tandemrl.sim.robot;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tandemrl.sim.Faults;

/**
 * What the benchmark physics needs and MJCF has no word for. Read from a small JSON file beside the robot's description,
 * or made in code with {@link #ofControlRate} and the {@code with…} methods.
 *
 * <pre>{@code
 * {
 *   "about": "any text",
 *   "controlRate": 60,                                                control steps a second, Hz
 *   "substeps": 16,                                                   of a control step
 *   "massMatrixEvery": 16,                                            substeps between factorings; default 1
 *   "contact": {"stiffness": 2e4, "damping": 1e3, "friction": 1e3},   ke N/m, kd, kf N·s/m; μ is the geom's "friction"
 *   "limits": {"stiffness": 1e3, "damping": 10},                      of joint limits; the damping acts inside them too
 *   "armature": 0.01,                                                 of hinges and slides that have none; default 0
 *   "inertia": "exact",                                               or "elementwise", see InertiaRule; default exact
 *   "groundOnly": true,                                               reads the robot without its world's obstacles; default false
 *   "start": {"ankle": 1.0}                                           default coordinates by joint; default 0
 * }
 * }</pre>
 *
 * @param timeStep duration of a control step, s
 * @param substeps of a control step
 * @param massMatrixEvery see {@link org.tandemrl.sim.rigid.RigidModel#massMatrixEvery()}
 * @param contactStiffness ke, N/m
 * @param contactDamping kd
 * @param contactFriction kf, tangential damping
 * @param limitStiffness k_le
 * @param limitDamping k_ld
 * @param armature added to the mass matrix for every hinge and slide whose description gives none, kg·m² or kg
 * @param inertia how shapes add up
 * @param start default coordinates of joints by name, as many numbers as the joint's type has; joints left out start at 0,
 *     a free one where the description puts its body (world: y up)
 */
public record PhysicsConstants(
        double timeStep,
        int substeps,
        int massMatrixEvery,
        double contactStiffness,
        double contactDamping,
        double contactFriction,
        double limitStiffness,
        double limitDamping,
        double armature,
        InertiaRule inertia,
        Map<String, double[]> start) {

    public PhysicsConstants {
        check(timeStep > 0 && timeStep <= 1, "the time step is " + timeStep + " s; allowed: above 0, at most 1");
        check(substeps >= 1 && substeps <= 10_000, "'substeps' is " + substeps + "; allowed: 1 to 10000");
        check(
                massMatrixEvery >= 1 && massMatrixEvery <= substeps,
                "'massMatrixEvery' is " + massMatrixEvery + "; allowed: 1 to 'substeps' = " + substeps);
        double[] constants = {contactStiffness, contactDamping, contactFriction, limitStiffness, limitDamping, armature
        };
        String[] names = {
            "contact stiffness", "contact damping", "contact friction", "limit stiffness", "limit damping", "armature"
        };
        for (int i = 0; i < constants.length; i++) {
            check(
                    constants[i] >= 0 && constants[i] <= 1e9,
                    "the " + names[i] + " is " + constants[i] + "; allowed: 0 to 1e9");
        }
        start = Map.copyOf(start);
    }

    /** Constants for a first try with a new robot: stiff, well damped ground and limits, an exact inertia. */
    public static PhysicsConstants ofControlRate(double hertz, int substeps) {
        return new PhysicsConstants(1 / hertz, substeps, 1, 2e4, 1e3, 1e3, 1e3, 10, 0, InertiaRule.EXACT, Map.of());
    }

    /** The same with another default coordinate for a hinge or slide. */
    public PhysicsConstants withStart(String joint, double coordinate) {
        var changed = new LinkedHashMap<>(start);
        changed.put(joint, new double[] {coordinate});
        return new PhysicsConstants(
                timeStep,
                substeps,
                massMatrixEvery,
                contactStiffness,
                contactDamping,
                contactFriction,
                limitStiffness,
                limitDamping,
                armature,
                inertia,
                changed);
    }

    /** Reads the JSON file described above. */
    public static PhysicsConstants read(Path file) {
        return read(file, PhysicsConstants::parse);
    }

    /** Whether the JSON file described above wants its robot read without the obstacles of its world, see {@link Robots#read(Path, boolean)}. */
    public static boolean groundOnly(Path file) {
        return read(file, text -> {
            var o = object(text);
            if (!o.has("groundOnly")) {
                return false;
            }
            String said = o.get("groundOnly").toString();
            check(said.equals("true") || said.equals("false"), "'groundOnly' is " + said + "; allowed: true or false");
            return said.equals("true");
        });
    }

    private static <T> T read(Path file, Function<String, T> parser) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RobotException(file, "cannot be read (" + Faults.of(e) + ")");
        }
        try {
            return parser.apply(text);
        } catch (RobotException e) {
            throw new RobotException(file, e.getMessage());
        }
    }

    private static JsonObject object(String text) {
        JsonElement root;
        try {
            root = JsonParser.parseString(text);
        } catch (JsonParseException | StackOverflowError e) {
            throw new RobotException("is not JSON (" + Faults.ofJson(e) + ")");
        }
        if (!root.isJsonObject()) {
            throw new RobotException("must hold one JSON object { … }");
        }
        return root.getAsJsonObject();
    }

    static PhysicsConstants parse(String text) {
        var o = object(text);
        onlyKeys(
                o,
                "the file",
                Set.of(
                        "about",
                        "controlRate",
                        "substeps",
                        "massMatrixEvery",
                        "contact",
                        "limits",
                        "armature",
                        "inertia",
                        "groundOnly",
                        "start"));
        var contact = object(o, "contact");
        onlyKeys(contact, "'contact'", Set.of("stiffness", "damping", "friction"));
        var limits = object(o, "limits");
        onlyKeys(limits, "'limits'", Set.of("stiffness", "damping"));
        double rate = number(o, "controlRate");
        check(rate >= 1 && rate <= 1e6, "'controlRate' is " + rate + " Hz; allowed: 1 to 1e6");
        return new PhysicsConstants(
                1 / rate,
                integer(o, "substeps"),
                o.has("massMatrixEvery") ? integer(o, "massMatrixEvery") : 1,
                number(contact, "stiffness"),
                number(contact, "damping"),
                number(contact, "friction"),
                number(limits, "stiffness"),
                number(limits, "damping"),
                o.has("armature") ? number(o, "armature") : 0,
                inertia(o),
                start(o));
    }

    private static InertiaRule inertia(JsonObject o) {
        if (!o.has("inertia")) {
            return InertiaRule.EXACT;
        }
        return switch (o.get("inertia").toString()) {
            case "\"exact\"" -> InertiaRule.EXACT;
            case "\"elementwise\"" -> InertiaRule.ELEMENTWISE;
            case String s -> throw new RobotException("'inertia' is " + s + "; allowed: \"exact\" or \"elementwise\"");
        };
    }

    private static Map<String, double[]> start(JsonObject o) {
        var start = new LinkedHashMap<String, double[]>();
        if (!o.has("start")) {
            return start;
        }
        for (var entry : object(o, "start").entrySet()) {
            List<JsonElement> numbers = new ArrayList<>();
            if (entry.getValue() instanceof JsonArray a) {
                a.forEach(numbers::add);
            } else {
                numbers.add(entry.getValue());
            }
            String what = "'start' of '" + entry.getKey() + "'";
            start.put(
                    entry.getKey(),
                    numbers.stream().mapToDouble(n -> number(n, what)).toArray());
        }
        return start;
    }

    private static JsonObject object(JsonObject o, String key) {
        if (o.get(key) instanceof JsonObject inner) {
            return inner;
        }
        throw new RobotException("'" + key + "' " + (o.has(key) ? "must be an object { … }" : "is missing"));
    }

    private static int integer(JsonObject o, String key) {
        double x = number(o, key);
        check(x == Math.rint(x) && Math.abs(x) < 1e9, "'" + key + "' is " + x + "; allowed: a whole number");
        return (int) x;
    }

    private static double number(JsonObject o, String key) {
        check(o.has(key), "'" + key + "' is missing");
        return number(o.get(key), "'" + key + "'");
    }

    private static double number(JsonElement e, String what) {
        double x = Double.NaN;
        if (e.isJsonPrimitive() && e.getAsJsonPrimitive().isNumber()) {
            try {
                x = e.getAsDouble();
            } catch (NumberFormatException notANumber) {
                // A lenient parser takes some words for numbers; they end in the message below.
            }
        }
        check(Math.abs(x) <= 1e9, what + " is " + e + "; allowed: a number of magnitude up to 1e9");
        return x;
    }

    private static void onlyKeys(JsonObject o, String where, Set<String> allowed) {
        for (String key : o.keySet()) {
            check(
                    allowed.contains(key),
                    "'" + key + "' is not known in " + where + "; allowed: "
                            + String.join(", ", allowed.stream().sorted().toList()));
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new RobotException(message);
        }
    }
}
