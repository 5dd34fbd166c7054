package org.tandemrl.task.suite;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.RobotTask;

/**
 * Ant: a four-legged robot is to walk along +x.
 *
 * <p>State and the first 29 columns of the observation (37) as {@link FloatingRobot} says, with 8 hinges; then the last
 * action. Control: 200·a N·m on the eight hinges. Reward v_x + 0.1·up + heading + (height − 0.27). Ends at a height below
 * 0.27 m.
 */
public record Ant() implements RobotTask {
    private static final double TERMINATION_HEIGHT = 0.27;
    /** The robot file's z axis is up; the start turns it by −90° about x, so that y is. */
    private static final double HALF = Math.sqrt(0.5);

    private static final FloatingRobot ROBOT =
            new FloatingRobot(new double[] {0, 0.75, 0, -HALF, 0, 0, HALF, 0, 1, 0, -1, 0, -1, 0, 1}, 14, 10_000);

    @Override
    public String name() {
        return "ant";
    }

    @Override
    public CompiledRobot compiledRobot() {
        return CompiledRobot.named("ant");
    }

    @Override
    public int stateSize() {
        return ROBOT.stateSize();
    }

    @Override
    public int controlSize() {
        return 8;
    }

    @Override
    public int observationSize() {
        return ROBOT.observationSize() + actionSize();
    }

    @Override
    public List<Integer> quaternions() {
        return FloatingRobot.QUATERNIONS;
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
        return ROBOT.observe(state).beside(lastAction);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        return ROBOT.progress(observation).plus(ROBOT.height(observation).plus(-TERMINATION_HEIGHT));
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return observation[environment * observationSize()] < TERMINATION_HEIGHT;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        ROBOT.start(random, randomized, 0.2, state, environment);
    }
}
