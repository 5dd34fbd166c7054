package org.tandemrl.statistics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Returns of different tasks on one scale: (return − zero) / (one − zero), with a zero and a one for each task. Figures say which, as the
 * order of algorithms may depend on it.
 *
 * @param words where zeros and ones come from, as a figure writes it
 * @param scales by task
 */
public record Normalisation(String words, Map<String, Scale> scales) {
    /**
     * A task's scale.
     *
     * @param zero the return that counts as 0
     * @param one the return that counts as 1, above {@code zero}
     */
    public record Scale(double zero, double one) {
        /** Checks the order. */
        public Scale {
            if (!(Double.isFinite(zero) && Double.isFinite(one) && zero < one)) {
                throw new IllegalArgumentException(
                        "a scale from " + zero + " to " + one + "; allowed: finite numbers, the smaller first");
            }
        }
    }

    /** Copies what is given. */
    public Normalisation {
        scales = new LinkedHashMap<>(scales);
    }

    /**
     * From the lowest return of any algorithm, seed and moment to the highest: 1 is the best single seed anywhere, and the scale depends on
     * who takes part.
     *
     * @param returns by task, all that are shown
     */
    public static Normalisation leastToMost(Map<String, double[]> returns) {
        var scales = new LinkedHashMap<String, Scale>();
        returns.forEach((task, values) -> {
            Statistics.check(values);
            scales.put(
                    task,
                    new Scale(
                            Arrays.stream(values).min().orElseThrow(),
                            Arrays.stream(values).max().orElseThrow()));
        });
        return new Normalisation("least … most of all shown = 0 … 1", scales);
    }

    /** A return on its task's scale. */
    public double of(String task, double value) {
        var scale = scales.get(task);
        if (scale == null) {
            throw new IllegalArgumentException(
                    "there is no scale for task '" + task + "'; there are some for " + scales.keySet());
        }
        return (value - scale.zero) / (scale.one - scale.zero);
    }

    /** Whether it has a scale for a task. */
    public boolean has(String task) {
        return scales.containsKey(task);
    }
}
