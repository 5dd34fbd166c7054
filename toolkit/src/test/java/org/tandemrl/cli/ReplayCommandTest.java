package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.Datasets;

final class ReplayCommandTest {
    @TempDir
    private Path folder;

    private Path copy(String below) throws IOException {
        var from = Datasets.path("recordings/" + below);
        return Files.copy(from, folder.resolve(from.getFileName()));
    }

    @Test
    void ourPhysicsTasksAndGradientsAreThoseOfTheRecordings() throws Exception {
        for (String env : new String[] {"CartPoleSwingUpEnv", "HopperEnv"}) {
            copy("rollouts/" + env + ".rollout.json");
            copy("gradients/" + env + ".gradient.json");
        }
        // Ant has the same three quantities; its gradient comes through every task's whole chain.
        copy("gradients/AntEnv.gradient.json");
        var replay = CommandLines.run("replay", folder);
        assertEquals(0, replay.exitCode(), replay.out() + replay.err());
        assertEquals("replay: 5 within tolerance, 0 beyond, 0 skipped", replay.lastLine());
        assertEquals(6, replay.out().lines().count());
        assertTrue(replay.out()
                .lines()
                .limit(5)
                .allMatch(l -> l.contains("largest relative error") && l.contains(" ok ")));
        var strict = CommandLines.run("replay", folder, "--tolerance", "1e-12");
        assertEquals(3, strict.exitCode());
        assertEquals("replay: 0 within tolerance, 5 beyond, 0 skipped", strict.lastLine());
    }

    /** One number in one array changed by a thousandth of its scale. */
    @ParameterizedTest
    @CsvSource({
        "rollouts/HopperEnv.rollout.json, qd", "rollouts/HopperEnv.rollout.json, obs",
        "rollouts/HopperEnv.rollout.json, reward", "rollouts/CartPoleSwingUpEnv.rollout.json, q",
        "gradients/CartPoleSwingUpEnv.gradient.json, d_action", "gradients/HopperEnv.gradient.json, d_qd0",
        "gradients/HopperEnv.gradient.json, d_q0"
    })
    void oneChangedNumberIsBeyondTolerance(String file, String array) throws Exception {
        var copy = copy(file);
        change(copy, array, v -> Double.toString(v + 2e-3 * (1 + Math.abs(v))));
        var replay = CommandLines.run("replay", folder);
        assertEquals(3, replay.exitCode(), replay.out());
        assertTrue(replay.out().contains("BEYOND TOLERANCE"));
        assertEquals("replay: 0 within tolerance, 1 beyond, 0 skipped", replay.lastLine());
    }

    @Test
    void aNumberThatIsNotOneIsNotASmallError() throws Exception {
        change(copy("rollouts/CartPoleSwingUpEnv.rollout.json"), "obs", v -> "NaN");
        var replay = CommandLines.run("replay", folder);
        assertEquals(3, replay.exitCode(), replay.out());
        assertTrue(replay.out().contains("largest relative error NaN BEYOND TOLERANCE"), replay.out());
    }

    private interface Change {
        String of(double value);
    }

    /** Changes the largest number of an array, which no tolerance relative to the whole hides. */
    private static void change(Path file, String array, Change change) throws IOException {
        String text = Files.readString(file);
        var start = Pattern.compile("\"" + array + "\"\\s*:").matcher(text);
        assertTrue(start.find(), array);
        int end = text.indexOf("\"", start.end());
        var number =
                Pattern.compile("-?\\d[\\d.eE+-]*").matcher(text).region(start.end(), end < 0 ? text.length() : end);
        int from = 0;
        int to = 0;
        double largest = -1;
        // Not in the first row: a start is not compared with anything.
        for (int i = 0; number.find(); i++) {
            double v = Double.parseDouble(number.group());
            if ((i > 60 || array.startsWith("d_")) && Math.abs(v) > largest) {
                largest = Math.abs(v);
                from = number.start();
                to = number.end();
            }
        }
        double v = Double.parseDouble(text.substring(from, to));
        Files.writeString(file, text.substring(0, from) + change.of(v) + text.substring(to));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "3",
                "{\"env\": 3, \"q\": 1}",
                "{\"q\": []}",
                "\u0000\u0001",
                "{\"env\": \"HopperEnv\"}",
                "{\"env\": \"HopperEnv\", \"q\": [], \"qd\": [], \"action\": [], \"obs\": [], \"reward\": []}",
                "{\"env\": \"HopperEnv\", \"q\": [[[1]],[[1]]], \"qd\": [[[1]],[[1]]], \"action\": [[[1]]], \"obs\": [[[1]]], \"reward\": [[1]]}",
                "{\"env\": \"HopperEnv\", \"q\": [[[null]]], \"action\": [[[1]]]}",
                "{\"env\": \"HopperEnv\", \"q\": [[[0,0,0,0,0,0]]], \"qd\": [[[0,0,0,0,0,0]]], \"action\": [], \"obs\": [], \"reward\": []}",
                "{\"env\": \"HopperEnv\", \"q\": [null], \"qd\": [null], \"action\": [], \"obs\": [], \"reward\": []}",
                "{\"env\": \"HopperEnv\", \"d_action\": [], \"q0\": [[]], \"qd0\": [[]], \"action\": []}"
            })
    void aFileThatIsNoRecordingIsNamedAndTheOthersAreStillCompared(String contents) throws Exception {
        Files.writeString(folder.resolve("bad.rollout.json"), contents);
        copy("gradients/CartPoleSwingUpEnv.gradient.json");
        var replay = CommandLines.run("replay", folder).refused(1, "bad.rollout.json");
        assertEquals("replay: 1 within tolerance, 0 beyond, 0 skipped, 1 unreadable", replay.lastLine());
    }

    @Test
    void aRecordingOfAnotherRobotIsSkippedAndSaidSo() throws Exception {
        Files.writeString(folder.resolve("x.rollout.json"), "{\"env\": \"NoSuchEnv\"}");
        var replay = CommandLines.run("replay", folder);
        assertEquals(0, replay.exitCode());
        assertEquals("replay: 0 within tolerance, 0 beyond, 1 skipped", replay.lastLine());
    }

    @Test
    void foldersWithoutRecordingsAreRefused() throws Exception {
        CommandLines.run("replay", folder).refused(1, "There are no recordings", folder.toString());
        CommandLines.run("replay", folder.resolve("none")).refused(1, "none does not exist");
        var file = Files.writeString(folder.resolve("file"), "");
        CommandLines.run("replay", file).refused(1, "is not a folder");
        CommandLines.run("replay", folder, "--tolerance", "NaN").refused(2, "--tolerance is NaN");
    }
}
