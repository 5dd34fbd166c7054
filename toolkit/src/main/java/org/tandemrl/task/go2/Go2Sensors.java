package org.tandemrl.task.go2;

import org.tandemrl.task.Batch;

/**
 * What a policy of {@link Go2Walking} sees, {@value #SIZE} numbers that a robot's sensors and its computer know: columns 3 to 51 of the task's observation.
 * Written over batches for the task and over plain numbers for a robot's loop; a test holds the two together.
 */
public final class Go2Sensors {
    /** Numbers of an observation. */
    public static final int SIZE = 49;

    /** Time between two observations, s. */
    public static final double PERIOD = Go2Simulator.TIME_STEP;

    /** Of the gait's clock, Hz. */
    public static final double GAIT = 3;

    static final double LINEAR_SCALE = 2;
    static final double ANGULAR_SCALE = 0.25;
    static final double RATE_SCALE = 0.05;

    private Go2Sensors() {}

    /**
     * The same as {@link #observe(double[], double[], double[], double[], double[], double[], double, double[])} over N robots, [N, {@value #SIZE}].
     *
     * @param lastControl the last action times the task's scale, [N, 12]
     * @param sin of 2π times the gait's phase, [N, 1]
     */
    static <X extends Batch<X>> X observe(X omega, X command, X gravity, X angles, X rates, X lastControl, X sin) {
        return omega.times(ANGULAR_SCALE)
                .beside(command.times(new double[] {LINEAR_SCALE, LINEAR_SCALE, ANGULAR_SCALE}))
                .beside(body(gravity, angles, rates, lastControl, sin));
    }

    /** The same without a command, [N, 46]. */
    static <X extends Batch<X>> X observe(X omega, X gravity, X angles, X rates, X lastControl, X sin) {
        return omega.times(ANGULAR_SCALE).beside(body(gravity, angles, rates, lastControl, sin));
    }

    private static <X extends Batch<X>> X body(X gravity, X angles, X rates, X lastControl, X sin) {
        double[] pose = Go2.POSE.clone();
        for (int j = 0; j < pose.length; j++) {
            pose[j] = -pose[j];
        }
        var opposite = sin.times(-1);
        return gravity.beside(angles.plus(Gait.one(angles).times(pose)))
                .beside(rates.times(RATE_SCALE))
                .beside(lastControl)
                .beside(opposite.beside(sin).beside(sin).beside(opposite));
    }

    /**
     * Writes an observation; allocates nothing.
     *
     * @param omega angular velocity in the base's axes, x forward, y left, z up, rad/s, 3 numbers
     * @param command v_x, v_y, m/s, and yaw rate, rad/s, that are asked for
     * @param gravity its direction in the base's axes, (0, 0, −1) of a robot that stands upright
     * @param angles of the joints, rad, legs in the order FL, FR, RL, RR, of each hip, thigh, calf
     * @param rates of the joints, rad/s
     * @param lastAction in [−1, 1], zeros before the first
     * @param phase of the gait, in turns
     * @param observation what is written, {@value #SIZE} numbers
     */
    public static void observe(
            double[] omega,
            double[] command,
            double[] gravity,
            double[] angles,
            double[] rates,
            double[] lastAction,
            double phase,
            double[] observation) {
        for (int k = 0; k < 3; k++) {
            observation[k] = omega[k] * ANGULAR_SCALE;
            observation[3 + k] = command[k] * (k < 2 ? LINEAR_SCALE : ANGULAR_SCALE);
            observation[6 + k] = gravity[k];
        }
        for (int j = 0; j < Go2.JOINTS; j++) {
            observation[9 + j] = angles[j] - Go2.POSE[j];
            observation[21 + j] = rates[j] * RATE_SCALE;
            observation[33 + j] = lastAction[j] * Go2Servos.ACTION_SCALE;
        }
        double sin = Math.sin(2 * Math.PI * phase);
        observation[45] = -sin;
        observation[46] = sin;
        observation[47] = sin;
        observation[48] = -sin;
    }
}
