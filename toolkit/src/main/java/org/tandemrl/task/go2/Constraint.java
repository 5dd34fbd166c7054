package org.tandemrl.task.go2;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a robot that walks must not do: the constraints that the paper's code watches (after CaT, "Constraints as Terminations", arXiv 2403.18765), each as how
 * far it is exceeded in a control step, 0 where it holds. Whether one ends an episode: {@link Go2Options#enforced}.
 */
public enum Constraint {
    /** A joint beyond its range, rad. */
    JOINT_POSITION("joint position", "rad"),
    /** A joint faster than its motor turns, 30.1 rad/s at hip and thigh, 15.7 at the calf. */
    JOINT_VELOCITY("joint velocity", "rad/s"),
    /** A servo's torque beyond what the motor gives, 23.7 N·m, calf 45.43; can only be where torques end elsewhere. */
    TORQUE("torque", "N·m"),
    /** An action, after its factor 2, that changes by more than 120 a second. */
    ACTION_RATE("action rate", "1/s"),
    /** A foot pressed with more than 100 N. */
    FOOT_FORCE("foot force", "N"),
    /** A foot's force that grows by more than 60 N in a step. */
    FOOT_FORCE_RATE("foot force's growth", "N"),
    /** A thigh or calf that touches, N. */
    LEG_CONTACT("thigh or calf touches", "N"),
    /** A front thigh further than 1 rad from straight down. */
    FRONT_THIGH("front thigh", "rad"),
    /** The base upside down: the upward part of gravity's direction. */
    UPSIDE_DOWN("upside down", ""),
    /** A hip further than 0.1 rad from the pose where nothing to the side is asked for. */
    HIP("hip", "rad"),
    /** Gravity's direction further than 0.1 from the base's own. */
    TILT("tilt", ""),
    /** A foot that comes down after less than 0.25 s in the air, while something is asked for, s. */
    AIR_TIME("air time", "s"),
    /** Other than two feet, a diagonal pair, on the ground while something is asked for; feet. */
    TWO_FEET("two feet", "feet"),
    /** Other than four feet on the ground while nothing is asked for; feet. */
    STANDING("four feet at rest", "feet");

    private static final double[] FASTEST = {30.1, 30.1, 15.7};
    private static final double BEARING = 1;

    private final String words;
    private final String unit;

    Constraint(String words, String unit) {
        this.words = words;
        this.unit = unit;
    }

    /** As it stands in tables. */
    public String words() {
        return words;
    }

    /** Of what is exceeded; empty for a pure number. */
    public String unit() {
        return unit;
    }

    /** Looks at one episode, step by step: how long feet are in the air is remembered. */
    static final class Watch {
        private final double[] lower;
        private final double[] upper;
        /** Seconds; not a number until a foot has borne once. */
        private final double[] air = new double[Go2.LEGS];

        private final EnumMap<Constraint, Double> excess = new EnumMap<>(Constraint.class);

        /**
         * @param lower end of the joints' range, rad
         * @param upper its other end
         */
        Watch(double[] lower, double[] upper) {
            this.lower = lower;
            this.upper = upper;
            begin();
        }

        /** Another episode. */
        void begin() {
            Arrays.fill(air, Double.NaN);
        }

        /**
         * How far constraints are exceeded in a step, 0 where they hold; those of which the step says nothing (of feet that come down, while none does) are left
         * out. Overwritten by the next.
         *
         * @param before rows, then after the step
         * @param s where the robot's row begins
         * @param control targets after their factor
         * @param c where the robot's begin
         * @param torque of its servos at the step's end, N·m
         * @param gravity observation whose gravity, from {@code g}, is in the base's axes
         */
        Map<Constraint, Double> step(
                double[] before,
                double[] after,
                int s,
                double[] control,
                int c,
                double[] torque,
                double[] gravity,
                int g) {
            excess.clear();
            for (int j = 0; j < Go2.JOINTS; j++) {
                double angle = after[s + 7 + j];
                add(JOINT_POSITION, Math.max(lower[j] - angle, angle - upper[j]));
                add(JOINT_VELOCITY, Math.abs(after[s + Row.VELOCITIES + 6 + j]) - FASTEST[j % 3]);
                // A torque that ends at the limit is there but for rounding.
                add(TORQUE, Math.abs(torque[j]) - Go2.TORQUE[j] - 1e-9);
                add(
                        ACTION_RATE,
                        Math.abs(control[c + j] - before[s + Row.CONTROLS + j]) / Go2Simulator.TIME_STEP - 120);
            }
            double[] asked = Arrays.copyOfRange(before, s + Row.COMMAND, s + Row.COMMAND + 3);
            for (int leg = 0; leg < Go2.LEGS; leg++) {
                double force = after[s + Row.FORCES + leg];
                add(FOOT_FORCE, force - 100);
                add(FOOT_FORCE_RATE, force - before[s + Row.FORCES + leg] - 60);
                if (asked[1] == 0) {
                    add(HIP, Math.abs(after[s + 7 + 3 * leg] - Go2.POSE[3 * leg]) - 0.1);
                }
            }
            double leg = after[s + Row.FORCES + 5];
            add(LEG_CONTACT, leg > BEARING ? leg : 0);
            add(FRONT_THIGH, Math.max(Math.abs(after[s + 7 + 1]), Math.abs(after[s + 7 + 4])) - 1);
            add(UPSIDE_DOWN, gravity[g + 2]);
            add(TILT, Math.hypot(gravity[g], gravity[g + 1]) - 0.1);
            feet(after, s, asked);
            return excess;
        }

        private void feet(double[] after, int s, double[] asked) {
            boolean moves = asked[0] != 0 || asked[1] != 0 || asked[2] != 0;
            boolean[] bears = new boolean[Go2.LEGS];
            int count = 0;
            for (int leg = 0; leg < Go2.LEGS; leg++) {
                bears[leg] = after[s + Row.FORCES + leg] > BEARING;
                count += bears[leg] ? 1 : 0;
                if (bears[leg]) {
                    if (moves && air[leg] > 0) {
                        add(AIR_TIME, 0.25 - air[leg]);
                    }
                    air[leg] = 0;
                } else {
                    air[leg] += Go2Simulator.TIME_STEP;
                }
            }
            if (moves) {
                boolean diagonal = bears[0] == bears[3] && bears[1] == bears[2];
                add(TWO_FEET, count == 2 && !diagonal ? 1 : Math.abs(count - 2));
            } else {
                add(STANDING, Go2.LEGS - count);
            }
        }

        private void add(Constraint constraint, double by) {
            excess.merge(constraint, Math.max(by, 0), Math::max);
        }
    }
}
