package org.tandemrl.sim.physx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.tandemrl.sim.Spelling;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.InertiaRule;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.Shape;

/**
 * A robot as PhysX takes it: what is welded together is one link, whose inertia is that of its bodies together, by principal moments and
 * axes.
 *
 * @param gravity 3 numbers, y up, m/s²
 * @param links the first is the free root, each other hangs on an earlier one by a hinge
 * @param motors the hinge (0 is that of link 1) that each component of the force pushes
 */
record RobotPlan(double[] gravity, List<Link> links, int[] motors) {
    /** Coordinates and freedoms of the root. */
    static final int ROOT_COORDINATES = 7;

    static final int ROOT_FREEDOMS = 6;

    /**
     * A link.
     *
     * @param name of its first body
     * @param parent index; −1 for the root
     * @param joint the hinge's frame in the parent's frame; the link's own frame at angle 0
     * @param axis of the hinge in it, a unit vector
     * @param lower rad
     * @param upper rad
     * @param armature kg·m²
     * @param mass kg
     * @param center centre of mass and principal axes in the link's frame
     * @param moments principal, kg·m²
     * @param shapes with the names of their bodies
     */
    record Link(
            String name,
            int parent,
            Transform joint,
            double[] axis,
            double lower,
            double upper,
            double armature,
            double mass,
            Transform center,
            double[] moments,
            List<BodyShape> shapes) {}

    /** A shape in its link's frame. */
    record BodyShape(String body, Shape shape) {}

    /** How many hinges there are. */
    int hinges() {
        return links.size() - 1;
    }

    /** Width of q and q̇ together. */
    int width() {
        return ROOT_COORDINATES + ROOT_FREEDOMS + 2 * hinges();
    }

    /**
     * The plan of a description.
     *
     * @throws PhysxException if it is of another kind: a free root, and everything else welded or on one hinge
     */
    static RobotPlan of(Robot robot) {
        var model = robot.compile(
                new PhysicsConstants(0.02, 1, 1, 0, 0, 0, 0, 0, 0, InertiaRule.EXACT, Map.<String, double[]>of()));
        int count = model.links().size();
        int[] mover = new int[count];
        var frame = new Transform[count];
        var joints = new ArrayList<Integer>();
        var placed = new ArrayList<Transform>();
        for (int i = 0; i < count; i++) {
            var link = model.links().get(i);
            if (i == 0 ? link.type() != JointType.FREE : !hangs(link.type())) {
                throw new PhysxException(robot.file() + ": " + link.name() + " is on a joint of type " + link.type()
                        + "; PhysX here takes robots with a free root whose other bodies are welded or on hinges");
            }
            if (link.type() == JointType.FIXED) {
                mover[i] = mover[link.parent()];
                frame[i] = Frames.compose(frame[link.parent()], link.parentToJoint());
            } else {
                mover[i] = joints.size();
                joints.add(i);
                placed.add(i == 0 ? Transform.IDENTITY : Frames.compose(frame[link.parent()], link.parentToJoint()));
                frame[i] = Transform.IDENTITY;
            }
        }
        var links = new ArrayList<Link>();
        for (int m = 0; m < joints.size(); m++) {
            links.add(link(robot, model, mover, frame, m, joints.get(m), placed.get(m)));
        }
        int[] motors =
                Arrays.stream(model.actuated()).map(f -> f - ROOT_FREEDOMS).toArray();
        return new RobotPlan(model.gravity(), List.copyOf(links), motors);
    }

    private static boolean hangs(JointType type) {
        return type == JointType.FIXED || type == JointType.REVOLUTE;
    }

    private static Link link(
            Robot robot, RigidModel model, int[] mover, Transform[] frame, int own, int first, Transform placed) {
        double mass = 0;
        double[] center = new double[3];
        var shapes = new ArrayList<BodyShape>();
        for (int i = 0; i < mover.length; i++) {
            if (mover[i] == own) {
                var body = model.links().get(i);
                var c = Frames.compose(frame[i], body.linkToCenter());
                mass += body.mass();
                center[0] += body.mass() * c.px();
                center[1] += body.mass() * c.py();
                center[2] += body.mass() * c.pz();
            }
        }
        var link = model.links().get(first);
        if (!(mass > 0)) {
            throw new PhysxException(robot.file() + ": " + link.name()
                    + " has no mass of its own; PhysX here takes one hinge a body, and bodies with a mass");
        }
        for (int k = 0; k < 3; k++) {
            center[k] /= mass;
        }
        double[][] inertia = new double[3][3];
        for (int i = 0; i < mover.length; i++) {
            if (mover[i] == own && model.links().get(i).mass() > 0) {
                add(inertia, model.links().get(i), frame[i], center);
            }
        }
        for (var placedShape : robot.linkShapes()) {
            if (mover[placedShape.link()] == own && placedShape.shape().touches()) {
                var shape = placedShape.shape();
                shapes.add(new BodyShape(
                        model.links().get(placedShape.link()).name(),
                        shape.at(Frames.compose(frame[placedShape.link()], shape.pose()))));
            }
        }
        var principal = new EigenDecomposition(MatrixUtils.createRealMatrix(inertia));
        double[] x = principal.getEigenvector(0).toArray();
        double[] y = principal.getEigenvector(1).toArray();
        double[] z = {x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]};
        return new Link(
                link.name(),
                link.parent() < 0 ? -1 : mover[link.parent()],
                placed,
                link.axis(),
                link.lower()[0],
                link.upper()[0],
                link.type() == JointType.REVOLUTE ? link.armature()[0] : 0,
                mass,
                Frames.moved(Frames.ofAxes(x, y, z), center[0], center[1], center[2]),
                principal.getRealEigenvalues(),
                List.copyOf(shapes));
    }

    /** Adds R I Rᵀ + m (d·d 1 − d dᵀ), d from the common centre to the body's. */
    private static void add(double[][] inertia, RigidModel.Link body, Transform frame, double[] center) {
        var c = Frames.compose(frame, body.linkToCenter());
        double[] r = Frames.matrix(c);
        double[] d = {c.px() - center[0], c.py() - center[1], c.pz() - center[2]};
        double square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 9; k++) {
                    inertia[i][j] += r[3 * i + k / 3] * body.inertia()[k] * r[3 * j + k % 3];
                }
                inertia[i][j] += body.mass() * ((i == j ? square : 0) - d[i] * d[j]);
            }
        }
    }

    /**
     * The group of sensors that each body belongs to.
     *
     * @return by body name
     * @throws PhysxException if a body is not there or in two groups
     */
    Map<String, Integer> sensors(List<List<String>> groups) {
        var bodies = links.stream()
                .flatMap(l -> l.shapes().stream())
                .map(BodyShape::body)
                .distinct()
                .toList();
        var sensors = new java.util.HashMap<String, Integer>();
        for (int g = 0; g < groups.size(); g++) {
            for (String body : groups.get(g)) {
                if (!bodies.contains(body)) {
                    throw new PhysxException(Spelling.unknown("body that touches", body, bodies));
                }
                if (sensors.put(body, g) != null) {
                    throw new PhysxException("body '" + body + "' is in two groups of sensors; allowed: in one");
                }
            }
        }
        return sensors;
    }
}
