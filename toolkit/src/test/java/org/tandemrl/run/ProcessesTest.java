package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.cli.CommandLines;

/** Trainings in processes of their own: killed, told to end, and watched for their memory. */
final class ProcessesTest {
    @TempDir
    private Path scratch;

    private ChildJvm start(List<String> arguments) throws IOException {
        return ChildJvm.start(scratch, ChildJvm.QUICK, arguments);
    }

    /** The short form of environment/kill-resume. */
    @Test
    void killedTwiceAndResumedItIsTheUninterruptedRunBitForBit() throws Exception {
        int epochs = 600;
        var killed = scratch.resolve("killed");
        var whole = scratch.resolve("whole");
        var train = new ArrayList<>(TinyRuns.arguments(7, epochs, killed));
        train.addAll(List.of("--checkpoint-seconds", "0.05"));
        try (var child = start(train)) {
            child.await(() -> TinyRuns.rows(killed) > 15);
            child.signal("KILL");
            assertEquals(137, child.end(10));
        }
        int rows = TinyRuns.rows(killed);
        assertTrue(rows < epochs, "the kill came too late to show anything");
        try (var child = start(List.of("resume", killed.toString(), "--checkpoint-seconds", "0.05"))) {
            child.await(() -> TinyRuns.rows(killed) > rows + 15);
            child.signal("KILL");
            assertEquals(137, child.end(10));
        }
        assertTrue(TinyRuns.rows(killed) < epochs, "the kill came too late to show anything");
        try (var run = Run.resume(killed);
                var other = Run.start(TinyRuns.settings(7, epochs), whole)) {
            assertTrue(run.algorithm().epochs() > 0, "there was a checkpoint");
            assertTrue(run.train(r -> {}));
            assertEquals("", run.metrics().difference(), "redone epochs give the same numbers in another process");
            assertTrue(other.train(r -> {}));
        }
        assertEquals(TinyRuns.numbers(whole), TinyRuns.numbers(killed));
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("checkpoint.npz")),
                Files.readAllBytes(killed.resolve("checkpoint.npz")));
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("buffer/000000.f32")),
                Files.readAllBytes(killed.resolve("buffer/000000.f32")));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void toldToEndItWritesACheckpointAtOnce(String signal, int exitCode) throws Exception {
        var folder = scratch.resolve("run");
        try (var child = start(TinyRuns.arguments(7, 100_000, folder))) {
            child.await(() -> TinyRuns.rows(folder) > 5);
            CommandLines.run("resume", folder).refused(1, "is being trained already");
            child.signal(signal);
            assertEquals(exitCode, child.end(20), child.err());
            int epochs = TinyRuns.rows(folder);
            assertEquals(
                    epochs,
                    Checkpoint.read(folder.resolve("checkpoint.npz")).header().epochs());
            assertTrue(child.out().contains("epochs: " + epochs + "\n"), child.out());
            assertTrue(
                    child.err().contains("a checkpoint is written. Go on with: ")
                            && child.err().contains("environment/tandem resume " + folder),
                    child.err());
            assertFalse(child.err().contains("\tat "), child.err());
        }
        if (signal.equals("TERM")) {
            // The child runs with LC_ALL=C.
            var evaluation = start(List.of("evaluate", folder.toString(), "--episodes", "2"));
            assertEquals(0, evaluation.end(30), evaluation.err());
            assertTrue(evaluation.out().contains(" ± "), evaluation.out());
        }
    }

    /**
     * The heap is touched beforehand and the second compiler, which takes memory by itself, is off: what grows is native. A
     * leaked activation would be 0.5 MB an epoch.
     */
    @Test
    void threeHundredEpochsKeepTheMemoryFlat() throws Exception {
        var folder = scratch.resolve("soak");
        var arguments = new ArrayList<String>();
        for (String argument : TinyRuns.arguments(7, 100_000, folder)) {
            arguments.add(
                    argument.startsWith("model.hidden")
                            ? "model.hidden=256,256"
                            : argument.startsWith("model.batch")
                                    ? "model.batch=512"
                                    : argument.startsWith("model.updates") ? "model.updates=1" : argument);
        }
        // Native memory is DJL's; written-out kernels take none, and without the second compiler they crawl.
        arguments.addAll(List.of("--set", "arithmetic=djl"));
        try (var child = ChildJvm.start(
                scratch,
                List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1"),
                arguments)) {
            child.await(() -> TinyRuns.rows(folder) >= 150);
            double before = megabytes(child.pid());
            child.await(() -> TinyRuns.rows(folder) >= 450);
            double growth = megabytes(child.pid()) - before;
            System.err.printf("resident memory: %.0f MB after 150 epochs, %+.1f MB after 300 more%n", before, growth);
            assertTrue(growth < 10, "from " + before + " MB by " + growth + " MB");
        }
    }

    private static double megabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
