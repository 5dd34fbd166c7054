package org.tandemrl.sim.mujoco;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidBodyTerms;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.robot.InertiaRule;
import org.tandemrl.sim.robot.Mjcf;
import org.tandemrl.sim.robot.PhysicsConstants;

/**
 * Compares {@code sim.rigid} with MuJoCo, term by term, at random states of one robot file: an independent witness of the
 * reader, the kinematics, the mass matrix and the forces.
 *
 * <p>Both engines read the same file. What MJCF does not say is left out on our side: the limits' springs and dampers, which are
 * the benchmark's own, and its {@link InertiaRule#ELEMENTWISE} inertias, which no rigid body has. Armature and the joints'
 * springs and dampers stand in the file and count on both sides.
 */
public final class Witness {
    private Witness() {}

    /**
     * The largest disagreement over all states.
     *
     * @param robot its name
     * @param states how many
     * @param freedoms of the robot
     * @param kinematics of poses, centres of mass, joints' anchors and axes: |Δ| over the largest coordinate of the state's
     *     positions, rotations as they are
     * @param massMatrix |ΔH_ij| / √(H_ii H_jj)
     * @param bias |Δh| over the largest entry of h, freedoms of translation and of rotation alike
     * @param jointForces the same of springs and dampers; 0 if there are none
     */
    public record Errors(
            String robot, int states, int freedoms, double kinematics, double massMatrix, double bias, double jointForces) {
        /** The largest of the four. */
        public double worst() {
            return Math.max(Math.max(kinematics, massMatrix), Math.max(bias, jointForces));
        }
    }

    /** The model that is compared: the file's, with constants that MJCF knows too. */
    public static RigidModel model(Path mjcf) {
        return Mjcf.read(mjcf).compile(withoutLimits(PhysicsConstants.ofControlRate(100, 10)));
    }

    private static PhysicsConstants withoutLimits(PhysicsConstants c) {
        return new PhysicsConstants(
                c.timeStep(), c.substeps(), c.massMatrixEvery(), c.contactStiffness(), c.contactDamping(), c.contactFriction(),
                0, 0, InertiaRule.EXACT, c.start());
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
        var ours = new RigidBodyTerms(model);
        double[] worst = new double[4];
        for (int k = 0; k < states; k++) {
            double[] state = state(model, random);
            var a = ours.at(state);
            var b = theirs.at(state);
            worst[0] = Math.max(worst[0], kinematics(model, a, b));
            worst[1] = Math.max(worst[1], massMatrix(a.massMatrix(), b.massMatrix()));
            worst[2] = Math.max(worst[2], relative(a.bias(), b.bias()));
            worst[3] = Math.max(worst[3], relative(a.jointForces(), b.passive()));
        }
        return new Errors(model.name(), states, model.freedoms(), worst[0], worst[1], worst[2], worst[3]);
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

    private static double kinematics(RigidModel model, RigidBodyTerms.Terms ours, MujocoTerms.Terms theirs) {
        double scale = 1;
        double worst = 0;
        for (var body : theirs.bodies().values()) {
            for (double x : body.position()) {
                scale = Math.max(scale, Math.abs(x));
            }
        }
        int joint = 0;
        int freedom = 0;
        for (int i = 0; i < model.links().size(); i++) {
            var link = model.links().get(i);
            var pose = ours.links().get(i);
            double[] p = {pose.px(), pose.py(), pose.pz()};
            var body = theirs.bodies().get(link.name());
            boolean lastOfBody = body != null;
            if (link.type() == JointType.FIXED) {
                worst = Math.max(worst, distance(p, body.position()) / scale);
            } else {
                // A link's frame sits at its joint's anchor.
                worst = Math.max(worst, distance(p, theirs.joints().get(joint).anchor()) / scale);
                if (link.type().coordinates == 1) {
                    worst = Math.max(worst, distance(ours.axes()[freedom], theirs.joints().get(joint).axis()));
                }
                joint++;
                freedom += link.type().freedoms;
            }
            if (lastOfBody) {
                worst = Math.max(worst, distance(rotation(pose.qx(), pose.qy(), pose.qz(), pose.qw()), body.rotation()));
                if (link.mass() > 0) {
                    worst = Math.max(worst, distance(ours.centers()[i], body.center()) / scale);
                }
            }
        }
        if (joint != theirs.joints().size()) {
            throw new IllegalStateException("here the robot has " + joint + " joints, in MuJoCo " + theirs.joints().size());
        }
        return worst;
    }

    private static double[] rotation(double x, double y, double z, double w) {
        return new double[] {
            1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
            2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
            2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
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
                | robot | freedoms | states | forward kinematics | mass matrix | bias forces | springs and dampers |
                |---|---:|---:|---:|---:|---:|---:|
                """);
        for (var e : rows) {
            text.append(String.format(
                    Locale.ROOT, "| %s | %d | %d | %.1e | %.1e | %.1e | %.1e |%n",
                    e.robot(), e.freedoms(), e.states(), e.kinematics(), e.massMatrix(), e.bias(), e.jointForces()));
        }
        return text.toString();
    }
}
