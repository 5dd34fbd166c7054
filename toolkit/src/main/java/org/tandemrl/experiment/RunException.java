package org.tandemrl.experiment;

/** A run cannot be started, continued or read. The message says what was found and what is allowed. */
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for the user. */
    public RunException(String message) {
        super(message);
    }

    /** With a message for the user and the reason beneath it. */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
