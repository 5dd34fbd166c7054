package org.tandemrl.task.suite;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Starts;
import org.tandemrl.task.Vectors;

/**
 * What the tasks of walking robots with a free root have in common: observation, start and the reward for running on.
 *
 * <p>State q = (position 3, quaternion 4, joints), q̇ = (ω 3, v₀ 3, joints), the root's twist being in world about the world's
 * origin. Observation: height (0); root quaternion (1–4); linear velocity v₀ + ω × p (5–7); ω (8–10); joint positions;
 * 0.1 · joint velocities; up; heading. Up is the y component of the torso's up axis, heading that of its forward axis towards
 * the target in the ground plane; both are counted from the fixed start, where the torso stands upright and looks along +x.
 *
 * @param start coordinates q of the fixed start, the root standing over the origin
 * @param freedoms width of q̇
 * @param targetX m along +x
 */
record FloatingRobot(double[] start, int freedoms, double targetX) {
    /** Where an observation's quaternion of the root begins. */
    static final List<Integer> QUATERNIONS = List.of(1);

    private static final int ROOT_COORDINATES = 7;
    private static final int ROOT_FREEDOMS = 6;

    int stateSize() {
        return start.length + freedoms;
    }

    int observationSize() {
        return headingColumn() + 1;
    }

    private int upColumn() {
        return 11 + start.length - ROOT_COORDINATES + freedoms - ROOT_FREEDOMS;
    }

    private int headingColumn() {
        return upColumn() + 1;
    }

    /** [N, S] to [N, {@link #observationSize}]. */
    <X extends Batch<X>> X observe(X state) {
        int q = start.length;
        var position = state.columns(0, 3);
        var rotation = state.columns(3, 7);
        var omega = state.columns(q, q + 3);
        var velocity = state.columns(q + 3, q + 6).plus(Vectors.cross(omega, position));
        // Relative to the start rotation: ⊗ its inverse.
        var torso = Quaternions.times(rotation, -start[3], -start[4], -start[5], start[6]);
        var up = Quaternions.upOfY(torso);
        var toTargetX = position.column(0).times(-1).plus(targetX);
        var toTargetZ = position.column(2).times(-1);
        var distance = toTargetX.square().plus(toTargetZ.square()).sqrt();
        var heading = Quaternions.xOfX(torso)
                .times(toTargetX)
                .plus(Quaternions.zOfX(torso).times(toTargetZ))
                .over(distance);
        return position.column(1)
                .beside(rotation)
                .beside(velocity)
                .beside(omega)
                .beside(state.columns(ROOT_COORDINATES, q))
                .beside(state.columns(q + ROOT_FREEDOMS, q + freedoms).times(0.1))
                .beside(up)
                .beside(heading);
    }

    /** v_x + 0.1·up + heading, [N, 1]. */
    <X extends Batch<X>> X progress(X observation) {
        return observation
                .column(5)
                .plus(observation.column(upColumn()).times(0.1))
                .plus(observation.column(headingColumn()));
    }

    /** Height, [N, 1]. */
    <X extends Batch<X>> X height(X observation) {
        return observation.column(0);
    }

    /**
     * Writes a start: the fixed one, or position ± 0.1 m, turned by up to ± π/24 about a random axis, joint positions
     * ± {@code joints}, velocities ± 0.25.
     *
     * @param joints bound of the joint positions' randomisation, 0 for none
     */
    void start(RandomGenerator random, boolean randomized, double joints, double[] state, int environment) {
        int q = start.length;
        int o = environment * stateSize();
        System.arraycopy(start, 0, state, o, q);
        Arrays.fill(state, o + q, o + stateSize(), 0);
        if (randomized) {
            Starts.jitter(random, 0.1, state, o, 3);
            Starts.turn(random, Math.PI / 24, state, o + 3);
            if (joints > 0) {
                Starts.jitter(random, joints, state, o + ROOT_COORDINATES, q - ROOT_COORDINATES);
            }
            Starts.jitter(random, 0.25, state, o + q, freedoms);
        }
    }
}
