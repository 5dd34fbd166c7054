package org.tandemrl.robot.drive;

import org.tandemrl.robot.SafetyLimits;

/**
 * How a drive goes.
 *
 * @param limits what a command may be
 * @param plan what the policy is asked for
 * @param seconds of walking
 * @param patience how long to wait for the first state, s
 * @param listen how long to hear before anything is sent, s
 * @param damping at the beginning and at the end, s
 * @param rise from the measured to the standing pose, s
 * @param settle until the gains are the policy's, s
 */
public record DriveSettings(
        SafetyLimits limits,
        CommandPlan plan,
        double seconds,
        double patience,
        double listen,
        double damping,
        double rise,
        double settle) {
    /** Between two commands to the motors, s. */
    public static final double PERIOD = 0.002;

    /** While the robot rises, N·m/rad and N·m·s/rad. */
    static final double RISE_STIFFNESS = 60;

    static final double RISE_DAMPING = 5;

    /** Checks times. */
    public DriveSettings {
        if (!(seconds >= 0 && seconds <= 3600)) {
            throw new IllegalArgumentException("A walk takes " + seconds + " s; allowed: 0 to 3600.");
        }
        for (double time : new double[] {patience, listen, damping, rise, settle}) {
            if (!(time > 0 && time <= 60)) {
                throw new IllegalArgumentException("A time of the drive is " + time + " s; allowed: above 0, to 60.");
            }
        }
    }

    /** Three seconds for the first state, then half a second of hearing, half of damping, two of rising, half to settle. */
    public static DriveSettings of(SafetyLimits limits, CommandPlan plan, double seconds) {
        return new DriveSettings(limits, plan, seconds, 3, 0.5, 0.5, 2, 0.5);
    }
}
