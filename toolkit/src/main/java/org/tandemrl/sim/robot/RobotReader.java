package org.tandemrl.sim.robot;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A reader of MJCF that knows more of it than the toolkit's own, found by the {@link ServiceLoader}. It is asked where the toolkit's own
 * reader ({@link Mjcf}) meets something that it does not know: a file that the own one reads is read by it on every machine, so that a
 * robot's numbers do not depend on what else is installed. Tests hold the two together on every file that both read.
 */
public interface RobotReader {
    /** As in "read by MuJoCo 2.2.2's compiler". */
    String name();

    /** Empty if it can be used, else why not. */
    String missing();

    /**
     * Reads a description.
     *
     * @throws RobotException if it refuses it, or what it says cannot be represented
     */
    Robot read(Handover handover);

    /** The first there is. */
    static Optional<RobotReader> found() {
        return ServiceLoader.load(RobotReader.class, RobotReader.class.getClassLoader())
                .findFirst();
    }
}
