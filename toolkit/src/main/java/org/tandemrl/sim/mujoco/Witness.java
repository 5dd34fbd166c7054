package org.tandemrl.sim.mujoco;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidBodyTerms;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.InertiaRule;
import org.tandemrl.sim.robot.Mjcf;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robot;

/**
 * Compares {@code sim.rigid} with MuJoCo, term by term, at random states of one robot file: an independent witness of the
 * reader, the kinematics, the mass matrix and the forces.
 *
 * <p>Both engines read the same file. What MJCF does not say is left out on our side: the limits' springs and dampers, which are
 * the benchmark's own, and its {@link InertiaRule#ELEMENTWISE} inertias, which no rigid body has. Armature and the joints'
 * springs and dampers stand in the file and count on both sides.
 *
 * <p>MuJoCo keeps an inertia as principal moments and axes. Where it must find the axes (MJCF's {@code fullinertia}), version 2.2.2
 * stops when a turn is less than about 1.4e-6 rad (cosine above 1 − 1e-12) and drops what is then left off the diagonal, so that
 * Go2's tensors differ from the file's in the seventh digit. Tensors are therefore compared by themselves, and the other terms with
 * MuJoCo's tensors on both sides.
 */
public final class Witness {
    private Witness() {}

    /**
     * The largest disagreement over all states.
     *
     * @param robot its name
     * @param states how many
     * @param freedoms of the robot
     * @param inertia of masses, relative, and of inertia tensors, |ΔI| over the tensor's largest entry
     * @param kinematics of poses, centres of mass, joints' anchors and axes: |Δ| over the largest coordinate of the state's
     *     positions, rotations as they are
     * @param massMatrix |ΔH_ij| / √(H_ii H_jj)
     * @param bias |Δh| over the largest entry of h, freedoms of translation and of rotation alike
     * @param jointForces the same of springs and dampers; 0 if there are none
     */
    public record Errors(
            String robot,
            int states,
            int freedoms,
            double inertia,
            double kinematics,
            double massMatrix,
            double bias,
            double jointForces) {
        /** The largest of kinematics, mass matrix, bias and joint forces. */
        public double worst() {
            return Math.max(Math.max(kinematics, massMatrix), Math.max(bias, jointForces));
        }
    }

    /** The model that is compared: the file's, with nothing added that MJCF does not know. */
    public static RigidModel model(Path mjcf) {
        return model(Mjcf.read(mjcf));
    }

    /** The same of a robot that was read already, by whichever reader. */
    public static RigidModel model(Robot robot) {
        return robot.compile(new PhysicsConstants(0.01, 10, 1, 0, 0, 0, 0, 0, 0, InertiaRule.EXACT, Map.of()));
    }

    /**
     * Compares at random states: root within 2 m and 5 m up, any rotation, joints within π/2 (or half a metre), velocities
     * within 3 m/s or rad/s.
     *
     * @throws MujocoException if MuJoCo is missing or refuses the file
     */
    public static Errors compare(Path mjcf, int states, RandomGenerator random) {
        try (var theirs = new MujocoTerms(mjcf)) {
            return compare(model(mjcf), theirs, states, random);
        }
    }

    static Errors compare(RigidModel model, MujocoTerms theirs, int states, RandomGenerator random) {
        var ours = new RigidBodyTerms(withInertias(model, theirs.inertials()));
        double[] worst = new double[4];
        for (int k = 0; k < states; k++) {
            double[] state = state(model, random);
            var a = ours.at(state);
            var b = theirs.at(state);
            worst[0] = Math.max(worst[0], kinematics(model, state, a, b));
            worst[1] = Math.max(worst[1], massMatrix(a.massMatrix(), b.massMatrix()));
            worst[2] = Math.max(worst[2], relative(a.bias(), b.bias()));
            worst[3] = Math.max(worst[3], relative(a.jointForces(), b.passive()));
        }
        double inertia = inertia(model, theirs.inertials());
        return new Errors(model.name(), states, model.freedoms(), inertia, worst[0], worst[1], worst[2], worst[3]);
    }

    private static double inertia(RigidModel model, Map<String, MujocoTerms.Inertial> theirs) {
        double worst = 0;
        for (var link : model.links()) {
            if (link.mass() > 0) {
                var other = theirs.get(link.name());
                worst = larger(worst, Math.abs(link.mass() - other.mass()) / other.mass());
                worst = larger(worst, relative(tensor(link), tensor(with(link, other))));
            }
        }
        return worst;
    }

