package org.tandemrl.bench;

/**
 * How long is measured.
 *
 * @param forks processes started one after the other, each with its own warm-up; 0 measures in this process, which is quick
 *     and less exact
 * @param warmups iterations that are thrown away: kernels are some forty times slower until they are compiled
 * @param iterations measured
 * @param seconds of an iteration
 */
public record Protocol(int forks, int warmups, int iterations, double seconds) {
    /**
     * @throws IllegalArgumentException naming what is wrong and what is allowed
     */
    public Protocol {
        require(forks >= 0 && forks <= 100, "forks is " + forks + "; allowed is 0 (this process) to 100.");
        require(warmups >= 0 && warmups <= 1000, "warmups is " + warmups + "; allowed is 0 to 1000.");
        require(iterations >= 1 && iterations <= 1000, "iterations is " + iterations + "; allowed is 1 to 1000.");
        require(seconds >= 0.001 && seconds <= 3600, "seconds is " + seconds + "; allowed is 0.001 to 3600.");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
