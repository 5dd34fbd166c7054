package org.tandemrl.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.run.ChildJvm;
import org.tandemrl.run.Run;
import org.tandemrl.run.TinyRuns;

/** A sweep in Slurm's hands, with tasks that are killed. */
final class SlurmTest {
    private static final int EPOCHS = 60;

    @TempDir
    private Path scratch;

    @Test
    void numbersOfTasksAreWrittenAsSlurmWritesThem() {
        assertEquals("0", Slurm.ranges(List.of(0)));
        assertEquals("0-2,4,6-7", Slurm.ranges(List.of(0, 1, 2, 4, 6, 7)));
    }

    @Test
    void withoutSlurmItSaysSo() throws Exception {
        var file = scratch.resolve("plan.yaml");
        TinyPlans.few(3, 1).write(file);
        var child = ChildJvm.start(
                scratch,
                ChildJvm.QUICK,
                List.of(
                        "sweep",
                        file.toString(),
                        "--out",
                        scratch.resolve("out").toString(),
                        "--slurm",
                        "--sbatch=--test-only",
                        "--partition=none"));
        assertEquals(1, child.end(120));
        String said = child.err();
        assertTrue(
                said.contains("Slurm does not take the sweep") || said.contains("There is no sbatch on the PATH"),
                said);
    }

    @Test
    void anArrayWithTasksKilledRequeuedAndOutOfTimeEndsAsIfNothingHadHappened() throws Exception {
        String missing = LoopbackSlurm.missing();
        assumeTrue(missing.isEmpty(), missing);
        var plan = TinyPlans.few(EPOCHS, 4);
        var file = scratch.resolve("plan.yaml");
        plan.write(file);
        var out = scratch.resolve("out");
        try (var slurm = LoopbackSlurm.start(Files.createDirectory(scratch.resolve("slurm")))) {
            var submitted = TinyPlans.submit(scratch, slurm, file, out);
            assertEquals(0, submitted.end(120), submitted.err());
            assertTrue(submitted.out().matches("4 of 4 runs: Submitted batch job \\d+\n"), submitted.out());
            String job = submitted.out().replaceAll("\\D*4\\D*4\\D*(\\d+)\\s*", "$1");
            // Its process is killed, as by a machine that has no memory left: the task asks to be queued again.
            slurm.await(() -> TinyRuns.rows(out.resolve("shac-cartpole-1")) > 5);
            var worker = ProcessHandle.allProcesses()
                    .filter(p -> {
                        var words = TinyPlans.words(p.pid());
                        return words.contains(out.toString())
                                && words.contains("--index")
                                && words.getLast().equals("0");
                    })
                    .findFirst()
                    .orElseThrow();
            assertTrue(worker.destroyForcibly());
            worker.onExit().get(10, TimeUnit.SECONDS);
            assertTrue(
                    TinyRuns.rows(out.resolve("shac-cartpole-1")) < EPOCHS, "the kill came too late to show anything");
            // Another is taken off its node by whoever rules the cluster.
            slurm.await(() -> TinyRuns.rows(out.resolve("shac-cartpole-2")) > 5);
            String requeued = slurm.run("scontrol", "requeue", job + "_1");
            assertEquals("", requeued);
            // A third is told, as it is a little before its time is over.
            slurm.await(() -> TinyRuns.rows(out.resolve("shac-cartpole-3")) > 5);
            assertEquals("", slurm.run("scancel", "--batch", "--signal=USR1", job + "_2"));
            slurm.await(() -> slurm.run("squeue", "--noheader", "-r").isBlank());
        }
        int restarted = 0;
        for (var run : plan.runs()) {
            var folder = out.resolve(run.name());
            assertEquals(Standing.State.DONE, Standing.of(run, folder).state(), run.name());
            assertEquals(EPOCHS + 1, TinyRuns.rows(folder), run.name());
            restarted += Run.readRecord(folder).provenance().size() - 1;
        }
        assertTrue(restarted >= 2 && restarted <= 3, "restarted: " + restarted);
        for (String name : List.of("shac-cartpole-1", "shac-cartpole-2", "shac-cartpole-3")) {
            TinyPlans.assertAsAlone(plan, name, out, scratch);
        }
        assertFalse(Files.readString(scratch.resolve("slurm/slurmctld.log")).contains("fatal"));
        assertEquals(
                "All 4 runs are done; nothing is submitted.",
                Slurm.submit(
                        plan,
                        out,
                        Sweep.Settings.of(1),
                        new Slurm.Request(Optional.empty(), Optional.empty(), List.of())));
    }
}
