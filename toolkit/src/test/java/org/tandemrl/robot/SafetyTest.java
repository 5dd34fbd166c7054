package org.tandemrl.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.task.go2.Go2Servos;

/** What reaches the motors, whatever is asked for and whatever is sensed. */
final class SafetyTest {
    private static final SafetyLimits LIMITS = SafetyLimits.go2();

    private final LowState state = new LowState();
    private final LowCmd wanted = new LowCmd();
    private final LowCmd last = new LowCmd();
    private final LowCmd out = new LowCmd();

    @BeforeEach
    void stands() {
        state.quaternion(0, 1);
        state.charge(80);
        for (int m = 0; m < Bus.MOTORS; m++) {
            state.motor(m, Go2Servos.pose(Bus.other(m)), 0, 0, 0);
            state.temperature(m, 40);
            wanted.motor(m, LowCmd.SERVO, (float) Go2Servos.pose(Bus.other(m)), 0, 0, 20, 0.5f);
        }
        last.set(wanted);
    }

    private Safety.Verdict judge() {
        return judge(0, 0, 0, false);
    }

    private Safety.Verdict judge(double stateAge, int sameTicks, double policyAge, boolean others) {
        return Safety.judge(LIMITS, state, stateAge, sameTicks, policyAge, others, wanted, last, out);
    }

    private void damps(Safety.Verdict expected, Safety.Verdict verdict) {
        assertEquals(expected, verdict);
        var damping = new LowCmd();
        damping.damp(Safety.DAMPING);
        for (int m = 0; m < Bus.MOTORS; m++) {
            assertEquals(LowCmd.SERVO, out.mode(m));
            assertEquals(0, out.kp(m));
            assertEquals(0, out.tau(m));
            assertEquals(3, out.kd(m));
            assertEquals(0, out.dq(m));
        }
    }

    @Test
    void aCommandWithinAllLimitsPassesAsItIs() {
        assertEquals(Safety.Verdict.PASSED, judge());
        assertEquals(wanted.bytes(), out.bytes());
    }

    @Test
    void eachThatIsWrongEndsInDampingWithItsName() {
        damps(Safety.Verdict.NO_STATE, judge(Double.POSITIVE_INFINITY, 0, 0, false));
        assertEquals(Safety.Verdict.PASSED, judge(0.02, 0, 0, false));
        damps(Safety.Verdict.STATE_OLD, judge(0.0201, 0, 0, false));
        damps(Safety.Verdict.STATE_OLD, judge(Double.NaN, 0, 0, false));
        assertEquals(Safety.Verdict.PASSED, judge(0, 4, 0, false));
        damps(Safety.Verdict.TICK_FROZEN, judge(0, 5, 0, false));
        assertEquals(Safety.Verdict.PASSED, judge(0, 0, 0.04, false));
        damps(Safety.Verdict.POLICY_LATE, judge(0, 0, 0.0401, false));
        damps(Safety.Verdict.OTHER_PUBLISHER, judge(0, 0, 0, true));
        changed(Safety.Verdict.REMOTE_STOP, s -> s.buttons(1));
        changed(Safety.Verdict.REMOTE_STOP, s -> s.buttons(0x8000));
        changed(Safety.Verdict.SPORT_MODE, s -> s.level(Message.HIGH_LEVEL));
        changed(Safety.Verdict.MOTOR_HOT, s -> s.temperature(7, 85));
        changed(Safety.Verdict.PASSED, s -> s.temperature(7, 84));
        changed(Safety.Verdict.BATTERY_LOW, s -> s.charge(9));
        changed(Safety.Verdict.PASSED, s -> s.charge(10));
        for (int k = 0; k < 3; k++) {
            int i = k;
            changed(Safety.Verdict.STATE_INVALID, s -> s.gyroscope(i, Double.NaN));
        }
        for (int m = 0; m < Bus.MOTORS; m++) {
            int motor = m;
            changed(Safety.Verdict.STATE_INVALID, s -> s.motor(motor, Double.NaN, 0, 0, 0));
            changed(Safety.Verdict.STATE_INVALID, s -> s.motor(motor, 0, Double.NEGATIVE_INFINITY, 0, 0));
        }
        changed(Safety.Verdict.STATE_INVALID, s -> s.quaternion(0, 0));
        changed(Safety.Verdict.STATE_INVALID, s -> s.quaternion(2, Double.NaN));
    }

