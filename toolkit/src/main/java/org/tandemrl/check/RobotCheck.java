package org.tandemrl.check;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.mujoco.MujocoException;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.mujoco.MujocoSimulator;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.RobotException;

/**
 * Whether a simulator can run a robot: it falls for two seconds from its start, without a force on its joints.
 *
 * @param simulator as "sim.rigid"
 * @param runs whether all values stayed finite
 * @param verdict in a sentence, why not included
 */
public record RobotCheck(String simulator, boolean runs, String verdict) {
    private static final double SECONDS = 2;

    /** Faster than anything that falls for two seconds, m/s or rad/s: an explosion that has not yet become infinite. */
    private static final double FASTEST = 1e6;

    /** Of the benchmark's physics, with given constants. */
    public static RobotCheck rigid(Robot robot, PhysicsConstants constants) {
        String how = String.format(
                Locale.ROOT,
                "%.4g control steps a second of %d substeps",
                1 / constants.timeStep(),
                constants.substeps());
        try {
            var model = robot.compile(constants);
            try (var simulator = new RigidSimulator(model, 1, 1)) {
                double[] state = Arrays.copyOf(model.qDefault(), model.coordinates() + model.freedoms());
                return dropped("sim.rigid", simulator, state, how);
            }
        } catch (RobotException e) {
            return new RobotCheck("sim.rigid", false, "not with " + how + ": " + e.getMessage());
        }
    }

    /** Of MuJoCo, from the same start. */
    public static RobotCheck mujoco(Robot robot, Path file, PhysicsConstants constants) {
        if (!Mujoco.missing().isEmpty()) {
            return new RobotCheck("sim.mujoco", false, "not tried: " + Mujoco.missing());
        }
        int substeps = (int) Math.clamp(Math.ceil(constants.timeStep() / 0.002), 1, 1000);
        String how = String.format(Locale.ROOT, "%d steps of MuJoCo to a control step", substeps);
        try (var simulator = new MujocoSimulator(file, MujocoSettings.of(constants.timeStep(), substeps), 1, 1)) {
            var model = robot.compile(constants);
            double[] state = Arrays.copyOf(model.qDefault(), model.coordinates() + model.freedoms());
            if (state.length != simulator.stateSize()) {
                return new RobotCheck(
                        "sim.mujoco",
                        false,
                        "no: a state has " + simulator.stateSize() + " numbers there, " + state.length + " here");
            }
            return dropped("sim.mujoco", simulator, state, how);
        } catch (MujocoException | RobotException e) {
            return new RobotCheck("sim.mujoco", false, "no: " + e.getMessage());
        }
    }

    private static RobotCheck dropped(String name, Simulator simulator, double[] start, String how) {
        double[] state = start.clone();
        double[] next = new double[state.length];
        double[] control = new double[simulator.controlSize()];
        int steps = (int) Math.ceil(SECONDS / simulator.timeStep());
        for (int t = 0; t < steps; t++) {
            simulator.step(state, control, next);
            for (int i = 0; i < next.length; i++) {
                if (!(Math.abs(next[i]) <= FASTEST)) {
                    return new RobotCheck(
                            name,
                            false,
                            String.format(
                                    Locale.ROOT,
                                    "not with %s: number %d of the state is %s after %.3g s of falling; more substeps, softer or better damped"
                                            + " contacts and limits, or a start above the ground may help",
                                    how,
                                    i + 1,
                                    next[i],
                                    (t + 1) * simulator.timeStep()));
                }
            }
            double[] swap = state;
            state = next;
            next = swap;
        }
        return new RobotCheck(name, true, "runs it (2 s of falling without a force, every value finite; " + how + ")");
    }
}
