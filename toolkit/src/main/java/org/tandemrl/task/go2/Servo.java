package org.tandemrl.task.go2;

/**
 * How a task holds the joints, and the clock that it shows.
 *
 * @param stiffness kp, N·m/rad
 * @param damping kd, N·m·s/rad
 * @param target of a control of 1, rad beside the standing pose
 * @param gait frequency of the clock, Hz
 */
record Servo(double stiffness, double damping, double target, double gait) {
    /** Walking's, which a robot is driven with. */
    static final Servo WALKING =
            new Servo(Go2Servos.STIFFNESS, Go2Servos.DAMPING, Go2Servos.TARGET_SCALE, Go2Sensors.GAIT);

    /** For standing on the front legs: a control is the action itself. */
    static final Servo FRONT_LEGS = new Servo(40, 0.8, 1, 2.5);
}
