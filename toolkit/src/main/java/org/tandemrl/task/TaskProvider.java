package org.tandemrl.task;

import java.util.List;

/**
 * Brings tasks: named in {@code META-INF/services/org.tandemrl.task.TaskProvider} of the jar that holds it, with a public constructor
 * without arguments. A single source file needs no such list.
 */
public interface TaskProvider {
    /** The tasks, in the order in which they are listed. */
    List<TaskKind> tasks();
}
