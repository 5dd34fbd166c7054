package org.tandemrl.task.suite;

import java.util.List;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.TaskKind;
import org.tandemrl.task.TaskProvider;

/** The benchmark's tasks by name. */
public final class Suite implements TaskProvider {
    @Override
    public List<TaskKind> tasks() {
        return List.of(
                TaskKind.of("ant", Ant::new),
                TaskKind.of("cartpole", CartPoleSwingUp::new),
                TaskKind.of("cheetah", Cheetah::new),
                TaskKind.of("hopper", Hopper::new),
                TaskKind.of("humanoid", Humanoid::new),
                // Its muscles' strengths are in the robot's file, which only this task reads.
                TaskKind.of("snu", () -> new SnuHumanoid(Robots.model("snu_humanoid"))));
    }
}
