package org.tandemrl.robot.simulated;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.tandemrl.robot.link.RobotLink;

/** A simulated robot in real time. Where the machine is too slow its clock stands still for a moment, which is counted: no time is made up for by steps in a row. */
public final class RealTimeRobot implements AutoCloseable {
    private static final long PERIOD = Math.round(1e9 * SimulatedRobot.STEP);

    /** Behind by more, it lets go, ns. */
    private static final long LAG = 10_000_000;

    private static final long EARLY = 60_000;
    private static final int WARM_UP = 3000;

    private final SimulatedRobot robot;
    private long slipped;
    private volatile boolean stopped;

    /** A robot that lies on the ground. */
    public RealTimeRobot(RobotLink link, Disturbances faults, double timeout, long seed) {
        robot = new SimulatedRobot(new DisturbedLink(link, faults, System::nanoTime, seed + 1), faults, timeout, seed);
        robot.rest(WARM_UP);
    }

    /** Ends it; from any thread. */
    public void stop() {
        stopped = true;
    }

    /** Runs for a time, s, or until it is told to stop. */
    public void run(double seconds) {
        long begin = System.nanoTime();
        long end = begin + Math.round(1e9 * seconds);
        long due = begin;
        while (!stopped && due < end) {
            due += PERIOD;
            long left;
            while ((left = due - System.nanoTime()) > 0) {
                if (left > EARLY) {
                    LockSupport.parkNanos(left - EARLY);
                } else {
                    Thread.onSpinWait();
                }
            }
            long now = System.nanoTime();
            if (now - due > LAG) {
                slipped += now - due;
                due = now;
            }
            robot.step(now);
        }
    }

    /** What is known of it, for JSON. */
    public Map<String, Object> report() {
        var report = robot.report();
        report.put("slipped_seconds", Math.rint(slipped * 1e-6) / 1e3);
        return report;
    }

    @Override
    public void close() {
        robot.close();
    }
}
