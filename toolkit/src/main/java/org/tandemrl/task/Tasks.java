package org.tandemrl.task;

import java.util.List;
import java.util.stream.Collectors;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.robot.Robots;

/** The benchmark's tasks by name, and the simulators they were defined on. */
public final class Tasks {
    private static final List<Task> ALL = List.of(new Ant(), new CartPoleSwingUp(), new Hopper());

    private Tasks() {}

    /** The names there are. */
    public static List<String> names() {
        return ALL.stream().map(Task::name).toList();
    }

    /**
     * @throws IllegalArgumentException with the names there are, if there is no such task
     */
    public static Task named(String name) {
        return ALL.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "There is no task '" + name + "'; there are " + names().stream().collect(Collectors.joining(", ")) + "."));
    }

    /** The benchmark physics of a task's robot, N environments on a number of threads. */
    public static RigidSimulator simulator(Task task, int environments, int threads) {
        return new RigidSimulator(Robots.model(task.name()), environments, threads);
    }
}
