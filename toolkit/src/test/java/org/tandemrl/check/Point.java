package org.tandemrl.check;

import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Simulator;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Starts;
import org.tandemrl.task.Task;

/** A sound little task on a simulator without derivative, to be broken in one place at a time: a point pushed along a line. */
public class Point implements Task {
    /** x⁺ = x + 0.1 v, v⁺ = v + 0.1 u. */
    public record Line(int environments) implements Simulator {
        @Override
        public int stateSize() {
            return 2;
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
            for (int e = 0; e < environments; e++) {
                next[2 * e] = state[2 * e] + 0.1 * state[2 * e + 1];
                next[2 * e + 1] = state[2 * e + 1] + 0.1 * control[e];
            }
        }
    }

    @Override
    public Simulator simulator(int environments, int threads) {
        return new Line(environments);
    }

    @Override
    public String name() {
        return "point";
    }

    @Override
    public int stateSize() {
        return 2;
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
        return 50;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1).times(2);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        return state.columns(0, 2);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        return observation.square().sum().plus(action.square().times(0.1)).times(-1);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return false;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        state[2 * environment] = 1;
        state[2 * environment + 1] = 0;
        if (randomized) {
            Starts.jitter(random, 0.5, state, 2 * environment, 2);
        }
    }
}
