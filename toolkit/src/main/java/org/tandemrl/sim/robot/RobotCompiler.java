package org.tandemrl.sim.robot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;

/**
 * From bodies to links. A body with n joints becomes a chain of n links (a body with none, one fixed link), and only the last
 * carries its shapes. A link's frame sits at its joint's anchor and is turned like its body, so
 * <ul>
 *   <li>first link of a body: X_pj = (p + R c₁ − c_parent, R) with (p, R) the body's pose, c the anchors in their bodies' frames,
 *   <li>the others: X_pj = (c_k − c_{k−1}, 1),
 *   <li>a shape's place in the last link: its place in the body − c_n.
 * </ul>
 * The description's world is z up, the simulator's y up: W = −90° about x stands before every root. A free root has
 * X_pj = 1; there W and the body's pose go into the default coordinates.
 */
final class RobotCompiler {
    /** Beyond every coordinate that a robot reaches, and finite, so that unlimited joints need no case of their own. */
    private static final double UNLIMITED = 1e6;

    /** rad or m. */
    private static final double FARTHEST_START = 1e4;

    private static final Transform Z_UP_TO_Y_UP = new Transform(0, 0, 0, -Math.sqrt(0.5), 0, 0, Math.sqrt(0.5));
    private static final double[] NO_AXIS = {0, 0, 0};
    private static final Robot.Joint WELD = new Robot.Joint(
            "weld", JointType.FIXED, new double[3], NO_AXIS, false, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, 0);

    private RobotCompiler() {}

