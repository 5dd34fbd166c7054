package org.tandemrl.task;

import java.util.Arrays;
import org.tandemrl.sim.DifferentiableSimulator;

/**
 * A simulator in which one environment explodes in one of its steps, as the penalty ground makes robots do: its next state and all
 * derivatives of that step are what they are told to be. For tests of every package.
 */
public final class ExplodingSimulator implements DifferentiableSimulator {
    private final DifferentiableSimulator simulator;
    private final int environment;
    private final int step;
    private final double number;
    private double[] before = new double[0];
    private int steps;

    /**
     * @param environment that explodes
     * @param step in which, counted from 0
     * @param number that a part of the state then becomes
     */
    public ExplodingSimulator(DifferentiableSimulator simulator, int environment, int step, double number) {
        this.simulator = simulator;
        this.environment = environment;
        this.step = step;
        this.number = number;
    }

    /** Counts steps from 0 again. */
    public void rewind() {
        steps = 0;
    }

    @Override
    public int environments() {
        return simulator.environments();
    }

    @Override
    public int stateSize() {
        return simulator.stateSize();
    }

    @Override
    public int controlSize() {
        return simulator.controlSize();
    }

    @Override
    public double timeStep() {
        return simulator.timeStep();
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        simulator.step(state, control, next);
        if (steps++ == step) {
            before = row(state);
            next[(environment + 1) * stateSize() - 1] = number;
        }
    }

    @Override
    public void stepAdjoint(
            double[] state, double[] control, double[] nextAdjoint, double[] stateAdjoint, double[] controlAdjoint) {
        simulator.stepAdjoint(state, control, nextAdjoint, stateAdjoint, controlAdjoint);
        if (Arrays.equals(before, row(state))) {
            Arrays.fill(stateAdjoint, environment * stateSize(), (environment + 1) * stateSize(), Double.NaN);
            Arrays.fill(controlAdjoint, environment * controlSize(), (environment + 1) * controlSize(), Double.NaN);
        }
    }

    private double[] row(double[] states) {
        return Arrays.copyOfRange(states, environment * stateSize(), (environment + 1) * stateSize());
    }

    @Override
    public void close() {
        simulator.close();
    }
}
