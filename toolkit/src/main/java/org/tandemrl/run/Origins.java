package org.tandemrl.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
 * <p>In memory paths of files are absolute. In {@code run.json} one of a file within the run's folder is relative, and counts from that
 * folder, so that it can be moved with all that is in it; others are absolute. Relative paths of older versions counted from where the
 * training was started; they are tried there, too.
 *
 * @param task of the task
 * @param algorithm of the algorithm
 * @param robot the robot's file, of a task that read one which is not the toolkit's
 * @param constants the file of the physics' constants beside it
 * @param taskSettings what the task changes of the algorithm's general settings, as text
 * @param taskInvalidStates the task's own policy
 * @param taskSizes numbers of a state, control, observation and action; empty in records of before they were kept
 */
public record Origins(
        Origin task,
        Origin algorithm,
        Origin robot,
        Origin constants,
        Map<String, String> taskSettings,
        InvalidStates taskInvalidStates,
        Map<String, Integer> taskSizes) {

    private static final String TASK_JAR = "--task-jar FILE (in a notebook Tasks.load(Path.of(…)))";
    private static final String TASK_JAR_OF_ALGORITHM = "--task-jar FILE (in a notebook Algorithms.load(Path.of(…)))";
    private static final String ROBOT = "--robot FILE (in a notebook Run.resume(directory, Tasks.named(name, file)))";
    private static final String MISSING = "there is no such file now";

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
                        task.invalidStates(),
                        sizes(task))
                .with(file -> absolute(Path.of(file)));
    }

    private static Map<String, Integer> sizes(Task task) {
        var sizes = new LinkedHashMap<String, Integer>();
        sizes.put("state", task.stateSize());
        sizes.put("control", task.controlSize());
        sizes.put("observation", task.observationSize());
        sizes.put("action", task.actionSize());
        return sizes;
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    private Origins with(UnaryOperator<String> path) {
        return new Origins(
                with(task, path),
                with(algorithm, path),
                with(robot, path),
                with(constants, path),
                taskSettings,
                taskInvalidStates,
                taskSizes);
    }

    private static Origin with(Origin origin, UnaryOperator<String> path) {
        return origin.file().isEmpty()
                ? origin
                : new Origin(origin.from(), origin.type(), path.apply(origin.file()), origin.sha256());
    }

    /** As it stands in a run's folder. */
    Origins recordedIn(Path directory) {
        var folder = directory.toAbsolutePath().normalize();
        return with(file -> Path.of(file).startsWith(folder)
                ? folder.relativize(Path.of(file)).toString()
                : file);
    }

    /** As it is read from a run's folder. */
    Origins readFrom(Path directory) {
        return with(file -> {
            var within = directory.resolve(file);
            boolean older = !Files.exists(within) && Files.exists(Path.of(file));
            return absolute(older ? Path.of(file) : within);
        });
    }

    /**
     * Refuses a task of other sizes than the run's: nothing that was learned or kept would fit.
     *
     * @throws RunException naming the task and both
     */
    void requireSizes(Path directory, Task given) {
        var now = sizes(given);
        if (!taskSizes.isEmpty() && !taskSizes.equals(now)) {
            throw new RunException(
                    "The run in " + directory + " is of task '" + given.name() + "' with "
                            + words(taskSizes) + "; the task that is there now has " + words(now)
                            + ". What was learned and kept fits the former alone: go on with the task as it was, or train anew.");
        }
    }

    private static String words(Map<String, Integer> sizes) {
        return sizes.entrySet().stream()
                .map(e -> e.getValue() + " of " + e.getKey())
                .collect(Collectors.joining(", "))
                .replaceFirst(" of", " numbers of");
    }

    /** Of a run that was recorded before origins were: all of it was the toolkit's. */
    static Origins before(String algorithm, String task) {
        var invalid = Tasks.names().contains(task) ? Tasks.named(task).invalidStates() : InvalidStates.STOP;
        return new Origins(
                Origin.toolkit(""), Origin.toolkit(""), Origin.NONE, Origin.NONE, Map.of(), invalid, Map.of());
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
     * @param given file of the robot, instead of the recorded one
     * @param anyVersion whether a file that was loaded may be another version than the recorded one
     * @throws RunException saying what is missing or changed, all of it, and how to give it
     */
    Task task(Path directory, RunSettings settings, Optional<Path> given, boolean anyVersion) {
        String name = settings.task();
        String run = "The run in " + directory + " is of task '" + name + "', ";
        var loaded = Tasks.file(name);
        if (task.from() == Origin.From.OBJECT && loaded.isEmpty()) {
            throw new RunException(run + "an object that was given in Java (" + task.type()
                    + "): there is no file to find it in."
                    + " In the notebook that has it, Run.resume(Path.of(\"" + directory
                    + "\"), task) goes on; with its class in a file,"
                    + " --task-jar FILE (a .java file or a jar).");
        }
        boolean asRecorded = task.from() == Origin.From.FILE && !(anyVersion && loaded.isPresent());
        if (asRecorded && loaded.isPresent() && !loaded.get().sha256().equals(task.sha256())) {
            throw new RunException(run + "which came from " + task.words() + "; loaded is another version: "
                    + loaded.get().words() + ". With " + TASK_JAR
                    + " and, in a notebook, Run.resume(directory, task) it goes on with that one.");
        }
        boolean load = asRecorded && loaded.isEmpty();
        refuse(directory, name, faults(load, false, given.isEmpty(), settings.algorithm()));
        if (load) {
            Tasks.load(Path.of(task.file()));
        } else if (task.from() == Origin.From.TOOLKIT) {
            Tasks.kind(name);
        } else if (!Tasks.names().contains(name)) {
            throw new RunException(run + "which came from " + task.words()
                    + " and is not there now. Give the file that has it: " + TASK_JAR + ".");
        }
        if (given.isPresent()) {
            return Tasks.named(name, given.get());
        }
        boolean onFile =
                robot.from() == Origin.From.FILE && Tasks.kind(name).onRobot().isPresent();
        return onFile ? Tasks.named(name, Path.of(robot.file())) : Tasks.named(name);
    }

    /** Makes sure that the algorithm of a record is known; of files that are missing or changed, all are named. */
    void requireAlgorithm(Path directory, RunNames names) {
        if (Algorithms.names().contains(names.algorithm())) {
            return; // One that was loaded on purpose in another version is used, and said.
        }
        switch (algorithm.from()) {
            case OBJECT ->
                throw new RunException(
                        "The run in " + directory + " is of algorithm '" + names.algorithm()
                                + "', an object that was given in Java (" + algorithm.type()
                                + "): there is no file to find it in."
                                + " In the notebook that has it, Algorithms.add(kind) makes it known; with its provider in a file, --task-jar FILE.");
            case FILE -> {
                var own = faults(false, true, false, names.algorithm());
                if (!own.isEmpty()) {
                    boolean load = task.from() == Origin.From.FILE
                            && Tasks.file(names.task()).isEmpty();
                    refuse(directory, names.task(), faults(load, true, true, names.algorithm()));
                }
                Algorithms.load(Path.of(algorithm.file()));
            }
            default -> Algorithms.named(names.algorithm());
        }
    }

    /** Names of what a record is of, before its settings can be read. */
    record RunNames(String task, String algorithm) {}

    /** What is wrong with the files of some parts, each in words. */
    private List<String> faults(boolean ofTask, boolean ofAlgorithm, boolean ofRobot, String algorithmName) {
        var found = new ArrayList<String>();
        if (ofAlgorithm) {
            addFault(found, "of algorithm '" + algorithmName + "', which came from", algorithm, TASK_JAR_OF_ALGORITHM);
        }
        if (ofTask) {
            addFault(found, "which came from", task, TASK_JAR);
        }
        if (ofRobot) {
            addFault(found, "whose robot is", robot, ROBOT);
            addFault(found, "whose physics' constants are", constants, ROBOT);
        }
        return found;
    }

    private static void addFault(List<String> found, String part, Origin origin, String option) {
        if (origin.from() != Origin.From.FILE) {
            return;
        }
        var sum = Checksum.of(Path.of(origin.file()));
        if (sum.isEmpty()) {
            found.add(part + " " + origin.words() + "; " + MISSING + ". Give it where it is: " + option + ".");
        } else if (!sum.get().equals(origin.sha256())) {
            found.add(part + " " + origin.words() + "; that file has changed since: its SHA-256 is "
                    + sum.get().substring(0, 12)
                    + "…. Bring the old one back, or go on with the new one by giving it: " + option + ".");
        }
    }

    private static void refuse(Path directory, String name, List<String> faults) {
        if (faults.isEmpty()) {
            return;
        }
        String run = "The run in " + directory + " is of task '" + name + "', ";
        boolean missing = faults.stream().anyMatch(f -> f.contains(MISSING));
        throw new RunException(run
                + (faults.size() == 1
                        ? faults.getFirst()
                        : "and " + faults.size() + " of its files are not as they were:\n  "
                                + String.join("\n  ", faults))
                + (missing
                        ? (faults.size() == 1 ? " " : "\n")
                                + "(Paths in run.json are absolute, or count from the run's folder, "
                                + absolute(directory) + ".)"
                        : ""));
    }
}
