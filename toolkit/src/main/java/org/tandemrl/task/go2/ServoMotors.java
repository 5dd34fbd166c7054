package org.tandemrl.task.go2;

import org.tandemrl.sim.Motors;

/**
 * The motors' position servos, asked anew every 5 ms:
 *
 * <pre>
 * target = pose + 0.25 c,  τ = clip(20 (target − q) − 0.5 q̇) − F_s tanh(q̇/0.1) − μ_v q̇
 * </pre>
 *
 * A control row is c (12), F_s (12), N·m, and μ_v (12), N·m·s/rad.
 *
 * @param limits of the torque before friction, N·m, one a joint
 */
record ServoMotors(double[] limits) implements Motors {
    static final int CONTROL = 36;

    @Override
    public int controlSize() {
        return CONTROL;
    }

    @Override
    public void drive(double[] state, int s, double[] control, int c, double[] force) {
        for (int j = 0; j < Go2.JOINTS; j++) {
            double q = state[s + 7 + j];
            double rate = state[s + Row.VELOCITIES + 6 + j];
            double torque = Go2Servos.STIFFNESS * (Go2.POSE[j] + Go2Servos.TARGET_SCALE * control[c + j] - q)
                    - Go2Servos.DAMPING * rate;
            force[j] = Math.clamp(torque, -limits[j], limits[j])
                    - control[c + 12 + j] * Math.tanh(rate / 0.1)
                    - control[c + 24 + j] * rate;
        }
    }
}
