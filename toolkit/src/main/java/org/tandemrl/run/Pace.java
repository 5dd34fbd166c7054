package org.tandemrl.run;

import java.util.ArrayDeque;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How fast a training goes now: over the epochs of the last half minute in this process, the first left out, which explores, fits the
 * model for the first time and is compiled meanwhile. Nothing is said before two epochs are done.
 */
public final class Pace {
    private static final long WINDOW = 30_000_000_000L;

    private record Point(long nanos, long samples) {}

    private final LongSupplier clock;
    private final ArrayDeque<Point> points = new ArrayDeque<>();

    /** By the machine's clock. */
    public Pace() {
        this(System::nanoTime);
    }

    Pace(LongSupplier clock) {
        this.clock = clock;
    }

    /** An epoch ended after so many samples of the run. */
    public void epoch(long samples) {
        long now = clock.getAsLong();
        points.addLast(new Point(now, samples));
        // One point from before the window stays: a long epoch is measured whole.
        while (points.size() > 2 && now - second().nanos >= WINDOW) {
            points.removeFirst();
        }
    }

    private Point second() {
        var iterator = points.iterator();
        iterator.next();
        return iterator.next();
    }

    /** What comes next does not follow at once. */
    public void pause() {
        points.clear();
    }

    /** Samples a second; empty before there is a rate. */
    public OptionalDouble rate() {
        if (points.size() < 2 || points.getLast().nanos == points.getFirst().nanos) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((points.getLast().samples - points.getFirst().samples)
                / ((points.getLast().nanos - points.getFirst().nanos) * 1e-9));
    }

    /** Seconds for so many samples more, 0 or more; empty before there is a rate. */
    public OptionalDouble secondsFor(long samples) {
        var rate = rate();
        return rate.isPresent() && rate.getAsDouble() > 0
                ? OptionalDouble.of(Math.max(0, samples) / rate.getAsDouble())
                : OptionalDouble.empty();
    }
}
