package org.tandemrl.robot.simulated;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.Message;
import org.tandemrl.robot.SafetyLimits;
import org.tandemrl.robot.drive.CommandPlan;
import org.tandemrl.robot.drive.DriveLog;
import org.tandemrl.robot.drive.DriveSettings;
import org.tandemrl.robot.drive.DriveTiming;
import org.tandemrl.robot.drive.Driver;
import org.tandemrl.robot.drive.PolicyRunner;
import org.tandemrl.robot.link.ControllerLink;
import org.tandemrl.robot.link.Received;
import org.tandemrl.robot.link.RobotLink;

/** A drive and a simulated robot in one time that nobody waits for: a robot's millisecond, and every second one a cycle of the drive. */
public final class Lockstep implements AutoCloseable {
    private static final long MILLISECOND = 1_000_000;

    /** Of both ends, messages in memory. */
    private final ArrayDeque<byte[]> commands = new ArrayDeque<>();

    private final ArrayDeque<byte[]> states = new ArrayDeque<>();
    private long others;

    public final SimulatedRobot robot;
    public final Driver driver;
    public final DriveLog log = new DriveLog(60);

    /** ns; begins anywhere. */
    public long now = 123_456_789_000L;

    /** From when on (ms after the begin) a policy does not answer. */
    public long lateFrom = Long.MAX_VALUE;

    public boolean robotIsThere = true;
    private boolean going = true;
    private long milliseconds;

    public Lockstep(UnaryOperator<double[]> policy, String plan, double seconds, String... faults) {
        var wrong = Disturbances.parse(List.of(faults));
        robot = new SimulatedRobot(new DisturbedLink(robotEnd(), wrong, () -> now, 2), wrong, 0.03, 1);
        driver = new Driver(
                controllerEnd(),
                new Inline(policy),
                DriveSettings.of(SafetyLimits.go2(), CommandPlan.parse(plan), seconds),
                log,
                new DriveTiming());
    }

    public static UnaryOperator<double[]> standing() {
        return observation -> new double[12];
    }

    /** Answers at once, or not at all. */
    private final class Inline implements PolicyRunner {
        private final UnaryOperator<double[]> policy;
        private double[] answer = new double[12];

        Inline(UnaryOperator<double[]> policy) {
            this.policy = policy;
        }

        @Override
        public void ask(double[] observation) {
            answer = milliseconds >= lateFrom ? null : policy.apply(observation.clone());
        }

        @Override
        public boolean answered(double[] action) {
            if (answer != null) {
                System.arraycopy(answer, 0, action, 0, 12);
            }
            return answer != null;
        }
    }

    private static byte[] bytes(Message message) {
        byte[] bytes = new byte[message.size()];
        message.bytes().get(bytes);
        return bytes;
    }

    private static Received take(ArrayDeque<byte[]> queue, Message into) {
        byte[] bytes = queue.poll();
        if (bytes == null) {
            return Received.NOTHING;
        }
        return switch (into.load(ByteBuffer.wrap(bytes), bytes.length)) {
            case NONE -> Received.MESSAGE;
            case LENGTH -> Received.WRONG_LENGTH;
            case HEAD -> Received.WRONG_HEAD;
            case CHECKSUM -> Received.WRONG_CHECKSUM;
        };
    }

    private RobotLink robotEnd() {
        return new RobotLink() {
            @Override
            public Received receive(LowCmd into) {
                return take(commands, into);
            }

            @Override
            public void send(LowState state) {
                states.add(bytes(state));
            }

            @Override
            public void close() {}
        };
    }

    private ControllerLink controllerEnd() {
        return new ControllerLink() {
            @Override
            public Received receive(LowState into) {
                return take(states, into);
            }

            @Override
            public void send(LowCmd command) {
                commands.add(bytes(command));
            }

            @Override
            public long others() {
                return others;
            }

            @Override
            public void close() {}
        };
    }

    /** Someone else's command, which both hear. */
    public void another(LowCmd command) {
        commands.add(bytes(command));
        others++;
    }

    /** For a time; whether the drive still goes on. */
    public boolean run(double seconds) {
        for (long k = 0; k < Math.round(seconds * 1000); k++) {
            now += MILLISECOND;
            milliseconds++;
            if (robotIsThere) {
                robot.step(now);
            } else {
                commands.clear();
            }
            if (going && milliseconds % 2 == 0) {
                going = driver.cycle(now, now);
            }
        }
        return going;
    }

    /** The drive's process is killed. */
    public void killDriver() {
        going = false;
    }

    /** ms since the begin. */
    public long milliseconds() {
        return milliseconds;
    }

    @Override
    public void close() {
        robot.close();
    }
}
