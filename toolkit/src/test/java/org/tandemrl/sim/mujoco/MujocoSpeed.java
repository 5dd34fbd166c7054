package org.tandemrl.sim.mujoco;

import org.apache.commons.math3.random.Well19937c;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.robot.Robots;

/**
 * Prints control steps a second of one robot under random torques, restarted every 50 steps. Arguments: robot, environments,
 * threads, control steps a second, substeps, torque (N·m).
 */
final class MujocoSpeed {
    private MujocoSpeed() {}

    public static void main(String[] arguments) {
        String robot = arguments[0];
        int environments = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        var settings = MujocoSettings.of(1 / Double.parseDouble(arguments[3]), Integer.parseInt(arguments[4]));
        double torque = Double.parseDouble(arguments[5]);
        double[] start = Robots.model(robot).qDefault();
        var random = new Well19937c(1);
        try (var simulator =
                new MujocoSimulator(Datasets.path("robots").resolve(robot + ".xml"), settings, environments, threads)) {
            double[] control = new double[environments * simulator.controlSize()];
            for (int round = 0; round < 4; round++) {
                double[] state = new double[environments * simulator.stateSize()];
                double[] next = new double[state.length];
                for (int e = 0; e < environments; e++) {
                    System.arraycopy(start, 0, state, e * simulator.stateSize(), start.length);
                }
                long begun = System.nanoTime();
                for (int t = 0; t < 50; t++) {
                    for (int k = 0; k < control.length; k++) {
                        control[k] = torque * (2 * random.nextDouble() - 1);
                    }
                    simulator.step(state, control, next);
                    var swap = state;
                    state = next;
                    next = swap;
                }
                System.out.printf(
                        "%s: %.0f control steps/s, %d diverged%n",
                        robot, environments * 50 / ((System.nanoTime() - begun) * 1e-9), simulator.divergences());
            }
        }
    }
}
