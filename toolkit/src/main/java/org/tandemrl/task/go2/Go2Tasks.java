package org.tandemrl.task.go2;

import java.util.List;
import org.tandemrl.task.TaskKind;
import org.tandemrl.task.TaskProvider;

/**
 * The tasks of Go2 by name: walking, and walking with one thing as the paper's code has it, to see what that is worth, with constraints that end episodes or on terrain; standing
 * on the front legs.
 */
public final class Go2Tasks implements TaskProvider {
    @Override
    public List<TaskKind> tasks() {
        var standard = Go2Options.standard();
        return List.of(
                TaskKind.of("go2-walking", Go2Walking::new),
                variant("clipped", standard.withBelowZero(0)),
                variant("steady", standard.withSteadyCommands()),
                variant("strong", standard.with(Go2Options.Torque.PAPER)),
                variant("stale", standard.withStaleStarts()),
                variant("constrained", standard.withEnforced(true)),
                variant("terrain", standard.onTerrain()),
                TaskKind.of("go2-front-legs", Go2FrontLegs::new));
    }

    private static TaskKind variant(String name, Go2Options options) {
        String whole = "go2-walking-" + name;
        return TaskKind.of(whole, () -> new Go2Walking(whole, options));
    }
}
