package org.tandemrl.result;

import java.util.List;

/** What an aggregate is over: algorithms each of which was run on each of the tasks. */
public record Contest(List<String> algorithms, List<String> tasks) {
    /** Keeps copies. */
    public Contest {
        algorithms = List.copyOf(algorithms);
        tasks = List.copyOf(tasks);
    }

    /** Whether nothing is compared. */
    public boolean isEmpty() {
        return algorithms.isEmpty() || tasks.isEmpty();
    }

    /** The tasks, in words. */
    public String words() {
        return String.join(", ", tasks);
    }
}
