package org.tandemrl.algorithm;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/** The algorithms by name: their settings for a task, and how they are made from them. */
public final class Algorithms {
    /**
     * An algorithm as runs know it.
     *
     * @param name by which runs refer to it
     * @param description what it is, in a few words
     * @param type of its settings
     */
    public record Kind<C extends AlgorithmConfig>(
            String name, String description, Class<C> type, Function<String, C> defaults, BiConsumer<String, C> check, Maker<C> maker) {
        /**
         * The settings for a task, the paper's where it has some.
         *
         * @throws IllegalArgumentException naming the tasks there are
         */
        public C config(String task) {
            return defaults.apply(task);
        }

        /**
         * Checks that settings are this algorithm's.
         *
         * @throws IllegalArgumentException saying what makes them another's
         */
        public void check(AlgorithmConfig config) {
            check.accept(name, own(config));
        }

        /** The algorithm in environments, with weights and noise drawn from the seeds, on so many threads. */
        public Algorithm make(AlgorithmConfig config, Environment environment, Seeds seeds, int threads) {
            return maker.make(name, own(config), environment, seeds, threads);
        }

        private C own(AlgorithmConfig config) {
            if (!type.isInstance(config)) {
                throw new IllegalArgumentException("Algorithm " + name + " has settings of " + type.getSimpleName() + "; given are "
                        + config.getClass().getSimpleName() + ".");
            }
            return type.cast(config);
        }
    }

    /** Makes an algorithm of a name. */
    @FunctionalInterface
    public interface Maker<C> {
        /** See {@link Kind#make}. */
        Algorithm make(String name, C config, Environment environment, Seeds seeds, int threads);
    }

    private static final Map<String, Kind<?>> KINDS = new LinkedHashMap<>();
    private static final Map<Class<?>, Map<String, String>> RENAMED = new HashMap<>();
    private static final Map<Class<?>, Map<String, String>> LATER = new HashMap<>();

    static {
        for (var provider : ServiceLoader.load(AlgorithmProvider.class, Algorithms.class.getClassLoader())) {
            provider.kinds().forEach(kind -> KINDS.put(kind.name(), kind));
            RENAMED.putAll(provider.renamedSettings());
            LATER.putAll(provider.laterSettings());
        }
    }

    private Algorithms() {}

    /** All names. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * The algorithm of a name.
     *
     * @throws IllegalArgumentException with the names there are
     */
    public static Kind<?> named(String name) {
        var kind = KINDS.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "There is no algorithm '" + name + "'; there are " + String.join(", ", KINDS.keySet()) + ".");
        }
        return kind;
    }

    /**
     * Settings of a type of configuration by the names they had when older runs were recorded, with those they have now.
     *
     * @param type a configuration record, or one that is a component of such a record
     */
    public static Map<String, String> renamedSettings(Class<?> type) {
        return RENAMED.getOrDefault(type, Map.of());
    }

    /**
     * Settings that a type of configuration got after runs had been recorded without them, with what was done until then, as text.
     *
     * @param type a configuration record, or one that is a component of such a record
     */
    public static Map<String, String> laterSettings(Class<?> type) {
        return LATER.getOrDefault(type, Map.of());
    }
}
