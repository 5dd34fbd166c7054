package org.tandemrl.extension;

/** A file of a user's that cannot be used; the message names it and says why. */
public final class ExtensionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** With a message in the user's words. */
    public ExtensionException(String message) {
        super(message);
    }

    /** The same with what led to it. */
    public ExtensionException(String message, Throwable cause) {
        super(message, cause);
    }
}
