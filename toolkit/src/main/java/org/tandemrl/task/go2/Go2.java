package org.tandemrl.task.go2;

import java.util.List;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Vectors;

/** The robot: legs in the order FL, FR, RL, RR, of each hip, thigh and calf; angles in rad, lengths in m. */
final class Go2 {
    static final int JOINTS = 12;
    static final int LEGS = 4;

    /** The standing pose that actions move about. */
    static final double[] POSE = {0.1, 0.8, -1.5, -0.1, 0.8, -1.5, 0.1, 1.0, -1.5, -0.1, 1.0, -1.5};

    /** What the motors can, N·m. */
    static final double[] TORQUE = {23.7, 23.7, 45.43, 23.7, 23.7, 45.43, 23.7, 23.7, 45.43, 23.7, 23.7, 45.43};

    /** Ends of the joints' ranges. */
    static final double[] LOWER = {
        -1.0472, -1.5708, -2.7227, -1.0472, -1.5708, -2.7227, -1.0472, -0.5236, -2.7227, -1.0472, -0.5236, -2.7227
    };

    static final double[] UPPER = {
        1.0472, 3.4907, -0.83776, 1.0472, 3.4907, -0.83776, 1.0472, 4.5379, -0.83776, 1.0472, 4.5379, -0.83776
    };

    /** Height of the base at the start. */
    static final double START_HEIGHT = 0.34;

    /** Groups of bodies whose contact is felt: each foot, then the trunk with the head, then thighs and calves. */
    static final List<List<String>> SENSORS = List.of(
            List.of("FL_foot"),
            List.of("FR_foot"),
            List.of("RL_foot"),
            List.of("RR_foot"),
            List.of("base", "Head_upper", "Head_lower"),
            List.of(
                    "FL_thigh",
                    "FL_calf",
                    "FL_calflower",
                    "FL_calflower1", //
                    "FR_thigh",
                    "FR_calf",
                    "FR_calflower",
                    "FR_calflower1", //
                    "RL_thigh",
                    "RL_calf",
                    "RL_calflower",
                    "RL_calflower1", //
                    "RR_thigh",
                    "RR_calf",
                    "RR_calflower",
                    "RR_calflower1"));

    /** The same for standing on the front legs: each foot, then all that must not touch, then the calves, which may at first. */
    static final List<List<String>> FRONT_LEGS_SENSORS = List.of(
            List.of("FL_foot"),
            List.of("FR_foot"),
            List.of("RL_foot"),
            List.of("RR_foot"),
            List.of("base", "Head_upper", "Head_lower", "FL_thigh", "FR_thigh", "RL_thigh", "RR_thigh"),
            List.of(
                    "FL_calf",
                    "FL_calflower",
                    "FL_calflower1", //
                    "FR_calf",
                    "FR_calflower",
                    "FR_calflower1", //
                    "RL_calf",
                    "RL_calflower",
                    "RL_calflower1", //
                    "RR_calf",
                    "RR_calflower",
                    "RR_calflower1"));

    private static final double HIP_X = 0.1934;
    private static final double HIP_Y = 0.0465;
    private static final double THIGH_Y = 0.0955;
    private static final double LENGTH = 0.213;

    private Go2() {}

    /** An end of the joints' range, rad. */
    static double[] range(boolean low) {
        var model = Robots.model("go2");
        double[] ends = new double[JOINTS];
        int j = 0;
        for (int motor : model.actuated()) {
            int at = 0;
            for (var link : model.links()) {
                int freedoms = link.type().freedoms;
                if (at <= motor && motor < at + freedoms) {
                    ends[j++] = (low ? link.lower() : link.upper())[motor - at];
                }
                at += freedoms;
            }
        }
        return ends;
    }

