package org.tandemrl.sim.robot;

import java.util.List;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;

/**
 * A robot as its description says it: a tree of bodies with joints and shapes. World frame of the description: z up.
 * Units: m, kg, s, rad.
 *
 * @param name for messages
 * @param gravity acceleration of gravity, z up, 3 numbers
 * @param bodies in an order where a parent precedes its children
 * @param motors what the control's components push, in the control's order
 * @param notes what the description says and the toolkit leaves aside, one sentence each
 */
public record Robot(String name, double[] gravity, List<Body> bodies, List<Motor> motors, List<String> notes) {

    /**
     * A rigid body.
     *
     * @param name unique
     * @param parent index of the parent body, −1 for the world
     * @param pose in the parent body's frame
     * @param joints between parent and body, all of them: none welds it to its parent, several act one after the other
     * @param shapes poses in the body's frame
     */
    public record Body(String name, int parent, Transform pose, List<Joint> joints, List<Shape> shapes) {}

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
            double rest) {}

    /**
     * A motor on a hinge or slide.
     *
     * @param name for messages
     * @param joint index of the joint, counted over all bodies in order
     * @param gear force or torque at control 1, N or N·m; tasks may use their own strength instead
     */
    public record Motor(String name, int joint, double gear) {}

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

    /** The constants of the benchmark physics for this robot. */
    public RigidModel compile(PhysicsConstants constants) {
        return RobotCompiler.compile(this, constants);
    }

    /** Every shape with the link that carries it in the compiled model: what pictures draw. */
    public List<LinkShape> linkShapes() {
        return RobotCompiler.shapes(this);
    }
}
