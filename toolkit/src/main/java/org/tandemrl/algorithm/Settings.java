package org.tandemrl.algorithm;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.tandemrl.sim.Spelling;

/** The settings of configuration records by name (see {@link AlgorithmConfig} for the rule), and copies with one of them changed. */
public final class Settings {
    private Settings() {}

    /**
     * A copy of a configuration with one setting changed.
     *
     * @param setting its name
     * @param value of the setting's type, or a text to be read as one
     * @throws IllegalArgumentException with the name that a setting has now, or with the names there are, or the values that are allowed
     */
    public static <T extends Record> T with(T config, String setting, Object value) {
        var names = new ArrayList<>(of(config).keySet());
        if (!names.contains(setting)) {
            String now = renamed(config.getClass()).get(setting);
            if (config instanceof AlgorithmConfig algorithm) {
                names.removeAll(algorithm.fixed());
            }
            throw new IllegalArgumentException(
                    now != null
                            ? "The setting '" + setting + "' is now called " + now + "."
                            : Spelling.unknown("setting", setting, names));
        }
        return changed(config, "", setting, value);
    }

    /** A copy of a record whose settings have a beginning of their names in common. */
    private static <T extends Record> T changed(T config, String beginning, String setting, Object value) {
        RecordComponent[] components = config.getClass().getRecordComponents();
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                Object now = value(components[i], config);
                String name = beginning + components[i].getName();
                if (now instanceof Record part) {
                    String within = isGroup(part.getClass()) ? name + "." : beginning;
                    values[i] = of(part, within).containsKey(setting) ? changed(part, within, setting, value) : now;
                } else {
                    values[i] = name.equals(setting) ? read(setting, value, components[i].getType()) : now;
                }
            }
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            var constructor = (Constructor<T>) config.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record of a user's need not be public. */
    private static Object value(RecordComponent component, Record config) throws ReflectiveOperationException {
        component.getAccessor().setAccessible(true);
        return component.getAccessor().invoke(config);
    }

    /** Names and values as text, in the order of the components. */
    public static Map<String, String> of(Record config) {
        return of(config, "");
    }

    private static Map<String, String> of(Record config, String beginning) {
        var settings = new LinkedHashMap<String, String>();
        try {
            for (var component : config.getClass().getRecordComponents()) {
                Object value = value(component, config);
                String name = beginning + component.getName();
                if (value instanceof Record part) {
                    settings.putAll(of(part, isGroup(part.getClass()) ? name + "." : beginning));
                } else {
                    settings.put(name, value.toString());
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return settings;
    }

    /** The names that settings of a configuration had in older runs, with those they have now; of configurations within, too. */
    public static Map<String, String> renamed(Class<?> type) {
        var renamed = new LinkedHashMap<>(Algorithms.renamedSettings(type));
        for (var component : type.getRecordComponents()) {
            if (component.getType().isRecord() && !isGroup(component.getType())) {
                renamed.putAll(renamed(component.getType()));
            }
        }
        return renamed;
    }

    /** Whether settings within a record are named with the component that it is. */
    private static boolean isGroup(Class<?> type) {
        return !AlgorithmConfig.class.isAssignableFrom(type);
    }

    /** Refuses a setting that does not hold. */
    public static void require(boolean holds, String name, Object given, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + given + "; allowed is " + allowed + ".");
        }
    }

    public static void requirePositive(String name, long given) {
        require(given > 0, name, given, "1 or more");
    }

    public static void requireRate(String name, double given) {
        require(given >= 0 && Double.isFinite(given), name, given, "a finite learning rate, 0 or more");
    }

    public static void requireWeight(String name, double given) {
        require(given >= 0 && Double.isFinite(given), name, given, "finite, 0 or more");
    }

    /** Checks units of hidden layers. */
    public static List<Integer> units(String name, List<Integer> given) {
        require(
                given != null && !given.isEmpty() && given.stream().allMatch(u -> u != null && u > 0),
                name,
                String.valueOf(given),
                "one number of units a layer, each 1 or more, as 64,32");
        return List.copyOf(given);
    }

    private static Object read(String setting, Object value, Class<?> type) {
        try {
            String text = String.valueOf(value).strip();
            if (type == int.class) {
                return (int) Counts.parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            } else if (type == long.class) {
                return Counts.parse(text, Long.MIN_VALUE, Long.MAX_VALUE);
            } else if (type == double.class) {
                return Double.parseDouble(text);
            } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
                return Boolean.parseBoolean(text);
            } else if (type == List.class) {
                return Arrays.stream(text.replaceAll("[\\[\\]\\s]", "").split(","))
                        .map(number -> (int) Counts.parse(number, Integer.MIN_VALUE, Integer.MAX_VALUE))
                        .toList();
            } else if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    if (constant.toString().equals(text.toUpperCase(Locale.ROOT))) {
                        return constant;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the message below, which names the setting.
        }
        String allowed = type.isEnum()
                ? "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
                : type == List.class
                        ? "a list of whole numbers, as 64,32"
                        : type == double.class
                                ? "a number"
                                : type == boolean.class
                                        ? "true or false"
                                        : Counts.FORMS + ", of at most "
                                                + (type == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
        throw new IllegalArgumentException("Setting '" + setting + "' is " + value + "; allowed is " + allowed + ".");
    }
}
