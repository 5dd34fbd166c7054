package org.tandemrl.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.cli.CommandLines;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.Snapshots;
import org.tandemrl.run.TinyRuns;

/** What a sweep says of folders that it cannot use, and what stays. */
final class SweepFaultsTest {
    @TempDir
    private Path scratch;

    @Test
    void runsThatAreNotThePlansAreRefusedByNameBeforeAnythingBegins() throws Exception {
        var plan = TinyPlans.few(3, 2);
        var out = scratch.resolve("out");
        assertEquals(Worker.Outcome.DONE, Worker.work(plan.runs().getFirst(), out, SweepFaultsTest::train));
        var other = plan.withRules(Rule.all().with("gamma", 0.9));
        String message = assertThrows(RunException.class, () -> Sweep.of(other, out, Sweep.Settings.of(1)))
                .getMessage();
        assertTrue(message.startsWith("shac-cartpole-1: The run in " + out.resolve("shac-cartpole-1")), message);
        assertTrue(message.contains("is not the plan's: gamma is 0.99, planned is 0.9. Choose another --out"), message);
        assertFalse(message.contains("shac-cartpole-2"), message);
        assertThrows(RunException.class, () -> Worker.work(other.runs().getFirst(), out, SweepFaultsTest::train));
        var seen = Sweep.look(other, out);
        assertEquals(1, seen.count(Progress.State.REFUSED));
        assertEquals(1, seen.count(Progress.State.WAITING));
        // More episodes are no other run: only the evaluation is done again.
        var longer = plan.withEpisodes(3).runs().getFirst();
        assertEquals(
                Standing.State.TRAINED,
                Standing.of(longer, out.resolve(longer.name())).state());
        int parts = Run.readRecord(out.resolve(longer.name())).provenance().size();
        assertEquals(Worker.Outcome.DONE, Worker.work(longer, out, run -> {
            throw new AssertionError("there is nothing to train");
        }));
        assertEquals(
                Standing.State.DONE,
                Standing.of(longer, out.resolve(longer.name())).state());
        assertEquals(
                parts, Run.readRecord(out.resolve(longer.name())).provenance().size());
    }

    /** What train would keep beside a run is kept by a sweep's workers. */
    @Test
    void workersKeepWhatIsAskedOfTheSweep() throws Exception {
        var plan = TinyPlans.few(3, 1);
        var file = scratch.resolve("plan.yaml");
        plan.write(file);
        var out = scratch.resolve("out");
        CommandLines.run(
                        "sweep", file, "--out", out, "--keep-every", 2 * TinyRuns.EPOCH, "--tensorboard", "--keep-best")
                .succeeded();
        var run = out.resolve("shac-cartpole-1");
        assertTrue(
                Snapshots.names(run).contains("samples-128"),
                Snapshots.names(run).toString());
        try (var files = Files.list(run)) {
            assertTrue(
                    files.anyMatch(f -> f.getFileName().toString().contains("tfevents")),
                    "no event file of TensorBoard");
        }
        CommandLines.run("sweep", file, "--out", scratch.resolve("no"), "--keep-every", 0)
                .refused(2, "--keep-every is 0; allowed is 1 or more");
    }

    /** One run is in one process' hands, however many there are. */
    @Test
    void theTimeLeftIsThatOfTheLongestRunAtLeast() {
        var planned = TinyPlans.few(100, 1).runs().getFirst();
        long half = planned.settings().samples() / 2;
        var row = new Progress.Row(planned, Progress.State.RUNNING, half, 3600, Double.NaN, "");
        var summary = new Progress(List.of(row), 8).summary();
        assertTrue(summary.endsWith("about 1:00:00 left"), summary);
    }

    private static boolean train(Run run) {
        try (run) {
            return run.train();
        }
    }

