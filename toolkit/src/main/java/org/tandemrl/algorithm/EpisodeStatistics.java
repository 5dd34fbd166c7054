package org.tandemrl.algorithm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.tandemrl.gradient.Rollout;

/**
 * Returns and lengths of the training episodes that ended last (at most 100), exploration before training excluded, but
 * for SAC's, which its first episodes begin with.
 */
public final class EpisodeStatistics {
    private static final int KEPT = 100;

    private record Episode(double sum, double length) {}

    private final Deque<Episode> last = new ArrayDeque<>();
    private long finished;

    public void add(Rollout rollout) {
        add(rollout.finishedReturn(), rollout.finishedLength());
    }

    /**
     * Adds the episodes that ended in a window.
     *
     * @param finishedReturn [H][N], return of the episode that ended there
     * @param finishedLength [H][N], its length, 0 where none ended
     */
    public void add(double[][] finishedReturn, int[][] finishedLength) {
        for (int t = 0; t < finishedLength.length; t++) {
            add(finishedReturn[t], finishedLength[t]);
        }
    }

    /** Adds the episodes that ended in a step; returns and lengths [N]. */
    public void add(double[] finishedReturn, int[] finishedLength) {
        for (int e = 0; e < finishedLength.length; e++) {
            if (finishedLength[e] > 0) {
                finished++;
                last.addLast(new Episode(finishedReturn[e], finishedLength[e]));
                if (last.size() > KEPT) {
                    last.removeFirst();
                }
            }
        }
    }

    public void addTo(Map<String, Double> metrics) {
        metrics.put("return", last.stream().mapToDouble(Episode::sum).average().orElse(Double.NaN));
        metrics.put(
                "episode_length",
                last.stream().mapToDouble(Episode::length).average().orElse(Double.NaN));
        metrics.put("episodes", (double) finished);
    }

    public double[] save() {
        double[] all = new double[1 + 2 * last.size()];
        all[0] = finished;
        int at = 1;
        for (var episode : last) {
            all[at++] = episode.sum;
            all[at++] = episode.length;
        }
        return all;
    }

    public void restore(double[] saved) {
        if (saved.length % 2 == 0) {
            throw new IllegalArgumentException("Episode statistics are a count and pairs of return and length; given "
                    + saved.length + " numbers.");
        }
        last.clear();
        finished = (long) saved[0];
        for (int i = 1; i < saved.length; i += 2) {
            last.addLast(new Episode(saved[i], saved[i + 1]));
        }
    }
}
