package org.tandemrl.robot;

import java.util.ArrayList;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.go2.Go2Servos;

/**
 * Within what {@link Safety} lets a command pass. Joint ranges and peak torques are the robot's; speeds and the motors' curve are published measurements; tilt, temperature, charge and step
 * are this toolkit's choice.
 *
 * @param lower of each joint, rad, in the bus' order
 * @param upper rad
 * @param peak what each motor can hold against, N·m
 * @param drive what it can push with where it turns, N·m, up to {@code knee}
 * @param knee rad/s, from where that falls linearly
 * @param fastest rad/s, where nothing is left
 * @param step how far a target may be from the last command's, rad
 * @param kp the largest, N·m/rad
 * @param kd the largest, N·m·s/rad
 * @param tilt of the base from upright, rad
 * @param temperature of a motor, °C; that is too hot
 * @param charge of the battery, %; less is too little
 * @param stateAge s
 * @param sameTicks messages in a row whose tick did not advance; as many are too many
 * @param policyAge s, how long an answer of the policy may take
 */
public record SafetyLimits(
        double[] lower,
        double[] upper,
        double[] peak,
        double[] drive,
        double[] knee,
        double[] fastest,
        double step,
        double kp,
        double kd,
        double tilt,
        int temperature,
        int charge,
        double stateAge,
        int sameTicks,
        double policyAge) {
    /** Of the motor of hip and thigh, as a public measurement of it has them; the calf's has a gear between. */
    private static final double DRIVE = 20.2;

    private static final double KNEE = 13.5;
    private static final double FASTEST = 30;

    /** Those of Go2: a state of up to 20 ms, four messages with the same tick (five are too many), a policy that answers within two periods. */
    public static SafetyLimits go2() {
        var range = range(Robots.model("go2"));
        double[] lower = new double[Bus.MOTORS];
        double[] upper = new double[Bus.MOTORS];
        double[] peak = new double[Bus.MOTORS];
        double[] drive = new double[Bus.MOTORS];
        double[] knee = new double[Bus.MOTORS];
        double[] fastest = new double[Bus.MOTORS];
        for (int m = 0; m < Bus.MOTORS; m++) {
            var link = range.get(Bus.other(m));
            lower[m] = link.lower()[0];
            upper[m] = link.upper()[0];
            peak[m] = Go2Servos.torque(Bus.other(m));
            double gear = peak[m] / Go2Servos.torque(0);
            drive[m] = DRIVE * gear;
            knee[m] = KNEE / gear;
            fastest[m] = FASTEST / gear;
        }
        return new SafetyLimits(
                lower, upper, peak, drive, knee, fastest, 0.25, 80, 10, Math.toRadians(60), 85, 10, 0.02, 5, 0.04);
    }

    private static ArrayList<RigidModel.Link> range(RigidModel model) {
        var links = new ArrayList<RigidModel.Link>();
        for (var link : model.links()) {
            if (link.type() == JointType.REVOLUTE) {
                links.add(link);
            }
        }
        return links;
    }

    /** The same with another age of a state, s: for rehearsals on a machine that does other things, too. */
    public SafetyLimits withStateAge(double seconds) {
        return new SafetyLimits(
                lower,
                upper,
                peak,
                drive,
                knee,
                fastest,
                step,
                kp,
                kd,
                tilt,
                temperature,
                charge,
                seconds,
                sameTicks,
                policyAge);
    }

    /** The same with another age of the policy's answer, s. */
    public SafetyLimits withPolicyAge(double seconds) {
        return new SafetyLimits(
                lower,
                upper,
                peak,
                drive,
                knee,
                fastest,
                step,
                kp,
                kd,
                tilt,
                temperature,
                charge,
                stateAge,
                sameTicks,
                seconds);
    }

    /** What a motor can push with at a speed, N·m: up to its peak against the motion, less with it. */
    double torque(int motor, double speed, boolean drives) {
        if (!drives) {
            return peak[motor];
        }
        double left = (fastest[motor] - speed) / (fastest[motor] - knee[motor]);
        return drive[motor] * Math.clamp(left, 0.0, 1.0);
    }
}
