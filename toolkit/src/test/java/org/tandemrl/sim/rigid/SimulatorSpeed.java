package org.tandemrl.sim.rigid;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Prints the time of a substep and environment, and what a step allocates, for the step and its adjoint (which includes the
 * step's repetition). Arguments: a {@link Recording}'s name, environments, threads. Only the later lines are warm.
 */
final class SimulatorSpeed {
    private SimulatorSpeed() {}

    public static void main(String[] arguments) throws IOException {
        var robot = Recording.valueOf(arguments[0]);
        int environments = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        var model = robot.model();
        var rollout = robot.rollout();
        var q = Recording.rows(rollout, "q");
        var qd = Recording.rows(rollout, "qd");
        var action = Recording.rows(rollout, "action");
        int recorded = q[0].length / model.coordinates();
        try (var simulator = new RigidSimulator(model, environments, threads)) {
            int width = simulator.stateSize();
            int controls = simulator.controlSize();
            var state = new double[environments * width];
            var control = new double[environments * controls];
            for (int e = 0; e < environments; e++) {
                int t = e / recorded % action.length;
                int row = e % recorded;
                System.arraycopy(Recording.state(model, q[t], qd[t]), row * width, state, e * width, width);
                System.arraycopy(
                        robot.controls(model, action[t], recorded), row * controls, control, e * controls, controls);
            }
            var next = new double[state.length];
            var costate = new double[state.length];
            Arrays.fill(costate, 1);
            var stateAdjoint = new double[state.length];
            var controlAdjoint = new double[control.length];
            for (int round = 0; round < 5; round++) {
                time(robot + " step", model, environments, () -> simulator.step(state, control, next));
                time(robot + " adjoint", model, environments,
                        () -> simulator.stepAdjoint(state, control, costate, stateAdjoint, controlAdjoint));
            }
        }
    }

    private static void time(String name, RigidModel model, int environments, Runnable step) {
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        int steps = 0;
        while (System.nanoTime() - start < 1_000_000_000L) {
            step.run();
            steps++;
        }
        double nanos = (System.nanoTime() - start) / (double) steps / environments;
        System.out.printf(
                "%-16s %6.0f ns a substep and environment, %9.0f control steps/s, %d bytes allocated a step%n",
                name, nanos / model.substeps(), 1e9 / nanos, (memory.getCurrentThreadAllocatedBytes() - before) / steps);
    }
}
