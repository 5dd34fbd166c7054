package org.tandemrl.task.go2;

import java.util.List;
import org.tandemrl.task.TaskKind;
import org.tandemrl.task.TaskProvider;

/** The tasks of Go2 by name. */
public final class Go2Tasks implements TaskProvider {
    @Override
    public List<TaskKind> tasks() {
        return List.of(TaskKind.of("go2-walking", Go2Walking::new));
    }
}
