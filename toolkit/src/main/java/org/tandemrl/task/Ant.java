package org.tandemrl.task;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Ant: a four-legged robot is to walk along +x.
 *
 * <p>State q = (position 3, quaternion 4, hinges 8), q̇ = (ω 3, v₀ 3, hinges 8), the root's twist being in world about the
 * world's origin. Observation (37): height; root quaternion; linear velocity v₀ + ω × p; ω; hinge positions; 0.1 · hinge
 * velocities; up; heading; last action. Control: 200·a N·m on the eight hinges.
 * Reward v_x + 0.1·up + heading + (height − 0.27). Ends at a height below 0.27 m.
 */
public record Ant() implements Task {
    private static final double TERMINATION_HEIGHT = 0.27;
    private static final double START_HEIGHT = 0.75;
    private static final double[] START_HINGES = {0, 1, 0, -1, 0, -1, 0, 1};
    private static final double TARGET_X = 10_000;
    /** The robot file's z axis is up; the start turns it by −90° about x, so that y is. */
    private static final double HALF = Math.sqrt(0.5);

    @Override
    public String name() {
        return "ant";
    }

    @Override
    public int stateSize() {
        return 29;
    }

    @Override
    public int controlSize() {
        return 8;
    }

    @Override
    public int observationSize() {
        return 37;
    }

    @Override
    public int actionSize() {
        return 8;
    }

    @Override
    public int episodeLength() {
        return 1000;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1).times(200);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        var position = state.columns(0, 3);
        var rotation = state.columns(3, 7);
        var omega = state.columns(15, 18);
        var velocity = state.columns(18, 21).plus(Quaternions.cross(omega, position));
        // Relative to the start rotation: ⊗ (−90° about x)⁻¹.
        var torso = Quaternions.times(rotation, HALF, 0, 0, HALF);
        var up = Quaternions.upOfY(torso);
        var toTargetX = position.column(0).times(-1).plus(TARGET_X);
        var toTargetZ = position.column(2).times(-1);
        var distance = toTargetX.square().plus(toTargetZ.square()).sqrt();
        var heading = Quaternions.xOfX(torso).times(toTargetX)
                .plus(Quaternions.zOfX(torso).times(toTargetZ))
                .over(distance);
        return position.column(1)
                .beside(rotation)
                .beside(velocity)
                .beside(omega)
                .beside(state.columns(7, 15))
                .beside(state.columns(21, 29).times(0.1))
                .beside(up)
                .beside(heading)
                .beside(lastAction);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var forward = observation.column(5);
        var up = observation.column(27).times(0.1);
        var heading = observation.column(28);
        var height = observation.column(0).plus(-TERMINATION_HEIGHT);
        return forward.plus(up).plus(heading).plus(height);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return observation[environment * observationSize()] < TERMINATION_HEIGHT;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int o = environment * stateSize();
        Arrays.fill(state, o, o + stateSize(), 0);
        state[o + 1] = START_HEIGHT;
        state[o + 3] = -HALF;
        state[o + 6] = HALF;
        System.arraycopy(START_HINGES, 0, state, o + 7, 8);
        if (randomized) {
            Starts.jitter(random, 0.1, state, o, 3);
            Starts.turn(random, Math.PI / 24, state, o + 3);
            Starts.jitter(random, 0.2, state, o + 7, 8);
            Starts.jitter(random, 0.25, state, o + 15, 14);
        }
    }
}
