package org.tandemrl.robot.drive;

import org.tandemrl.robot.Bus;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.Safety;
import org.tandemrl.robot.Safety.Verdict;
import org.tandemrl.robot.link.ControllerLink;
import org.tandemrl.robot.link.Received;
import org.tandemrl.task.go2.Go2Sensors;
import org.tandemrl.task.go2.Go2Servos;

/**
 * A drive, cycle by cycle: hear, decide, want, make safe, send. It knows no clock: who calls says what time it is, so that a robot that is stepped beside it, in a test, sees the same as one
 * in the world. A cycle allocates nothing. Of one thread, but for {@link #stop}.
 */
public final class Driver {
    /** Cycles of one row of the log, and of one question to the policy. */
    private static final int CYCLES = (int) Math.round(Go2Sensors.PERIOD / DriveSettings.PERIOD);

    private static final long POLICY_PERIOD = Math.round(1e9 * Go2Sensors.PERIOD);

    private final ControllerLink link;
    private final PolicyRunner policy;
    private final DriveSettings settings;
    private final DriveLog log;
    private final DriveTiming timing;

    private final LowState state = new LowState();
    private final LowState heard = new LowState();
    private final LowCmd wanted = new LowCmd();
    private final LowCmd last = new LowCmd();
    private final LowCmd out = new LowCmd();

    private final double[] from = new double[Bus.MOTORS];
    private final double[] omega = new double[3];
    private final double[] command = new double[3];
    private final double[] gravity = new double[3];
    private final double[] angles = new double[Bus.MOTORS];
    private final double[] rates = new double[Bus.MOTORS];
    private final double[] action = new double[Bus.MOTORS];
    private final double[] observation = new double[Go2Sensors.SIZE];

    private Phase phase = Phase.LISTEN;
    private Phase endedIn = Phase.LISTEN;
    private Verdict verdict = Verdict.PASSED;
    private boolean sent;
    private long begin;
    private long phaseBegin;
    private long cycles;
    private long states;
    private long refused;
    private long outOfOrder;
    private long firstHeard;
    private long heardAt;
    private int sameTicks;
    private boolean asked;
    private long askedAt;
    private long nextQuestion;
    private boolean answeredOnce;
    private volatile boolean stopped;

    /**
     * A drive that begins with its first cycle.
     *
     * @param log and timing, which are filled
     */
    public Driver(ControllerLink link, PolicyRunner policy, DriveSettings settings, DriveLog log, DriveTiming timing) {
        this.link = link;
        this.policy = policy;
        this.settings = settings;
        this.log = log;
        this.timing = timing;
    }

    /** Ends it in the next cycle, by damping; from any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * One cycle.
     *
     * @param due when it should be, ns: what follows a plan goes by it
     * @param now when it is, ns: ages go by it
     * @return whether another is to follow
     */
    public boolean cycle(long due, long now) {
        if (cycles == 0) {
            begin = due;
            phaseBegin = due;
        }
        hear(now);
        advance(due);
        if (phase == Phase.DONE) {
            return false;
        }
        want(due, now);
        // Judged from the first cycle on, also where nothing is sent: then it is compiled when it matters.
        double stateAge = states == 0 ? Double.POSITIVE_INFINITY : (now - heardAt) * 1e-9;
        double policyAge = phase == Phase.WALK && asked ? (now - askedAt) * 1e-9 : 0;
        var judged = Safety.judge(
                settings.limits(), state, stateAge, sameTicks, policyAge, link.others() > 0, wanted, last, out);
        if (phase == Phase.LISTEN) {
            listen(due, judged);
        } else {
            if (phase == Phase.END) {
                out.damp(Safety.DAMPING);
            } else if (judged != Verdict.PASSED) {
                end(judged, due);
            }
            out.reserve((int) (cycles + 1));
            out.seal();
            link.send(out);
            timing.sent((int) (cycles + 1), now);
            last.set(out);
            sent = true;
        }
        if (cycles % CYCLES == 0) {
            log.add((due - begin) * 1e-9, phase, verdict, command, state, out);
        }
        cycles++;
        return phase != Phase.DONE;
    }

    /** Takes all that has come, and keeps the newest. */
    private void hear(long now) {
        Received received;
        while ((received = link.receive(heard)) != Received.NOTHING) {
            if (received != Received.MESSAGE) {
                refused++;
                continue;
            }
            int ahead = heard.tick() - state.tick();
            if (states > 0 && ahead < 0) {
                // Overtaken on its way; what is newer is known.
                outOfOrder++;
                continue;
            }
            sameTicks = states > 0 && ahead == 0 ? sameTicks + 1 : 0;
            if (states == 0) {
                firstHeard = now;
            }
            if (states == 0 || ahead > 0) {
                heardAt = now;
            }
            states++;
            state.set(heard);
            timing.echoed(state.reserve(), now);
        }
    }

    /** From one phase to the next, when its time has come. */
    private void advance(long due) {
        double seconds = (due - phaseBegin) * 1e-9;
        if (stopped && phase != Phase.END) {
            end(Verdict.PASSED, due);
            return;
        }
        switch (phase) {
            case LISTEN, DONE -> {}
            case DAMPING -> {
                if (seconds >= settings.damping()) {
                    for (int m = 0; m < Bus.MOTORS; m++) {
                        from[m] = state.q(m);
                    }
                    enter(Phase.STAND, due);
                }
            }
            case STAND -> {
                if (seconds >= settings.rise() + settings.settle()) {
                    nextQuestion = due;
                    enter(Phase.WALK, due);
                }
            }
            case WALK -> {
                if (seconds >= settings.seconds()) {
                    end(Verdict.PASSED, due);
                }
            }
            case END -> {
                if (seconds >= settings.damping()) {
                    enter(Phase.DONE, due);
                }
            }
        }
    }

