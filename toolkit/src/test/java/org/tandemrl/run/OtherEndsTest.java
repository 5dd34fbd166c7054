package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end elsewhere than where they stood, or were to end: what is told of them is of their end. */
final class OtherEndsTest {
    private static final int EPOCHS = 12;

    @TempDir
    private Path scratch;

    private Path stoppedAfter(int epochs) {
        var folder = scratch.resolve("run");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            run.train(r -> {
                if (r.algorithm().epochs() == epochs) {
                    r.stop();
                }
            });
        }
        return folder;
    }

    /** A plain resume, without a word of samples: what was evaluated is not the end's. */
    @Test
    void evaluationsOfARunThatGoesOnAreSetAside() throws Exception {
        var folder = stoppedAfter(5);
        var evaluation = "episode,return\n0,1\n1,3\n";
        Files.writeString(folder.resolve("evaluation.csv"), evaluation);
        Files.writeString(folder.resolve("evaluation-on-hopper.csv"), evaluation);
        Files.writeString(folder.resolve("evaluation-on-hopper-samples-64.csv"), "of before\n");
        long samples;
        try (var run = Run.resume(folder)) {
            samples = run.algorithm().samples();
            assertTrue(
                    run.notes()
                            .getFirst()
                            .contains("The evaluations in " + folder + " are now evaluation-on-hopper-samples-"),
                    run.notes().toString());
            assertTrue(run.train());
        }
        assertTrue(Evaluation.read(folder).isEmpty());
        assertTrue(Evaluation.readOn("hopper", folder).isEmpty());
        for (String name : new String[] {"evaluation", "evaluation-on-hopper"}) {
            assertEquals(evaluation, Files.readString(folder.resolve(name + "-samples-" + samples + ".csv")));
        }
        assertEquals("of before\n", Files.readString(folder.resolve("evaluation-on-hopper-samples-64.csv")));
        Files.writeString(folder.resolve("evaluation.csv"), evaluation);
        try (var run = Run.resume(folder)) {
            assertTrue(run.finished());
        }
        assertEquals(2, Evaluation.read(folder).orElseThrow().mean(), "of a run that is finished it stays");
    }

    /** A kill leaves rows behind the checkpoint; a budget that ends before them ends them, too. */
    @Test
    void aSmallerBudgetEndsTheMetricsWhereItEnds() throws Exception {
        var folder = stoppedAfter(5);
        byte[] checkpoint = Files.readAllBytes(folder.resolve("checkpoint.npz"));
        byte[] record = Files.readAllBytes(folder.resolve("run.json"));
        try (var run = Run.resume(folder)) {
            run.train(r -> {
                if (r.algorithm().epochs() == 9) {
                    r.stop();
                }
            });
        }
        assertEquals(9, TinyRuns.rows(folder));
        var whole = TinyRuns.numbers(folder);
        Files.write(folder.resolve("checkpoint.npz"), checkpoint);
        Files.write(folder.resolve("run.json"), record);
        // Two epochs behind the checkpoint; the other two rows were done and are not to be.
        try (var run = Run.resume(folder, TinyRuns.EXPLORED + 7L * TinyRuns.EPOCH)) {
            assertTrue(run.train());
            assertEquals("", run.metrics().difference());
        }
        assertEquals(whole.stream().map(column -> column.subList(0, 7)).toList(), TinyRuns.numbers(folder));
        // What is kept has right checksums, and can grow again.
        try (var run = Run.resume(folder, TinyRuns.EXPLORED + 9L * TinyRuns.EPOCH)) {
            assertTrue(run.train());
        }
        assertEquals(whole, TinyRuns.numbers(folder));
    }

    @Test
    void aRunThatEndsWhereItStandsHasNoRowsBehindThat() throws Exception {
        var folder = stoppedAfter(5);
        byte[] checkpoint = Files.readAllBytes(folder.resolve("checkpoint.npz"));
        byte[] record = Files.readAllBytes(folder.resolve("run.json"));
        long samples = TinyRuns.EXPLORED + 5L * TinyRuns.EPOCH;
        try (var run = Run.resume(folder)) {
            run.train();
        }
        Files.write(folder.resolve("checkpoint.npz"), checkpoint);
        Files.write(folder.resolve("run.json"), record);
        try (var run = Run.resume(folder, samples)) {
            assertTrue(run.finished());
        }
        double[] rows = Metrics.read(folder.resolve("metrics.csv")).column("samples");
        assertEquals(5, rows.length);
        assertEquals(samples, rows[4]);
        assertTrue(IntStream.range(1, 5).allMatch(i -> rows[i] > rows[i - 1]));
    }
}