    static RigidModel compile(Robot said, PhysicsConstants constants) {
        var robot = atZero(said);
        var links = new ArrayList<RigidModel.Link>();
        var qDefault = new ArrayList<Double>();
        int[] lastLink = lastLinks(robot);
        for (int b = 0; b < robot.bodies().size(); b++) {
            var body = robot.bodies().get(b);
            var joints = joints(body);
            var mass = body.inertial()
                    .map(m -> m.from(lastAnchor(body)))
                    .orElseGet(() -> MassProperties.of(shapesAtLastAnchor(body), constants.inertia()));
            for (int k = 0; k < joints.size(); k++) {
                boolean first = k == 0;
                boolean last = k == joints.size() - 1;
                var joint = joints.get(k);
                var placed = first ? firstLink(robot, body) : between(joints.get(k - 1), joint);
                boolean free = joint.type() == JointType.FREE;
                int coordinates = joint.type().coordinates;
                links.add(new RigidModel.Link(
                        last ? body.name() : joint.name(),
                        first ? (body.parent() < 0 ? -1 : lastLink[body.parent()]) : links.size() - 1,
                        joint.type(),
                        free ? Transform.IDENTITY : placed,
                        joint.axis().clone(),
                        last ? Frames.at(mass.center()[0], mass.center()[1], mass.center()[2]) : Transform.IDENTITY,
                        last ? mass.mass() : 0,
                        last ? mass.inertia() : new double[9],
                        joint.stiffness(),
                        joint.damping(),
                        constants.limitStiffness(),
                        constants.limitDamping(),
                        filled(joint.type().freedoms, armature(joint, constants)),
                        filled(coordinates, coordinates == 1 ? joint.rest() : 0),
                        filled(coordinates, coordinates == 1 ? (joint.limited() ? joint.lower() : -UNLIMITED) : 0),
                        filled(coordinates, coordinates == 1 ? (joint.limited() ? joint.upper() : UNLIMITED) : 0)));
                for (double q : startOf(joint, placed, constants)) {
                    qDefault.add(q);
                }
            }
        }
        checkStart(robot, constants);
        checkMass(robot, links);
        return new RigidModel(
                robot.name(),
                constants.timeStep(),
                constants.substeps(),
                constants.massMatrixEvery(),
                yUp(robot.gravity()),
                List.copyOf(links),
                contacts(robot, constants),
                List.of(),
                actuated(robot),
                qDefault.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * The same robot with its bodies where they are at q = 0. Where the description places a body at q = r, with
     * J_k the motion by joint k, its pose is X J₁(q₁ − r₁) … J_n(q_n − r_n) = X R J₁'(q₁) … J_n'(q_n), R = J₁(−r₁) … J_n(−r_n), and J_k'
     * is J_k seen from the frame that J_{k+1}(−r_{k+1}) … J_n(−r_n) leads to.
     */
    static Robot atZero(Robot robot) {
        var bodies = new ArrayList<>(robot.bodies());
        bodies.replaceAll(RobotCompiler::atZero);
        return new Robot(
                robot.name(),
                robot.file(),
                robot.gravity(),
                bodies,
                robot.motors(),
                robot.leftAside(),
                robot.ground(),
                robot.reader());
    }

    private static Robot.Body atZero(Robot.Body body) {
        if (body.joints().stream().allMatch(j -> j.reference() == 0)) {
            return body;
        }
        var joints = new ArrayList<>(body.joints());
        var back = Transform.IDENTITY;
        for (int k = joints.size() - 1; k >= 0; k--) {
            var j = joints.get(k);
            joints.set(k, seenFrom(back, j));
            back = Frames.compose(moved(j, -j.reference()), back);
        }
        return new Robot.Body(
                body.name(),
                body.parent(),
                Frames.compose(body.pose(), back),
                List.copyOf(joints),
                body.shapes(),
                body.inertial());
    }

    /** Where a joint's motion from 0 to q takes the body's frame. */
    private static Transform moved(Robot.Joint j, double q) {
        double[] a = j.axis();
        if (j.type() == JointType.PRISMATIC) {
            return Frames.at(q * a[0], q * a[1], q * a[2]);
        }
        if (j.type() != JointType.REVOLUTE) {
            return Transform.IDENTITY;
        }
        var turn = Frames.rotation(a, q);
        double[] c = j.position();
        double[] turned = Frames.rotate(turn, c[0], c[1], c[2]);
        return Frames.moved(turn, c[0] - turned[0], c[1] - turned[1], c[2] - turned[2]);
    }

    private static Robot.Joint seenFrom(Transform frame, Robot.Joint j) {
        var back = new Transform(0, 0, 0, -frame.qx(), -frame.qy(), -frame.qz(), frame.qw());
        double[] c = j.position();
        return new Robot.Joint(
                j.name(),
                j.type(),
                Frames.rotate(back, c[0] - frame.px(), c[1] - frame.py(), c[2] - frame.pz()),
                Frames.rotate(back, j.axis()[0], j.axis()[1], j.axis()[2]),
                j.limited(),
                j.lower(),
                j.upper(),
                j.stiffness(),
                j.damping(),
                j.armature(),
                j.rest(),
                j.speed(),
                j.reference());
    }

    private static double armature(Robot.Joint joint, PhysicsConstants constants) {
        return joint.armature() == 0 && joint.type().coordinates == 1 ? constants.armature() : joint.armature();
    }

    /** Every shape in the frame of the link that carries it. */
    static List<Robot.LinkShape> shapes(Robot robot) {
        int[] lastLink = lastLinks(robot);
        var all = new ArrayList<Robot.LinkShape>();
        for (int b = 0; b < lastLink.length; b++) {
            for (var shape : shapesAtLastAnchor(robot.bodies().get(b))) {
                all.add(new Robot.LinkShape(lastLink[b], shape));
            }
        }
        return List.copyOf(all);
    }

    private static List<RigidModel.Contact> contacts(Robot robot, PhysicsConstants constants) {
        var contacts = new ArrayList<RigidModel.Contact>();
        for (var placed : shapes(robot)) {
            var shape = placed.shape();
            if (!shape.touches()) {
                continue;
            }
            for (double[] p : shape.contactPoints()) {
                contacts.add(new RigidModel.Contact(
                        placed.link(),
                        Frames.apply(shape.pose(), p[0], p[1], p[2]),
                        shape.contactRadius(),
                        constants.contactStiffness(),
                        constants.contactDamping(),
                        constants.contactFriction(),
                        shape.friction()));
            }
        }
        return List.copyOf(contacts);
    }

    private static int[] actuated(Robot robot) {
        var firstFreedom = new ArrayList<Integer>();
        int freedoms = 0;
        for (var body : robot.bodies()) {
            for (var joint : body.joints()) {
                firstFreedom.add(freedoms);
                freedoms += joint.type().freedoms;
            }
        }
        return robot.motors().stream()
                .mapToInt(m -> firstFreedom.get(m.joint()))
                .toArray();
    }

    private static List<Robot.Joint> joints(Robot.Body body) {
        return body.joints().isEmpty() ? List.of(WELD) : body.joints();
    }

    private static int[] lastLinks(Robot robot) {
        int[] last = new int[robot.bodies().size()];
        int count = 0;
        for (int b = 0; b < last.length; b++) {
            count += joints(robot.bodies().get(b)).size();
            last[b] = count - 1;
        }
        return last;
    }

    private static double[] lastAnchor(Robot.Body body) {
        return joints(body).getLast().position();
    }

    private static List<Shape> shapesAtLastAnchor(Robot.Body body) {
        double[] c = lastAnchor(body);
        return body.shapes().stream()
                .map(s -> s.at(Frames.moved(
                        s.pose(),
                        s.pose().px() - c[0],
                        s.pose().py() - c[1],
                        s.pose().pz() - c[2])))
                .toList();
    }

    private static Transform firstLink(Robot robot, Robot.Body body) {
        double[] c = joints(body).getFirst().position();
        double[] at = Frames.apply(body.pose(), c[0], c[1], c[2]);
        if (body.parent() < 0) {
            double[] p = yUp(at);
            return Frames.moved(Frames.compose(Z_UP_TO_Y_UP, body.pose()), p[0], p[1], p[2]);
        }
        double[] parent = lastAnchor(robot.bodies().get(body.parent()));
        return Frames.moved(body.pose(), at[0] - parent[0], at[1] - parent[1], at[2] - parent[2]);
    }

    private static Transform between(Robot.Joint before, Robot.Joint joint) {
        double[] a = before.position();
        double[] b = joint.position();
        return Frames.at(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
    }

    private static double[] startOf(Robot.Joint joint, Transform placed, PhysicsConstants constants) {
        double[] given = constants.start().get(joint.name());
        int coordinates = joint.type().coordinates;
        if (given != null) {
            if (given.length != coordinates) {
                throw new RobotException("'start' of joint '" + joint.name() + "' has " + given.length + " numbers; a "
                        + joint.type() + " joint has " + coordinates);
            }
            if (Arrays.stream(given).anyMatch(x -> !(Math.abs(x) <= FARTHEST_START))) {
                throw new RobotException("'start' of joint '" + joint.name() + "' is " + Arrays.toString(given)
                        + "; allowed: numbers of magnitude up to " + FARTHEST_START);
            }
            checkQuaternion(joint, given);
            return given;
        }
        return switch (joint.type()) {
            case REVOLUTE, PRISMATIC -> new double[] {joint.reference()};
            case FREE ->
                new double[] {placed.px(), placed.py(), placed.pz(), placed.qx(), placed.qy(), placed.qz(), placed.qw()
                };
            case BALL -> new double[] {0, 0, 0, 1};
            default -> new double[coordinates];
        };
    }

    private static void checkQuaternion(Robot.Joint joint, double[] q) {
        int coordinates = q.length;
        if (coordinates < 4) {
            return;
        }
        double norm = Math.sqrt(
                Arrays.stream(q, coordinates - 4, coordinates).map(x -> x * x).sum());
        if (!(Math.abs(norm - 1) < 1e-6)) {
            throw new RobotException("'start' of joint '" + joint.name()
                    + "' ends in a quaternion (x, y, z, w) of length " + norm + "; allowed: 1");
        }
    }

    private static void checkStart(Robot robot, PhysicsConstants constants) {
        var known = new TreeSet<String>();
        robot.bodies().forEach(b -> b.joints().forEach(j -> known.add(j.name())));
        for (String name : constants.start().keySet()) {
            if (!known.contains(name)) {
                throw new RobotException("'start' names joint '" + name + "', which robot '" + robot.name()
                        + "' does not have; it has " + known);
            }
        }
    }

    /** A joint that moves nothing that resists makes the mass matrix singular: better said here than by a failed factoring. */
    private static void checkMass(Robot robot, List<RigidModel.Link> links) {
        double[] carried = new double[links.size()];
        for (int i = links.size() - 1; i >= 0; i--) {
            var link = links.get(i);
            carried[i] += link.mass();
            if (link.parent() >= 0) {
                carried[link.parent()] += carried[i];
            }
            boolean resists = carried[i] > 0 || Arrays.stream(link.armature()).allMatch(a -> a > 0);
            if (link.type() != JointType.FIXED && !resists) {
                throw new RobotException(
                        "robot '" + robot.name() + "': link '" + link.name()
                                + "' moves but neither it nor a body on it has a mass: give its body a geom, or its joint an armature");
            }
        }
    }

    private static double[] yUp(double[] v) {
        return new double[] {v[0], v[2], -v[1]};
    }

    private static double[] filled(int length, double value) {
        double[] a = new double[length];
        Arrays.fill(a, value);
        return a;
    }
}
