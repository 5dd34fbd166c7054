package org.tandemrl.task.go2;

/** What an action means: joint targets about the standing pose, and the servos that hold them. Legs in the order FL, FR, RL, RR, of each hip, thigh, calf. */
public final class Go2Servos {
    /** Joints. */
    public static final int JOINTS = Go2.JOINTS;

    /** kp, N·m/rad. */
    public static final double STIFFNESS = 20;

    /** kd, N·m·s/rad. */
    public static final double DAMPING = 0.5;

    /** The factor between an action in [−1, 1] and a control of the task. */
    static final double ACTION_SCALE = 2;

    /** Radians of a control. */
    static final double TARGET_SCALE = 0.25;

    /** The largest velocities that are asked for in training: forward and sideways, m/s, and the yaw rate, rad/s. */
    public static final double FASTEST = Commands.LINEAR;

    /** rad/s. */
    public static final double FASTEST_YAW = Commands.YAW;

    private Go2Servos() {}

    /** Angle of a joint in the standing pose, rad. */
    public static double pose(int joint) {
        return Go2.POSE[joint];
    }

    /** What a joint's motor can, N·m. */
    public static double torque(int joint) {
        return Go2.TORQUE[joint];
    }

    /**
     * Where a servo is to hold its joint, rad.
     *
     * @param action of the joint, in [−1, 1]; clipped to that
     */
    public static double target(int joint, double action) {
        return Go2.POSE[joint] + TARGET_SCALE * ACTION_SCALE * Math.clamp(action, -1.0, 1.0);
    }
}
