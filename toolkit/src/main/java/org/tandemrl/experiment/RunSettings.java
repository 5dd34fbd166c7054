package org.tandemrl.experiment;

import org.tandemrl.algorithm.DmoConfig;

/**
 * What a run is: (algorithm, task, seed, configuration) and its budget.
 *
 * @param algorithm name: dmo, imagined or shac; the configuration's source must be the one that it names
 * @param task name
 * @param seed root seed
 * @param samples environment steps after which it ends
 * @param threads for the simulator and for tensor operations; another number gives other rounding
 * @param config the algorithm's settings
 */
public record RunSettings(String algorithm, String task, long seed, long samples, int threads, DmoConfig config) {
    /** Checks the algorithm and the budget. */
    public RunSettings {
        if (DmoConfig.Source.of(algorithm) != config.source()) {
            throw new IllegalArgumentException("Algorithm " + algorithm + " has the source "
                    + DmoConfig.Source.of(algorithm) + "; the configuration has " + config.source() + ".");
        }
        if (samples <= 0 || threads <= 0) {
            throw new IllegalArgumentException(
                    "A run needs positive samples and threads; given " + samples + " and " + threads + ".");
        }
    }

    /** DMO with the paper's settings for the task, on all cores. */
    public static RunSettings dmo(String task, long seed, long samples) {
        return new RunSettings("dmo", task, seed, samples, Runtime.getRuntime().availableProcessors(),
                DmoConfig.forTask(task));
    }
}
