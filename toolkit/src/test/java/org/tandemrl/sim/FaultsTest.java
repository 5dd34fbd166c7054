package org.tandemrl.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.recording.Recording;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.rigid.ModelJson;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.RobotException;

/** Whatever stands in a JSON where something else should: no message carries the name of a class. */
final class FaultsTest {
    /** What a value is replaced by. */
    private static final List<String> OTHERS = List.of(
            "null",
            "\"word\"",
            "true",
            "17.5",
            "-1e400",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "[\"x\"]",
            "[{}]",
            "{\"a\": 1}");

    @TempDir
    private Path folder;

    private interface Reader {
        void read(Path file) throws Exception;
    }

    /** Replaces every value down to a depth, one at a time, and leaves each out; the messages of what is refused. */
    private List<String> refusals(String name, String text, int depth, Reader reader) throws Exception {
        var messages = new ArrayList<String>();
        var file = folder.resolve(name);
        var variants = new ArrayList<String>();
        for (String other : OTHERS) {
            variants.add(other);
            vary(JsonParser.parseString(text), JsonParser.parseString(other), depth, variants);
        }
        for (int cut : new int[] {0, 1, text.length() / 3, text.length() - 2}) {
            variants.add(text.substring(0, cut));
        }
        variants.add(text.replaceFirst(":", ";"));
        variants.add("[".repeat(50_000));
        for (String variant : variants) {
            Files.writeString(file, variant);
            try {
                reader.read(file);
            } catch (RunException | IllegalArgumentException | RobotException refused) {
                messages.add(refused.getMessage());
            }
        }
        return messages;
    }

    private static void vary(JsonElement tree, JsonElement other, int depth, List<String> variants) {
        varyWithin(tree, tree, other, depth, variants);
    }

    private static void varyWithin(
            JsonElement root, JsonElement at, JsonElement other, int depth, List<String> variants) {
        if (depth == 0) {
            return;
        }
        if (at instanceof JsonObject object) {
            for (String name : List.copyOf(object.keySet())) {
                var was = object.get(name);
                object.add(name, other);
                variants.add(root.toString());
                object.add(name, was);
                varyWithin(root, was, other, depth - 1, variants);
            }
        } else if (at instanceof JsonArray array && !array.isEmpty()) {
            var was = array.get(0);
            array.set(0, other);
            variants.add(root.toString());
            array.set(0, was);
            varyWithin(root, was, other, depth - 1, variants);
        }
    }

    private static void assertInWords(List<String> messages, int least) {
        assertTrue(messages.size() > least, "only " + messages.size() + " were refused");
        for (String message : messages) {
            assertFalse(
                    message.matches(
                            "(?s).*(java\\.|com\\.google|\\bclass |Exception|BEGIN_|END_|\\bnull$|JsonReader|Not a JSON|https?:).*"),
                    message);
        }
    }

    @Test
    void modelsOfRobots() throws Exception {
        String text = Files.readString(Datasets.path("recordings/models/HopperEnv.model.json"));
        assertInWords(refusals("x.model.json", text, 3, f -> ModelJson.read(f, new int[] {3, 4, 5})), 150);
    }

    @Test
    void constantsOfRobots() throws Exception {
        String text = """
                {"controlRate": 60, "substeps": 16, "massMatrixEvery": 16, "contact": {"stiffness": 2e4, "damping": 1e3, "friction": 1e3},
                "limits": {"stiffness": 1e3, "damping": 10}, "armature": 0.01, "inertia": "exact", "start": {"ankle": 1.0}}""";
        assertInWords(refusals("constants.json", text, 2, PhysicsConstants::read), 100);
    }

    @Test
    void recordings() throws Exception {
        String text = """
                {"env": "CartPoleSwingUpEnv", "q": [[[0, 0]], [[0, 0]]], "qd": [[[0, 0]], [[0, 0]]], "action": [[[0]]],
                "obs": [[[0, 0, 0, 0, 0]]], "reward": [[0]]}""";
        assertInWords(refusals("x.rollout.json", text, 4, Recording::read), 50);
    }

    @Test
    void recordsOfRuns() throws Exception {
        try (var records = Files.walk(Datasets.path("results"))) {
            var record = records.filter(f -> f.endsWith("run.json"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            assertInWords(refusals("run.json", Files.readString(record), 4, f -> Run.readRecord(f.getParent())), 200);
        }
    }

    @Test
    void whatIsSaidNamesWhatIsThereAndWhatIsExpected() {
        assertEquals(
                "there is a text where an array is expected at line 1 column 7 path $.q",
                Faults.ofJson(new IllegalStateException(
                        "Expected BEGIN_ARRAY but was STRING at line 1 column 7 path $.q\nSee https://example.org")));
        assertEquals(
                "there is \"x\" where a number is expected",
                Faults.ofJson(new NumberFormatException("For input string: \"x\"")));
    }
}
