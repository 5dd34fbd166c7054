package org.tandemrl.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered to be typed is what a shell takes for it. */
final class TypedTest {
    @ParameterizedTest
    @ValueSource(strings = {"runs/ant-1", "my runs/ant", "it's", "a;b $(c) \"d\" *", "~/runs", "läufe/größe"})
    void aShellReadsAFolderAsOneWord(String folder) throws Exception {
        String command = Typed.command("resume", folder);
        assertTrue(command.contains("environment/tandem resume "), command);
        var process = new ProcessBuilder(
                        "bash", "-c", "printf '%s' " + command.substring(command.indexOf(" resume ") + 8))
                .start();
        assertEquals(folder, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
