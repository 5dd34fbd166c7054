package org.tandemrl.sim.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Handover;
import org.tandemrl.sim.robot.MassProperties;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.RobotException;
import org.tandemrl.sim.robot.RobotReader;
import org.tandemrl.sim.robot.Shape;

/**
 * MuJoCo's own compiler as a reader of robots: bodies, joints, inertias, shapes, bounds and actuators are taken from the model that it has
 * compiled. Beyond the toolkit's own reader it knows the masses of meshes and ellipsoids, total masses, and inertias that must be
 * balanced. A body's shapes then share its mass by volume.
 */
public final class MujocoReader implements RobotReader {
    private static final Transform Z_TO_X = Frames.rotation(new double[] {0, 1, 0}, -Math.PI / 2);
    private static final double FARTHEST = 1e4;
    private static final double STIFFEST = 1e7;

    @Override
    public String name() {
        return "MuJoCo 2.2.2's compiler";
    }

    @Override
    public String missing() {
        return Mujoco.missing();
    }

    @Override
    public Robot read(Handover handover) {
        MemorySegment model;
        try {
            model = MujocoModel.load(handover, "");
        } catch (MujocoException e) {
            throw new RobotException(handover.file(), handover.placed(e.getMessage()));
        }
        try {
            return new Compiled(handover, model.reinterpret(MujocoModel.MODEL_BYTES)).robot(name());
        } finally {
            Mujoco.deleteModel(model);
        }
    }

    /** One compiled model. */
    private record Compiled(Handover handover, MemorySegment model) {
        Robot robot(String reader) {
            int count = integer(MujocoLayout.Model_nbody);
            int[] parent = integers(MujocoLayout.Model_body_parentid, count);
            int[] first = integers(MujocoLayout.Model_body_jntadr, count);
            int[] joints = integers(MujocoLayout.Model_body_jntnum, count);
            double[] pos = numbers(MujocoLayout.Model_body_pos, 3 * count);
            double[] quat = numbers(MujocoLayout.Model_body_quat, 4 * count);
            var all = joints();
            var bodies = new ArrayList<Robot.Body>();
            // Body 0 is the world; the others stand in the order of the file, depth first.
            for (int b = 1; b < count; b++) {
                var own = all.subList(Math.max(first[b], 0), Math.max(first[b], 0) + joints[b]);
                boolean free = own.stream().anyMatch(j -> j.type() == JointType.FREE);
                if (free && (parent[b] != 0 || own.size() > 1)) {
                    throw wrong("body \"" + name(MujocoLayout.OBJECT_BODY, b)
                            + "\": a free joint must be the only joint of a body that hangs directly in <worldbody>");
                }
                var mass = mass(b);
                var shapes = mass.spread(shapes(b));
                bodies.add(new Robot.Body(
                        name(MujocoLayout.OBJECT_BODY, b),
                        parent[b] - 1,
                        pose(pos, quat, b, "body " + name(MujocoLayout.OBJECT_BODY, b)),
                        List.copyOf(own),
                        shapes,
                        Optional.of(mass)));
            }
            return handover.robot(bodies, motors(all), all, reader);
        }

        private MassProperties mass(int b) {
            int count = integer(MujocoLayout.Model_nbody);
            double[] moments = numbers(MujocoLayout.Model_body_inertia, 3 * count);
            var frame = pose(
                    numbers(MujocoLayout.Model_body_ipos, 3 * count),
                    numbers(MujocoLayout.Model_body_iquat, 4 * count),
                    b,
                    "center of mass");
            try {
                return MassProperties.of(
                        numbers(MujocoLayout.Model_body_mass, count)[b],
                        Arrays.copyOfRange(moments, 3 * b, 3 * b + 3),
                        frame);
            } catch (IllegalArgumentException e) {
                throw wrong("body \"" + name(MujocoLayout.OBJECT_BODY, b) + "\" has " + e.getMessage());
            }
        }

