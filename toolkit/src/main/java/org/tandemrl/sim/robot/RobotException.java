package org.tandemrl.sim.robot;

import java.nio.file.Path;

/** A robot description that cannot be used: where (file, line, element), what was found and what is allowed. */
public final class RobotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean beyond;

    RobotException(String message) {
        super(message);
        beyond = false;
    }

    /** Of a file as a whole. */
    public RobotException(Path file, String problem) {
        super(file + ": " + problem);
        beyond = false;
    }

    RobotException(Path file, int line, String element, String problem, boolean beyond) {
        super(file + ":" + line + ": <" + element + ">: " + problem);
        this.beyond = beyond;
    }

    private RobotException(String message, RobotException cause) {
        super(message, cause);
        beyond = false;
    }

    /** Whether another reader may understand what this one does not. */
    boolean beyond() {
        return beyond;
    }

    /** The same with more to say. */
    RobotException and(String more) {
        return new RobotException(getMessage() + more, this);
    }
}
