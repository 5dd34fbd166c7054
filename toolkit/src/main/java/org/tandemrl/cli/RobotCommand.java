package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.sim.robot.MassProperties;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.sim.robot.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "robot",
        mixinStandardHelpOptions = true,
        description = "Shows what is read from a robot's MJCF or URDF file, and what of it is left aside.")
final class RobotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "a robot description, MJCF or URDF")
    private Path file;

    @Override
    public Integer call() {
        var robot = Robots.read(file);
        var out = spec.commandLine().getOut();
        int[] depth = new int[robot.bodies().size()];
        double total = 0;
        for (int i = 0; i < depth.length; i++) {
            var body = robot.bodies().get(i);
            depth[i] = body.parent() < 0 ? 0 : depth[body.parent()] + 1;
            double mass = body.inertial()
                    .map(MassProperties::mass)
                    .orElseGet(() ->
                            body.shapes().stream().mapToDouble(Shape::mass).sum());
            total += mass;
            out.printf(
                    Locale.ROOT,
                    "%s%s  %.4g kg, %d shapes%n",
                    "  ".repeat(depth[i]),
                    body.name(),
                    mass,
                    body.shapes().size());
            for (Robot.Joint j : body.joints()) {
                out.printf(
                        Locale.ROOT,
                        "%s  - %s %s%s%n",
                        "  ".repeat(depth[i]),
                        j.type().toString().toLowerCase(Locale.ROOT),
                        j.name(),
                        j.limited() ? String.format(Locale.ROOT, " %.4g … %.4g", j.lower(), j.upper()) : "");
            }
        }
        for (var m : robot.motors()) {
            out.printf(
                    Locale.ROOT,
                    "motor %s, control 1 = %.4g, force %.4g … %.4g%n",
                    m.name(),
                    m.gear(),
                    m.lower(),
                    m.upper());
        }
        robot.notes().forEach(n -> spec.commandLine().getErr().println("warning: " + n));
        out.printf(
                Locale.ROOT,
                "%s: %d bodies, %d motors, %.6g kg%n",
                robot.name(),
                depth.length,
                robot.motors().size(),
                total);
        return 0;
    }
}
