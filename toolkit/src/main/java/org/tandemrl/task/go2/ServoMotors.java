package org.tandemrl.task.go2;

import org.tandemrl.sim.Motors;

/**
 * The motors' position servos, asked anew every 5 ms:
 *
 * <pre>
 * target = pose + s c,  τ = clip(kp (target − q) − kd q̇) − F_s tanh(q̇/0.1) − μ_v q̇
 * </pre>
 *
 * A control row is c (12), F_s (12), N·m, and μ_v (12), N·m·s/rad.
 *
 * @param servo kp, kd and s
 * @param limits of the torque before friction, N·m, one a joint
 * @param strength what the servos' torque is multiplied with before it is clipped
 * @param curve whether the motors' curve of torque over speed holds, too
 */
record ServoMotors(Servo servo, double[] limits, double strength, boolean curve) implements Motors {
    static final int CONTROL = 36;

    /** Of a motor at hip and thigh: driving torque, N·m, up to a speed, rad/s, and none from another on; braking torque. */
    private static final double DRIVING = 20.2;

    private static final double FULL_UNTIL = 13.5;
    private static final double NONE_FROM = 30;
    private static final double BRAKING = 23.4;
    /** Of the calf's. */
    private static final double GEAR = 45.43 / 23.7;

    /** Walking's. */
    ServoMotors(double[] limits, double strength, boolean curve) {
        this(Servo.WALKING, limits, strength, curve);
    }

    @Override
    public int controlSize() {
        return CONTROL;
    }

    @Override
    public void drive(double[] state, int s, double[] control, int c, double[] force) {
        for (int j = 0; j < Go2.JOINTS; j++) {
            double q = state[s + 7 + j];
            double rate = state[s + Row.VELOCITIES + 6 + j];
            double asked = strength
                    * (servo.stiffness() * (Go2.POSE[j] + servo.target() * control[c + j] - q)
                            - servo.damping() * rate);
            double torque = curve ? curved(asked, rate, j % 3 == 2 ? GEAR : 1) : asked;
            force[j] = Math.clamp(torque, -limits[j], limits[j])
                    - control[c + 12 + j] * Math.tanh(rate / 0.1)
                    - control[c + 24 + j] * rate;
        }
    }

    /** What a motor behind a gear gives of a torque at a speed of the joint. */
    private static double curved(double torque, double rate, double gear) {
        double speed = Math.abs(rate) * gear;
        boolean drives = torque * rate > 0;
        double most = drives ? DRIVING * Math.clamp((NONE_FROM - speed) / (NONE_FROM - FULL_UNTIL), 0, 1) : BRAKING;
        return Math.clamp(torque, -most * gear, most * gear);
    }
}
