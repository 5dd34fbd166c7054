package org.tandemrl.run;

import java.nio.file.Path;
import java.util.List;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.extension.ExtensionException;
import org.tandemrl.task.Tasks;

/**
 * A jar or source file of a user's, whose tasks and algorithms are known by name from here on.
 *
 * @param tasks names of its tasks
 * @param algorithms names of its algorithms
 */
public record UserFile(List<String> tasks, List<String> algorithms) {
    /**
     * Loads both; see {@link Tasks#load} and {@link Algorithms#load}.
     *
     * @throws ExtensionException in the user's words, if it cannot be used or holds neither
     */
    public static UserFile load(Path file) {
        var loaded = new UserFile(Tasks.load(file), Algorithms.load(file));
        if (loaded.tasks.isEmpty() && loaded.algorithms.isEmpty()) {
            throw new ExtensionException(file
                    + " holds no task and no algorithm. A source file needs a class that implements Task, TaskProvider"
                    + " or AlgorithmProvider; a jar names its providers in META-INF/services/org.tandemrl.task.TaskProvider or"
                    + " META-INF/services/org.tandemrl.algorithm.AlgorithmProvider.");
        }
        return loaded;
    }
}