    /** R I Rᵀ: a link's tensor in its own axes, row-major. */
    static double[] tensor(RigidModel.Link link) {
        double[] r = Frames.matrix(link.linkToCenter());
        double[] result = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 9; k++) {
                    result[3 * i + j] += r[3 * i + k / 3] * link.inertia()[k] * r[3 * j + k % 3];
                }
            }
        }
        return result;
    }

    private static RigidModel withInertias(RigidModel model, Map<String, MujocoTerms.Inertial> theirs) {
        var links = model.links().stream()
                .map(link -> link.mass() > 0 ? with(link, theirs.get(link.name())) : link)
                .toList();
        return new RigidModel(
                model.name(),
                model.timeStep(),
                model.substeps(),
                model.massMatrixEvery(),
                model.gravity(),
                links,
                model.contacts(),
                model.muscles(),
                model.actuated(),
                model.qDefault());
    }

    /** The link with another tensor; mass and centre stay its own. */
    private static RigidModel.Link with(RigidModel.Link link, MujocoTerms.Inertial other) {
        double[] m = other.moments();
        double[] q = other.axes();
        var c = link.linkToCenter();
        return new RigidModel.Link(
                link.name(),
                link.parent(),
                link.type(),
                link.parentToJoint(),
                link.axis(),
                new Transform(c.px(), c.py(), c.pz(), q[0], q[1], q[2], q[3]),
                link.mass(),
                new double[] {m[0], 0, 0, 0, m[1], 0, 0, 0, m[2]},
                link.targetStiffness(),
                link.targetDamping(),
                link.limitStiffness(),
                link.limitDamping(),
                link.armature(),
                link.target(),
                link.lower(),
                link.upper());
    }

    private static double[] state(RigidModel model, RandomGenerator random) {
        double[] state = new double[model.coordinates() + model.freedoms()];
        int q = 0;
        for (var link : model.links()) {
            switch (link.type()) {
                case FREE -> {
                    for (int k = 0; k < 3; k++) {
                        state[q + k] = 4 * random.nextDouble() - 2 + (k == 1 ? 5 : 0);
                    }
                    quaternion(state, q + 3, random);
                }
                case BALL -> quaternion(state, q, random);
                case REVOLUTE -> state[q] = Math.PI * (random.nextDouble() - 0.5);
                case PRISMATIC -> state[q] = random.nextDouble() - 0.5;
                case FIXED -> {}
            }
            q += link.type().coordinates;
        }
        for (; q < state.length; q++) {
            state[q] = 6 * random.nextDouble() - 3;
        }
        return state;
    }

    private static void quaternion(double[] state, int o, RandomGenerator random) {
        double square = 0;
        for (int k = 0; k < 4; k++) {
            state[o + k] = random.nextGaussian();
            square += state[o + k] * state[o + k];
        }
        for (int k = 0; k < 4; k++) {
            state[o + k] /= Math.sqrt(square);
        }
    }

    private static double kinematics(
            RigidModel model, double[] state, RigidBodyTerms.Terms ours, MujocoTerms.Terms theirs) {
        double scale = 1;
        double worst = 0;
        for (var body : theirs.bodies().values()) {
            for (double x : body.position()) {
                scale = Math.max(scale, Math.abs(x));
            }
        }
        int joint = 0;
        int freedom = 0;
        int coordinate = 0;
        for (int i = 0; i < model.links().size(); i++) {
            var link = model.links().get(i);
            var pose = ours.links().get(i);
            double[] p = {pose.px(), pose.py(), pose.pz()};
            var body = theirs.bodies().get(link.name());
            boolean lastOfBody = body != null;
            if (link.type() == JointType.FIXED) {
                worst = Math.max(worst, distance(p, body.position()) / scale);
            } else {
                // A link's frame sits at its joint's anchor; MuJoCo's anchor of a slide stays where it is at the start.
                double[] anchor = p.clone();
                for (int k = 0; k < 3 && link.type() == JointType.PRISMATIC; k++) {
                    anchor[k] -= ours.axes()[freedom][k] * (state[coordinate] - model.qDefault()[coordinate]);
                }
                worst = Math.max(
                        worst, distance(anchor, theirs.joints().get(joint).anchor()) / scale);
                if (link.type().coordinates == 1) {
                    worst = Math.max(
                            worst,
                            distance(
                                    ours.axes()[freedom],
                                    theirs.joints().get(joint).axis()));
                }
                joint++;
                freedom += link.type().freedoms;
                coordinate += link.type().coordinates;
            }
            if (lastOfBody) {
                worst = Math.max(
                        worst, distance(rotation(pose.qx(), pose.qy(), pose.qz(), pose.qw()), body.rotation()));
                if (link.mass() > 0) {
                    worst = Math.max(worst, distance(ours.centers()[i], body.center()) / scale);
                }
            }
        }
        if (joint != theirs.joints().size()) {
            throw new IllegalStateException("here the robot has " + joint + " joints, in MuJoCo "
                    + theirs.joints().size());
        }
        return worst;
    }

    private static double[] rotation(double x, double y, double z, double w) {
        return new double[] {
            1 - 2 * (y * y + z * z),
            2 * (x * y - w * z),
            2 * (x * z + w * y),
            2 * (x * y + w * z),
            1 - 2 * (x * x + z * z),
            2 * (y * z - w * x),
            2 * (x * z - w * y),
            2 * (y * z + w * x),
            1 - 2 * (x * x + y * y)
        };
    }

    private static double massMatrix(double[][] a, double[][] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                worst = larger(worst, Math.abs(a[i][j] - b[i][j]) / Math.sqrt(b[i][i] * b[j][j]));
            }
        }
        return worst;
    }

    private static double relative(double[] a, double[] b) {
        double scale = 0;
        for (double x : b) {
            scale = Math.max(scale, Math.abs(x));
        }
        double d = distance(a, b);
        return d == 0 ? 0 : d / scale;
    }

    private static double distance(double[] a, double[] b) {
        double worst = 0;
        for (int i = 0; i < b.length; i++) {
            worst = larger(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    /** Not a number counts as infinite. */
    private static double larger(double worst, double x) {
        return Double.isNaN(x) ? Double.POSITIVE_INFINITY : Math.max(worst, x);
    }

    /** A table in Markdown, a row a robot. */
    public static String table(List<Errors> rows) {
        var text = new StringBuilder("""
                | robot | freedoms | states | mass and inertia | forward kinematics | mass matrix | bias forces | springs and dampers |
                |---|---:|---:|---:|---:|---:|---:|---:|
                """);
        for (var e : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1e | %.1e | %.1e | %.1e | %.1e |%n",
                    e.robot(),
                    e.freedoms(),
                    e.states(),
                    e.inertia(),
                    e.kinematics(),
                    e.massMatrix(),
                    e.bias(),
                    e.jointForces()));
        }
        return text.toString();
    }
}
