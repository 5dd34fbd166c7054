package org.tandemrl.sim.robot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.Faults;
import org.tandemrl.sim.Spelling;
import org.tandemrl.sim.rigid.ModelJson;
import org.tandemrl.sim.rigid.RigidModel;

/**
 * The robots in {@code datasets/robots}: {@code NAME.xml} (MJCF) or {@code NAME.urdf} describes the robot, {@code NAME.json} its
 * physics' constants. A robot with muscles, for which MJCF here has no words, is there as compiled constants only, {@code NAME.model.json}.
 */
public final class Robots {
    /** {@link Robot#reader()} of what {@link Mjcf} and {@link Urdf} read. */
    static final String OWN_READER = "Tandem's own reader";

    private Robots() {}

    /** The names of the robots that are described. */
    public static List<String> names() {
        try (var files = Files.list(Datasets.path("robots"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".xml") || f.endsWith(".urdf"))
                    .map(f -> f.substring(0, f.lastIndexOf('.')))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new RobotException(Datasets.path("robots"), "cannot be listed (" + Faults.of(e) + ")");
        }
    }

    /** The description of a robot: the MJCF file where there are both. */
    public static Robot robot(String name) {
        var mjcf = file(name, ".xml");
        return read(Files.exists(mjcf) ? mjcf : file(name, ".urdf"));
    }

    /**
     * Reads a description in either format, told apart by its outermost element.
     *
     * @throws RobotException if the file cannot be read or says something that is wrong or not supported
     */
    public static Robot read(Path file) {
        return read(file, false);
    }

    /**
     * Reads a description in either format, told apart by its outermost element.
     *
     * @param groundOnly whether shapes of the world beside the ground, which the simulators do not know, are left aside rather than refused
     * @throws RobotException if the file cannot be read or says something that is wrong or not supported
     */
    public static Robot read(Path file, boolean groundOnly) {
        var root = Element.read(file);
        return switch (root.name()) {
            case "mujoco" -> mjcf(root, groundOnly);
            case "robot" -> Urdf.read(root);
            default -> throw root.wrong("the outermost element must be <mujoco> (MJCF) or <robot> (URDF)");
        };
    }

    private static Robot mjcf(Element root, boolean groundOnly) {
        var source = MjcfSource.of(root, groundOnly);
        try {
            return Mjcf.read(source);
        } catch (RobotException own) {
            var reader = RobotReader.found();
            if (!own.beyond() || reader.isEmpty()) {
                throw own;
            }
            String missing = reader.get().missing();
            if (!missing.isEmpty()) {
                throw own.and(". " + reader.get().name() + " may know it, but is not there: " + missing);
            }
            try {
                // A fresh one: the first has notes of what the own reader left aside.
                return reader.get().read(Handover.forReading(MjcfSource.of(root, groundOnly)));
            } catch (RobotException other) {
                throw own.and(". " + reader.get().name() + " does not read it either: " + other.getMessage());
            }
        }
    }

    /** The constants of a robot's physics. */
    public static PhysicsConstants constants(String name) {
        return PhysicsConstants.read(file(name, ".json"));
    }

    /** The compiled model of a robot. */
    public static RigidModel model(String name) {
        var compiled = compiled(name);
        if (!Files.exists(compiled)) {
            return robot(name).compile(constants(name));
        }
        try {
            return ModelJson.read(compiled, new int[0]);
        } catch (IOException e) {
            throw new RobotException(compiled, "cannot be read (" + Faults.of(e) + ")");
        } catch (IllegalArgumentException e) {
            throw new RobotException(e.getMessage());
        }
    }

    private static Path compiled(String name) {
        return Datasets.path("robots").resolve(name + ".model.json");
    }

    private static Path file(String name, String ending) {
        if (!names().contains(name)) {
            if (Files.exists(compiled(name))) {
                throw new RobotException("robot '" + name + "' has compiled constants only (" + compiled(name)
                        + "), no description; those described are " + String.join(", ", names()));
            }
            throw new RobotException(Spelling.unknown("robot", name, names()));
        }
        return Datasets.path("robots").resolve(name + ending);
    }
}
