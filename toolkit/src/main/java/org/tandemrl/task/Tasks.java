package org.tandemrl.task;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.tandemrl.extension.Extension;
import org.tandemrl.extension.ExtensionException;
import org.tandemrl.extension.Origin;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.sim.Spelling;

/** The tasks by name: the toolkit's, those on the class path, and those of files that were loaded. */
public final class Tasks {
    /** A task and the file that it was loaded from, if it was. */
    private record Entry(TaskKind kind, Object provider, Optional<Extension> file) {
        String place() {
            return file.map(f -> f.file().toString())
                    .orElseGet(() -> Origin.of(provider, true).words());
        }
    }

    private static final Map<String, Entry> KINDS = new LinkedHashMap<>();

    static {
        for (var provider : ServiceLoader.load(TaskProvider.class, Tasks.class.getClassLoader())) {
            provider.tasks().forEach(kind -> add(new Entry(kind, provider, Optional.empty())));
        }
    }

    private Tasks() {}

    /** The names there are. */
    public static synchronized List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * The task of a name, on its own robot.
     *
     * @throws IllegalArgumentException with the names there are, if there is no such task; or if it must be given a robot
     */
    public static Task named(String name) {
        return kind(name).make(Optional.empty());
    }

    /**
     * The task of a name on the robot of a file.
     *
     * @param robot MJCF or URDF
     * @throws IllegalArgumentException with the names there are, if there is no such task; or if it takes no robot
     */
    public static Task named(String name, Path robot) {
        return kind(name).make(Optional.of(robot));
    }

    /**
     * How the task of a name is made.
     *
     * @throws IllegalArgumentException with the names there are, if there is no such task
     */
    public static synchronized TaskKind kind(String name) {
        var entry = KINDS.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(Spelling.unknown("task", name, names())
                    + " Tasks of your own come from a jar or source file: --task-jar FILE.");
        }
        return entry.kind;
    }

    /**
     * Makes the tasks of a user's file known: of a jar those of its {@link TaskProvider}s; of a source file those of its providers and,
     * each by itself, its classes that implement {@link Task}, made by a constructor without arguments or with a robot's file
     * ({@link Path}). A file that was changed replaces what it gave before.
     *
     * @return the names of its tasks; empty if it holds none
     * @throws ExtensionException in the user's words, if it cannot be read, compiled or used, or a name is taken
     */
    public static synchronized List<String> load(Path file) {
        var extension = Extension.load(file);
        var found = new ArrayList<Entry>();
        for (var provider : extension.providers(TaskProvider.class)) {
            provider.tasks().forEach(kind -> found.add(new Entry(kind, provider, Optional.of(extension))));
        }
        var provided = found.isEmpty() ? extension.types(Task.class) : List.<Class<Task>>of();
        for (var type : provided) {
            found.add(entry(type, extension));
        }
        forget(file);
        found.forEach(Tasks::add);
        return found.stream().map(e -> e.kind.name()).toList();
    }

    /** Forgets the tasks that a file gave; their runs are found by the file again. */
    public static synchronized void forget(Path file) {
        KINDS.values().removeIf(e -> e.file.isPresent() && e.file.get().isAt(file));
    }

    private static void add(Entry entry) {
        var there = KINDS.get(entry.kind.name());
        boolean same = there != null
                && there.file.isPresent()
                && entry.file.isPresent()
                && there.file.get().sha256().equals(entry.file.get().sha256());
        if (there != null && !same) {
            throw new ExtensionException("There are two tasks named '" + entry.kind.name() + "': one of "
                    + there.place() + " and one of " + entry.place() + ". Give one of them another name.");
        }
        KINDS.put(entry.kind.name(), entry);
    }

    /** A class of a source file as a task by itself. */
    private static Entry entry(Class<Task> type, Extension extension) {
        var plain = constructor(type);
        var onRobot = constructor(type, Path.class);
        if (plain.isEmpty() && onRobot.isEmpty()) {
            throw new ExtensionException(
                    "Class " + type.getName() + " of " + extension.file()
                            + " implements Task and has no constructor without"
                            + " arguments, nor one with the robot's file (Path); with other arguments it needs a TaskProvider.");
        }
        String name = type.getSimpleName().toLowerCase(Locale.ROOT);
        if (plain.isPresent()) {
            name = make(plain.get()).name();
        }
        return new Entry(
                new TaskKind(name, plain.map(c -> () -> make(c)), onRobot.map(c -> robot -> make(c, robot))),
                type,
                Optional.of(extension));
    }

    private static Optional<Constructor<Task>> constructor(Class<Task> type, Class<?>... arguments) {
        try {
            var found = type.getDeclaredConstructor(arguments);
            found.setAccessible(true);
            return Optional.of(found);
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private static Task make(Constructor<Task> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new ExtensionException(
                    "The constructor of " + constructor.getDeclaringClass().getName() + " failed: " + e.getCause()
                            + ".",
                    e);
        } catch (ReflectiveOperationException e) {
            throw new ExtensionException(constructor.getDeclaringClass().getName() + " cannot be made: " + e + ".", e);
        }
    }

    /** Where a task came from. */
    public static synchronized Origin origin(Task task) {
        var plain = task instanceof OtherInvalidStates other ? other.task() : task;
        var entry = KINDS.get(plain.name());
        // A task that is known by name is from where its provider is; another of the same name, from a cell, is only an
        // object.
        return Origin.of(plain, entry != null && entry.file.isEmpty() && Origin.besides(entry.provider, plain));
    }

    /** The file that the task of a name was loaded from, as origin without a class; empty where it is not from a file. */
    public static synchronized Optional<Origin> file(String name) {
        return Optional.ofNullable(KINDS.get(name))
                .flatMap(Entry::file)
                .map(f -> new Origin(Origin.From.FILE, "", f.file().toString(), f.sha256()));
    }

    /**
     * The simulator of a task, to be differentiated.
     *
     * @throws IllegalArgumentException naming the task and its simulator, if that has no derivative
     */
    public static DifferentiableSimulator differentiable(Task task, int environments, int threads) {
        var simulator = task.simulator(environments, threads);
        if (simulator instanceof DifferentiableSimulator differentiable) {
            return differentiable;
        }
        simulator.close();
        throw new IllegalArgumentException(
                "Task " + task.name() + " runs on " + simulator.getClass().getSimpleName()
                        + ", which has no derivative; what is asked for needs one (DifferentiableSimulator).");
    }
}
