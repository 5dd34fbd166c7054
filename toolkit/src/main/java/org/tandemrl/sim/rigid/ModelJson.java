package org.tandemrl.sim.rigid;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tandemrl.sim.Faults;

/**
 * Reads the compiled constants of a robot from a recording's model file ({@code *.model.json}): arrays by link
 * ({@code joint_type}, {@code joint_parent}, {@code joint_X_pj}, …), by coordinate ({@code joint_target}, limits), by
 * freedom ({@code joint_armature}), by contact point and, if any, by muscle.
 */
public final class ModelJson {
    private static final JointType[] TYPES = {
        JointType.PRISMATIC, JointType.REVOLUTE, JointType.BALL, JointType.FIXED, JointType.FREE
    };

    private static final List<String> OF_LINKS = List.of(
            "joint_type",
            "joint_parent",
            "joint_X_pj",
            "joint_X_cm",
            "joint_axis",
            "joint_target_ke",
            "joint_target_kd",
            "joint_limit_ke",
            "joint_limit_kd",
            "body_I_m",
            "joint_q_start",
            "joint_qd_start");
    private static final List<String> OF_COORDINATES =
            List.of("joint_target", "joint_limit_lower", "joint_limit_upper", "joint_q_default");
    private static final List<String> OF_FREEDOMS = List.of("joint_armature");
    private static final List<String> OF_CONTACTS =
            List.of("contact_body", "contact_point", "contact_dist", "contact_material_ke_kd_kf_mu");
    private static final List<String> OF_MUSCLES =
            List.of("muscle_start", "muscle_links", "muscle_points", "muscle_strengths", "muscle_names");
    private static final Set<String> READ = Stream.of(
                    List.of("env", "dt", "substeps", "mass_matrix_update_every_substeps", "gravity"),
                    OF_LINKS,
                    OF_COORDINATES,
                    OF_FREEDOMS,
                    OF_CONTACTS,
                    OF_MUSCLES)
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));

    /** What the file says about the task, and counts that follow from the arrays. */
    private static final Pattern LEFT_ASIDE = Pattern.compile(
            "about|num_(q|qd|obs|act|links)|(action|termination)_.*|height_rew_scale|joint_vel_obs_scaling");

    private ModelJson() {}

    /**
     * Reads a model.
     *
     * @param file the model file
     * @param actuated freedoms that the control's components push; empty for a robot with muscles
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a field is missing or its content is not what its name promises
     */
    public static RigidModel read(Path file, int[] actuated) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not a model file: it is not UTF-8 text", e);
        }
        try {
            return read(JsonParser.parseString(text).getAsJsonObject(), actuated);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(file + " is not a model file: " + Faults.ofJson(e), e);
        }
    }

    private static RigidModel read(JsonObject json, int[] actuated) {
        for (String key : json.keySet()) {
            demand(
                    READ.contains(key) || LEFT_ASIDE.matcher(key).matches(),
                    "field " + key + " is not known; read are " + READ);
        }
        var name = field(json, "env").getAsString();
        var links = links(json);
        var model = new RigidModel(
                name,
                field(json, "dt").getAsDouble(),
                whole(field(json, "substeps")),
                whole(field(json, "mass_matrix_update_every_substeps")),
                numbers(field(json, "gravity")),
                links,
                contacts(json),
                OF_MUSCLES.stream().anyMatch(json::has) ? muscles(json) : List.of(),
                actuated.clone(),
                numbers(field(json, "joint_q_default")));
        return model.checked();
    }

    private static List<RigidModel.Link> links(JsonObject json) {
        var types = ints(field(json, "joint_type"));
        var parents = ints(field(json, "joint_parent"));
        var qStart = ints(field(json, "joint_q_start"));
        var qdStart = ints(field(json, "joint_qd_start"));
        var armature = numbers(field(json, "joint_armature"));
        var target = numbers(field(json, "joint_target"));
        var lower = numbers(field(json, "joint_limit_lower"));
        var upper = numbers(field(json, "joint_limit_upper"));
        var targetKe = numbers(field(json, "joint_target_ke"));
        var targetKd = numbers(field(json, "joint_target_kd"));
        var limitKe = numbers(field(json, "joint_limit_ke"));
        var limitKd = numbers(field(json, "joint_limit_kd"));
        for (int type : types) {
            demand(
                    type >= 0 && type < TYPES.length,
                    "joint_type holds " + type + "; allowed: 0 (prismatic) to " + (TYPES.length - 1));
        }
        lengths(json, types.length, OF_LINKS);
        lengths(json, Arrays.stream(types).map(t -> TYPES[t].coordinates).sum(), OF_COORDINATES);
        lengths(json, Arrays.stream(types).map(t -> TYPES[t].freedoms).sum(), OF_FREEDOMS);
        int coordinates = 0;
        int freedoms = 0;
        var links = new ArrayList<RigidModel.Link>();
        for (int i = 0; i < types.length; i++) {
            var type = TYPES[types[i]];
            demand(
                    qStart[i] == coordinates && qdStart[i] == freedoms,
                    "joint_q_start, joint_qd_start of link " + i + " are " + qStart[i] + ", " + qdStart[i]
                            + "; by the joints' types " + coordinates + ", " + freedoms);
            coordinates += type.coordinates;
            freedoms += type.freedoms;
            int q = qStart[i];
            int qEnd = q + type.coordinates;
            int qd = qdStart[i];
            var inertia = field(json, "body_I_m").get(i).getAsJsonArray();
            links.add(new RigidModel.Link(
                    "link" + i,
                    parents[i],
                    type,
                    transform(field(json, "joint_X_pj").get(i)),
                    numbers(field(json, "joint_axis").get(i).getAsJsonArray()),
                    transform(field(json, "joint_X_cm").get(i)),
                    mass(inertia, i),
                    rotational(inertia),
                    targetKe[i],
                    targetKd[i],
                    limitKe[i],
                    limitKd[i],
                    Arrays.copyOfRange(armature, qd, qd + type.freedoms),
                    Arrays.copyOfRange(target, q, qEnd),
                    Arrays.copyOfRange(lower, q, qEnd),
                    Arrays.copyOfRange(upper, q, qEnd)));
        }
        return List.copyOf(links);
    }

    /** Of a spatial inertia about the centre of mass: tensor, mass three times, zeros elsewhere. */
    private static double mass(JsonArray inertia, int link) {
        demand(inertia.size() == 6, "body_I_m of link " + link + " has " + inertia.size() + " rows; allowed: 6");
        double mass = number(inertia, 3, 3);
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b < 6; b++) {
                double expected = a == b ? mass : 0;
                demand(
                        a < 3 && b < 3 || Math.abs(number(inertia, a, b) - expected) <= 1e-6 * Math.abs(mass),
                        "body_I_m of link " + link
                                + " must be a tensor, then the mass three times on the diagonal, and zeros");
            }
        }
        return mass;
    }

    private static void lengths(JsonObject json, int expected, List<String> names) {
        for (String name : names) {
            demand(
                    field(json, name).size() == expected,
                    name + " has " + field(json, name).size() + " entries; by the links and their joints " + expected);
        }
    }

    private static double[] rotational(JsonArray inertia) {
        var result = new double[9];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                result[3 * a + b] = number(inertia, a, b);
            }
        }
        return result;
    }

    private static List<RigidModel.Contact> contacts(JsonObject json) {
        if (OF_CONTACTS.stream().noneMatch(json::has)) {
            return List.of();
        }
        lengths(json, field(json, "contact_body").size(), OF_CONTACTS);
        var bodies = ints(field(json, "contact_body"));
        var radius = numbers(field(json, "contact_dist"));
        var contacts = new ArrayList<RigidModel.Contact>();
        for (int i = 0; i < bodies.length; i++) {
            int entries = field(json, "contact_material_ke_kd_kf_mu")
                    .get(i)
                    .getAsJsonArray()
                    .size();
            demand(
                    entries == 4,
                    "contact_material_ke_kd_kf_mu of contact " + i + " has " + entries + " numbers; allowed: 4");
            var material =
                    numbers(field(json, "contact_material_ke_kd_kf_mu").get(i).getAsJsonArray());
            contacts.add(new RigidModel.Contact(
                    bodies[i],
                    numbers(field(json, "contact_point").get(i).getAsJsonArray()),
                    radius[i],
                    material[0],
                    material[1],
                    material[2],
                    material[3]));
        }
        return List.copyOf(contacts);
    }

    private static List<RigidModel.Muscle> muscles(JsonObject json) {
        var start = ints(field(json, "muscle_start"));
        var links = ints(field(json, "muscle_links"));
        var strengths = numbers(field(json, "muscle_strengths"));
        var names = field(json, "muscle_names");
        demand(
                start.length > 0 && start[0] == 0 && start[start.length - 1] == links.length,
                "muscle_start must go from 0 to the number of points, " + links.length);
        lengths(json, start.length - 1, List.of("muscle_strengths", "muscle_names"));
        lengths(json, links.length, List.of("muscle_points"));
        for (int m = 0; m + 1 < start.length; m++) {
            demand(start[m + 1] >= start[m] + 2, "muscle " + m + " has fewer than two points");
        }
        var muscles = new ArrayList<RigidModel.Muscle>();
        for (int m = 0; m + 1 < start.length; m++) {
            var points = new double[start[m + 1] - start[m]][];
            for (int k = 0; k < points.length; k++) {
                points[k] =
                        numbers(field(json, "muscle_points").get(start[m] + k).getAsJsonArray());
            }
            muscles.add(new RigidModel.Muscle(
                    names.get(m).getAsString(),
                    Arrays.copyOfRange(links, start[m], start[m + 1]),
                    points,
                    strengths[m]));
        }
        return List.copyOf(muscles);
    }

    /** Scalars are read off the same way as arrays: {@code getAs…} of a one-element array is that of its element. */
    private static JsonArray field(JsonObject json, String name) {
        var value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("field " + name + " is missing");
        }
        if (value.isJsonArray()) {
            return value.getAsJsonArray();
        }
        var array = new JsonArray(1);
        array.add(value);
        return array;
    }

    private static Transform transform(JsonElement element) {
        var t = numbers(element.getAsJsonArray());
        demand(t.length == 7, "a transform has " + t.length + " numbers; allowed: 7, x y z and a quaternion x y z w");
        return new Transform(t[0], t[1], t[2], t[3], t[4], t[5], t[6]);
    }

    private static double number(JsonArray matrix, int row, int column) {
        return matrix.get(row).getAsJsonArray().get(column).getAsDouble();
    }

    private static double[] numbers(JsonArray array) {
        var result = new double[array.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = array.get(i).getAsDouble();
        }
        return result;
    }

    private static int[] ints(JsonArray array) {
        var result = new int[array.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = whole(array.get(i));
        }
        return result;
    }

    private static int whole(JsonElement element) {
        double x = element.getAsDouble();
        demand(x == Math.rint(x) && Math.abs(x) < 1e9, "there is " + element + " where a whole number is needed");
        return (int) x;
    }

    private static void demand(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
