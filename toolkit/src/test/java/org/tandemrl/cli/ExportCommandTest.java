package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.run.Run;
import org.tandemrl.run.TinyRuns;

/** Export, evaluation and film of chosen checkpoints from the terminal. */
final class ExportCommandTest {
    @TempDir
    private Path scratch;

    @Test
    void aPolicyIsWrittenAndWhatCannotBeIsNamed() throws Exception {
        var run = scratch.resolve("run");
        var arguments = new ArrayList<>(TinyRuns.arguments(1, 20, run));
        arguments.addAll(List.of("--keep-every", "640"));
        assertEquals(0, CommandLines.run(arguments).exitCode());
        var file = scratch.resolve("new/policy.onnx");
        var written = CommandLines.run("export", run, "--out", file);
        assertEquals(0, written.exitCode(), written.err());
        assertTrue(written.out().contains("no action differs from the policy's by more than"), written.out());
        assertTrue(Files.size(file) > 1000);
        var earlier =
                CommandLines.run("export", run, "--out", scratch.resolve("a.onnx"), "--checkpoint", "samples-640");
        assertEquals(0, earlier.exitCode(), earlier.err());
        CommandLines.run("export", run, "--out", scratch.resolve("b.onnx"), "--checkpoint", "best")
                .refused(1, "has no checkpoint 'best'; it has last, samples-1280, samples-640");
        assertFalse(Files.exists(scratch.resolve("b.onnx")));
        CommandLines.run("export", run, "--out", scratch.resolve("policy.bin")).refused(2, "ends in .onnx");
        CommandLines.run("export", scratch, "--out", scratch.resolve("c.onnx")).refused(1, "There is no run in");
        CommandLines.run("export", run, "--out", run.resolve("metrics.csv/c.onnx"))
                .refused(1, "metrics.csv");
        var evaluated = CommandLines.run("evaluate", run, "--episodes", 2, "--checkpoint", "samples-640");
        assertEquals(0, evaluated.exitCode(), evaluated.err());
        assertTrue(evaluated.out().contains("checkpoint: samples-640"), evaluated.out());
        CommandLines.run("evaluate", run, "--record", "--checkpoint", "samples-640")
                .refused(2, "--record");
        var film = CommandLines.run(
                "watch", run, "--out", scratch.resolve("film"), "--steps", 3, "--checkpoint", "samples-640");
        assertEquals(0, film.exitCode(), film.err());
        try (var open = Run.open(run)) {
            assertEquals(20, open.algorithm().epochs());
        }
    }
}
