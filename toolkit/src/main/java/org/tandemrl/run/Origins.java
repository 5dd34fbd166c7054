package org.tandemrl.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.extension.Checksum;
import org.tandemrl.extension.Origin;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/**
 * Where what a run is made of came from, and what the task itself said of the settings.
 *
 * @param task of the task
 * @param algorithm of the algorithm
 * @param robot the robot's file, of a task that read one which is not the toolkit's
 * @param constants the file of the physics' constants beside it
 * @param taskSettings what the task changes of the algorithm's general settings, as text
 * @param taskInvalidStates the task's own policy
 */
public record Origins(
        Origin task,
        Origin algorithm,
        Origin robot,
        Origin constants,
        Map<String, String> taskSettings,
        InvalidStates taskInvalidStates) {

    /** Of a run that starts. */
    static Origins of(RunSettings settings, Task task) {
        var changes = new LinkedHashMap<String, String>();
        task.settings(settings.algorithm()).forEach((name, value) -> changes.put(name, String.valueOf(value)));
        return new Origins(
                Tasks.origin(task),
                Algorithms.origin(settings.algorithm()),
                file(task.robot().flatMap(CompiledRobot::file)),
                file(task.robot().flatMap(CompiledRobot::constants)),
                changes,
                task.invalidStates());
    }

    /** Of a run that was recorded before origins were: all of it was the toolkit's. */
    static Origins before(String algorithm, String task) {
        var invalid = Tasks.names().contains(task) ? Tasks.named(task).invalidStates() : InvalidStates.STOP;
        return new Origins(Origin.toolkit(""), Origin.toolkit(""), Origin.NONE, Origin.NONE, Map.of(), invalid);
    }

    private static Origin file(Optional<Path> file) {
        return file.map(Origin::file).orElse(Origin.NONE);
    }

    /** What is otherwise than it was, in sentences: for a task that was given, or an algorithm's file that was loaded, in another version. */
    List<String> changesSince(Origins before) {
        var found = new ArrayList<String>();
        add(found, "task", before.task, task);
        add(found, "algorithm", before.algorithm, algorithm);
        add(found, "robot", before.robot, robot);
        add(found, "physics' constants", before.constants, constants);
        return found;
    }

    private static void add(List<String> found, String part, Origin before, Origin now) {
        boolean same = before.from() == now.from() && before.sha256().equals(now.sha256());
        boolean unknown = before.from() == Origin.From.TOOLKIT || now.from() == Origin.From.TOOLKIT;
        if (before.from() == Origin.From.OBJECT && now.from() == Origin.From.OBJECT) {
            found.add("The " + part
                    + " is an object given in Java: that it is the one the run was trained with cannot be checked.");
        } else if (!same && !(unknown && before.from() == now.from())) {
            found.add("The " + part + " was " + before.words() + " and is " + now.words() + ".");
        }
    }

    /**
     * The task of a record, found again where it came from.
     *
     * @param robot file of the robot, instead of the recorded one
     * @param anyVersion whether a file that was loaded may be another version than the recorded one
     * @throws RunException saying what is missing or changed, and how to give it
     */
    static Task task(Path directory, RunSettings settings, Origins origins, Optional<Path> robot, boolean anyVersion) {
        String name = settings.task();
        String run = "The run in " + directory + " is of task '" + name + "', ";
        switch (origins.task.from()) {
            case OBJECT -> {
                if (Tasks.file(name).isEmpty()) {
                    throw new RunException(run + "an object that was given in Java (" + origins.task.type()
                            + "): there is no file to find it in."
                            + " In the notebook that has it, Run.resume(Path.of(\"" + directory
                            + "\"), task) goes on; with its class in a file,"
                            + " --task-jar FILE (a .java file or a jar).");
                }
            }
            case FILE -> {
                if (!anyVersion || Tasks.file(name).isEmpty()) {
                    requireFile(
                            run,
                            origins.task,
                            Tasks.file(name),
                            "--task-jar FILE (in a notebook Tasks.load(Path.of(…)))",
                            Tasks::load);
                }
            }
            case TOOLKIT -> Tasks.kind(name);
            default -> {
                if (!Tasks.names().contains(name)) {
                    throw new RunException(run + "which came from " + origins.task.words()
                            + " and is not there now. Give the file that has it:"
                            + " --task-jar FILE (in a notebook Tasks.load(Path.of(…))).");
                }
            }
        }
        if (robot.isPresent()) {
            return Tasks.named(name, robot.get());
        }
        requireSame(run + "whose robot is", origins.robot);
        requireSame(run + "whose physics' constants are", origins.constants);
        boolean onFile = origins.robot.from() == Origin.From.FILE
                && Tasks.kind(name).onRobot().isPresent();
        return onFile ? Tasks.named(name, Path.of(origins.robot.file())) : Tasks.named(name);
    }

    /** Makes sure that the algorithm of a record is known. */
    static void requireAlgorithm(Path directory, String name, Origin origin) {
        String run = "The run in " + directory + " is of algorithm '" + name + "', ";
        switch (origin.from()) {
            case OBJECT -> {
                if (!Algorithms.names().contains(name)) {
                    throw new RunException(
                            run + "an object that was given in Java (" + origin.type()
                                    + "): there is no file to find it in."
                                    + " In the notebook that has it, Algorithms.add(kind) makes it known; with its provider in a file, --task-jar FILE.");
                }
            }
            case FILE -> {
                // One that was loaded on purpose in another version is used, and said.
                if (!Algorithms.names().contains(name)) {
                    requireFile(
                            run,
                            origin,
                            Optional.empty(),
                            "--task-jar FILE (in a notebook Algorithms.load(Path.of(…)))",
                            Algorithms::load);
                }
            }
            default -> Algorithms.named(name);
        }
    }

    private static void requireFile(
            String run, Origin origin, Optional<Origin> loaded, String option, Consumer<Path> load) {
        if (loaded.isPresent()) {
            if (!loaded.get().sha256().equals(origin.sha256())) {
                throw new RunException(run + "which came from " + origin.words() + "; loaded is another version: "
                        + loaded.get().words() + ". With " + option
                        + " and, in a notebook, Run.resume(directory, task) it goes on with that one.");
            }
            return;
        }
        var file = Path.of(origin.file());
        var sum = Checksum.of(file);
        if (sum.isEmpty()) {
            throw new RunException(
                    run + "which came from " + origin.words() + "; there is no such file now (paths count from "
                            + Path.of("").toAbsolutePath() + "). Give it where it is: " + option + ".");
        }
        if (!sum.get().equals(origin.sha256())) {
            throw new RunException(
                    run + "which came from " + origin.words() + "; that file has changed since: its SHA-256 is "
                            + sum.get().substring(0, 12)
                            + "…. Bring the old one back, or go on with the new one by giving it: " + option + ".");
        }
        load.accept(file);
    }

    private static void requireSame(String run, Origin origin) {
        if (origin.from() == Origin.From.FILE) {
            var sum = Checksum.of(Path.of(origin.file()));
            if (!sum.equals(Optional.of(origin.sha256()))) {
                throw new RunException(run + " " + origin.words() + "; "
                        + (sum.isEmpty()
                                ? "there is no such file now (paths count from "
                                        + Path.of("").toAbsolutePath() + "). Give it where it is"
                                : "that file has changed since: its SHA-256 is "
                                        + sum.get().substring(0, 12) + "…. Bring the old one back, or go on"
                                        + " with the new one by giving it")
                        + ": --robot FILE (in a notebook Run.resume(directory, Tasks.named(name, file))).");
            }
        }
    }
}
