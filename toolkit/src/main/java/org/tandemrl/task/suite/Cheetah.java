package org.tandemrl.task.suite;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.RobotTask;
import org.tandemrl.task.Starts;

/**
 * Cheetah: a planar two-legged robot is to run forward.
 *
 * <p>State q = (x, height, pitch, back thigh, shin, foot, front thigh, shin, foot), q̇. Observation: q without x, then q̇
 * (17). Control: 200·a N·m on the six hinges. Reward v_x − 0.1 Σa². No early termination.
 */
public record Cheetah() implements RobotTask {
    private static final double START_HEIGHT = -0.2;

    @Override
    public String name() {
        return "cheetah";
    }

    @Override
    public CompiledRobot compiledRobot() {
        return CompiledRobot.named("half_cheetah");
    }

    @Override
    public int stateSize() {
        return 18;
    }

    @Override
    public int controlSize() {
        return 6;
    }

    @Override
    public int observationSize() {
        return 17;
    }

    @Override
    public int actionSize() {
        return 6;
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
        return state.columns(1, 18);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        return observation.column(8).plus(action.square().sum().times(-0.1));
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return false;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int o = environment * stateSize();
        Arrays.fill(state, o, o + stateSize(), 0);
        state[o + 1] = START_HEIGHT;
        if (randomized) {
            Starts.jitter(random, 0.1, state, o, 9);
            Starts.jitter(random, 0.25, state, o + 9, 9);
        }
    }
}