        private List<Robot.Joint> joints() {
            int count = integer(MujocoLayout.Model_njnt);
            int[] type = integers(MujocoLayout.Model_jnt_type, count);
            int[] coordinate = integers(MujocoLayout.Model_jnt_qposadr, count);
            int[] freedom = integers(MujocoLayout.Model_jnt_dofadr, count);
            byte[] limited = bytes(MujocoLayout.Model_jnt_limited, count);
            double[] range = numbers(MujocoLayout.Model_jnt_range, 2 * count);
            double[] position = numbers(MujocoLayout.Model_jnt_pos, 3 * count);
            double[] axis = numbers(MujocoLayout.Model_jnt_axis, 3 * count);
            double[] stiffness = numbers(MujocoLayout.Model_jnt_stiffness, count);
            int coordinates = integer(MujocoLayout.Model_nq);
            double[] reference = numbers(MujocoLayout.Model_qpos0, coordinates);
            double[] rest = numbers(MujocoLayout.Model_qpos_spring, coordinates);
            int freedoms = integer(MujocoLayout.Model_nv);
            double[] damping = numbers(MujocoLayout.Model_dof_damping, freedoms);
            double[] armature = numbers(MujocoLayout.Model_dof_armature, freedoms);
            var all = new ArrayList<Robot.Joint>();
            for (int j = 0; j < count; j++) {
                String name = name(MujocoLayout.OBJECT_JOINT, j);
                var kind = switch (type[j]) {
                    case MujocoLayout.JOINT_FREE -> JointType.FREE;
                    case MujocoLayout.JOINT_BALL -> JointType.BALL;
                    case MujocoLayout.JOINT_SLIDE -> JointType.PRISMATIC;
                    default -> JointType.REVOLUTE;
                };
                boolean single = kind.coordinates == 1;
                boolean bounded = limited[j] != 0;
                if (bounded && !single) {
                    throw wrong("joint \"" + name + "\": limits are supported for hinge and slide");
                }
                double lower = bounded ? range[2 * j] : 0;
                double upper = bounded ? range[2 * j + 1] : 0;
                if (bounded && !(lower < upper)) {
                    throw wrong("joint \"" + name + "\" has the limits " + lower + " and " + upper
                            + "; allowed: a lower, then a greater upper limit");
                }
                amount(name, "stiffness", stiffness[j]);
                amount(name, "damping", damping[freedom[j]]);
                amount(name, "armature", armature[freedom[j]]);
                all.add(new Robot.Joint(
                        name,
                        kind,
                        Arrays.copyOfRange(position, 3 * j, 3 * j + 3),
                        single ? Arrays.copyOfRange(axis, 3 * j, 3 * j + 3) : new double[3],
                        bounded,
                        lower,
                        upper,
                        stiffness[j],
                        damping[freedom[j]],
                        armature[freedom[j]],
                        single ? rest[coordinate[j]] : 0,
                        Double.POSITIVE_INFINITY,
                        single ? reference[coordinate[j]] : 0));
            }
            return all;
        }

        private void amount(String joint, String what, double value) {
            if (!(value >= 0 && value <= STIFFEST)) {
                throw wrong("joint \"" + joint + "\" has " + what + " " + value + "; allowed: 0 to " + STIFFEST);
            }
        }

        private List<Shape> shapes(int body) {
            int count = integer(MujocoLayout.Model_ngeom);
            int[] of = integers(MujocoLayout.Model_geom_bodyid, count);
            int[] type = integers(MujocoLayout.Model_geom_type, count);
            int[] contype = integers(MujocoLayout.Model_geom_contype, count);
            int[] conaffinity = integers(MujocoLayout.Model_geom_conaffinity, count);
            double[] pos = numbers(MujocoLayout.Model_geom_pos, 3 * count);
            double[] quat = numbers(MujocoLayout.Model_geom_quat, 4 * count);
            double[] size = numbers(MujocoLayout.Model_geom_size, 3 * count);
            double[] friction = numbers(MujocoLayout.Model_geom_friction, 3 * count);
            var shapes = new ArrayList<Shape>();
            for (int g = 0; g < count; g++) {
                if (of[g] != body) {
                    continue;
                }
                String name = handover.shapeName(name(MujocoLayout.OBJECT_GEOM, g));
                var pose = pose(pos, quat, g, name);
                boolean touches = contype[g] != 0 || conaffinity[g] != 0;
                double mu = friction[3 * g];
                double a = size[3 * g];
                double b = size[3 * g + 1];
                double c = size[3 * g + 2];
                var along = Frames.compose(pose, Z_TO_X);
                switch (type[g]) {
                    case MujocoLayout.GEOM_SPHERE -> shapes.add(new Shape.Sphere(name, pose, a, 0, mu, touches));
                    case MujocoLayout.GEOM_CAPSULE -> shapes.add(new Shape.Capsule(name, along, a, b, 0, mu, touches));
                    case MujocoLayout.GEOM_CYLINDER ->
                        shapes.add(new Shape.Cylinder(name, along, a, b, 0, mu, touches));
                    case MujocoLayout.GEOM_BOX -> shapes.add(new Shape.Box(name, pose, a, b, c, 0, mu, touches));
                    // Ellipsoids and meshes: they have given their mass, and their note has been written.
                    default -> {}
                }
                boolean sized = switch (type[g]) {
                    case MujocoLayout.GEOM_SPHERE -> fits(a);
                    case MujocoLayout.GEOM_CAPSULE, MujocoLayout.GEOM_CYLINDER -> fits(a) && fits(b);
                    case MujocoLayout.GEOM_BOX -> fits(a) && fits(b) && fits(c);
                    default -> true;
                };
                if (!sized || !(mu >= 0)) {
                    throw wrong("shape \"" + name + "\" has the size " + a + " " + b + " " + c + " and friction " + mu
                            + "; allowed: sizes of " + Shape.SMALLEST + " to " + Shape.LARGEST
                            + " m, friction 0 or more");
                }
            }
            return shapes;
        }

