package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command that is refused leaves behind: nothing that it made and did not fill, and all else. */
final class OutputFolderTest {
    @TempDir
    private Path scratch;

    private int refusedAfterPreparing(Path folder) {
        return OutputFolder.around(() -> {
            OutputFolder.prepare(folder);
            return 1;
        });
    }

    @Test
    void whatWasMadeAndNotFilledIsGone() {
        assertEquals(1, refusedAfterPreparing(scratch.resolve("a/b/c")));
        assertFalse(Files.exists(scratch.resolve("a")), "the folders above were made, too");
        assertThrows(
                RunException.class,
                () -> OutputFolder.around(() -> {
                    OutputFolder.prepare(scratch.resolve("d/e"));
                    throw new RunException("refused");
                }));
        assertFalse(Files.exists(scratch.resolve("d")));
    }

    @Test
    void whatWasThereStaysEmptyAsItIs() throws IOException {
        var own = Files.createDirectories(scratch.resolve("own/results"));
        refusedAfterPreparing(own);
        refusedAfterPreparing(own.resolve("new"));
        assertTrue(Files.isDirectory(own));
        assertFalse(Files.exists(own.resolve("new")));
    }

    @Test
    void aLinkToNowhereIsRefusedAndStays() throws IOException {
        var link = Files.createSymbolicLink(scratch.resolve("link"), scratch.resolve("disk/that/is/away"));
        assertThrows(RunException.class, () -> refusedAfterPreparing(link));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void whatWasWrittenBeforeAFailureStays() {
        var folder = scratch.resolve("half/done");
        OutputFolder.around(() -> {
            OutputFolder.prepare(folder);
            try {
                Files.writeString(folder.resolve("first.csv"), "x\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return 1;
        });
        assertTrue(Files.exists(folder.resolve("first.csv")));
    }

    @Test
    void whoSucceedsKeepsAnEmptyFolder() {
        var folder = scratch.resolve("asked/for");
        OutputFolder.around(() -> {
            OutputFolder.prepare(folder);
            return 0;
        });
        assertTrue(Files.isDirectory(folder));
        // And a later command's refusal does not take it for its own.
        assertEquals(2, OutputFolder.around(() -> 2));
        assertTrue(Files.isDirectory(folder));
    }
}
