package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/** The command line within the test's own process. */
public record CommandLines(int exitCode, String out, String err) {
    public static CommandLines run(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Tandem.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new CommandLines(code, out.toString(), err.toString());
    }

    public static CommandLines run(Object... arguments) {
        return run(Arrays.stream(arguments).map(Object::toString).toList());
    }

    /** Refused with a message that says all of the given, and without a stack trace. */
    public CommandLines refused(int code, String... said) {
        assertEquals(code, exitCode, err);
        assertFalse(err.contains("\tat "), "a stack trace: " + err);
        for (String s : said) {
            assertTrue(err.contains(s), "'" + s + "' is not in: " + err);
        }
        return this;
    }

    /** Ended well. */
    public CommandLines succeeded() {
        assertEquals(0, exitCode, err);
        return this;
    }

    public String lastLine() {
        return out.strip().lines().reduce((a, b) -> b).orElse("");
    }
}
