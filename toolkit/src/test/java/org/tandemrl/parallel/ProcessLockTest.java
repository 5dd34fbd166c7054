package org.tandemrl.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLockTest {
    @TempDir
    private Path folder;

    /** What another process finds. */
    static final class Other {
        public static void main(String[] arguments) throws IOException {
            var file = Path.of(arguments[0]);
            System.out.print(ProcessLock.held(file) + " ");
            System.out.print(ProcessLock.take(file).isPresent());
        }
    }

    private static String other(Path file) throws Exception {
        var process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return said;
    }

    /** The second attempt and the look must not drop what the first holds, as closing any descriptor of the file would. */
    @Test
    void aRefusedSecondAttemptLeavesTheFirstItsLock() throws Exception {
        var file = folder.resolve("run.lock");
        var again = Files.createDirectories(folder.resolve("sub")).resolve("..").resolve("run.lock");
        try (var lock = ProcessLock.take(file).orElseThrow()) {
            assertTrue(ProcessLock.take(file).isEmpty());
            assertTrue(ProcessLock.take(again).isEmpty(), "by another name of its folder");
            assertTrue(ProcessLock.held(file) && ProcessLock.held(again));
            assertTrue(lock.isHeld());
            assertEquals("true false", other(file));
        }
        assertFalse(ProcessLock.held(file));
        assertEquals("false true", other(file));
        ProcessLock.take(file).orElseThrow().close();
    }

    @Test
    void aLookWritesNothingAndAFileThatIsNotThereIsNotHeld() throws Exception {
        assertFalse(ProcessLock.held(folder.resolve("none")));
        assertFalse(Files.exists(folder.resolve("none")));
    }
}
