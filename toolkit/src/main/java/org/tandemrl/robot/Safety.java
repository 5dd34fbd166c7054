package org.tandemrl.robot;

/**
 * What stands between a policy and the motors: a function of what is sensed and what is wanted, without memory, to a command that is allowed or to damping with the reason.
 *
 * <p>A target q* that goes too far is brought back, a motor at a time and in this order, so that what comes later holds:
 * <ol>
 * <li>within {@code step} of the last command's target, or of the measured angle where the last command held none;
 * <li>so that τ = tau + kp (q* − q) + kd (dq* − q̇) is on the motor's curve: in the direction of motion what it can push with at that speed, against it its peak;
 * <li>so that kp |q* − q| is at most its peak;
 * <li>within the joint's range (and kp lowered, should the joint stand so far outside that its peak would be passed).
 * </ol>
 * All else that is wrong ends in damping: no state or an old one, a tick that stands still, values that are not finite, an orientation that is none, a robot that tilts, a motor that
 * is hot, a battery that is empty, a policy that does not answer, someone else who commands, any button of the remote control.
 */
public final class Safety {
    /** kd of damping, N·m·s/rad. */
    public static final double DAMPING = 3;

    private Safety() {}

    /** What was decided, and why. */
    public enum Verdict {
        /** The command may be sent. */
        PASSED("passed"),
        /** No message of the robot came. */
        NO_STATE("no state has come from the robot"),
        /** It did not say anything new in time. */
        STATE_OLD("the robot's last state is too old"),
        /** Messages come, and their tick stands still. */
        TICK_FROZEN("the robot's tick stands still"),
        /** A sensor's value is not finite, or the orientation is no rotation. */
        STATE_INVALID("a sensor's value is not finite, or the orientation is no unit quaternion"),
        /** What is asked for is not finite. */
        COMMAND_INVALID("the policy, or the command, is not finite"),
        /** It is about to fall, or has. */
        TILTED("the base is tilted too far"),
        /** A motor's temperature. */
        MOTOR_HOT("a motor is too hot"),
        /** The battery's charge. */
        BATTERY_LOW("the battery is too low"),
        /** It was asked, and has not answered. */
        POLICY_LATE("the policy's answer is late by two periods"),
        /** Another program sends commands. */
        OTHER_PUBLISHER("another program commands the motors"),
        /** Whoever holds the remote control wants it to end. */
        REMOTE_STOP("a button of the remote control is pressed"),
        /** The robot's own walking service holds the motors. */
        SPORT_MODE("the robot's own walking service is not released");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Decides; allocates nothing.
     *
     * @param limits what is allowed
     * @param state the newest
     * @param stateAge s since it came; infinite if none has
     * @param sameTicks messages in a row whose tick did not advance
     * @param policyAge s since the policy was asked, 0 if it has answered
     * @param others whether someone else's command was heard
     * @param wanted what is asked for
     * @param last the command before
     * @param out what may be sent, without a checksum
     */
    public static Verdict judge(
            SafetyLimits limits,
            LowState state,
            double stateAge,
            int sameTicks,
            double policyAge,
            boolean others,
            LowCmd wanted,
            LowCmd last,
            LowCmd out) {
        var verdict = verdict(limits, state, stateAge, sameTicks, policyAge, others, wanted);
        out.set(wanted);
        if (verdict == Verdict.PASSED) {
            for (int m = 0; m < Bus.MOTORS; m++) {
                hold(limits, state, m, last, out);
            }
        } else {
            out.damp(DAMPING);
        }
        return verdict;
    }

    private static Verdict verdict(
            SafetyLimits limits,
            LowState state,
            double stateAge,
            int sameTicks,
            double policyAge,
            boolean others,
            LowCmd wanted) {
        if (stateAge == Double.POSITIVE_INFINITY) {
            return Verdict.NO_STATE;
        }
        if (state.level() == Message.HIGH_LEVEL) {
            return Verdict.SPORT_MODE;
        }
        if (others) {
            return Verdict.OTHER_PUBLISHER;
        }
        if (state.buttons() != 0) {
            return Verdict.REMOTE_STOP;
        }
        // Before age: messages with an old tick are no new state either.
        if (sameTicks >= limits.sameTicks()) {
            return Verdict.TICK_FROZEN;
        }
        if (!(stateAge <= limits.stateAge())) {
            return Verdict.STATE_OLD;
        }
        if (!valid(state)) {
            return Verdict.STATE_INVALID;
        }
        if (!(upright(state) >= Math.cos(limits.tilt()))) {
            return Verdict.TILTED;
        }
        for (int m = 0; m < Bus.MOTORS; m++) {
            if (state.temperature(m) >= limits.temperature()) {
                return Verdict.MOTOR_HOT;
            }
        }
        if (state.charge() < limits.charge()) {
            return Verdict.BATTERY_LOW;
        }
        if (!(policyAge <= limits.policyAge())) {
            return Verdict.POLICY_LATE;
        }
        return valid(wanted) ? Verdict.PASSED : Verdict.COMMAND_INVALID;
    }

    private static boolean valid(LowState state) {
        double square = 0;
        for (int k = 0; k < 4; k++) {
            square += (double) state.quaternion(k) * state.quaternion(k);
        }
        boolean finite = square > 0.9 && square < 1.1;
        for (int k = 0; k < 3; k++) {
            finite &= Float.isFinite(state.gyroscope(k));
        }
        for (int m = 0; m < Bus.MOTORS; m++) {
            finite &= Float.isFinite(state.q(m)) && Float.isFinite(state.dq(m));
        }
        return finite;
    }

    private static boolean valid(LowCmd wanted) {
        boolean finite = true;
        for (int m = 0; m < Bus.MOTORS; m++) {
            finite &= Float.isFinite(wanted.q(m))
                    && Float.isFinite(wanted.dq(m))
                    && Float.isFinite(wanted.tau(m))
                    && Float.isFinite(wanted.kp(m))
                    && Float.isFinite(wanted.kd(m))
                    && wanted.kp(m) >= 0
                    && wanted.kd(m) >= 0;
        }
        return finite;
    }

    /** Cosine of the base's tilt. */
    private static double upright(LowState state) {
        double x = state.quaternion(1);
        double y = state.quaternion(2);
        return 1 - 2 * (x * x + y * y);
    }

    private static void hold(SafetyLimits limits, LowState state, int m, LowCmd last, LowCmd out) {
        double kd = Math.min(out.kd(m), limits.kd());
        double kp = Math.min(out.kp(m), limits.kp());
        double target = out.q(m);
        double q = state.q(m);
        double rate = state.dq(m);
        double peak = limits.peak()[m];
        double push = Math.clamp(out.tau(m), -peak, peak);
        if (kp > 0) {
            double before = last.kp(m) > 0 ? last.q(m) : q;
            target = between(target, before - limits.step(), before + limits.step());
            double rest = push + kd * (out.dq(m) - rate);
            double most = limits.torque(m, Math.abs(rate), rate > 0);
            double least = -limits.torque(m, Math.abs(rate), rate < 0);
            target = between(target, q + (least - rest) / kp, q + (most - rest) / kp);
            target = between(target, q - peak / kp, q + peak / kp);
            target = between(target, limits.lower()[m], limits.upper()[m]);
            kp = Math.min(kp, peak / Math.abs(target - q));
        }
        out.motor(m, out.mode(m), (float) target, out.dq(m), (float) push, (float) kp, (float) kd);
    }

    /** The nearest in the interval; its upper end where there is no such. */
    private static double between(double x, double least, double most) {
        return Math.min(Math.max(x, least), most);
    }
}
