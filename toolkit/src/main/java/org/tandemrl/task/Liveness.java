package org.tandemrl.task;

import java.util.Arrays;

/**
 * Proof, before a training spends hours, that a simulator steps: the state moves, and every action matters. A simulator that
 * silently does nothing otherwise shows only in a policy that never learns.
 */
public final class Liveness {
    private Liveness() {}

    /**
     * Takes a few steps from the environments' states: one without action, and one with each component of the action alone,
     * by 1, and by −1 where that does nothing.
     * The environments stay where they are.
     *
     * @throws IllegalStateException naming the environment whose state does not move, or the component without effect
     * @throws NumericalException if a state is not finite
     */
    public static void check(Environment environment) {
        var task = environment.task();
        int width = task.actionSize();
        int n = environment.environments();
        double[] state = environment.state();
        double[] still = next(environment, state, new double[n * width]);
        boolean[] moved = new boolean[n];
        for (int component = 0; component < width; component++) {
            double[] pushed = pushed(environment, state, component, 1);
            if (Arrays.equals(still, pushed)) {
                // A servo may be as strong as it can already.
                pushed = pushed(environment, state, component, -1);
            }
            if (Arrays.equals(still, pushed)) {
                throw new IllegalStateException("Component " + component + " of the action of task " + task.name()
                        + " has no effect on any environment's state: the simulator " + name(environment)
                        + " ignores it.");
            }
            for (int e = 0; e < n; e++) {
                moved[e] |= !sameRow(state, still, e, task.stateSize()) || !sameRow(state, pushed, e, task.stateSize());
            }
        }
        for (int e = 0; e < n; e++) {
            if (!moved[e]) {
                throw new IllegalStateException("The state of environment " + e + " of task " + task.name()
                        + " does not move: the simulator " + name(environment) + " does not step it.");
            }
        }
    }

    private static double[] pushed(Environment environment, double[] state, int component, double by) {
        int width = environment.task().actionSize();
        double[] action = new double[environment.environments() * width];
        for (int e = 0; e < environment.environments(); e++) {
            action[e * width + component] = by;
        }
        return next(environment, state, action);
    }

    private static double[] next(Environment environment, double[] state, double[] action) {
        var task = environment.task();
        double[] next = new double[state.length];
        var control = task.control(DoubleBatch.of(action, environment.environments(), task.actionSize()))
                .data();
        environment.simulator().step(state.clone(), control, next);
        NumericalException.check("state", next, task.stateSize());
        return next;
    }

    private static boolean sameRow(double[] a, double[] b, int row, int width) {
        return Arrays.equals(a, row * width, (row + 1) * width, b, row * width, (row + 1) * width);
    }

    private static String name(Environment environment) {
        return environment.simulator().getClass().getSimpleName();
    }
}
