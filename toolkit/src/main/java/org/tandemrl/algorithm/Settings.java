package org.tandemrl.algorithm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Copies of configuration records with one component changed. */
final class Settings {
    private Settings() {}

    static <T extends Record> T with(T config, String setting, Object value) {
        RecordComponent[] components = config.getClass().getRecordComponents();
        if (Stream.of(components).noneMatch(c -> c.getName().equals(setting))) {
            throw new IllegalArgumentException("There is no setting '" + setting + "'; there are "
                    + Stream.of(components).map(RecordComponent::getName).collect(Collectors.joining(", ")) + ".");
        }
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = components[i].getName().equals(setting)
                        ? read(setting, value, components[i].getType())
                        : components[i].getAccessor().invoke(config);
            }
            Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            T copy = (T) config.getClass().getDeclaredConstructor(types).newInstance(values);
            return copy;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names and values as text, in the order of the components. */
    static Map<String, String> of(Record config) {
        var settings = new LinkedHashMap<String, String>();
        try {
            for (var component : config.getClass().getRecordComponents()) {
                settings.put(component.getName(), component.getAccessor().invoke(config).toString());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return settings;
    }

    private static Object read(String setting, Object value, Class<?> type) {
        try {
            String text = String.valueOf(value).strip();
            if (type == int.class) {
                return Integer.parseInt(text);
            } else if (type == long.class) {
                return Long.parseLong(text);
            } else if (type == double.class) {
                return Double.parseDouble(text);
            } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
                return Boolean.parseBoolean(text);
            } else if (type == List.class) {
                return Arrays.stream(text.replaceAll("[\\[\\]\\s]", "").split(",")).map(Integer::valueOf).toList();
            } else if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    if (constant.toString().equals(text.toUpperCase(Locale.ROOT))) {
                        return constant;
                    }
                }
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below, which names the setting.
        }
        String allowed = type.isEnum()
                ? "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
                : type == List.class ? "a list of whole numbers, as 64,32"
                : type == double.class ? "a number"
                : type == boolean.class ? "true or false"
                : "a whole number of at most " + (type == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
        throw new IllegalArgumentException("Setting '" + setting + "' is " + value + "; allowed is " + allowed + ".");
    }
}
