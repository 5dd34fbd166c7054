package org.tandemrl.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.run.ChildJvm;
import org.tandemrl.run.Run;
import org.tandemrl.run.TinyRuns;

/** Sweeps in processes of their own: workers and runners killed, told to end, and two at once. */
final class SweepProcessesTest {
    private static final int EPOCHS = 8;
    /** Of those that are killed, to be hit in their midst. */
    private static final int LONG = 60;

    private static final List<String> KILLED = List.of("dmo-cartpole-near-1", "dmo-cartpole-near-2");

    /** Seconds, on an idle machine. */
    private static final int PATIENCE = 120;

    @TempDir
    private Path scratch;

    @Test
    void twelveRunsWithKillsOfWorkersAndOfTheRunnerEndAsIfNothingHadHappened() throws Exception {
        var plan = TinyPlans.twelve(EPOCHS)
                .withRules(Rule.all().forAlgorithms("dmo").forVariants("near").withSamples(TinyPlans.samples(LONG)));
        var file = scratch.resolve("plan.yaml");
        plan.write(file);
        var out = scratch.resolve("out");
        var orphans = new ArrayList<ProcessHandle>();
        try (var runner = TinyPlans.sweep(scratch, file, out, "--processes", "2")) {
            for (String name : KILLED) {
                kill(runner, out, name);
            }
            runner.await(
                    PATIENCE,
                    () -> Sweep.look(plan, out).count(Progress.State.DONE) >= 6
                            && ProcessHandle.of(runner.pid())
                                            .orElseThrow()
                                            .children()
                                            .count()
                                    == 2);
            ProcessHandle.of(runner.pid()).orElseThrow().children().forEach(orphans::add);
            runner.signal("KILL");
            assertEquals(137, runner.end(10));
        }
        // At once, while workers of the killed one may still finish their epochs: two sweeps on one folder.
        try (var one = TinyPlans.sweep(scratch, file, out, "--processes", "1");
                var other = TinyPlans.sweep(scratch, file, out, "--processes", "1")) {
            for (var orphan : orphans) {
                orphan.onExit().get(PATIENCE, TimeUnit.SECONDS);
            }
            assertEquals(0, one.end(PATIENCE), one.err());
            assertEquals(0, other.end(PATIENCE), other.err());
            for (var runner : List.of(one, other)) {
                assertTrue(runner.out().endsWith("12 of 12 done\n"), runner.out());
                assertFalse(runner.err().contains("failed"), runner.err());
            }
        }
        int begun = 0;
        for (var run : plan.runs()) {
            var folder = out.resolve(run.name());
            begun += Run.readRecord(folder).provenance().size();
            assertEquals(Standing.State.DONE, Standing.of(run, folder).state(), run.name());
            assertEquals(rows(run), TinyRuns.rows(folder), run.name() + ": every epoch once");
        }
        // Each run was begun once, and again only after a kill: none was in two hands.
        assertTrue(begun >= 12 + KILLED.size() && begun <= 12 + KILLED.size() + orphans.size(), "begun: " + begun);
        for (String name : KILLED) {
            TinyPlans.assertAsAlone(plan, name, out, scratch);
        }
        var again = TinyPlans.sweep(scratch, file, out);
        assertEquals(0, again.end(PATIENCE), again.err());
        assertEquals(
                begun,
                plan.runs().stream()
                        .mapToInt(r -> Run.readRecord(out.resolve(r.name()))
                                .provenance()
                                .size())
                        .sum(),
                "what is done is left as it is");
    }

    private static int rows(PlannedRun run) {
        int epochs = run.name().startsWith("dmo-cartpole-near") ? LONG : EPOCHS;
        return run.settings().algorithm().equals("dmo") ? epochs : epochs + 1;
    }

    /** Kills a run's worker in the midst of its training. */
    private static void kill(ChildJvm runner, Path out, String name) throws Exception {
        runner.await(() -> TinyRuns.rows(out.resolve(name)) > 5);
        var worker = TinyPlans.worker(runner.pid(), name).orElseThrow();
        assertTrue(worker.destroyForcibly());
        worker.onExit().get(10, TimeUnit.SECONDS);
        assertTrue(TinyRuns.rows(out.resolve(name)) < LONG, "the kill came too late to show anything");
    }

    @Test
    void toldToEndItsWorkersWriteCheckpointsAndTheSameCommandGoesOn() throws Exception {
        var file = scratch.resolve("plan.yaml");
        TinyPlans.few(5000, 2).write(file);
        var out = scratch.resolve("out");
        var names = List.of("shac-cartpole-1", "shac-cartpole-2");
        var rows = new HashMap<String, Integer>();
        for (String signal : List.of("INT", "KILL")) {
            var workers = new ArrayList<ProcessHandle>();
            try (var runner = TinyPlans.sweep(scratch, file, out, "--processes", "2", "--checkpoint-seconds", "1000")) {
                runner.await(
                        PATIENCE,
                        () -> names.stream()
                                .allMatch(n -> TinyRuns.rows(out.resolve(n)) > rows.getOrDefault(n, 0) + 5));
                ProcessHandle.of(runner.pid()).orElseThrow().children().forEach(workers::add);
                assertEquals(2, workers.size());
                runner.signal(signal);
                assertEquals(signal.equals("INT") ? 130 : 137, runner.end(PATIENCE), runner.err());
                if (!signal.equals("KILL")) {
                    assertTrue(runner.err().contains("Go on with the same command"), runner.err());
                    assertTrue(workers.stream().noneMatch(ProcessHandle::isAlive), "workers end before the runner");
                    assertTrue(runner.out().contains("0 of 2 done"), runner.out());
                }
            }
            for (var worker : workers) {
                worker.onExit().get(PATIENCE, TimeUnit.SECONDS);
            }
            for (String name : names) {
                // Its only checkpoint is that of the end; that it goes on from there is seen by the rows that a resume
                // keeps.
                try (var run = Run.open(out.resolve(name))) {
                    rows.put(name, TinyRuns.rows(out.resolve(name)));
                    assertEquals((long) rows.get(name), run.algorithm().epochs(), signal + " " + name);
                }
            }
        }
    }
}
