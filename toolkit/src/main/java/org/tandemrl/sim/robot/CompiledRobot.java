package org.tandemrl.sim.robot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;

/**
 * A robot that the benchmark physics can simulate and pictures can show.
 *
 * @param model its compiled constants
 * @param description its shapes and joints as read; empty where only the constants are known
 * @param file the description that was read; empty for a robot made in code
 * @param constants the file of the physics' constants that was read, if one was
 */
public record CompiledRobot(
        RigidModel model, Optional<Robot> description, Optional<Path> file, Optional<Path> constants) {
    /** Control rate, Hz, and substeps of a robot beside which no constants lie. */
    private static final double RATE = 60;

    private static final int SUBSTEPS = 16;

    /**
     * A robot of {@code datasets/robots}.
     *
     * @throws RobotException naming the robots there are
     */
    public static CompiledRobot named(String name) {
        var model = Robots.model(name);
        return new CompiledRobot(
                model,
                Robots.names().contains(name) ? Optional.of(Robots.robot(name)) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Reads an MJCF or URDF file, and the physics' constants from the JSON file of the same name beside it ({@code biped.json} of
     * {@code biped.urdf}; see {@link PhysicsConstants}). Without such a file it is simulated with 60 control steps a second of 16 substeps
     * and the constants of {@link PhysicsConstants#ofControlRate}.
     *
     * @throws RobotException naming the file and what is wrong in it
     */
    public static CompiledRobot read(Path file) {
        var constants = beside(file);
        var robot = Robots.read(file, Files.exists(constants) && PhysicsConstants.groundOnly(constants));
        var model = robot.compile(
                Files.exists(constants)
                        ? PhysicsConstants.read(constants)
                        : PhysicsConstants.ofControlRate(RATE, SUBSTEPS));
        return new CompiledRobot(
                model,
                Optional.of(robot),
                Optional.of(file),
                Optional.of(constants).filter(Files::exists));
    }

    /** The same with constants given in code. */
    public static CompiledRobot read(Path file, PhysicsConstants constants) {
        var robot = Robots.read(file);
        return new CompiledRobot(robot.compile(constants), Optional.of(robot), Optional.of(file), Optional.empty());
    }

    /** A robot of which nothing but its constants is known. */
    public static CompiledRobot of(RigidModel model) {
        return new CompiledRobot(model, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The benchmark physics of N such robots on a number of threads. */
    public RigidSimulator simulator(int environments, int threads) {
        return new RigidSimulator(model, environments, threads);
    }

    /** Where the physics' constants of a robot's file are looked for: {@code biped.json} beside {@code biped.urdf}. */
    public static Path beside(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".json");
    }
}