    private void enter(Phase next, long due) {
        phase = next;
        phaseBegin = due;
    }

    /** What was sent must be ended by damping; a drive that has sent nothing is over. */
    private void end(Verdict reason, long due) {
        endedIn = phase;
        verdict = reason;
        enter(sent ? Phase.END : Phase.DONE, due);
        out.damp(Safety.DAMPING);
    }

    private void listen(long due, Verdict judged) {
        double seconds = (due - phaseBegin) * 1e-9;
        if (states == 0 && seconds >= settings.patience()) {
            end(Verdict.NO_STATE, due);
        } else if (states > 0 && (judged == Verdict.OTHER_PUBLISHER || judged == Verdict.SPORT_MODE)) {
            end(judged, due);
        } else if (states > 0 && (due - firstHeard) * 1e-9 >= settings.listen()) {
            if (judged == Verdict.PASSED) {
                enter(Phase.DAMPING, due);
            } else {
                end(judged, due);
            }
        }
    }

    private void want(long due, long now) {
        double seconds = (due - phaseBegin) * 1e-9;
        switch (phase) {
            case LISTEN, DAMPING, END, DONE -> wanted.damp(Safety.DAMPING);
            case STAND -> rise(seconds);
            case WALK -> walk(due, now, seconds);
        }
    }

    private void rise(double seconds) {
        double way = Math.min(1, seconds / settings.rise());
        double down = Math.clamp((seconds - settings.rise()) / settings.settle(), 0.0, 1.0);
        double kp = DriveSettings.RISE_STIFFNESS + down * (Go2Servos.STIFFNESS - DriveSettings.RISE_STIFFNESS);
        double kd = DriveSettings.RISE_DAMPING + down * (Go2Servos.DAMPING - DriveSettings.RISE_DAMPING);
        for (int m = 0; m < Bus.MOTORS; m++) {
            double target = from[m] + way * (Go2Servos.pose(Bus.other(m)) - from[m]);
            wanted.motor(m, LowCmd.SERVO, (float) target, 0, 0, (float) kp, (float) kd);
        }
    }

    private void walk(long due, long now, double seconds) {
        take(now);
        if (due >= nextQuestion) {
            long late = (due - nextQuestion) / POLICY_PERIOD;
            nextQuestion += (late + 1) * POLICY_PERIOD;
            if (!asked) {
                settings.plan().at(seconds, command);
                see(seconds);
                policy.ask(observation);
                asked = true;
                askedAt = now;
                take(now);
            }
        }
        for (int m = 0; m < Bus.MOTORS; m++) {
            // Not clipped where it is not finite: that must be seen.
            double a = action[Bus.other(m)];
            double target = Double.isFinite(a) ? Go2Servos.target(Bus.other(m), a) : a;
            wanted.motor(m, LowCmd.SERVO, (float) target, 0, 0, (float) Go2Servos.STIFFNESS, (float) Go2Servos.DAMPING);
        }
    }

    /** Takes the policy's answer, if it is there. */
    private void take(long now) {
        if (asked && policy.answered(action)) {
            asked = false;
            for (int j = 0; j < action.length; j++) {
                action[j] = Double.isFinite(action[j]) ? Math.clamp(action[j], -1.0, 1.0) : action[j];
            }
            if (answeredOnce) {
                timing.answered(now - askedAt);
            }
            answeredOnce = true;
        }
    }

    /** The observation, of nothing but the newest state, the command, the last action and the clock. */
    private void see(double seconds) {
        double w = state.quaternion(0);
        double x = state.quaternion(1);
        double y = state.quaternion(2);
        double z = state.quaternion(3);
        gravity[0] = 2 * (w * y - x * z);
        gravity[1] = -2 * (y * z + w * x);
        gravity[2] = 2 * (x * x + y * y) - 1;
        for (int k = 0; k < 3; k++) {
            omega[k] = state.gyroscope(k);
        }
        for (int m = 0; m < Bus.MOTORS; m++) {
            angles[Bus.other(m)] = state.q(m);
            rates[Bus.other(m)] = state.dq(m);
        }
        double turns = Go2Sensors.GAIT * seconds;
        Go2Sensors.observe(omega, command, gravity, angles, rates, action, turns - Math.floor(turns), observation);
    }

    /** Sends damping, for an end that no cycle came to; does nothing where nothing was sent. */
    void damp() {
        if (sent) {
            out.damp(Safety.DAMPING);
            out.seal();
            link.send(out);
        }
    }

    /** Where it is. */
    public Phase phase() {
        return phase;
    }

    /** The phase in which it ended. */
    public Phase endedIn() {
        return endedIn;
    }

    /** Why it ended, {@code PASSED} if its time was over or it was stopped. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether it was told to stop. */
    public boolean stopped() {
        return stopped;
    }

    /** Whether it has commanded the motors. */
    public boolean hasSent() {
        return sent;
    }

    /** Cycles so far. */
    public long cycles() {
        return cycles;
    }

    /** Messages that were taken. */
    public long states() {
        return states;
    }

    /** Messages that were none, by length, head or checksum. */
    public long refused() {
        return refused;
    }

    /** Messages that came after newer ones. */
    public long outOfOrder() {
        return outOfOrder;
    }
}
