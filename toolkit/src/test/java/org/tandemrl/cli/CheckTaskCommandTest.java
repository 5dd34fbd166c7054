package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.extension.UserFiles;

/** The task check from a terminal, and the files it is given. */
final class CheckTaskCommandTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() throws IOException {
        UserFiles.forget(folder);
    }

    private Path task(String name, String body) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".java"),
                "import org.tandemrl.task.*;\npublic class " + name
                        + " extends org.tandemrl.check.Point {\n  public String name() { return \""
                        + name.toLowerCase(java.util.Locale.ROOT) + "\"; }\n  "
                        + body + "\n}\n");
    }

    @Test
    void aSoundTaskGivesZeroAndAFaultyOneOneWithTheMethod() throws IOException {
        var sound = CommandLines.run("check-task", "steady", "--task-jar", task("Steady", ""));
        assertEquals(0, sound.exitCode(), sound.err());
        assertEquals("Task steady: nothing was found to be wrong.", sound.lastLine());
        var faulty = CommandLines.run(
                "check-task",
                "eager",
                "--task-jar",
                task("Eager", "public <X extends Batch<X>> X control(X action) { return action.times(2); }"));
        assertEquals(1, faulty.exitCode(), faulty.err());
        assertTrue(faulty.out().contains("1 fault.") && faulty.out().contains("control"), faulty.out());
        assertTrue(faulty.lastLine().contains("expected: actions clipped to [−1, 1]"), faulty.out());
    }

    @Test
    void whatCannotBeUsedIsRefusedInTheUsersWords() throws IOException {
        CommandLines.run("check-task", "swimmer")
                .refused(1, "There is no task 'swimmer'; there are ant, cartpole", "--task-jar FILE");
        CommandLines.run("check-task", "ant", "--robot", "my.urdf")
                .refused(1, "Task ant has a robot of its own", "my.urdf");
        var broken = task("Crooked", "int x = ;");
        CommandLines.run(
                        "train",
                        "--task",
                        "crooked",
                        "--task-jar",
                        broken,
                        "--samples",
                        "100",
                        "--out",
                        folder.resolve("run"))
                .refused(1, broken + ":4: illegal start of expression");
        var bounded = task("Bounded", "");
        CommandLines.run(
                        "train",
                        "--task",
                        "bounded",
                        "--task-jar",
                        bounded,
                        "--algorithm",
                        "sapo",
                        "--samples",
                        "100",
                        "--out",
                        folder.resolve("run"))
                .refused(
                        1,
                        "Task bounded runs on Line, which has no derivative. Algorithms that need one: shac",
                        "without: dmo");
    }
}
