package org.tandemrl.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.Datasets;

/** Observations, rewards and starts of every task, without a simulator in between. */
final class RecordedTasksTest {
    private static final String RECORDINGS = """
            cartpole, CartPoleSwingUpEnv
            hopper,   HopperEnv
            cheetah,  CheetahEnv
            ant,      AntEnv
            humanoid, HumanoidEnv
            snu,      SNUHumanoidEnv
            """;

    @ParameterizedTest
    @CsvSource(textBlock = RECORDINGS)
    void recordedStatesHaveTheRecordedObservationsAndRewards(String name, String env) throws IOException {
        var task = Tasks.named(name);
        var recording = rollout(env);
        int environments = recording.getAsJsonArray("q").get(0).getAsJsonArray().size();
        for (int t = 0; t < recording.getAsJsonArray("action").size(); t++) {
            double[] state = state(recording, t + 1, environments);
            double[] action = numbers(recording.getAsJsonArray("action").get(t)).toArray();
            var rows = DoubleBatch.of(action, environments, task.actionSize());
            var observation = task.observe(DoubleBatch.of(state, environments, task.stateSize()), rows);
            near(numbers(recording.getAsJsonArray("obs").get(t)).toArray(), observation.data(), "observation", t);
            near(
                    numbers(recording.getAsJsonArray("reward").get(t)).toArray(),
                    task.reward(observation, rows).data(),
                    "reward",
                    t);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = RECORDINGS)
    void recordedStartsLieWhereRandomStartsLie(String name, String env) throws IOException {
        var task = Tasks.named(name);
        double[] lowest = new double[task.stateSize()];
        double[] highest = new double[task.stateSize()];
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        var random = new Well19937c(1);
        double[] start = new double[task.stateSize()];
        for (int k = 0; k < 4000; k++) {
            task.start(random, true, start, 0);
            for (int i = 0; i < start.length; i++) {
                lowest[i] = Math.min(lowest[i], start[i]);
                highest[i] = Math.max(highest[i], start[i]);
            }
        }
        var recording = rollout(env);
        int environments = recording.getAsJsonArray("q").get(0).getAsJsonArray().size();
        double[] recorded = state(recording, 0, environments);
        for (int i = 0; i < recorded.length; i++) {
            int c = i % task.stateSize();
            // 4000 draws do not reach the bounds quite.
            double slack = 0.01 * (highest[c] - lowest[c]) + 1e-6;
            assertTrue(
                    recorded[i] > lowest[c] - slack && recorded[i] < highest[c] + slack,
                    "coordinate " + c + " of a " + name + " was recorded at " + recorded[i] + ", ours lie in "
                            + lowest[c] + " … " + highest[c]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant", "humanoid", "snu"})
    void theFixedStartIsTheRobotsDefaultPoseUprightAndHeadingForTheTarget(String name) {
        var task = Tasks.named(name);
        double[] state = new double[2 * task.stateSize()];
        Arrays.fill(state, 7);
        task.start(new Well19937c(1), false, state, 1);
        double[] pose = Tasks.named(name).robot().orElseThrow().model().qDefault();
        double[] expected = Arrays.copyOf(pose, task.stateSize());
        assertArrayEquals(expected, Arrays.copyOfRange(state, task.stateSize(), state.length), 1e-6);
        assertEquals(7, state[task.stateSize() - 1], "the other environment's row");
        double[] observation = task.observe(
                        DoubleBatch.of(state, 2, task.stateSize()),
                        DoubleBatch.of(new double[2 * task.actionSize()], 2, task.actionSize()))
                .data();
        // Behind the second row's height, quaternion, two velocities, and all joints' positions and velocities.
        int up = task.observationSize() + 11 + task.stateSize() - 13;
        assertEquals(1, observation[up], 1e-6, "up");
        assertEquals(1, observation[up + 1], 1e-6, "heading");
    }

    private static JsonObject rollout(String env) throws IOException {
        var file = Datasets.path("recordings/rollouts/" + env + ".rollout.json");
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static double[] state(JsonObject recording, int t, int environments) {
        JsonArray q = recording.getAsJsonArray("q").get(t).getAsJsonArray();
        JsonArray qd = recording.getAsJsonArray("qd").get(t).getAsJsonArray();
        var state = DoubleStream.empty();
        for (int e = 0; e < environments; e++) {
            state = DoubleStream.concat(state, DoubleStream.concat(numbers(q.get(e)), numbers(qd.get(e))));
        }
        return state.toArray();
    }

    private static DoubleStream numbers(JsonElement element) {
        return element.isJsonArray()
                ? element.getAsJsonArray().asList().stream().flatMapToDouble(RecordedTasksTest::numbers)
                : DoubleStream.of(element.getAsDouble());
    }

    /** In single precision: v₀ + ω × p cancels, hence not to its last digit. */
    private static void near(double[] recorded, double[] ours, String quantity, int step) {
        assertEquals(recorded.length, ours.length, quantity);
        for (int i = 0; i < ours.length; i++) {
            assertEquals(
                    recorded[i], ours[i], 1e-5 * (1 + Math.abs(recorded[i])), quantity + " " + i + " of step " + step);
        }
    }
}