    @Test
    void theEvaluationOfAnEarlierCheckpointIsNotTakenForThatOfTheEnd() throws Exception {
        var run = TinyPlans.few(6, 1).runs().getFirst();
        var out = scratch.resolve("out");
        // Killed after the last row and before the last checkpoint, and evaluated by hand in the meantime.
        assertEquals(Worker.Outcome.STOPPED, Worker.work(run, out, training -> {
            try (training) {
                training.train(r -> {
                    if (r.algorithm().epochs() == 4) {
                        r.stop();
                    }
                });
                return false;
            }
        }));
        var folder = out.resolve(run.name());
        var early = TinyRuns.copy(folder, scratch.resolve("early"));
        assertEquals(Worker.Outcome.DONE, Worker.work(run, out, SweepFaultsTest::train));
        byte[] evaluation = Files.readAllBytes(folder.resolve("evaluation.csv"));
        Files.copy(
                early.resolve("checkpoint.npz"), folder.resolve("checkpoint.npz"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("evaluation.csv"), "episode,return\n0,1\n1,2\n");
        Files.setLastModifiedTime(
                folder.resolve("checkpoint.npz"), FileTime.fromMillis(System.currentTimeMillis() + 5000));
        assertEquals(Standing.State.TRAINED, Standing.of(run, folder).state());
        assertEquals(Worker.Outcome.DONE, Worker.work(run, out, SweepFaultsTest::train));
        assertEquals(
                new String(evaluation, StandardCharsets.UTF_8), Files.readString(folder.resolve("evaluation.csv")));
    }

    @Test
    void aClaimedRunIsInOtherHands() throws Exception {
        var plan = TinyPlans.few(3, 1);
        var out = scratch.resolve("out");
        var folder = new SweepFolder(out);
        folder.prepare();
        try (var claim = Claim.take(folder.claim("shac-cartpole-1")).orElseThrow()) {
            assertEquals(Worker.Outcome.TAKEN, Worker.work(plan.runs().getFirst(), out, SweepFaultsTest::train));
            assertEquals(1, Sweep.look(plan, out).count(Progress.State.ELSEWHERE));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidBeforeAnythingBegins() throws Exception {
        var out = Files.writeString(scratch.resolve("file"), "");
        String message = assertThrows(
                        RunException.class,
                        () -> Sweep.of(TinyPlans.few(3, 1), out.resolve("below"), Sweep.Settings.of(1)))
                .getMessage();
        assertTrue(message.startsWith("Cannot write in " + out.resolve("below") + " ("), message);
    }

    @Test
    void aRunWhoseFolderCannotBeMadeIsGivenUpAfterItsTriesAndTheOthersAreDone() throws Exception {
        var file = scratch.resolve("plan.yaml");
        TinyPlans.few(3, 2).write(file);
        var out = Files.createDirectory(scratch.resolve("out"));
        Files.writeString(out.resolve("shac-cartpole-1"), "in the way");
        try (var runner = TinyPlans.sweep(scratch, file, out, "--processes", "1", "--retries", "1")) {
            assertEquals(1, runner.end(120), runner.err());
            assertTrue(
                    runner.out()
                            .contains("after 2 tries (exit code 1): tandem: Cannot write in "
                                    + out.resolve("shac-cartpole-1")),
                    runner.out());
            assertTrue(runner.out().endsWith("1 of 2 done, 1 failed\n"), runner.out());
            assertTrue(
                    Files.readString(out.resolve(".sweep/shac-cartpole-1.log")).contains("Cannot write in"));
        }
        assertEquals("in the way", Files.readString(out.resolve("shac-cartpole-1")));
    }

    /** A disk of 400 kB, which a run's log of transitions fills. */
    @Test
    void aFullDiskIsSaidAndWhatWasWrittenGoesOnWhenThereIsRoom() throws Exception {
        var disk = Files.createDirectory(scratch.resolve("disk"));
        assumeTrue(
                mount("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk.toString()) == 0,
                "a small file system can be mounted (as root)");
        try {
            var plan = TinyPlans.twelve(60).withSeeds(1, 1).withAlgorithms("dmo");
            var one =
                    new Plan(List.of("dmo"), plan.tasks(), List.of(1L), plan.samples(), 1, 2, plan.rules(), List.of());
            var file = scratch.resolve("plan.yaml");
            one.write(file);
            var out = disk.resolve("out");
            var folder = out.resolve("dmo-cartpole-1");
            var filler = disk.resolve("filler");
            long rows;
            try (var runner = TinyPlans.sweep(scratch, file, out, "--processes", "1", "--retries", "1")) {
                runner.await(() -> TinyRuns.rows(folder) > 5);
                try {
                    Files.write(filler, new byte[400_000]);
                } catch (IOException e) {
                    // It is as full as it gets.
                }
                assertEquals(1, runner.end(120), runner.err());
                assertTrue(runner.out().contains("failed") && runner.out().contains("No space left"), runner.out());
                rows = TinyRuns.rows(folder);
            }
            var unable = TinyPlans.sweep(scratch, file, out, "--processes", "1");
            assertEquals(1, unable.end(120));
            assertTrue(unable.err().contains("Cannot write in " + out), unable.err());
            assertTrue(unable.err().contains("No space left"), unable.err());
            assertTrue(rows < 60, "the disk was full before the end");
            Files.delete(filler);
            var again = TinyPlans.sweep(scratch, file, out, "--processes", "1");
            assertEquals(0, again.end(120), again.err());
            try (var alone = Run.start(one.runs().getFirst().settings(), scratch.resolve("alone"))) {
                assertTrue(alone.train());
            }
            assertEquals(TinyRuns.numbers(scratch.resolve("alone")), TinyRuns.numbers(folder));
        } finally {
            mount("umount", "-l", disk.toString());
        }
    }

    private static int mount(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException e) {
            return 1;
        }
    }
}
