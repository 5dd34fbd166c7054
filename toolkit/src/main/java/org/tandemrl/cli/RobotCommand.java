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
        var joints = robot.bodies().stream().flatMap(b -> b.joints().stream()).toList();
        for (var m : robot.motors()) {
            out.println(motor(m, joints.get(m.joint())));
        }
        if (!robot.motors().isEmpty()) {
            out.println(
                    "A task's control is the force of each of these on its joint, in this order, in N·m or N: what the file calls"
                            + " control is not applied.");
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

    /** Its force is bounded in the unit of its joint; the file's own control is a number without one, or a servo's target. */
    private static String motor(Robot.Motor m, Robot.Joint joint) {
        boolean turns = switch (joint.type()) {
            case PRISMATIC -> false;
            default -> true;
        };
        String unit = turns ? "N·m" : "N";
        String bounds = String.format(
                Locale.ROOT, "%s on %s, %s … %s %s", m.name(), joint.name(), bound(m.lower()), bound(m.upper()), unit);
        return m.kp() == 0
                ? String.format(
                        Locale.ROOT,
                        "motor %s; the file's control 1, dimensionless, is %.4g %s",
                        bounds,
                        m.gear(),
                        unit)
                : String.format(
                        Locale.ROOT,
                        "servo %s; the file's control is %.4g times the %s to reach, with kp %.4g and kv %.4g",
                        bounds,
                        m.gear(),
                        turns ? "angle in rad" : "place in m",
                        m.kp(),
                        m.kv());
    }

    private static String bound(double force) {
        return Double.isInfinite(force) ? (force < 0 ? "−∞" : "∞") : String.format(Locale.ROOT, "%.4g", force);
    }
}
