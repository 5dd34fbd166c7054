package org.tandemrl.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.task.Tasks;

/** Files of users in a test's folder: what they gave must not be there for the next test. */
public final class UserFiles {
    private UserFiles() {}

    /** Forgets the tasks and algorithms of all files in a folder. */
    public static void forget(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.forEach(file -> {
                Tasks.forget(file);
                Algorithms.forget(file);
            });
        }
    }
}
