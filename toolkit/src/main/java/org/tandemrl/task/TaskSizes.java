package org.tandemrl.task;

import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The widths of what is observed and of what is done. A learned part has those of the task that it was made for; where it meets an
 * environment they are compared, so that what was mixed up is said by the tasks' names and not by the lengths of arrays.
 *
 * @param observation numbers O of an observation
 * @param action numbers A of an action
 */
public record TaskSizes(int observation, int action) {
    /** Those of a task. */
    public static TaskSizes of(Task task) {
        return new TaskSizes(task.observationSize(), task.actionSize());
    }

    /**
     * Checks that a part is made for a task.
     *
     * @param part what it is, such as "actor"
     * @throws IllegalArgumentException with both tasks' sizes, and the name of the one it was made for if a task of the benchmark has them
     */
    public void requireFor(String part, Task task) {
        if (!equals(of(task))) {
            throw new IllegalArgumentException(
                    "The " + part + " is for " + this + named(t -> equals(of(t))) + "; " + words(task) + ". Make the "
                            + part + " with that task's sizes, or use it in the task that it was made for.");
        }
    }

    /**
     * Checks that numbers are whole rows of this observation.
     *
     * @param part who reads them
     * @return how many rows
     * @throws IllegalArgumentException if they are not
     */
    public int rows(String part, double[] observations) {
        if (observations.length % observation != 0) {
            throw new IllegalArgumentException(
                    "The " + part + " is for " + this + named(t -> equals(of(t))) + "; given are "
                            + observations.length + " numbers" + named(t -> t.observationSize() == observations.length)
                            + ", which are no whole observations of that size.");
        }
        return observations.length / observation;
    }

    /** "task cheetah has observations of 17 numbers and 6 actions". */
    public static String words(Task task) {
        return "task " + task.name() + " has " + of(task);
    }

    /** "observations of 11 numbers, as in task hopper", or without a task where none of the benchmark's has such. */
    public static String ofObservations(int width) {
        return "observations of " + width + " numbers" + named(t -> t.observationSize() == width);
    }

    /** "3 actions, as in task hopper", or without a task where none of the benchmark's has such. */
    static String ofActions(int width) {
        return actions(width) + named(t -> t.actionSize() == width);
    }

    private static String actions(int number) {
        return number == 1 ? "1 action" : number + " actions";
    }

    private static String named(Predicate<Task> condition) {
        var names =
                Tasks.names().stream().filter(name -> holds(condition, name)).collect(Collectors.joining(" or "));
        return names.isEmpty() ? "" : ", as in task " + names;
    }

    private static boolean holds(Predicate<Task> condition, String name) {
        try {
            return condition.test(Tasks.named(name));
        } catch (RuntimeException e) {
            return false; // a task whose robot's file is not there must not hide what is being said
        }
    }

    @Override
    public String toString() {
        return "observations of " + observation + " numbers and " + actions(action);
    }
}
