package org.tandemrl.robot;

import java.util.Locale;

/**
 * The robot's own look at what it is told, apart from {@link Safety}: whether every command is finite, in the joints' ranges, of gains that are allowed, and kp |q* − q| at most the
 * motor's peak. q is any of the states that were sent in the last {@code memory} messages, for a command answers a state that is on its way while the joint moves on.
 */
public final class CommandAudit {
    /** Angles are floats on their way. */
    private static final double ROUNDING = 1e-4;

    private final SafetyLimits limits;
    private final float[][] sent;
    private int next;
    private int known;
    private long outside;
    private String first = "";

    /**
     * An audit that has seen nothing.
     *
     * @param memory states that a command may answer
     */
    public CommandAudit(SafetyLimits limits, int memory) {
        this.limits = limits;
        sent = new float[memory][Bus.MOTORS];
    }

    /** A state has been sent. */
    public void sent(LowState state) {
        for (int m = 0; m < Bus.MOTORS; m++) {
            sent[next][m] = state.q(m);
        }
        next = (next + 1) % sent.length;
        known = Math.min(known + 1, sent.length);
    }

    /** Looks at a command. */
    public void received(LowCmd command) {
        for (int m = 0; m < Bus.MOTORS; m++) {
            String fault = command.mode(m) == LowCmd.OFF ? "" : fault(command, m);
            if (!fault.isEmpty()) {
                outside++;
                if (first.isEmpty()) {
                    first = String.format(
                            Locale.ROOT,
                            "%s: %s (q* %.4f, kp %.3f, kd %.3f)",
                            Bus.name(m),
                            fault,
                            command.q(m),
                            command.kp(m),
                            command.kd(m));
                }
                return;
            }
        }
    }

    private String fault(LowCmd command, int m) {
        float target = command.q(m);
        float kp = command.kp(m);
        float kd = command.kd(m);
        boolean finite = Float.isFinite(target)
                && Float.isFinite(kp)
                && Float.isFinite(kd)
                && Float.isFinite(command.dq(m))
                && Float.isFinite(command.tau(m));
        if (!finite) {
            return "not finite";
        }
        if (!(kp >= 0 && kp <= limits.kp() + ROUNDING && kd >= 0 && kd <= limits.kd() + ROUNDING)) {
            return "gains";
        }
        if (kp == 0) {
            return "";
        }
        if (target < limits.lower()[m] - ROUNDING || target > limits.upper()[m] + ROUNDING) {
            return "outside the joint's range";
        }
        for (int k = 0; k < known; k++) {
            if (kp * Math.abs(target - sent[k][m]) <= limits.peak()[m] * (1 + ROUNDING)) {
                return "";
            }
        }
        return "kp |q* − q| beyond the motor's peak";
    }

    /** Commands that were outside. */
    public long outside() {
        return outside;
    }

    /** What was wrong with the first of them, empty if none was. */
    public String first() {
        return first;
    }
}
