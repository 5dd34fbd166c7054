package org.tandemrl.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tandemrl.check.RobotCheck;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.LeftAside;
import org.tandemrl.sim.robot.MassProperties;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.sim.robot.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "robot",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what is read from a robot's MJCF or URDF file, what of it is left aside, and which simulators can run it.",
            "Status 1 if the file is refused or none can."
        })
final class RobotCommand implements Callable<Integer> {
    /** Control rate and substeps that are tried where no constants lie beside the file. */
    private static final double RATE = 60;

    private static final int[] SUBSTEPS = {16, 32, 64, 128, 256};

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "a robot description, MJCF or URDF")
    private Path file;

    @Option(
            names = "--ground-only",
            description = "read the robot without the shapes of its world, but for the ground plane")
    private boolean groundOnly;

    @Option(names = "--verbose", description = "list all that is left aside")
    private boolean verbose;

    @Override
    public Integer call() {
        var beside = CompiledRobot.beside(file);
        boolean constants = Files.exists(beside);
        var robot = Robots.read(file, groundOnly || constants && PhysicsConstants.groundOnly(beside));
        var out = spec.commandLine().getOut();
        double total = bodies(robot, out);
        var joints = robot.bodies().stream().flatMap(b -> b.joints().stream()).toList();
        for (var m : robot.motors()) {
            out.println(motor(m, joints.get(m.joint())));
        }
        if (!robot.motors().isEmpty()) {
            out.println(
                    "A task's control is the force of each of these on its joint, in this order, in N·m or N: what the file calls"
                            + " control is not applied.");
        }
        if (verbose) {
            robot.notes().forEach(out::println);
        }
        out.printf(Locale.ROOT, "%n%s, by %s%n", robot.name(), robot.reader());
        row(
                out,
                "freedoms",
                joints.stream().mapToInt(j -> j.type().freedoms).sum() + " of " + joints.size()
                        + (joints.size() == 1 ? " joint" : " joints"));
        row(
                out,
                "mass",
                String.format(
                        Locale.ROOT,
                        "%.6g kg in %d bodies",
                        total,
                        robot.bodies().size()));
        row(out, "actuators", "" + robot.motors().size());
        row(out, "ground", robot.ground());
        leftAside(out, robot);
        var chosen = constants ? PhysicsConstants.read(beside) : PhysicsConstants.ofControlRate(RATE, SUBSTEPS[0]);
        var rigid = RobotCheck.rigid(robot, chosen);
        for (int k = 1; !constants && !rigid.runs() && k < SUBSTEPS.length; k++) {
            chosen = PhysicsConstants.ofControlRate(RATE, SUBSTEPS[k]);
            rigid = RobotCheck.rigid(robot, chosen);
        }
        var mujoco = RobotCheck.mujoco(robot, file, chosen);
        row(out, rigid.simulator(), rigid.verdict());
        row(out, mujoco.simulator(), mujoco.verdict());
        return rigid.runs() || mujoco.runs() ? 0 : 1;
    }

    private static double bodies(Robot robot, PrintWriter out) {
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
        return total;
    }

    /** In a line; a second one if the robot moves otherwise by it. */
    private void leftAside(PrintWriter out, Robot robot) {
        String without = LeftAside.summary(robot.leftAside(), false);
        String moving = LeftAside.summary(robot.leftAside(), true);
        String all = verbose || robot.leftAside().isEmpty() ? "" : " (--verbose lists it)";
        row(out, "left aside", (without.isEmpty() ? "nothing" : without) + (moving.isEmpty() ? all : ""));
        if (!moving.isEmpty()) {
            row(out, "not simulated", moving + ": the motion differs from the file's by it" + all);
        }
    }

    private static void row(PrintWriter out, String what, String value) {
        out.printf("  %-14s %s%n", what, value);
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
        if (m.kp() == 0 && m.kv() == 0) {
            return String.format(
                    Locale.ROOT, "motor %s; the file's control 1, dimensionless, is %.4g %s", bounds, m.gear(), unit);
        }
        return Stream.of(
                        "servo " + bounds,
                        String.format(
                                Locale.ROOT,
                                "the file's control is %.4g times the %s to reach, with %skv %.4g",
                                m.gear(),
                                m.kp() == 0
                                        ? turns ? "speed in rad/s" : "speed in m/s"
                                        : turns ? "angle in rad" : "place in m",
                                m.kp() == 0 ? "" : String.format(Locale.ROOT, "kp %.4g and ", m.kp()),
                                m.kv()))
                .collect(Collectors.joining("; "));
    }

    private static String bound(double force) {
        return Double.isInfinite(force) ? (force < 0 ? "−∞" : "∞") : String.format(Locale.ROOT, "%.4g", force);
    }
}