    /** The rotation R of quaternions (x, y, z, w) by rows: R e_x, R e_y and R e_z are its columns, R^T v its rows weighted by v. */
    record Rotation<X extends Batch<X>>(X first, X second, X third) {
        static <X extends Batch<X>> Rotation<X> of(X quaternion) {
            var x = quaternion.column(0);
            var y = quaternion.column(1);
            var z = quaternion.column(2);
            var w = quaternion.column(3);
            var xx = x.square();
            var yy = y.square();
            var zz = z.square();
            var xy = x.times(y);
            var xz = x.times(z);
            var yz = y.times(z);
            var wx = w.times(x);
            var wy = w.times(y);
            var wz = w.times(z);
            return new Rotation<>(
                    yy.plus(zz)
                            .times(-2)
                            .plus(1)
                            .beside(xy.minus(wz).times(2))
                            .beside(xz.plus(wy).times(2)),
                    xy.plus(wz)
                            .times(2)
                            .beside(xx.plus(zz).times(-2).plus(1))
                            .beside(yz.minus(wx).times(2)),
                    xz.minus(wy)
                            .times(2)
                            .beside(yz.plus(wx).times(2))
                            .beside(xx.plus(yy).times(-2).plus(1)));
        }

        /** R^T v, a vector of the world seen from the body, [N, 3]. */
        X toBody(X v) {
            return first.times(v.column(0)).plus(second.times(v.column(1))).plus(third.times(v.column(2)));
        }
    }

    /**
     * The base of state rows: its rotation, and its velocities in its own axes (x forward, y left, z up).
     *
     * @param rotation of the base
     * @param linear velocity of the base's origin, m/s, [N, 3]
     * @param angular velocity, rad/s, [N, 3]
     */
    record Base<X extends Batch<X>>(Rotation<X> rotation, X linear, X angular) {
        /** Of rows that begin with q and q̇, whose twist is about the world's origin: the base moves with v₀ + ω × p. */
        static <X extends Batch<X>> Base<X> of(X state) {
            int qd = Row.VELOCITIES;
            var rotation = Rotation.of(state.columns(3, 7));
            var omega = state.columns(qd, qd + 3);
            var velocity = state.columns(qd + 3, qd + 6).plus(Vectors.cross(omega, state.columns(0, 3)));
            return new Base<>(rotation, rotation.toBody(velocity), rotation.toBody(omega));
        }
    }

    /**
     * Where the feet are, x of all four, y of all four, z of all four.
     *
     * @param angles of the joints, [N, 12]
     * @return [N, 12], in the base's frame (x forward, y left, z up)
     */
    static <X extends Batch<X>> X feet(X angles) {
        X xs = null;
        X ys = null;
        X zs = null;
        for (int leg = 0; leg < LEGS; leg++) {
            double front = leg < 2 ? 1 : -1;
            double left = leg % 2 == 0 ? 1 : -1;
            var hip = angles.column(3 * leg);
            var thigh = angles.column(3 * leg + 1);
            var calf = thigh.plus(angles.column(3 * leg + 2));
            var x = thigh.sin().plus(calf.sin()).times(-LENGTH).plus(front * HIP_X);
            var down = thigh.cos().plus(calf.cos()).times(-LENGTH);
            var sin = hip.sin();
            var cos = hip.cos();
            var y = cos.times(left * THIGH_Y).minus(down.times(sin)).plus(left * HIP_Y);
            var z = sin.times(left * THIGH_Y).plus(down.times(cos));
            xs = xs == null ? x : xs.beside(x);
            ys = ys == null ? y : ys.beside(y);
            zs = zs == null ? z : zs.beside(z);
        }
        return xs.beside(ys).beside(zs);
    }

    /** The feet's coordinates along a direction of the body, [N, 4]. */
    static <X extends Batch<X>> X along(X direction, X angles) {
        var feet = feet(angles);
        return feet.columns(0, 4)
                .times(direction.column(0))
                .plus(feet.columns(4, 8).times(direction.column(1)))
                .plus(feet.columns(8, 12).times(direction.column(2)));
    }
}
