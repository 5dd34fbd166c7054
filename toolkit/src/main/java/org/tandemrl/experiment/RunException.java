package org.tandemrl.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A run cannot be started, continued or read. The message says what was found and what is allowed. */
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for the user. */
    public RunException(String message) {
        super(message);
    }

    /** What an input or output failure means to a user; the exception's own text is often only a path. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case FileAlreadyExistsException taken -> taken.getFile() + " is a file, not a folder";
            case NotDirectoryException file -> file.getFile() + " is a file, not a folder";
            case CharacterCodingException text -> "it is not text in UTF-8";
            case FileSystemException other when other.getReason() != null -> other.getReason() + ", " + other.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** With a message for the user and the reason beneath it. */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
