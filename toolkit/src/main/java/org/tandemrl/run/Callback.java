package org.tandemrl.run;

import java.io.IOException;

/**
 * Is told of every epoch of a training, in the training's thread: to show, to log, to film, to stop.
 *
 * <p>The run has everything: {@link Run#metrics()} (the epoch's row is the last), {@link Run#algorithm()} (its policy is
 * {@link org.tandemrl.algorithm.Algorithm#act}), {@link Run#checkpoint()} and {@link Run#stop()}. It is a lambda where it fits on a line:
 *
 * <pre>{@code
 * run.train(view, r -> { if (r.metrics().last("return") > 900) r.stop(); });
 * }</pre>
 *
 * What it throws ends the training; the epoch stays, and the training can go on.
 */
@FunctionalInterface
public interface Callback {
    /**
     * After an epoch's row is written.
     *
     * @throws IOException if a file of its own cannot be read or written; {@link Run#train} says so in a {@link RunException}
     */
    void epoch(Run run) throws IOException;

    /** After the last epoch of a call of {@link Run#train}, however that ends but by an exception. */
    default void end(Run run) {}

    /**
     * The same only after each so many epochs, counted from the run's beginning.
     *
     * @throws IllegalArgumentException if that is not 1 or more
     */
    static Callback every(int epochs, Callback callback) {
        if (epochs < 1) {
            throw new IllegalArgumentException("A callback every " + epochs + " epochs; allowed is 1 or more.");
        }
        return new Callback() {
            @Override
            public void epoch(Run run) throws IOException {
                if (run.algorithm().epochs() % epochs == 0) {
                    callback.epoch(run);
                }
            }

            @Override
            public void end(Run run) {
                callback.end(run);
            }
        };
    }
}
