package org.tandemrl.task.suite;

import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.RobotTask;
import org.tandemrl.task.Starts;

/**
 * CartPole swing-up: a hanging pole on a cart, pushed along a rail, is to stand on its head in the middle of it.
 *
 * <p>State q = (x, θ), q̇; θ = 0 upright. Observation (x, ẋ, sin θ, cos θ, θ̇). Control: 1000·a newtons on the slider.
 * Reward −θ² − 0.1 θ̇² − 0.05 x² − 0.1 ẋ², θ wrapped to (−π, π]. No early termination; 240 steps.
 */
public record CartPoleSwingUp() implements RobotTask {
    @Override
    public String name() {
        return "cartpole";
    }

    @Override
    public CompiledRobot compiledRobot() {
        return CompiledRobot.named("cartpole");
    }

    @Override
    public int stateSize() {
        return 4;
    }

    @Override
    public int controlSize() {
        return 1;
    }

    @Override
    public int observationSize() {
        return 5;
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public int episodeLength() {
        return 240;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1).times(1000);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        var theta = state.column(1);
        return state.column(0)
                .beside(state.column(2))
                .beside(theta.sin())
                .beside(theta.cos())
                .beside(state.column(3));
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var theta = observation.column(2).atan2(observation.column(3));
        return theta.square()
                .plus(observation.column(4).square().times(0.1))
                .plus(observation.column(0).square().times(0.05))
                .plus(observation.column(1).square().times(0.1))
                .times(-1);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return false;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int o = environment * stateSize();
        state[o] = 0;
        state[o + 1] = -Math.PI;
        state[o + 2] = 0;
        state[o + 3] = 0;
        if (randomized) {
            Starts.jitter(random, Math.PI / 2, state, o, 2);
            Starts.jitter(random, 0.25, state, o + 2, 2);
        }
    }
}
