package org.tandemrl.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.extension.Origin;
import org.tandemrl.sim.Faults;
import org.tandemrl.task.Tasks;

/** {@code run.json}: read with everything demanded that a run needs, written whole and with its checksum. */
final class RecordFile {
    /** Name of the file in a run's folder. */
    static final String NAME = "run.json";

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeSpecialFloatingPointValues()
            .create();

    private RecordFile() {}

    /**
     * What a folder's run is and where it comes from.
     *
     * @throws RunException if there is no run, or its record is damaged
     */
    static Run.Record read(Path directory) {
        var file = directory.resolve(NAME);
        try {
            String text = Files.readString(file);
            var tree = JsonParser.parseString(text).getAsJsonObject();
            tree.remove(RecordSeal.NAME);
            // Gson reads what is missing as null or zero: a setting must never become zero silently.
            addLaterParts(tree);
            requireComponents(file, "", tree, Run.Record.class);
            requireComponents(file, "settings", tree.get("settings"), RunSettings.class);
            var settings = tree.getAsJsonObject("settings");
            var origins = tree.getAsJsonObject("origins");
            requireComponents(file, "origins", origins, Origins.class);
            for (String part : List.of("task", "algorithm", "robot", "constants")) {
                requireComponents(file, "origins." + part, origins.get(part), Origin.class);
            }
            GSON.fromJson(origins, Origins.class)
                    .readFrom(directory)
                    .requireAlgorithm(
                            directory,
                            new Origins.RunNames(
                                    settings.get("task").getAsString(),
                                    settings.get("algorithm").getAsString()));
            var type = Algorithms.named(settings.get("algorithm").getAsString()).type();
            if (settings.get("config") instanceof JsonObject config) {
                OlderRecords.update(config, type);
            }
            requireSettings(file, "settings.config", settings.get("config"), type);
            if (!RecordSeal.fault(text).isEmpty()) {
                throw new RunException(file + " is damaged, or was changed by hand: " + RecordSeal.fault(text)
                        + ". A record that is changed on purpose goes without the line \"" + RecordSeal.NAME + "\".");
            }
            Run.Record record = new GsonBuilder()
                    .serializeSpecialFloatingPointValues()
                    .registerTypeAdapter(AlgorithmConfig.class, (JsonDeserializer<AlgorithmConfig>)
                            (json, t, context) -> context.deserialize(json, type))
                    .create()
                    .fromJson(tree, Run.Record.class);
            return new Run.Record(
                    record.settings(), record.provenance(), record.origins().readFrom(directory));
        } catch (IOException e) {
            throw new RunException(
                    "There is no run in " + directory + ": " + NAME + " cannot be read (" + RunException.reason(e)
                            + ").",
                    e);
        } catch (JsonParseException | IllegalStateException | ClassCastException e) {
            throw new RunException(file + " is damaged or not a run's record (" + Faults.ofJson(e) + ").", e);
        } catch (RunException e) {
            throw e;
        } catch (RuntimeException e) {
            // What a record's constructor refuses comes wrapped by Gson.
            var reason = e.getCause() == null ? e : e.getCause();
            throw new RunException(file + " is damaged or of another version: " + Faults.ofJson(reason), e);
        }
    }

    /** Writes it, sealed. */
    static void write(Path directory, Run.Record record) {
        var stored = new Run.Record(
                record.settings(), record.provenance(), record.origins().recordedIn(directory));
        String text = RecordSeal.seal(GSON.toJson(stored));
        WholeFile.write(directory.resolve(NAME), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the record has a checksum; those of older versions, and those changed on purpose, have none. */
    static boolean isSealed(Path directory) {
        try {
            return RecordSeal.isSealed(Files.readString(directory.resolve(NAME)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Demands all settings of a configuration and of the records within. */
    private static void requireSettings(Path file, String path, JsonElement config, Class<?> type) {
        requireComponents(file, path, config, type);
        for (var component : type.getRecordComponents()) {
            if (component.getType().isRecord()) {
                requireSettings(
                        file,
                        path + "." + component.getName(),
                        config.getAsJsonObject().get(component.getName()),
                        component.getType());
            }
        }
    }

    /** Until runs could say otherwise, invalid states were the task's matter, and all tasks and algorithms the toolkit's. */
    private static void addLaterParts(JsonObject record) {
        if (record.get("settings") instanceof JsonObject run && run.has("task") && run.has("algorithm")) {
            String task = run.get("task").getAsString();
            if (!run.has("invalidStates")) {
                run.addProperty(
                        "invalidStates", Tasks.named(task).invalidStates().name());
            }
            if (!record.has("origins")) {
                record.add(
                        "origins",
                        GSON.toJsonTree(Origins.before(run.get("algorithm").getAsString(), task)));
            }
            if (record.get("origins") instanceof JsonObject origins && !origins.has("taskSizes")) {
                origins.add("taskSizes", new JsonObject());
            }
        }
    }

    private static void requireComponents(Path file, String path, JsonElement element, Class<?> type) {
        var wanted = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        String where = path.isEmpty() ? file.toString() : "'" + path + "' of " + file;
        if (element == null || !element.isJsonObject()) {
            throw new RunException("There is no " + where + ": not a run's record, or a damaged one.");
        }
        var given = element.getAsJsonObject();
        for (String name : wanted) {
            if (!given.has(name) || given.get(name).isJsonNull()) {
                throw new RunException("There is no '" + name + "' in " + where
                        + ": damaged, or written by another version of the toolkit.");
            }
        }
        for (String name : given.keySet()) {
            if (!wanted.contains(name)) {
                throw new RunException("There is an unknown '" + name + "' in " + where + "; known are "
                        + String.join(", ", wanted) + ".");
            }
        }
    }
}
