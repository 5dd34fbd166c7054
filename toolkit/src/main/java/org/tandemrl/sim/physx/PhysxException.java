package org.tandemrl.sim.physx;

/** PhysX is not there, or cannot take a robot, or failed. The message says what and, where something can be done, what. */
public final class PhysxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message. */
    public PhysxException(String message) {
        super(message);
    }

    /** With a message and what caused it. */
    public PhysxException(String message, Throwable cause) {
        super(message, cause);
    }
}
