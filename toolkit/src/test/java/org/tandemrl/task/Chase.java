package org.tandemrl.task;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Simulator;

/** A point on a line is to go to 1, then to −1, and so on: a task that asks for something else where what it asked for is reached. State x, goal, count. */
public record Chase() implements Task {
    private static final double NEAR = 0.1;

    private record Line(int environments) implements Simulator {
        @Override
        public int stateSize() {
            return 3;
        }

        @Override
        public int controlSize() {
            return 1;
        }

        @Override
        public double timeStep() {
            return 0.1;
        }

        @Override
        public void step(double[] state, double[] control, double[] next) {
            System.arraycopy(state, 0, next, 0, state.length);
            for (int e = 0; e < environments; e++) {
                next[3 * e] += 0.1 * control[e];
            }
        }
    }

    /** A policy that reaches one goal after the other. */
    public static double[] towards(double[] observation) {
        double[] action = new double[observation.length / 2];
        for (int e = 0; e < action.length; e++) {
            action[e] = Math.clamp(10 * observation[2 * e + 1], -1, 1);
        }
        return action;
    }

    @Override
    public String name() {
        return "chase";
    }

    @Override
    public Simulator simulator(int environments, int threads) {
        return new Line(environments);
    }

    @Override
    public int stateSize() {
        return 3;
    }

    @Override
    public int controlSize() {
        return 1;
    }

    @Override
    public int observationSize() {
        return 2;
    }

    @Override
    public int actionSize() {
        return 1;
    }

    @Override
    public int episodeLength() {
        return 100;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        return state.column(0).beside(state.column(1).minus(state.column(0)));
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        return observation.column(1).square().times(-1);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return Math.abs(observation[2 * environment]) > 3;
    }

    @Override
    public boolean reached(double[] observation, int environment) {
        return Math.abs(observation[2 * environment + 1]) < NEAR;
    }

    @Override
    public void renew(double[] state, int environment) {
        state[3 * environment + 1] *= -1;
        state[3 * environment + 2]++;
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                Measure.mean("away", (state, observation, e) -> Math.abs(observation[2 * e + 1])),
                Measure.last("hits", (state, observation, e) -> state[3 * e + 2] + (reached(observation, e) ? 1 : 0)));
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        state[3 * environment] = randomized ? Starts.uniform(random, 0.5) : 0;
        state[3 * environment + 1] = 1;
        state[3 * environment + 2] = 0;
    }
}
