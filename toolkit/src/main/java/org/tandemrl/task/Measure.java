package org.tandemrl.task;

import java.util.List;

/**
 * What an episode is measured by beside its return: a number of each step's state and observation, averaged over the episode's steps or
 * taken at its last.
 *
 * @param name column of {@code evaluation.csv}: lower case letters, digits and _
 * @param over which steps count
 * @param quantity what is measured
 */
public record Measure(String name, Over over, Quantity quantity) {
    /** Which steps of an episode count. */
    public enum Over {
        /** The average over all. */
        MEAN,
        /** The last one's alone. */
        LAST
    }

    /** A number of a step. */
    @FunctionalInterface
    public interface Quantity {
        /**
         * The number of an environment.
         *
         * @param state row-major [N, S], after the step, before what is asked for is renewed
         * @param observation row-major [N, O], of that state
         * @param environment the row to look at
         */
        double of(double[] state, double[] observation, int environment);
    }

    /** Columns that tables of episodes have beside the measures'. */
    private static final List<String> TAKEN =
            List.of("action", "algorithm", "episode", "episodes", "return", "seed", "task");

    /** Checks the name. */
    public Measure {
        if (!name.matches("[a-z][a-z0-9_]*") || TAKEN.contains(name)) {
            throw new IllegalArgumentException("a measure is named '" + name
                    + "'; allowed: lower case letters, digits and _, beginning with a letter, none of the names "
                    + String.join(", ", TAKEN) + " that tables have for other columns");
        }
    }

    /** An average over the episode. */
    public static Measure mean(String name, Quantity quantity) {
        return new Measure(name, Over.MEAN, quantity);
    }

    /** The last step's. */
    public static Measure last(String name, Quantity quantity) {
        return new Measure(name, Over.LAST, quantity);
    }
}
