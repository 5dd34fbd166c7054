package org.tandemrl.run;

import java.io.IOException;
import org.tandemrl.sim.Faults;

/** A run cannot be started, continued or read. The message says what was found and what is allowed. */
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for the user. */
    public RunException(String message) {
        super(message);
    }

    /** What an input or output failure means to a user; the exception's own text is often only a path. */
    public static String reason(IOException e) {
        return Faults.of(e);
    }

    /** With a message for the user and the reason beneath it. */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
