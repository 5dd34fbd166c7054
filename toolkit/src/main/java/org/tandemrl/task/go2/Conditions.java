package org.tandemrl.task.go2;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * What is otherwise than in training when a policy is tried.
 *
 * @param friction coefficient of the ground, 0.05 to 2; without one it is the task's own in PhysX, 1 in MuJoCo
 * @param payload mass on the base, kg, −3 to 10
 * @param strength of the motors: their torque times this, 0.1 to 2
 * @param delay of what a policy asks for, in control steps of 20 ms, 0 to 3
 * @param encoder how far each joint's angle is measured wrong, rad, 0 to 0.2: this much up or down, as the episode has it
 * @param push largest speed of a shove in each direction, m/s, 0 to 3
 * @param motorCurve whether a motor that turns fast drives with less: 20.2 N·m up to 13.5 rad/s, then in a line to 0 at 30 rad/s, and brakes with 23.4 N·m;
 *     a calf's motor is geared 1.917 to 1
 * @param script what is asked for, one leg after the other, for everyone; empty for commands by chance as in training
 */
public record Conditions(
        OptionalDouble friction,
        double payload,
        double strength,
        int delay,
        double encoder,
        double push,
        boolean motorCurve,
        List<Leg> script) {
    /** Of shoves in training, m/s. */
    static final double PUSH = 0.5;

    /** As in training. */
    public static final Conditions TRAINING =
            new Conditions(OptionalDouble.empty(), 0, 1, 0, 0, PUSH, false, List.of());

    /**
     * A command that is held.
     *
     * @param seconds how long, 0.02 to 600
     * @param x forward, m/s
     * @param y to the left, m/s
     * @param yaw rate, rad/s, to the left
     */
    public record Leg(double seconds, double x, double y, double yaw) {
        /** Checks that it can be walked. */
        public Leg {
            between("seconds of a leg", seconds, Go2Simulator.TIME_STEP, 600);
            between("velocity x of a leg", x, -3, 3);
            between("velocity y of a leg", y, -3, 3);
            between("yaw rate of a leg", yaw, -4, 4);
        }

        int steps() {
            return (int) Math.round(seconds / Go2Simulator.TIME_STEP);
        }
    }

    /** Checks the bounds. */
    public Conditions {
        friction.ifPresent(f -> between("friction", f, 0.05, 2));
        between("payload", payload, -3, 10);
        between("strength", strength, 0.1, 2);
        between("delay", delay, 0, 3);
        between("encoder", encoder, 0, 0.2);
        between("push", push, 0, 3);
        script = List.copyOf(script);
    }

    private static void between(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed: " + low + " to " + high);
        }
    }

    /** On ground of another friction. */
    public Conditions withFriction(double other) {
        return new Conditions(OptionalDouble.of(other), payload, strength, delay, encoder, push, motorCurve, script);
    }

    /** With another mass on the base, kg. */
    public Conditions withPayload(double other) {
        return new Conditions(friction, other, strength, delay, encoder, push, motorCurve, script);
    }

    /** With motors of another strength. */
    public Conditions withStrength(double other) {
        return new Conditions(friction, payload, other, delay, encoder, push, motorCurve, script);
    }

    /** With another delay, control steps. */
    public Conditions withDelay(int other) {
        return new Conditions(friction, payload, strength, other, encoder, push, motorCurve, script);
    }

    /** With other errors of the joints' angles, rad. */
    public Conditions withEncoder(double other) {
        return new Conditions(friction, payload, strength, delay, other, push, motorCurve, script);
    }

    /** With other shoves, m/s. */
    public Conditions withPush(double other) {
        return new Conditions(friction, payload, strength, delay, encoder, other, motorCurve, script);
    }

    /** With the motors' own curve of torque over speed. */
    public Conditions withMotorCurve() {
        return new Conditions(friction, payload, strength, delay, encoder, push, true, script);
    }

    /** With what is asked for. */
    public Conditions withScript(List<Leg> legs) {
        return new Conditions(friction, payload, strength, delay, encoder, push, motorCurve, legs);
    }

    /** Control steps of the script, at least 1; 0 without one. */
    int steps() {
        return script.stream().mapToInt(Leg::steps).sum();
    }

    /** Writes what the script asks for at an age; the last leg's after its end. */
    void command(long age, double[] row, int at) {
        long left = age;
        for (var leg : script) {
            row[at] = leg.x;
            row[at + 1] = leg.y;
            row[at + 2] = leg.yaw;
            left -= leg.steps();
            if (left < 0) {
                return;
            }
        }
    }

    /**
     * Writes what a robot's servos hold through a control step: the newest control or, with a delay, an older one, and beside it where an angle is measured wrong.
     *
     * @param state rows before the step, this robot's from {@code from}
     * @param control of the step, this robot's from {@code c}
     * @param target rad of a control of 1
     * @param asked written from {@code to}, a number a joint
     */
    void ask(double[] state, int from, double[] control, int c, double target, double[] asked, int to) {
        if (delay == 0) {
            System.arraycopy(control, c, asked, to, Go2.JOINTS);
        } else {
            System.arraycopy(state, from + Row.CONTROLS + (delay - 1) * Go2.JOINTS, asked, to, Go2.JOINTS);
        }
        if (encoder > 0) {
            double[] offsets = offsets((long) state[from + Row.KEY]);
            for (int j = 0; j < Go2.JOINTS; j++) {
                asked[to + j] -= offsets[j] / target;
            }
        }
    }

    /** By how much the joints' angles are measured wrong in the episode of a key, rad. */
    double[] offsets(long key) {
        var random = new SplittableRandom(~key);
        double[] offsets = new double[Go2.JOINTS];
        for (int j = 0; j < offsets.length; j++) {
            offsets[j] = random.nextBoolean() ? encoder : -encoder;
        }
        return offsets;
    }
}
