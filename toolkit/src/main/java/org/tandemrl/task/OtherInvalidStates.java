package org.tandemrl.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.robot.CompiledRobot;

/** A task with another policy for invalid states. */
record OtherInvalidStates(Task task, InvalidStates invalidStates) implements Task {
    @Override
    public String name() {
        return task.name();
    }

    @Override
    public Simulator simulator(int environments, int threads) {
        return task.simulator(environments, threads);
    }

    @Override
    public Optional<CompiledRobot> robot() {
        return task.robot();
    }

    @Override
    public Map<String, Object> settings(String algorithm) {
        return task.settings(algorithm);
    }

    @Override
    public int stateSize() {
        return task.stateSize();
    }

    @Override
    public int controlSize() {
        return task.controlSize();
    }

    @Override
    public int observationSize() {
        return task.observationSize();
    }

    @Override
    public int actionSize() {
        return task.actionSize();
    }

    @Override
    public int episodeLength() {
        return task.episodeLength();
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return task.control(action);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        return task.observe(state, lastAction);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        return task.reward(observation, action);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return task.terminated(observation, environment);
    }

    @Override
    public List<Integer> quaternions() {
        return task.quaternions();
    }

    @Override
    public Columns policyColumns() {
        return task.policyColumns();
    }

    @Override
    public boolean ended(double[] state, double[] observation, int environment) {
        return task.ended(state, observation, environment);
    }

    @Override
    public boolean reached(double[] observation, int environment) {
        return task.reached(observation, environment);
    }

    @Override
    public void renew(double[] state, int environment) {
        task.renew(state, environment);
    }

    @Override
    public List<Measure> measures() {
        return task.measures();
    }

    @Override
    public double[] shown(double[] state) {
        return task.shown(state);
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        task.start(random, randomized, state, environment);
    }
}
