package org.tandemrl.task;

import java.util.List;
import java.util.function.Supplier;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.robot.Robots;

/** The benchmark's tasks by name, and the simulators they were defined on. */
public final class Tasks {
    /** A task and the robot (a name in {@code datasets/robots}) that it is asked of. */
    private record Entry(String name, String robot, Supplier<Task> task) {}

    private static final List<Entry> ALL = List.of(
            new Entry("ant", "ant", Ant::new),
            new Entry("cartpole", "cartpole", CartPoleSwingUp::new),
            new Entry("cheetah", "half_cheetah", Cheetah::new),
            new Entry("hopper", "hopper", Hopper::new),
            new Entry("humanoid", "humanoid", Humanoid::new),
            // Its muscles' strengths are in the robot's file, which only this task reads.
            new Entry("snu", "snu_humanoid", () -> new SnuHumanoid(Robots.model("snu_humanoid"))));

    private Tasks() {}

    /** The names there are. */
    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /**
     * @throws IllegalArgumentException with the names there are, if there is no such task
     */
    public static Task named(String name) {
        return entry(name).task.get();
    }

    /**
     * The robot of a task, by its name in {@code datasets/robots}.
     *
     * @throws IllegalArgumentException with the names there are, if there is no such task
     */
    public static String robot(String name) {
        return entry(name).robot;
    }

    /** The benchmark physics of a task's robot, N environments on a number of threads. */
    public static RigidSimulator simulator(Task task, int environments, int threads) {
        return new RigidSimulator(Robots.model(robot(task.name())), environments, threads);
    }

    private static Entry entry(String name) {
        return ALL.stream().filter(e -> e.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "There is no task '" + name + "'; there are " + String.join(", ", names()) + "."));
    }
}
