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
 * @param notes what the description says and the toolkit leaves aside, one sentence each
 */
public record Robot(
        String name, Path file, double[] gravity, List<Body> bodies, List<Motor> motors, List<String> notes) {

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
            double speed) {}

    /**
     * A motor or position servo on a hinge or slide. A compiled robot's control is the joint's force itself, for either; a servo's
     * law stands here, for a task or a controller to apply by {@link #force}.
     *
     * @param name for messages
     * @param joint index of the joint, counted over all bodies in order
     * @param gear force or torque at control 1, N or N·m (of a servo: coordinate of the servo for 1 of the joint); tasks may use
     *     their own strength instead
     * @param kp of a servo; 0 for a motor
     * @param kv of a servo
     * @param lower least force on the joint, negative or −∞
     * @param upper greatest force on the joint
     */
    public record Motor(String name, int joint, double gear, double kp, double kv, double lower, double upper) {
        /**
         * The force on the joint, N or N·m: gear·c for a motor, gear·(kp (c − gear·q) − kv·gear·q̇) for a servo, within the bounds.
         *
         * @param control c; a servo's is the coordinate it should reach
         * @param coordinate q of the joint, rad or m
         * @param velocity q̇
         */
        public double force(double control, double coordinate, double velocity) {
            double drive = kp == 0 ? control : kp * (control - gear * coordinate) - kv * gear * velocity;
            return Math.clamp(gear * drive, lower, upper);
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
        notes = List.copyOf(notes);
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
