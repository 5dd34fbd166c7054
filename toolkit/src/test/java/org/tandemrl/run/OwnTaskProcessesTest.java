package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;

/** The task of docs/extend.md on its robot, in processes of their own: what survives a kill, and what finds its files again. */
final class OwnTaskProcessesTest {
    @TempDir
    private Path scratch;

    private String run(int exitCode, Object... arguments) throws Exception {
        try (var child = ChildJvm.start(
                scratch,
                ChildJvm.QUICK,
                List.of(arguments).stream().map(Object::toString).toList())) {
            assertEquals(exitCode, child.end(120), child.err());
            return child.out() + child.err();
        }
    }

    @Test
    void anOwnTaskOnAnOwnRobotIsKilledResumedEvaluatedAndFilmedFromTheTerminal() throws Exception {
        var examples = Datasets.root().resolve("docs/examples");
        var robot = Files.copy(examples.resolve("stander.urdf"), scratch.resolve("robot.urdf"));
        Files.copy(examples.resolve("stander.json"), scratch.resolve("robot.json"));
        var block = Pattern.compile("```java\n// Stand.java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Datasets.root().resolve("docs/extend.md")));
        assertTrue(block.find());
        var task = Files.writeString(scratch.resolve("Stand.java"), block.group(1));
        var settings = new ArrayList<String>();
        TinyRuns.SETTINGS.forEach((name, value) -> settings.addAll(List.of("--set", name + "=" + value)));
        var killed = scratch.resolve("killed");
        var whole = scratch.resolve("whole");
        var train = new ArrayList<>(List.of(
                "train",
                "--task",
                "stand",
                "--task-jar",
                task.toString(),
                "--robot",
                robot.toString(),
                "--samples",
                "20000",
                "--threads",
                "1",
                "--checkpoint-seconds",
                "0.05",
                "--out",
                killed.toString()));
        train.addAll(settings);
        try (var child = ChildJvm.start(scratch, ChildJvm.QUICK, train)) {
            child.await(() -> TinyRuns.rows(killed) > 15);
            child.signal("KILL");
            assertEquals(137, child.end(10));
        }
        assertTrue(TinyRuns.rows(killed) < 300, "the kill came too late to show anything");

        // Without a word about where the task is: run.json knows.
        run(0, "resume", killed);
        train.set(train.indexOf(killed.toString()), whole.toString());
        run(0, train.toArray());
        assertEquals(TinyRuns.numbers(whole), TinyRuns.numbers(killed));
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("checkpoint.npz")),
                Files.readAllBytes(killed.resolve("checkpoint.npz")));
        assertTrue(run(0, "evaluate", killed, "--episodes", "2").contains("(2 episodes)"));
        run(0, "watch", killed, "--out", scratch.resolve("film"), "--steps", "30");
        assertTrue(Files.size(scratch.resolve("film/stand.html")) > 1000);

        Files.writeString(task, block.group(1) + "// changed\n");
        String changed = run(1, "evaluate", killed, "--episodes", "2");
        assertTrue(changed.contains("that file has changed since") && changed.contains("--task-jar FILE"), changed);
        assertTrue(run(0, "evaluate", killed, "--episodes", "2", "--task-jar", task)
                .contains("tandem: The task was "));
        Files.delete(task);
        String gone = run(1, "resume", killed);
        assertTrue(gone.contains("there is no such file now"), gone);
    }
}
