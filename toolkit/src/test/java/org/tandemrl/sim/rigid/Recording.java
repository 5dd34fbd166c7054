package org.tandemrl.sim.rigid;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.tandemrl.sim.Datasets;

/** The robots of the recordings, and how the recorded actions drove them. */
enum Recording {
    CARTPOLE("CartPoleSwingUpEnv", new int[] {0}, 1000),
    HOPPER("HopperEnv", IntStream.range(3, 6).toArray(), 200),
    CHEETAH("CheetahEnv", IntStream.range(3, 9).toArray(), 200),
    ANT("AntEnv", IntStream.range(6, 14).toArray(), 200),
    HUMANOID("HumanoidEnv", IntStream.range(6, 27).toArray(), 0),
    SNU("SNUHumanoidEnv", new int[] {}, 0);

    private static final double[] HUMANOID_STRENGTH = {
        200, 200, 200, 200, 200, 600, 400, 100, 100, 200, 200, 600, 400, 100, 100, 100, 100, 200, 100, 100, 200
    };

    private final String env;
    private final int[] actuated;
    private final double scale;

    Recording(String env, int[] actuated, double scale) {
        this.env = env;
        this.actuated = actuated;
        this.scale = scale;
    }

    RigidModel model() throws IOException {
        var file = this == SNU
                ? Datasets.path("robots/snu_humanoid.model.json") // this robot is its recorded model
                : folder("models").resolve(env + ".model.json");
        return ModelJson.read(file, actuated);
    }

    JsonObject rollout() throws IOException {
        return read(folder("rollouts").resolve(env + ".rollout.json"));
    }

    JsonObject gradient() throws IOException {
        return read(folder("gradients").resolve(env + ".gradient.json"));
    }

    /** The forces that an action in [−1, 1] stands for. */
    double[] control(RigidModel model, double[] action) {
        var u = new double[action.length];
        for (int k = 0; k < u.length; k++) {
            double a = Math.clamp(action[k], -1, 1);
            u[k] = switch (this) {
                case SNU -> (0.5 * a + 0.5) * model.muscles().get(k).strength();
                case HUMANOID -> 0.35 * HUMANOID_STRENGTH[k] * a;
                default -> scale * a;
            };
        }
        return u;
    }

    /** [T][env][dim] of a recording, flat by time: row t holds all environments. */
    static double[][] rows(JsonObject recording, String field) {
        return recording.getAsJsonArray(field).asList().stream()
                .map(time -> time.getAsJsonArray().asList().stream()
                        .flatMapToDouble(env -> Arrays.stream(numbers(env.getAsJsonArray())))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** State rows [q, q̇] of N environments from their q and q̇. */
    static double[] state(RigidModel model, double[] q, double[] qd) {
        int n = model.coordinates();
        int v = model.freedoms();
        int environments = q.length / n;
        var state = new double[q.length + qd.length];
        for (int e = 0; e < environments; e++) {
            System.arraycopy(q, e * n, state, e * (n + v), n);
            System.arraycopy(qd, e * v, state, e * (n + v) + n, v);
        }
        return state;
    }

    /** Control rows of N environments from their actions. */
    double[] controls(RigidModel model, double[] action, int environments) {
        int width = action.length / environments;
        var result = new double[action.length];
        for (int e = 0; e < environments; e++) {
            var u = control(model, Arrays.copyOfRange(action, e * width, (e + 1) * width));
            System.arraycopy(u, 0, result, e * width, width);
        }
        return result;
    }

    static double[] numbers(JsonArray array) {
        return array.asList().stream().mapToDouble(x -> x.getAsDouble()).toArray();
    }

    private static JsonObject read(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static Path folder(String name) {
        return Path.of(System.getProperty("tandem.root"), "datasets", "recordings", name);
    }
}
