package org.tandemrl.robot.drive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.tandemrl.robot.Safety.Verdict;
import org.tandemrl.robot.link.ControllerLink;
import org.tandemrl.run.WholeFile;

/** A drive in real time: a cycle every 2 ms, by sleeping until shortly before and waiting for the rest. */
public final class Drive {
    private static final long PERIOD = Math.round(1e9 * DriveSettings.PERIOD);

    /** What a sleep may be late by on an idle machine, ns. */
    private static final long EARLY = 60_000;

    private static final int LAST_WORDS = 25;

    private final Driver driver;
    private final DriveLog log;
    private final DriveTiming timing = new DriveTiming();

    /** A drive that has not begun. */
    public Drive(ControllerLink link, PolicyRunner policy, DriveSettings settings) {
        log = new DriveLog(settings.seconds()
                + settings.patience()
                + settings.listen()
                + 2 * settings.damping()
                + settings.rise()
                + settings.settle());
        driver = new Driver(link, policy, settings, log, timing);
    }

    /** Ends it by damping; from any thread. */
    public void stop() {
        driver.stop();
    }

    /** Drives to the end; returns when the motors were damped, however it came. */
    public void run() {
        boolean over = false;
        try {
            long due = System.nanoTime() + PERIOD;
            while (!over) {
                sleepUntil(due);
                long now = System.nanoTime();
                over = !driver.cycle(due, now);
                long done = System.nanoTime();
                timing.cycle(due, now, done);
                due += PERIOD;
                if (done >= due) {
                    // What is past is past: no command of then is sent now.
                    long periods = (done - due) / PERIOD + 1;
                    timing.missed(periods);
                    due += periods * PERIOD;
                }
            }
        } finally {
            for (int k = 0; !over && k < LAST_WORDS; k++) {
                driver.damp();
                LockSupport.parkNanos(PERIOD);
            }
        }
    }

    private static void sleepUntil(long due) {
        long left;
        while ((left = due - System.nanoTime()) > 0) {
            if (left > EARLY) {
                // An interrupt would make it return at once, again and again.
                if (Thread.interrupted()) {
                    Thread.onSpinWait();
                }
                LockSupport.parkNanos(left - EARLY);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Whether it went to the end of its time. */
    public boolean completed() {
        return driver.verdict() == Verdict.PASSED && !driver.stopped() && driver.endedIn() == Phase.WALK;
    }

    /** Why it ended, in words. */
    public String ending() {
        if (driver.verdict() != Verdict.PASSED) {
            return (driver.hasSent() ? "damping" : "refused to start") + ", "
                    + driver.endedIn().name().toLowerCase(Locale.ROOT) + ": " + driver.verdict();
        }
        return driver.stopped() ? "stopped by a signal, damping" : "its time was over, damping";
    }

    /** What is known of it, for JSON. */
    public Map<String, Object> report() {
        var report = new LinkedHashMap<String, Object>();
        report.put("ended", ending());
        report.put("verdict", driver.verdict().name());
        report.put("ended_in", driver.endedIn().name());
        report.put("cycles", driver.cycles());
        report.put("missed_deadlines", timing.missed());
        report.put("states", driver.states());
        report.put("states_refused", driver.refused());
        report.put("states_out_of_order", driver.outOfOrder());
        report.put("log_rows", log.rows());
        report.put("log_rows_left_out", log.leftOut());
        report.put("microseconds", timing.summary());
        return report;
    }

    /**
     * Writes the log, and beside it the distributions of its times as STEM-timing.csv.
     *
     * @return the second file
     */
    public Path save(Path file) {
        String name = file.getFileName().toString();
        String stem = name.endsWith(".csv") ? name.substring(0, name.length() - 4) : name;
        var beside = file.resolveSibling(stem + "-timing.csv");
        WholeFile.write(file, out -> out.write(log.csv().getBytes(StandardCharsets.UTF_8)));
        WholeFile.write(beside, out -> out.write(timing.csv().getBytes(StandardCharsets.UTF_8)));
        return beside;
    }
}
