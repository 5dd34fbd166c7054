package org.tandemrl.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.run.Run;
import org.tandemrl.run.UserFile;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;
import picocli.CommandLine.Option;

/** What users bring: files with tasks and algorithms, and a robot. */
public final class UserFilesOption {
    @Option(
            names = "--task-jar",
            paramLabel = "FILE",
            description =
                    "a jar or Java source file with tasks, algorithms or both, which are then known by their names; repeatable")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--robot", paramLabel = "FILE", description = "a robot (MJCF or URDF) for a task that takes one")
    private Path robot;

    /** Makes what the files hold known. */
    public void load() {
        files.forEach(UserFile::load);
    }

    /** A task by name, of the toolkit or of the files. */
    public Task task(String name) {
        return robot == null ? Tasks.named(name) : Tasks.named(name, robot);
    }

    private boolean given() {
        return !files.isEmpty() || robot != null;
    }

    /**
     * A run to go on with.
     *
     * @param samples another budget, if there is to be one
     */
    public Run resume(Path directory, Optional<Long> samples) {
        load();
        if (!given()) {
            return samples.isPresent() ? Run.resume(directory, samples.get()) : Run.resume(directory);
        }
        var task = Run.task(directory, Optional.ofNullable(robot));
        return samples.isPresent() ? Run.resume(directory, task, samples.get()) : Run.resume(directory, task);
    }

    /**
     * A run to look at.
     *
     * @param which of its checkpoints
     */
    public Run open(Path directory, WhichCheckpointOption which) {
        load();
        if (!given() && which.isLast()) {
            return Run.open(directory);
        }
        return Run.open(directory, Run.task(directory, Optional.ofNullable(robot)), which.name());
    }
}
