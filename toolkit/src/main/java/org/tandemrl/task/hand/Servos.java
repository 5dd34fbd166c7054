package org.tandemrl.task.hand;

import org.tandemrl.sim.Motors;
import org.tandemrl.task.Batch;

/**
 * The joints' position servos, asked anew in every substep: τ = clip(3 (target − q), ±0.5 N·m) − d q̇. The damping d stands in the robot's file, where MuJoCo takes
 * it implicitly. A control row is the targets, rad.
 */
record Servos() implements Motors {
    private static final double STIFFNESS = 3;
    private static final double STRONGEST = 0.5;

    @Override
    public int controlSize() {
        return Row.JOINTS;
    }

    @Override
    public void drive(double[] state, int s, double[] control, int c, double[] force) {
        for (int j = 0; j < Row.JOINTS; j++) {
            force[j] = Math.clamp(STIFFNESS * (control[c + j] - state[s + j]), -STRONGEST, STRONGEST);
        }
    }

    /** Torques with the damping's part, [N, 16]. */
    static <X extends Batch<X>> X torque(X target, X angle, X rate, double damping) {
        return target.minus(angle).times(STIFFNESS).clip(-STRONGEST, STRONGEST).minus(rate.times(damping));
    }
}
