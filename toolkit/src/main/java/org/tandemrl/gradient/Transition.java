package org.tandemrl.gradient;

import org.tandemrl.task.Environment;

/**
 * One step of a window: what N environments stood in, what the policy did and what came of it. Arrays are row-major over environments,
 * and those of whom they come from.
 *
 * @param state [N·S] before the step; empty in an imagined window
 * @param observation [N·O] acted on
 * @param noise [N·A], ε of the policy
 * @param action [N·A], as applied
 * @param step what the environments did; where a model imagines them, without states
 * @param hidden [N·K], what a recurrent model remembers before the step; K = 0 without one
 * @param nextHidden [N·K], after it, before any restart
 * @param memory [N·M], what a recurrent actor remembers before the step; M = 0 without one
 * @param nextMemory [N·M], after it, before any restart
 */
public record Transition(
        double[] state,
        double[] observation,
        double[] noise,
        double[] action,
        Environment.Step step,
        double[] hidden,
        double[] nextHidden,
        double[] memory,
        double[] nextMemory) {
    /** Rows of no numbers. */
    static final double[] NONE = new double[0];

    /** A step along which nothing is remembered. */
    public Transition(double[] state, double[] observation, double[] noise, double[] action, Environment.Step step) {
        this(state, observation, noise, action, step, NONE, NONE, NONE, NONE);
    }

    /** The same with other rewards, [N]. */
    Transition withReward(double[] reward) {
        return new Transition(
                state, observation, noise, action, step.withReward(reward), hidden, nextHidden, memory, nextMemory);
    }

    /** The same with what a model remembers before and after it, [N·K]. */
    Transition withHiddenStates(double[] before, double[] after) {
        return new Transition(state, observation, noise, action, step, before, after, memory, nextMemory);
    }
}