        private static boolean fits(double size) {
            return size >= Shape.SMALLEST && size <= Shape.LARGEST;
        }

        private List<Robot.Motor> motors(List<Robot.Joint> joints) {
            int count = integer(MujocoLayout.Model_nu);
            int[] transmission = integers(MujocoLayout.Model_actuator_trntype, count);
            int[] target = integers(MujocoLayout.Model_actuator_trnid, 2 * count);
            int[] dynamics = integers(MujocoLayout.Model_actuator_dyntype, count);
            int[] gain = integers(MujocoLayout.Model_actuator_gaintype, count);
            int[] bias = integers(MujocoLayout.Model_actuator_biastype, count);
            byte[] controlled = bytes(MujocoLayout.Model_actuator_ctrllimited, count);
            byte[] forced = bytes(MujocoLayout.Model_actuator_forcelimited, count);
            double[] gains = numbers(MujocoLayout.Model_actuator_gainprm, MujocoLayout.GAIN_PARAMETERS * count);
            double[] biases = numbers(MujocoLayout.Model_actuator_biasprm, MujocoLayout.BIAS_PARAMETERS * count);
            double[] control = numbers(MujocoLayout.Model_actuator_ctrlrange, 2 * count);
            double[] force = numbers(MujocoLayout.Model_actuator_forcerange, 2 * count);
            double[] gear = numbers(MujocoLayout.Model_actuator_gear, 6 * count);
            var motors = new ArrayList<Robot.Motor>();
            for (int u = 0; u < count; u++) {
                String given = name(MujocoLayout.OBJECT_ACTUATOR, u);
                boolean onJoint = transmission[u] == MujocoLayout.TRANSMISSION_JOINT
                        || transmission[u] == MujocoLayout.TRANSMISSION_JOINT_IN_PARENT;
                if (!onJoint || joints.get(target[2 * u]).type().freedoms != 1) {
                    throw wrong("actuator " + (u + 1) + " \"" + given + "\" does not act on a hinge or slide");
                }
                if (dynamics[u] != MujocoLayout.DYNAMICS_NONE
                        || gain[u] != MujocoLayout.GAIN_FIXED
                        || bias[u] != MujocoLayout.BIAS_NONE && bias[u] != MujocoLayout.BIAS_AFFINE) {
                    throw wrong(
                            "actuator " + (u + 1) + " \"" + given
                                    + "\" has a state of its own or a gain that changes: its effect on the motion would be lost");
                }
                double strength = gains[MujocoLayout.GAIN_PARAMETERS * u];
                var law = new Robot.Motor.Law(strength, 0, 0);
                if (bias[u] == MujocoLayout.BIAS_AFFINE) {
                    int o = MujocoLayout.BIAS_PARAMETERS * u;
                    law = Robot.Motor.Law.of(strength, Arrays.copyOfRange(biases, o, o + 3))
                            .orElseThrow(() -> wrong("actuator \"" + given
                                    + "\" has an affine bias that is no servo's of position or velocity"));
                }
                if (gear[6 * u] == 0 || law.gain() == 0) {
                    throw wrong("actuator " + (u + 1) + " \"" + given + "\" has gear or gain 0");
                }
                motors.add(Robot.Motor.of(
                        given.isEmpty() ? joints.get(target[2 * u]).name() : given,
                        target[2 * u],
                        gear[6 * u],
                        law,
                        forced[u] == 0 ? new double[0] : Arrays.copyOfRange(force, 2 * u, 2 * u + 2),
                        controlled[u] == 0 ? new double[0] : Arrays.copyOfRange(control, 2 * u, 2 * u + 2)));
            }
            return motors;
        }

        private Transform pose(double[] pos, double[] quat, int k, String what) {
            for (int i = 0; i < 3; i++) {
                if (!(Math.abs(pos[3 * k + i]) <= FARTHEST)) {
                    throw wrong(what + " is " + pos[3 * k + i] + " m away; allowed: up to " + FARTHEST);
                }
            }
            return new Transform(
                    pos[3 * k],
                    pos[3 * k + 1],
                    pos[3 * k + 2],
                    quat[4 * k + 1],
                    quat[4 * k + 2],
                    quat[4 * k + 3],
                    quat[4 * k]);
        }

        private RobotException wrong(String problem) {
            return new RobotException(handover.file(), problem);
        }

        private String name(int type, int id) {
            return Mujoco.name(model, type, id);
        }

        private int integer(long field) {
            return model.get(JAVA_INT, field);
        }

        private int[] integers(long field, int count) {
            return model.get(ADDRESS, field).reinterpret(4L * count).toArray(JAVA_INT);
        }

        private double[] numbers(long field, int count) {
            return model.get(ADDRESS, field).reinterpret(8L * count).toArray(JAVA_DOUBLE);
        }

        private byte[] bytes(long field, int count) {
            return model.get(ADDRESS, field).reinterpret(count).toArray(JAVA_BYTE);
        }
    }
}
