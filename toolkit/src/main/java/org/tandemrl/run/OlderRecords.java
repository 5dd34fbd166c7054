package org.tandemrl.run;

import com.google.gson.JsonObject;
import java.util.Optional;
import org.tandemrl.algorithm.Algorithms;

/** Settings of older runs, brought to the form that they have now. */
final class OlderRecords {
    private OlderRecords() {}

    /**
     * Moves what has another name now, and adds what came later, with what was done before. What does not fit stays where it is, for the
     * reader to refuse.
     *
     * @param config of {@code run.json}; changed
     * @param type the record that it is of
     */
    static void update(JsonObject config, Class<?> type) {
        Algorithms.renamedSettings(type).forEach((before, now) -> {
            if (config.has(before)) {
                if (now.contains(".") && !config.has(group(now))) {
                    config.add(group(now), new JsonObject());
                }
                holder(config, now)
                        .filter(h -> !h.has(name(now)))
                        .ifPresent(h -> h.add(name(now), config.remove(before)));
            }
        });
        Algorithms.laterSettings(type)
                .forEach((setting, before) -> holder(config, setting)
                        .filter(h -> !h.has(name(setting)))
                        .ifPresent(h -> h.addProperty(name(setting), before)));
        for (var component : type.getRecordComponents()) {
            if (component.getType().isRecord() && config.get(component.getName()) instanceof JsonObject part) {
                update(part, component.getType());
            }
        }
    }

    /** The object that has the setting, if there is one. */
    private static Optional<JsonObject> holder(JsonObject config, String setting) {
        return !setting.contains(".")
                ? Optional.of(config)
                : config.get(group(setting)) instanceof JsonObject group ? Optional.of(group) : Optional.empty();
    }

    private static String group(String setting) {
        return setting.substring(0, setting.indexOf('.'));
    }

    private static String name(String setting) {
        return setting.substring(setting.indexOf('.') + 1);
    }
}
