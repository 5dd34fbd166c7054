package org.tandemrl.sim.mujoco;

/** MuJoCo is not there, or refuses a model, or failed. The message says what and, where something can be done, what. */
public final class MujocoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message. */
    public MujocoException(String message) {
        super(message);
    }
}
