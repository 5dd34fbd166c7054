package org.tandemrl.task;

import java.util.Optional;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.robot.CompiledRobot;

/**
 * A task of a robot on the benchmark physics, {@link org.tandemrl.sim.rigid}: the simulator, its derivative and pictures follow from the
 * robot. A state row is q, then q̇; a control row one generalised force for each actuated joint, N·m or N, or one force a muscle.
 */
public interface RobotTask extends Task {
    /** The robot; may be read anew at every call. */
    CompiledRobot compiledRobot();

    @Override
    default Optional<CompiledRobot> robot() {
        return Optional.of(compiledRobot());
    }

    @Override
    default Simulator simulator(int environments, int threads) {
        return compiledRobot().simulator(environments, threads);
    }
}
