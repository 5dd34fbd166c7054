package org.tandemrl.task.hand;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.sim.robot.Shape;

/** What pictures show: the hand, the cube with a colour on each side, and the same cube beside it as it is to stand. */
final class HandPicture {
    /** Where the goal is shown, m: on the side without the thumb, in the height that the cube is to be held in. */
    private static final double[] ASIDE = {0.17, 0.55, 0.05};

    private static final double HALF = 0.0325;
    private static final double THIN = 0.0015;

    private HandPicture() {}

    /** The robot of a file with marks on the cube and a second one. */
    static CompiledRobot robot(String name) {
        var robot = Robots.robot(name);
        var bodies = new ArrayList<>(robot.bodies());
        int cube = bodies.size() - 1;
        mark(bodies, cube, "cube");
        bodies.add(new Robot.Body(
                "goal",
                -1,
                // The description has z up; where a camera looks for what it must hold.
                new Transform(ASIDE[0], -ASIDE[2], ASIDE[1], 0, 0, 0, 1),
                List.of(free("goal")),
                List.of(box("goal", 0, 0, 0, HALF, HALF, HALF)),
                Optional.empty()));
        mark(bodies, bodies.size() - 1, "goal");
        var shown = new Robot(
                robot.name(),
                robot.file(),
                robot.gravity(),
                bodies,
                robot.motors(),
                robot.leftAside(),
                robot.ground(),
                robot.reader());
        return new CompiledRobot(
                shown.compile(Robots.constants(name)), Optional.of(shown), Optional.empty(), Optional.empty());
    }

    private static Robot.Joint free(String name) {
        return new Robot.Joint(
                name,
                JointType.FREE,
                new double[3],
                new double[3],
                false,
                0,
                0,
                0,
                0,
                0,
                0,
                Double.POSITIVE_INFINITY,
                0);
    }

    /** A plate on each side, a body of its own, as pictures colour bodies. */
    private static void mark(List<Robot.Body> bodies, int on, String name) {
        for (int side = 0; side < 6; side++) {
            double[] at = new double[3];
            double[] half = {0.7 * HALF, 0.7 * HALF, 0.7 * HALF};
            at[side / 2] = side % 2 == 0 ? HALF : -HALF;
            half[side / 2] = THIN;
            bodies.add(new Robot.Body(
                    name + " side " + side,
                    on,
                    Transform.IDENTITY,
                    List.of(),
                    List.of(box(name + " side " + side, at[0], at[1], at[2], half[0], half[1], half[2])),
                    Optional.empty()));
        }
    }

    private static Shape box(String name, double x, double y, double z, double a, double b, double c) {
        return new Shape.Box(name, new Transform(x, y, z, 0, 0, 0, 1), a, b, c, 1, 1, false);
    }

    /** q and q̇ of that robot in a state of the task. */
    static double[] row(double[] state) {
        double[] row = new double[Row.RATES + 7 + Row.ENGINE - Row.RATES + 6];
        System.arraycopy(state, 0, row, 0, Row.RATES);
        System.arraycopy(ASIDE, 0, row, Row.RATES, 3);
        System.arraycopy(state, Row.GOAL, row, Row.RATES + 3, 4);
        System.arraycopy(state, Row.RATES, row, Row.RATES + 7, Row.ENGINE - Row.RATES);
        return row;
    }
}
