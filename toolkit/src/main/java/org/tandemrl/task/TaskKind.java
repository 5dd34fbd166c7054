package org.tandemrl.task;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A task as runs know it, and how it is made.
 *
 * @param name by which runs refer to it; what is made has it, too
 * @param plain makes it on a robot of its own; empty if it has none and must be given one
 * @param onRobot makes it on the robot of a file (MJCF, URDF); empty if it has one of its own
 */
public record TaskKind(
        String name, Optional<Supplier<? extends Task>> plain, Optional<Function<Path, ? extends Task>> onRobot) {
    private static final String NAME = "[a-z][a-z0-9_-]*";

    /** Checks the name. */
    public TaskKind {
        requireName(name);
    }

    /**
     * Checks a task's name, which is part of files' names.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static void requireName(String name) {
        if (!Objects.requireNonNull(name, "a task's name").matches(NAME)) {
            throw new IllegalArgumentException("A task's name is '" + name
                    + "'; allowed are lower case letters, digits, - and _, beginning with a letter.");
        }
    }

    /** A task with a robot of its own, or none. */
    public static TaskKind of(String name, Supplier<? extends Task> maker) {
        return new TaskKind(name, Optional.of(maker), Optional.empty());
    }

    /** A task that is asked of the robot of a file. */
    public static TaskKind onRobot(String name, Function<Path, ? extends Task> maker) {
        return new TaskKind(name, Optional.empty(), Optional.of(maker));
    }

    /** A task with a robot of its own that can be asked of that of a file, too. */
    public static TaskKind of(String name, Supplier<? extends Task> maker, Function<Path, ? extends Task> onRobot) {
        return new TaskKind(name, Optional.of(maker), Optional.of(onRobot));
    }

    /**
     * Makes it.
     *
     * @param robot file of the robot, if one is given
     * @throws IllegalArgumentException if one is given that it has no use for, or none that it needs, or what is made has another name
     */
    public Task make(Optional<Path> robot) {
        if (robot.isPresent() && onRobot.isEmpty()) {
            throw new IllegalArgumentException(
                    "Task " + name + " has a robot of its own and takes no other; given is " + robot.get() + ".");
        }
        if (robot.isEmpty() && plain.isEmpty()) {
            throw new IllegalArgumentException(
                    "Task " + name + " is asked of a robot that is given: --robot FILE, an MJCF or URDF file"
                            + " (in a notebook Tasks.named(\"" + name + "\", Path.of(…))).");
        }
        Task task = robot.isPresent()
                ? onRobot.get().apply(robot.get())
                : plain.get().get();
        if (!name.equals(task.name())) {
            throw new IllegalArgumentException("What is registered as task " + name + ", "
                    + task.getClass().getName() + ", gives its name() as '" + task.name() + "'; allowed is the same.");
        }
        return task;
    }
}
