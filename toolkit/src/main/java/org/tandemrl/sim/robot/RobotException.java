package org.tandemrl.sim.robot;

import java.nio.file.Path;

/** A robot description that cannot be used: where (file, line, element), what was found and what is allowed. */
public final class RobotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RobotException(String message) {
        super(message);
    }

    RobotException(Path file, String problem) {
        super(file + ": " + problem);
    }

    RobotException(Path file, int line, String element, String problem) {
        super(file + ":" + line + ": <" + element + ">: " + problem);
    }
}
