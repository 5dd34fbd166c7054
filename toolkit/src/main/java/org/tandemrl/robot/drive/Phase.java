package org.tandemrl.robot.drive;

/** Where a drive is; it goes on in this order, and from each one straight to {@link #END} when something is wrong. */
public enum Phase {
    /** Hears states and whether someone else commands; sends nothing. */
    LISTEN,
    /** The motors give way. */
    DAMPING,
    /** From the measured pose to the standing one, then the gains come down to the policy's. */
    STAND,
    /** The policy. */
    WALK,
    /** The motors give way. */
    END,
    /** Nothing is sent any more. */
    DONE
}
