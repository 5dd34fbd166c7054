package org.tandemrl.task.suite;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.RobotTask;
import org.tandemrl.task.Starts;

/**
 * Hopper: a planar one-legged robot is to hop forward.
 *
 * <p>State q = (x, height, pitch, thigh, leg, foot), q̇. Observation: q without x, then q̇ (11). Control: 200·a N·m on the
 * three hinges. Reward: v_x + height term + 1 − pitch²/(π/6)² − 0.1 Σa²; with h = height above −0.3 clipped to [−1, 0.3]
 * the height term is −200 h² below and h above. Ends at a height below −0.45 (heights count from the start).
 */
public record Hopper() implements RobotTask {
    private static final double TERMINATION_HEIGHT = -0.45;
    private static final double TERMINATION_TOLERANCE = 0.15;
    private static final double TERMINATION_ANGLE = Math.PI / 6;

    @Override
    public String name() {
        return "hopper";
    }

    @Override
    public CompiledRobot compiledRobot() {
        return CompiledRobot.named("hopper");
    }

    @Override
    public int stateSize() {
        return 12;
    }

    @Override
    public int controlSize() {
        return 3;
    }

    @Override
    public int observationSize() {
        return 11;
    }

    @Override
    public int actionSize() {
        return 3;
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
        return state.columns(1, 12);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var forward = observation.column(5);
        var h = observation
                .column(0)
                .plus(-(TERMINATION_HEIGHT + TERMINATION_TOLERANCE))
                .clip(-1, 0.3);
        var height = h.ifNegative(h.square().times(-200), h);
        var angle = observation
                .column(1)
                .square()
                .times(-1 / (TERMINATION_ANGLE * TERMINATION_ANGLE))
                .plus(1);
        return forward.plus(height).plus(angle).plus(action.square().sum().times(-0.1));
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return observation[environment * observationSize()] < TERMINATION_HEIGHT;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int o = environment * stateSize();
        Arrays.fill(state, o, o + stateSize(), 0);
        if (randomized) {
            Starts.jitter(random, 0.05, state, o, stateSize());
        }
    }
}
