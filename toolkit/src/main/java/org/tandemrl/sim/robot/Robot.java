package org.tandemrl.sim.robot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;

/**
 * A robot as its description says it: a tree of bodies with joints and shapes. World frame of the description: z up.
 * Units: m, kg, s, rad.
 *
 * @param name for messages
 * @param file that was read, for messages
 * @param gravity acceleration of gravity, z up, 3 numbers
 * @param bodies in an order where a parent precedes its children
 * @param motors what the control's components push, in the control's order
 * @param leftAside what the description says and the toolkit does not use
 * @param ground what the description has for a ground
 * @param reader which reader understood the file, see {@link RobotReader}
 */
public record Robot(
        String name,
        Path file,
        double[] gravity,
        List<Body> bodies,
        List<Motor> motors,
        List<LeftAside> leftAside,
        String ground,
        String reader) {

    /**
     * A rigid body.
     *
     * @param name unique
     * @param parent index of the parent body, −1 for the world
     * @param pose in the parent body's frame
     * @param joints between parent and body, all of them: none welds it to its parent, several act one after the other
     * @param shapes poses in the body's frame
     * @param inertial mass, centre and inertia in the body's frame as the description says them (the shapes then
     *     share that mass by volume); where it does not, the shapes' own
     */
    public record Body(
            String name,
            int parent,
            Transform pose,
            List<Joint> joints,
            List<Shape> shapes,
            Optional<MassProperties> inertial) {}

    /**
     * A joint.
     *
     * @param name unique
     * @param type any but fixed
     * @param position of its anchor in the body's frame, 3 numbers
     * @param axis unit axis of a hinge or slide in the body's frame; zeros otherwise
     * @param limited whether lower and upper hold
     * @param lower rad or m
     * @param upper rad or m
     * @param stiffness of the spring towards {@code rest}
     * @param damping of the same
     * @param armature added to the diagonal of the mass matrix
     * @param rest coordinate at which the spring rests
     * @param speed largest velocity either way as the description says it, rad/s or m/s, else infinite; the simulator does not
     *     enforce it
     * @param reference coordinate at which the bodies stand as {@link Body#pose()} places them, where a robot starts if nothing else is
     *     said; 0 unless a hinge or slide
     */
    public record Joint(
            String name,
            JointType type,
            double[] position,
            double[] axis,
            boolean limited,
            double lower,
            double upper,
            double stiffness,
            double damping,
            double armature,
            double rest,
            double speed,
            double reference) {}

    /**
     * A motor or servo on a hinge or slide. A compiled robot's control is the joint's force itself, for either; a servo's
     * law stands here, for a task or a controller to apply by {@link #force}.
     *
     * @param name for messages
     * @param joint index of the joint, counted over all bodies in order
     * @param gear force or torque at control 1, N or N·m (of a servo: coordinate of the servo for 1 of the joint); tasks may use
     *     their own strength instead
     * @param kp of a position servo; 0 for one of velocity and for a motor
     * @param kv of a servo; 0 for a motor
     * @param lower least force on the joint, negative or −∞
     * @param upper greatest force on the joint
     */
    public record Motor(String name, int joint, double gear, double kp, double kv, double lower, double upper) {
        /**
         * The force on the joint, N or N·m: gear·c for a motor, gear·(kp (c − gear·q) − kv·gear·q̇) for a servo,
         * gear·kv·(c − gear·q̇) for one of velocity, within the bounds.
         *
         * @param control c; a servo's is the coordinate or the velocity it should reach
         * @param coordinate q of the joint, rad or m
         * @param velocity q̇
         */
        public double force(double control, double coordinate, double velocity) {
            double drive = kp != 0
                    ? kp * (control - gear * coordinate) - kv * gear * velocity
                    : kv != 0 ? kv * (control - gear * velocity) : control;
            return Math.clamp(gear * drive, lower, upper);
        }

        /**
         * What MuJoCo's f = gain·c + bias is, as far as it is read.
         *
         * @param gain of a motor; 1 of a servo
         * @param kp see {@link Motor#kp()}
         * @param kv see {@link Motor#kv()}
         */
        public record Law(double gain, double kp, double kv) {
            /**
             * Of an affine bias b₀ + b₁ q + b₂ q̇, if it is a servo's.
             *
             * @param gain of the control
             * @param bias b, at least 3 numbers
             */
            public static Optional<Law> of(double gain, double[] bias) {
                boolean position = bias[1] == -gain && bias[2] <= 0;
                boolean velocity = bias[1] == 0 && bias[2] == -gain;
                if (bias[0] != 0 || !(gain > 0) || !position && !velocity) {
                    return Optional.empty();
                }
                return Optional.of(position ? new Law(1, gain, -bias[2] + 0.0) : new Law(1, 0, gain));
            }
        }

        /**
         * A motor as MuJoCo's actuators are said.
         *
         * @param name see {@link #name()}
         * @param joint see {@link #joint()}
         * @param gear of the transmission
         * @param law of the force before the gear
         * @param force bounds of that force, 2 numbers, or none
         * @param control bounds of the control, 2 numbers, or none; a servo's do not bound its force
         */
        public static Motor of(String name, int joint, double gear, Law law, double[] force, double[] control) {
            double lower = Double.NEGATIVE_INFINITY;
            double upper = Double.POSITIVE_INFINITY;
            if (force.length > 0) {
                lower = Math.min(gear * force[0], gear * force[1]);
                upper = Math.max(gear * force[0], gear * force[1]);
            }
            double strength = gear * law.gain;
            if (law.kp == 0 && law.kv == 0 && control.length > 0) {
                lower = Math.max(lower, Math.min(strength * control[0], strength * control[1]));
                upper = Math.min(upper, Math.max(strength * control[0], strength * control[1]));
            }
            return new Motor(name, joint, strength, law.kp, law.kv, lower, upper);
        }
    }

    /**
     * A shape on a link of the compiled model.
     *
     * @param link index into {@link RigidModel#links()}
     * @param shape pose in that link's frame
     */
    public record LinkShape(int link, Shape shape) {}

    public Robot {
        gravity = gravity.clone();
        bodies = List.copyOf(bodies);
        motors = List.copyOf(motors);
        leftAside = List.copyOf(leftAside);
    }

    /** {@link #leftAside()}, one sentence each. */
    public List<String> notes() {
        return leftAside.stream().map(LeftAside::toString).toList();
    }

    /**
     * The constants of the benchmark physics for this robot.
     *
     * @throws RobotException if they do not fit together or make a robot that the equations cannot move
     */
    public RigidModel compile(PhysicsConstants constants) {
        try {
            return RobotCompiler.compile(this, constants).checked();
        } catch (RobotException | IllegalArgumentException e) {
            throw new RobotException(file, e.getMessage());
        }
    }

    /** Every shape with the link that carries it in the compiled model: what pictures draw. */
    public List<LinkShape> linkShapes() {
        return RobotCompiler.shapes(this);
    }
}
