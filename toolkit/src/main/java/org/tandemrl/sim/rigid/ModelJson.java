package org.tandemrl.sim.rigid;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the compiled constants of a robot from a recording's model file ({@code *.model.json}): arrays by link
 * ({@code joint_type}, {@code joint_parent}, {@code joint_X_pj}, …), by coordinate ({@code joint_target}, limits), by
 * freedom ({@code joint_armature}), by contact point and, if any, by muscle.
 */
public final class ModelJson {
    private static final JointType[] TYPES = {
        JointType.PRISMATIC, JointType.REVOLUTE, JointType.BALL, JointType.FIXED, JointType.FREE
    };

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
        try {
            return read(JsonParser.parseString(Files.readString(file)).getAsJsonObject(), actuated);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file + " is not a model file: " + e.getMessage(), e);
        }
    }

    private static RigidModel read(JsonObject json, int[] actuated) {
        var name = field(json, "env").getAsString();
        var links = links(json);
        var model = new RigidModel(
                name,
                field(json, "dt").getAsDouble(),
                field(json, "substeps").getAsInt(),
                field(json, "mass_matrix_update_every_substeps").getAsInt(),
                numbers(field(json, "gravity")),
                links,
                contacts(json),
                json.has("muscle_start") ? muscles(json) : List.of(),
                actuated.clone(),
                numbers(field(json, "joint_q_default")));
        ModelCheck.check(model);
        return model;
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
        var links = new ArrayList<RigidModel.Link>();
        for (int i = 0; i < types.length; i++) {
            var type = TYPES[types[i]];
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
                    number(inertia, 3, 3),
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
        if (!json.has("contact_body")) {
            return List.of();
        }
        var bodies = ints(field(json, "contact_body"));
        var radius = numbers(field(json, "contact_dist"));
        var contacts = new ArrayList<RigidModel.Contact>();
        for (int i = 0; i < bodies.length; i++) {
            var material = numbers(field(json, "contact_material_ke_kd_kf_mu").get(i).getAsJsonArray());
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
        var muscles = new ArrayList<RigidModel.Muscle>();
        for (int m = 0; m + 1 < start.length; m++) {
            var points = new double[start[m + 1] - start[m]][];
            for (int k = 0; k < points.length; k++) {
                points[k] = numbers(field(json, "muscle_points").get(start[m] + k).getAsJsonArray());
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
            result[i] = array.get(i).getAsInt();
        }
        return result;
    }
}