    private void changed(Safety.Verdict expected, Consumer<LowState> change) {
        var before = new LowState();
        before.set(state);
        change.accept(state);
        if (expected == Safety.Verdict.PASSED) {
            assertEquals(expected, judge());
        } else {
            damps(expected, judge());
        }
        state.set(before);
    }

    @Test
    void aTiltOfSixtyDegreesIsTooMuchWhereverItLeans() {
        for (double direction = 0; direction < 6.28; direction += 0.4) {
            for (double degrees : new double[] {59, 61, 120, 180}) {
                double half = Math.toRadians(degrees) / 2;
                state.quaternion(0, Math.cos(half));
                state.quaternion(1, Math.sin(half) * Math.cos(direction));
                state.quaternion(2, Math.sin(half) * Math.sin(direction));
                assertEquals(degrees < 60 ? Safety.Verdict.PASSED : Safety.Verdict.TILTED, judge());
            }
        }
        // Turned about, it stands as well as before.
        state.quaternion(0, 0);
        state.quaternion(1, 0);
        state.quaternion(2, 0);
        state.quaternion(3, 1);
        assertEquals(Safety.Verdict.PASSED, judge());
    }

    @Test
    void aCommandThatIsNotFiniteIsNotSent() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (int k = 0; k < 5; k++) {
                var kept = new LowCmd();
                kept.set(wanted);
                wanted.motor(
                        5,
                        LowCmd.SERVO,
                        k == 0 ? bad : 0,
                        k == 1 ? bad : 0,
                        k == 2 ? bad : 0,
                        k == 3 ? bad : 20,
                        k == 4 ? bad : 1);
                damps(Safety.Verdict.COMMAND_INVALID, judge());
                wanted.set(kept);
            }
        }
        wanted.motor(5, LowCmd.SERVO, 0, 0, 0, -1, 0);
        damps(Safety.Verdict.COMMAND_INVALID, judge());
    }

    @Test
    void aTargetIsBroughtBackStepByStep() {
        wanted.motor(0, LowCmd.SERVO, 1, 0, 0, 20, 0.5f);
        judge();
        assertEquals(-0.1 + 0.25, out.q(0), 1e-6);
        // After a command that held nothing, from where the joint is.
        last.damp(Safety.DAMPING);
        state.motor(0, 0.3, 0, 0, 0);
        judge();
        assertEquals(0.55, out.q(0), 1e-6);
    }

    @Test
    void aSpringPullsNoHarderThanItsMotor() {
        // Last and wanted agree that the calf is far from where it is.
        for (int m : new int[] {0, 1, 2}) {
            wanted.motor(m, LowCmd.SERVO, m == 2 ? -0.9f : 0.8f, 0, 0, 60, 0);
            last.motor(m, LowCmd.SERVO, m == 2 ? -0.9f : 0.8f, 0, 0, 60, 0);
            state.motor(m, m == 2 ? -2.6 : -0.9, 0, 0, 0);
        }
        judge();
        assertEquals(23.7, 60 * (out.q(0) + 0.9), 1e-4);
        assertEquals(23.7, 60 * (out.q(1) + 0.9), 1e-4);
        assertEquals(45.43, 60 * (out.q(2) + 2.6), 1e-4);
    }

    @Test
    void whereAJointTurnsFastItIsPushedNoFurther() {
        wanted.motor(1, LowCmd.SERVO, 1.9f, 0, 0, 20, 0);
        last.motor(1, LowCmd.SERVO, 1.9f, 0, 0, 20, 0);
        double[][] speedAndTorque = {{13.5, 20.2}, {21.75, 10.1}, {30, 0}, {35, 0}, {-20, 22}};
        for (double[] pair : speedAndTorque) {
            state.motor(1, 0.8, pair[0], 0, 0);
            judge();
            assertEquals(pair[1], 20 * (out.q(1) - 0.8), 1e-4, "at " + pair[0] + " rad/s");
        }
        // The calf's gear: slower and stronger by 45.43/23.7.
        wanted.motor(2, LowCmd.SERVO, -0.9f, 0, 0, 60, 0);
        last.motor(2, LowCmd.SERVO, -0.9f, 0, 0, 60, 0);
        double gear = 45.43 / 23.7;
        state.motor(2, -1.5, 21.75 / gear, 0, 0);
        judge();
        assertEquals(10.1 * gear, 60 * (out.q(2) + 1.5), 1e-4);
    }

    @Test
    void dampingDoesNotLetASpringPullHarder() {
        // By the torque alone there would be room: kd takes 25 N·m of it.
        wanted.motor(1, LowCmd.SERVO, 3.2f, 0, 0, 20, 5);
        last.motor(1, LowCmd.SERVO, 3.2f, 0, 0, 20, 5);
        state.motor(1, 0.8, 5, 0, 0);
        judge();
        assertEquals(23.7, 20 * (out.q(1) - 0.8), 1e-4);
        assertEquals(20, out.kp(1));
    }

    @Test
    void noTargetLeavesAJointsRange() {
        for (int m = 0; m < Bus.MOTORS; m++) {
            for (double end : new double[] {LIMITS.lower()[m] - 0.2, LIMITS.upper()[m] + 0.2}) {
                wanted.motor(m, LowCmd.SERVO, (float) end, 0, 0, 20, 0);
                last.motor(m, LowCmd.SERVO, (float) end, 0, 0, 20, 0);
                state.motor(m, end, 0, 0, 0);
                judge();
                assertEquals(Math.clamp(end, LIMITS.lower()[m], LIMITS.upper()[m]), out.q(m), 1e-6);
            }
        }
        assertEquals(-2.7227, LIMITS.lower()[2], 1e-9);
        // Rear thighs reach further than front ones.
        assertEquals(4.5379, LIMITS.upper()[7], 1e-9);
        assertEquals(3.4907, LIMITS.upper()[1], 1e-9);
    }

    @Test
    void whateverIsAskedTheAuditOfTheOtherSideIsContent() {
        var random = new SplittableRandom(5);
        var audit = new CommandAudit(LIMITS, 1);
        int passed = 0;
        for (int k = 0; k < 20_000; k++) {
            for (int m = 0; m < Bus.MOTORS; m++) {
                state.motor(m, 8 * random.nextDouble() - 4, 80 * random.nextDouble() - 40, 0, 0);
                wanted.motor(
                        m,
                        LowCmd.SERVO,
                        (float) (1000 * Math.pow(random.nextDouble() - 0.5, 5)),
                        (float) (100 * random.nextDouble() - 50),
                        (float) (200 * random.nextDouble() - 100),
                        random.nextInt(4) == 0 ? 0 : (float) (200 * random.nextDouble()),
                        (float) (20 * random.nextDouble()));
            }
            audit.sent(state);
            passed += judge() == Safety.Verdict.PASSED ? 1 : 0;
            audit.received(out);
            last.set(out);
            assertEquals("", audit.first());
        }
        assertEquals(20_000, passed);
        assertEquals(0, audit.outside());
    }

    @Test
    void theAuditFindsWhatSafetyWouldHaveHeldBack() {
        var audit = new CommandAudit(LIMITS, 3);
        audit.sent(state);
        audit.received(wanted);
        assertEquals(0, audit.outside());
        wanted.motor(5, LowCmd.SERVO, -0.5f, 0, 0, 20, 0.5f);
        audit.received(wanted);
        assertTrue(audit.first().startsWith("FL calf: outside the joint's range"), audit.first());
        wanted.motor(5, LowCmd.SERVO, Float.NaN, 0, 0, 20, 0.5f);
        audit.received(wanted);
        wanted.motor(5, LowCmd.SERVO, -1.5f, 0, 0, 500, 0.5f);
        audit.received(wanted);
        wanted.motor(5, LowCmd.SERVO, -1.5f, 0, 0, 20, 0.5f);
        wanted.motor(4, LowCmd.SERVO, 3, 0, 0, 60, 0.5f);
        audit.received(wanted);
        assertEquals(4, audit.outside());
        // A state that was sent a moment ago makes it right.
        state.motor(4, 2.8, 0, 0, 0);
        audit.sent(state);
        state.motor(4, 0.8, 0, 0, 0);
        audit.sent(state);
        audit.received(wanted);
        assertEquals(4, audit.outside());
    }
}
