package org.tandemrl.algorithm;

import java.util.Map;

/** Splits an epoch's wall-clock into named phases, for its metrics. */
public final class Phases {
    private final Map<String, Double> metrics;
    private long last = System.nanoTime();

    public Phases(Map<String, Double> metrics) {
        this.metrics = metrics;
    }

    /** Ends a phase, or a piece of one: the seconds since the last end are added to it. */
    public void end(String phase) {
        long now = System.nanoTime();
        metrics.merge("seconds_" + phase, (now - last) * 1e-9, Double::sum);
        last = now;
    }
}
