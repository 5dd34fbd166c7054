package org.tandemrl.robot.drive;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How punctual a drive is, by histograms of three digits: lateness (from when a cycle was due to when it began), work (a cycle's own time), interval (between two commands), policy (from a
 * question to its answer), round trip (from a command to the first state that answers it, where the robot echoes; the robot's period is in it).
 */
public final class DriveTiming {
    private static final long LONGEST = 60_000_000_000L;
    private static final int REMEMBERED = 1024;

    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private final Histogram lateness = histogram("lateness");
    private final Histogram work = histogram("work");
    private final Histogram interval = histogram("interval");
    private final Histogram policy = histogram("policy");
    private final Histogram roundTrip = histogram("round trip");
    private final long[] sentAt = new long[REMEMBERED];
    private int lastSent;
    private int lastEcho;
    private long lastCommand;
    private long missed;

    private Histogram histogram(String name) {
        var histogram = new Histogram(1, LONGEST, 3);
        histograms.put(name, histogram);
        return histogram;
    }

    private static void record(Histogram histogram, long nanoseconds) {
        histogram.recordValue(Math.clamp(nanoseconds, 0, LONGEST));
    }

    /** A cycle was due, began and was done, ns. */
    void cycle(long due, long began, long done) {
        record(lateness, began - due);
        record(work, done - began);
    }

    /** Periods passed in which no command was sent. */
    void missed(long periods) {
        missed += periods;
    }

    void sent(int sequence, long now) {
        if (lastSent != 0) {
            record(interval, now - lastCommand);
        }
        lastSent = sequence;
        lastCommand = now;
        sentAt[sequence & REMEMBERED - 1] = now;
    }

    /** A state answers a command. */
    void echoed(int sequence, long now) {
        if (sequence > lastEcho && sequence <= lastSent && lastSent - sequence < REMEMBERED) {
            lastEcho = sequence;
            record(roundTrip, now - sentAt[sequence & REMEMBERED - 1]);
        }
    }

    void answered(long nanoseconds) {
        record(policy, nanoseconds);
    }

    /** Periods in which no command was sent. */
    public long missed() {
        return missed;
    }

    /** Of each quantity: mean and percentiles, µs; how often. */
    public Map<String, Object> summary() {
        var all = new LinkedHashMap<String, Object>();
        histograms.forEach((name, histogram) -> {
            var row = new LinkedHashMap<String, Object>();
            row.put("count", histogram.getTotalCount());
            if (histogram.getTotalCount() > 0) {
                row.put("mean", microseconds(histogram.getMean()));
                for (double p : new double[] {50, 99, 99.9}) {
                    row.put("p" + (p == 99.9 ? "99.9" : (int) p), microseconds(histogram.getValueAtPercentile(p)));
                }
                row.put("max", microseconds(histogram.getMaxValue()));
            }
            all.put(name, row);
        });
        return all;
    }

    private static double microseconds(double nanoseconds) {
        return Math.rint(nanoseconds / 100) / 10;
    }

    /** The distributions as CSV: quantity, how long, µs, and what share took longer. */
    String csv() {
        var text = new StringBuilder("quantity,microseconds,share_beyond\n");
        histograms.forEach((name, histogram) -> {
            long total = histogram.getTotalCount();
            for (var step : histogram.percentiles(5)) {
                if (total > 0) {
                    text.append(String.format(
                            Locale.ROOT,
                            "%s,%.1f,%.9f%n",
                            name,
                            step.getValueIteratedTo() / 1e3,
                            (double) (total - step.getTotalCountToThisValue()) / total));
                }
            }
        });
        return text.toString();
    }
}
