package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.extension.UserFiles;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.sim.Datasets;

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
    void theFilesOfARobotAreNamedAndSoIsThatThereAreNoConstants() throws IOException {
        var robot = Files.copy(Datasets.root().resolve("docs/examples/stander.urdf"), folder.resolve("leg.urdf"));
        var jar = Files.writeString(folder.resolve("Leg.java"), """
                import java.util.Optional;
                import org.tandemrl.sim.robot.CompiledRobot;
                public class Leg extends org.tandemrl.check.Point {
                    private final CompiledRobot robot;
                    public Leg(java.nio.file.Path robot) { this.robot = CompiledRobot.read(robot); }
                    public String name() { return "leg"; }
                    public Optional<CompiledRobot> robot() { return Optional.of(robot); }
                }
                """);
        var constants = folder.resolve("leg.json");
        var checked = CommandLines.run("check-task", "leg", "--task-jar", jar, "--robot", robot);
        assertTrue(
                checked.out()
                        .startsWith(
                                "Robot " + robot + ", ordinary constants of physics: there is no " + constants + ".\n"),
                checked.out());
        Files.copy(Datasets.root().resolve("docs/examples/stander.json"), constants);
        String line = "Robot " + robot + ", physics' constants " + constants + ".\n";
        checked = CommandLines.run("check-task", "leg", "--task-jar", jar, "--robot", robot);
        assertTrue(checked.out().startsWith(line), checked.out());
        var arguments = TinyRuns.arguments(1, 1, folder.resolve("run"));
        arguments.set(arguments.indexOf("cartpole"), "leg");
        arguments.addAll(List.of("--task-jar", jar.toString(), "--robot", robot.toString()));
        var trained = CommandLines.run(arguments);
        assertEquals(0, trained.exitCode(), trained.err());
        assertTrue(trained.err().startsWith("tandem: " + line), trained.err());
    }

    @Test
    void aMethodOfTheWrongShapeIsRefusedByTrainAndTheFolderCanBeUsed() throws IOException {
        var file = task("Slim", "public <X extends Batch<X>> X observe(X s, X a) { return s.column(0); }");
        var arguments = TinyRuns.arguments(1, 1, folder.resolve("run"));
        arguments.set(arguments.indexOf("cartpole"), "slim");
        arguments.addAll(List.of("--task-jar", file.toString()));
        CommandLines.run(arguments)
                .refused(
                        1,
                        "Task slim (class Slim), observe: [5, 1]; expected is [5, 2], a row an environment. check-task");
        task("Slim", "");
        var trained = CommandLines.run(arguments);
        assertEquals(0, trained.exitCode(), trained.err());
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
