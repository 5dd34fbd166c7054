package org.tandemrl.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Datasets;

final class ReplayTest {
    @TempDir
    private Path folder;

    private static Recording recording(String name) {
        return Recording.read(Datasets.path("recordings").resolve(name)).orElseThrow();
    }

    private static Replay.Comparison of(Recording recording, String quantity) {
        return Replay.compare(recording, 1).stream()
                .filter(c -> c.quantity().equals(quantity))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "CartPoleSwingUpEnv, cartpole, 1e-6",
        "HopperEnv, hopper, 2e-6",
        "CheetahEnv, cheetah, 1e-5",
        "AntEnv, ant, 1e-5",
        "HumanoidEnv, humanoid, 2e-4",
        "SNUHumanoidEnv, snu, 1e-4"
    })
    void aRolloutIsWithinTheToleranceOfItsTaskAndItsObservationsAndRewardsWithinAMillionth(
            String env, String task, double state) {
        var recording = recording("rollouts/" + env + ".rollout.json");
        assertEquals(task, recording.original().name());
        for (var c : Replay.compare(recording, 1)) {
            double limit = c.quantity().equals("observation") || c.quantity().equals("reward") ? 2e-6 : state;
            assertTrue(c.within(limit) && limit <= c.tolerance(), c::toString);
            assertEquals(0, c.leftOut());
        }
    }

    @ParameterizedTest
    @CsvSource({"CartPoleSwingUpEnv", "HopperEnv", "CheetahEnv", "AntEnv", "HumanoidEnv", "SNUHumanoidEnv"})
    void everyEnvironmentsGradientIsTheRecordedOne(String env) {
        for (var c : Replay.compare(recording("gradients/" + env + ".gradient.json"), 1)) {
            assertTrue(c.within(2e-4), c::toString);
        }
    }

    @Test
    void theTableHoldsEveryQuantityOfEveryRecording() {
        var table = Replay.table(Datasets.path("recordings/gradients"), 1);
        assertEquals(18, table.rowCount());
        assertTrue(table.stringColumn("verdict").asList().stream().allMatch("within"::equals), table::printAll);
        assertEquals("snu", table.stringColumn("task").get(17));
    }

    @Test
    void anErrorInTheSmallestOfTheGradientsIsNotHiddenBehindTheLargest() {
        var g = (Recording.Gradient) recording("gradients/AntEnv.gradient.json");
        int width = g.byVelocities().length / g.environments();
        int smallest = 0;
        double[] norms = new double[g.environments()];
        for (int e = 0; e < norms.length; e++) {
            norms[e] = Math.sqrt(Arrays.stream(g.byVelocities(), e * width, (e + 1) * width)
                    .map(x -> x * x)
                    .sum());
            smallest = norms[e] < norms[smallest] ? e : smallest;
        }
        double[] changed = g.byVelocities().clone();
        changed[smallest * width] += 1e-2 * norms[smallest];
        var c = of(
                new Recording.Gradient(
                        g.file(),
                        g.original(),
                        g.environments(),
                        g.start(),
                        g.action(),
                        g.byCoordinates(),
                        changed,
                        g.byAction()),
                "d_qd0");
        assertEquals(1e-2, c.error(), 1e-3);
        assertEquals("env. " + smallest, c.worst());
        assertTrue(c.cosine() < 0.99999, c::toString);
    }

    @Test
    void recordingsOfAnyLengthAndNumberOfEnvironmentsAreRead() throws IOException {
        var whole = (Recording.Rollout) recording("rollouts/HopperEnv.rollout.json");
        var json = com.google.gson.JsonParser.parseString(
                        Files.readString(Datasets.path("recordings/rollouts/HopperEnv.rollout.json")))
                .getAsJsonObject();
        for (String name : new String[] {"q", "qd", "action", "obs", "reward"}) {
            var shorter = new com.google.gson.JsonArray();
            for (int t = 0; t < (name.startsWith("q") ? 6 : 5); t++) {
                var row = new com.google.gson.JsonArray();
                json.getAsJsonArray(name)
                        .get(t)
                        .getAsJsonArray()
                        .asList()
                        .subList(2, 5)
                        .forEach(row::add);
                shorter.add(row);
            }
            json.add(name, shorter);
        }
        json.remove("obs0");
        json.remove("layout");
        var file = Files.writeString(folder.resolve("part.rollout.json"), json.toString());
        var part = (Recording.Rollout) Recording.read(file).orElseThrow();
        assertEquals(3, part.environments());
        assertEquals(5, part.action().length);
        assertEquals(whole.reward()[4][2], part.reward()[4][0]);
        assertEquals(whole.state()[5][2 * 12 + 7], part.state()[5][7]);
        assertTrue(Replay.compare(part, 1).stream().allMatch(c -> c.within(c.tolerance())));
    }

    @Test
    void statesThatATaskGivesUpAreLeftOutAndCounted() {
        var humanoid = (Recording.Rollout) recording("rollouts/HumanoidEnv.rollout.json");
        humanoid.state()[4][60] = Double.NaN;
        var c = of(humanoid, "state");
        assertEquals(2, c.leftOut());
        assertTrue(c.within(c.tolerance()), c::toString);
        var ant = (Recording.Rollout) recording("rollouts/AntEnv.rollout.json");
        ant.state()[4][60] = Double.NaN;
        c = of(ant, "state");
        assertEquals(0, c.leftOut());
        assertTrue(Double.isNaN(c.error()) && !c.within(c.tolerance()), c::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"env\": \"HopperEnv\", \"action\": [[[0, 0, \"x\"]]]}; $.action[0][0][2]",
                "{\"env\": \"HopperEnv\", \"action\": [[[0, 0, 0]]], \"q\": [[[0]]]}; 'q' has 1 rows; needed are 2 × 1 × 6 numbers",
                "{\"env\": \"HopperEnv\", \"action\": [[[0, 0, 0]]], \"q\": [[[0]], [[0]]]}; 'q[0][0]' has 1 numbers; needed are 6",
                "{\"env\": \"HopperEnv\", \"action\": [[[0, 0, 0]], []]}; 'q' is missing; needed are 3 × 1 × 6 numbers",
                "{\"env\": \"HopperEnv\", \"action\": [[]]}; has no steps",
                "{\"env\": \"HopperEnv\", \"d_action\": [], \"action\": [[[0, 0, 0]]]}; 'q0' is missing; needed are 1 × 6 numbers",
                "{\"env\": null}; path $.env.",
                "{\"env\": \"HopperEnv\", \"action\": [[[[0]]]]}; path $.action[0][0][0].",
                "{\"env\": \"HopperEnv\", \"action\": [[[0, 0, 0]]; it ends too early at line 1"
            })
    void whatIsWrongWithARecordingIsSaidByItsPlace(String contents, String message) throws IOException {
        var file = Files.writeString(folder.resolve("x.rollout.json"), contents);
        var e = assertThrows(RunException.class, () -> Recording.read(file));
        assertTrue(e.getMessage().contains(message) && e.getMessage().contains("x.rollout.json"), e.getMessage());
    }

    /** A task whose worst error is no number must not look good. */
    @Test
    void ofEachTaskTheQuantityNearestItsToleranceIsShown() {
        var table = Replay.table(Datasets.path("recordings/gradients"), 1);
        var nearest = Replay.nearest(table);
        assertEquals(
                List.of("ant", "cartpole", "cheetah", "hopper", "humanoid", "snu"),
                nearest.stringColumn("task").asList());
        for (int r = 0; r < 6; r++) {
            String task = nearest.stringColumn("task").get(r);
            var own = table.where(table.stringColumn("task").isEqualTo(task));
            assertEquals(3, nearest.intColumn("quantities").get(r));
            assertEquals(3, nearest.intColumn("within").get(r));
            // All have one tolerance here.
            assertEquals(
                    own.doubleColumn("worst error").max(),
                    nearest.doubleColumn("worst error").get(r));
        }
        table.doubleColumn("worst error").set(1, Double.NaN);
        table.stringColumn("verdict").set(1, "BEYOND");
        var broken = Replay.nearest(table);
        assertEquals(2, broken.intColumn("within").get(0));
        assertEquals(
                table.stringColumn("quantity").get(1),
                broken.stringColumn("nearest").get(0));
    }
}
