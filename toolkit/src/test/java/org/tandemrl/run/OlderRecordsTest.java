package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.algorithm.firstorder.DmoConfig;

/** Runs of before settings were grouped. */
final class OlderRecordsTest {
    private static final Map<String, String> NOW = Algorithms.renamedSettings(DmoConfig.class);

    @TempDir
    private Path scratch;

    /** A run that was stopped after two epochs, its record and its checkpoint as they were written with flat settings. */
    private Path older(RunSettings settings) throws Exception {
        var folder = scratch.resolve("older");
        try (var run = Run.start(settings, folder)) {
            assertFalse(run.train(r -> {
                if (r.algorithm().epochs() == 2) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        var record = JsonParser.parseString(Files.readString(folder.resolve("run.json")))
                .getAsJsonObject();
        record.remove(RecordSeal.NAME);
        flatten(record.getAsJsonObject("settings").getAsJsonObject("config"));
        Files.writeString(
                folder.resolve("run.json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(record));
        header(folder, new LinkedHashMap<>());
        return folder;
    }

    private static void flatten(JsonObject config) {
        for (String part : new String[] {"soft", "base"}) {
            if (config.get(part) instanceof JsonObject within) {
                flatten(within);
            }
        }
        if (config.has("model")) {
            NOW.forEach((before, now) -> config.add(
                    before,
                    config.getAsJsonObject(now.substring(0, now.indexOf('.')))
                            .get(now.substring(now.indexOf('.') + 1))));
            NOW.values().forEach(now -> config.remove(now.substring(0, now.indexOf('.'))));
        }
    }

    /** Gives the checkpoint's header its older names, and other values to some. */
    private static void header(Path folder, Map<String, String> others) {
        var file = folder.resolve("checkpoint.npz");
        var checkpoint = Checkpoint.read(file);
        var h = checkpoint.header();
        var config = new LinkedHashMap<>(h.config());
        NOW.forEach((before, now) -> {
            if (config.containsKey(now)) {
                config.put(before, config.remove(now));
            }
        });
        config.putAll(others);
        new Checkpoint(
                        new Checkpoint.Header(
                                h.format(),
                                h.algorithm(),
                                h.task(),
                                h.seed(),
                                h.toolkit(),
                                config,
                                h.epochs(),
                                h.bufferWritten(),
                                h.bufferSums(),
                                h.lengths()),
                        checkpoint.arrays())
                .write(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmo", "ahac", "sapo", "maac"})
    void aRunWithFlatSettingsGoesOnAsIfTheyHadAlwaysBeenGrouped(String algorithm) throws Exception {
        var settings = TinyRuns.settings(algorithm, 5, 4);
        var straight = scratch.resolve("straight");
        try (var run = Run.start(settings, straight)) {
            assertTrue(run.train(r -> {}));
        }
        var folder = older(settings);
        assertTrue(Files.readString(folder.resolve("run.json")).contains("\"modelUpdates\": "));
        assertEquals(settings, Run.readRecord(folder).settings());
        try (var run = Run.resume(folder)) {
            assertEquals(2, run.algorithm().epochs());
            assertTrue(run.train(r -> {}));
        }
        assertEquals(TinyRuns.numbers(straight), TinyRuns.numbers(folder));
        String now = Files.readString(folder.resolve("run.json"));
        assertTrue(!now.contains("modelUpdates") && now.contains("\"updates\": "), now);
        assertEquals(settings, Run.readRecord(folder).settings(), "as it is written now");
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefusedByTheNameTheyHaveNow() throws Exception {
        var folder = older(TinyRuns.settings(5, 4));
        header(folder, Map.of("modelUpdates", "3"));
        var refused = assertThrows(RunException.class, () -> Run.resume(folder)).getMessage();
        assertTrue(refused.contains("is of setting model.updates 3; the run is of 2"), refused);
    }

    @Test
    void aSettingThatIsThereTwiceOrNotAtAllIsNamed() throws Exception {
        var folder = older(TinyRuns.settings(5, 4));
        var file = folder.resolve("run.json");
        String text = Files.readString(file);
        // Settings stand in any order, so that this one may be the last.
        Files.writeString(file, text.replaceFirst("\"modelUpdates\": 2,|,\\s*\"modelUpdates\": 2", ""));
        var missing =
                assertThrows(RunException.class, () -> Run.readRecord(folder)).getMessage();
        assertTrue(missing.startsWith("There is no 'updates' in 'settings.config.model' of"), missing);
        Files.writeString(
                file, text.replaceFirst("\"modelUpdates\": 2", "\"model\": {\"updates\": 3}, \"modelUpdates\": 2"));
        var twice =
                assertThrows(RunException.class, () -> Run.readRecord(folder)).getMessage();
        assertTrue(twice.startsWith("There is an unknown 'modelUpdates' in 'settings.config' of"), twice);
    }
}
