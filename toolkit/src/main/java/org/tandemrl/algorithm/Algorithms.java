package org.tandemrl.algorithm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tandemrl.extension.Extension;
import org.tandemrl.extension.ExtensionException;
import org.tandemrl.extension.Origin;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.sim.Spelling;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

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
            String name,
            String description,
            Class<C> type,
            Function<String, C> defaults,
            BiConsumer<String, C> check,
            Maker<C> maker) {
        /**
         * An algorithm with the same general settings on every task.
         *
         * @param general its settings, a record
         */
        @SuppressWarnings("unchecked")
        public static <C extends AlgorithmConfig> Kind<C> of(
                String name, String description, C general, Maker<C> maker) {
            return new Kind<>(
                    name, description, (Class<C>) general.getClass(), task -> general, (n, config) -> {}, maker);
        }

        /** The settings for a task of the toolkit, the paper's where it has some; for any other name the general ones. */
        public C config(String task) {
            return defaults.apply(task);
        }

        /**
         * The settings for a task: those for its name, changed by what the task itself says in {@link Task#settings}.
         *
         * @throws IllegalArgumentException naming the task, if it names a setting that there is not, or a value that is not allowed
         */
        public C config(Task task) {
            AlgorithmConfig config = config(task.name());
            for (var setting : task.settings(name).entrySet()) {
                try {
                    config = config.with(setting.getKey(), setting.getValue());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "Task " + task.name() + " says in settings(\"" + name + "\") what cannot be: "
                                    + e.getMessage(),
                            e);
                }
            }
            return own(config);
        }

        /**
         * Checks that settings are this algorithm's.
         *
         * @throws IllegalArgumentException saying what makes them another's
         */
        public void check(AlgorithmConfig config) {
            check.accept(name, own(config));
        }

        /**
         * The algorithm in environments, with weights and noise drawn from the seeds, on so many threads.
         *
         * @throws IllegalArgumentException if it needs the simulator's derivative and that has none
         */
        public Algorithm make(AlgorithmConfig config, Environment environment, Seeds seeds, int threads) {
            if (config.needsDerivative() && !(environment.simulator() instanceof DifferentiableSimulator)) {
                throw new IllegalArgumentException("Task " + environment.task().name() + " runs on "
                        + environment.simulator().getClass().getSimpleName()
                        + ", which has no derivative. Algorithms that need one: "
                        + String.join(", ", names(environment.task(), true)) + "; without: "
                        + String.join(", ", names(environment.task(), false)) + ".");
            }
            return maker.make(name, own(config), environment, seeds, threads);
        }

        private C own(AlgorithmConfig config) {
            if (!type.isInstance(config)) {
                throw new IllegalArgumentException("Algorithm " + name + " has settings of " + type.getSimpleName()
                        + "; given are " + config.getClass().getSimpleName() + ".");
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

    /** An algorithm and who brought it: a provider, or for one that was given as an object the object. */
    private record Entry(Kind<?> kind, Object provider, Optional<Extension> file) {
        boolean isObject() {
            return provider == kind;
        }

        String place() {
            return file.map(f -> f.file().toString())
                    .orElseGet(() -> Origin.of(isObject() ? kind.maker : provider, !isObject())
                            .words());
        }
    }

    private static final Map<String, Entry> KINDS = new LinkedHashMap<>();
    private static final Map<Class<?>, Map<String, String>> RENAMED = new HashMap<>();
    private static final Map<Class<?>, Map<String, String>> LATER = new HashMap<>();

    static {
        for (var provider : ServiceLoader.load(AlgorithmProvider.class, Algorithms.class.getClassLoader())) {
            provider.kinds().forEach(kind -> add(new Entry(kind, provider, Optional.empty())));
            RENAMED.putAll(provider.renamedSettings());
            LATER.putAll(provider.laterSettings());
        }
    }

    private Algorithms() {}

    /** All names. */
    public static synchronized List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /** Those whose general settings need the simulator's derivative, or those whose do not. */
    private static synchronized List<String> names(Task task, boolean derivative) {
        return KINDS.values().stream()
                .map(Entry::kind)
                .filter(k -> k.config(task.name()).needsDerivative() == derivative)
                .map(Kind::name)
                .toList();
    }

    /**
     * Makes an algorithm that is an object, as of a notebook's cell, known by its name. One that was added before under that name is
     * replaced, so that a cell can be run again.
     *
     * @throws IllegalArgumentException if the name is the toolkit's, or that of a file's
     */
    public static synchronized void add(Kind<?> kind) {
        var there = KINDS.get(kind.name());
        if (there != null && there.kind == kind) {
            return;
        }
        if (there != null && there.isObject()) {
            KINDS.remove(kind.name());
        }
        add(new Entry(kind, kind, Optional.empty()));
    }

    /**
     * Makes the algorithms of a user's file known: those of its {@link AlgorithmProvider}s. A file that was changed replaces what it gave
     * before.
     *
     * @param file a jar or one Java source file
     * @return the names of its algorithms; empty if it holds none
     * @throws ExtensionException in the user's words, if it cannot be read, compiled or used, or a name is taken
     */
    public static synchronized List<String> load(Path file) {
        var extension = Extension.load(file);
        var providers = extension.providers(AlgorithmProvider.class);
        forget(file);
        var found = new ArrayList<String>();
        for (var provider : providers) {
            for (var kind : provider.kinds()) {
                add(new Entry(kind, provider, Optional.of(extension)));
                found.add(kind.name());
            }
            LATER.putAll(provider.laterSettings());
        }
        return found;
    }

    /** Forgets the algorithms that a file gave. */
    public static synchronized void forget(Path file) {
        KINDS.values().removeIf(e -> e.file.isPresent() && e.file.get().isAt(file));
    }

    /** Forgets an algorithm that was added as an object. */
    public static synchronized void forget(Kind<?> kind) {
        KINDS.values().removeIf(e -> e.isObject() && e.kind == kind);
    }

    private static void add(Entry entry) {
        var there = KINDS.putIfAbsent(entry.kind.name(), entry);
        boolean same = there != null
                && there.file.isPresent()
                && entry.file.isPresent()
                && there.file.get().sha256().equals(entry.file.get().sha256());
        if (there != null && !same) {
            throw new ExtensionException("There are two algorithms named '" + entry.kind.name() + "': one of "
                    + there.place() + " and one of " + entry.place() + ". Give one of them another name.");
        }
    }

    /** Where the algorithm of a name came from; of none there is, nowhere. */
    public static synchronized Origin origin(String name) {
        var entry = KINDS.get(name);
        return entry == null
                ? Origin.NONE
                : entry.isObject()
                        ? Origin.of(entry.kind.maker, false)
                        : Origin.of(entry.provider, entry.file.isEmpty());
    }

    /**
     * The algorithm of a name.
     *
     * @throws IllegalArgumentException with the names there are
     */
    public static synchronized Kind<?> named(String name) {
        var entry = KINDS.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(Spelling.unknown("algorithm", name, KINDS.keySet()));
        }
        return entry.kind;
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
    public static synchronized Map<String, String> laterSettings(Class<?> type) {
        return LATER.getOrDefault(type, Map.of());
    }
}
