package org.tandemrl.task.suite;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.RobotTask;

/**
 * SNU Humanoid: the lower half of a human body, moved by 152 muscles, is to walk along +x.
 *
 * <p>State and observation (53) as {@link FloatingRobot} says, the joints being hinges and balls (a quaternion each); the last
 * action is not observed. Control: (a/2 + 1/2)·strength N, what each muscle pulls with. Reward
 * v_x + 0.1·up + heading − 0.001 Σ|a/2 + 1/2|. Ends at a height below 0.46 m, and, with reward 0, in an invalid state.
 */
public final class SnuHumanoid implements RobotTask {
    private static final double TERMINATION_HEIGHT = 0.46;
    private static final int MUSCLES = 152;

    private final RigidModel model;
    private final double[] strengths;
    private final FloatingRobot robot;

    /**
     * @param model of the robot: its muscles' strengths, and its default coordinates as the fixed start
     * @throws IllegalArgumentException if it has not 152 muscles
     */
    public SnuHumanoid(RigidModel model) {
        if (model.muscles().size() != MUSCLES) {
            throw new IllegalArgumentException("Robot " + model.name() + " has "
                    + model.muscles().size() + " muscles; task snu needs " + MUSCLES + ".");
        }
        this.model = model;
        strengths = model.muscles().stream()
                .mapToDouble(RigidModel.Muscle::strength)
                .toArray();
        robot = new FloatingRobot(model.qDefault().clone(), model.freedoms(), 10_000);
    }

    @Override
    public String name() {
        return "snu";
    }

    @Override
    public CompiledRobot compiledRobot() {
        return CompiledRobot.of(model);
    }

    @Override
    public int stateSize() {
        return robot.stateSize();
    }

    @Override
    public int controlSize() {
        return MUSCLES;
    }

    @Override
    public int observationSize() {
        return robot.observationSize();
    }

    @Override
    public List<Integer> quaternions() {
        return FloatingRobot.QUATERNIONS;
    }

    @Override
    public int actionSize() {
        return MUSCLES;
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
        return activation(action.clip(-1, 1)).times(strengths);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        return robot.observe(state);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        return robot.progress(observation).plus(activation(action).abs().sum().times(-0.001));
    }

    /** From none, 0, to full, 1. */
    private static <X extends Batch<X>> X activation(X action) {
        return action.times(0.5).plus(0.5);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return observation[environment * observationSize()] < TERMINATION_HEIGHT;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        robot.start(random, randomized, 0, state, environment);
    }
}
