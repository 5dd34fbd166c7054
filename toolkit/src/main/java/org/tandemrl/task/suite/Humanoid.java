package org.tandemrl.task.suite;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.RobotTask;

/**
 * Humanoid: a two-legged robot with arms is to walk along +x.
 *
 * <p>State and the first 55 columns of the observation (76) as {@link FloatingRobot} says, with 21 hinges; then the last
 * action. Control: 0.35·strength·a N·m on the hinges. Reward v_x + 0.1·up + heading + height term − 0.002 Σa²; with h = height
 * above 0.84 clipped to [−1, 0.1] the height term is −200 h² below and 10 h above. Ends at a height below 0.74 m, and, with
 * reward 0, in an invalid state.
 */
public record Humanoid() implements RobotTask {
    private static final double TERMINATION_HEIGHT = 0.74;
    private static final double TERMINATION_TOLERANCE = 0.1;
    private static final double HALF = Math.sqrt(0.5);

    /** N·m at the hinges, in their order, for a = 1: the strengths times 0.35. */
    private static final double[] TORQUES = Arrays.stream(new double[] {
                200, 200, 200, 200, 200, 600, 400, 100, 100, 200, 200, 600, 400, 100, 100, 100, 100, 200, 100, 100, 200
            })
            .map(strength -> 0.35 * strength)
            .toArray();

    private static final FloatingRobot ROBOT =
            new FloatingRobot(Arrays.copyOf(new double[] {0, 1.35, 0, -HALF, 0, 0, HALF}, 28), 27, 200);

    @Override
    public String name() {
        return "humanoid";
    }

    @Override
    public CompiledRobot compiledRobot() {
        return CompiledRobot.named("humanoid");
    }

    @Override
    public int stateSize() {
        return ROBOT.stateSize();
    }

    @Override
    public int controlSize() {
        return TORQUES.length;
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
        return TORQUES.length;
    }

    @Override
    public int episodeLength() {
        return 1000;
    }

    @Override
    public InvalidStates invalidStates() {
        return InvalidStates.END_EPISODE;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1).times(TORQUES);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        return ROBOT.observe(state).beside(lastAction);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var h = ROBOT.height(observation)
                .plus(-(TERMINATION_HEIGHT + TERMINATION_TOLERANCE))
                .clip(-1, TERMINATION_TOLERANCE);
        var height = h.ifNegative(h.square().times(-200), h.times(10));
        return ROBOT.progress(observation)
                .plus(height)
                .plus(action.square().sum().times(-0.002));
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
