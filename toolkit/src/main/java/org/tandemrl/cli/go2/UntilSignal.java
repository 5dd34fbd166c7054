package org.tandemrl.cli.go2;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that a signal (Ctrl-C, SIGTERM) asks to end, and that is waited for: damping takes half a second. */
final class UntilSignal {
    private static final long PATIENCE = 5;

    private UntilSignal() {}

    /**
     * Does the work.
     *
     * @param stop asks it to end, from another thread
     */
    static int run(Runnable stop, Callable<Integer> work) throws Exception {
        var ended = new CountDownLatch(1);
        // Not a join: the worker's last act is System.exit, which itself waits for this hook.
        var stopper = new Thread(() -> {
            stop.run();
            try {
                if (!ended.await(PATIENCE, TimeUnit.SECONDS)) {
                    System.err.println("tandem: The end did not come within " + PATIENCE + " s.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            return work.call();
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(stopper);
            } catch (IllegalStateException e) {
                // The process is ending already, on a signal; its exit code is the signal's.
            }
        }
    }
}
