package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;

final class FiguresCommandTest {
    @Test
    void figuresTablesAndThePageAreWrittenAndWhatHasNoRecordIsSaid(@TempDir Path temp) throws IOException {
        var record = temp.resolve("records/shac-hopper-1");
        Files.createDirectories(record);
        try (var files = Files.list(Datasets.path("results/shac-hopper-1"))) {
            for (var file : files.toList()) {
                Files.copy(file, record.resolve(file.getFileName()));
            }
        }
        var out = temp.resolve("out");
        var done = CommandLines.run("figures", "--results", temp.resolve("records"), "--out", out);
        assertEquals(0, done.exitCode(), done.err());
        assertTrue(done.out().contains("without a record"), done.out());
        assertTrue(Files.exists(out.resolve("paper/curves-hopper.svg")), done.out());
        assertTrue(Files.exists(out.resolve("paper/curves-hopper.png")), done.out());
        assertTrue(Files.readString(out.resolve("paper/runs.csv")).contains("shac-hopper-1"));
        assertTrue(Files.readString(out.resolve("results.md")).contains("not run"));
    }

    @Test
    void aFolderWithoutRecordsIsRefused(@TempDir Path temp) {
        CommandLines.run("figures", "--results", temp.resolve("no"), "--out", temp.resolve("out"))
                .refused(Tandem.FAILED, "There is no folder", "no");
        assertFalse(Files.exists(temp.resolve("out")), "a folder of what was refused");
        CommandLines.run("figures", "--results", temp, "--out", temp.resolve("out"))
                .refused(Tandem.FAILED, "no record");
    }
}
