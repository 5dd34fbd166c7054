package org.tandemrl.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tandemrl.run.Callback;
import org.tandemrl.run.Run;

/** Shows a training's progress on standard error, and turns Ctrl-C into an interrupt that writes a checkpoint. */
final class Terminal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PrintWriter out;
    private final long start = System.nanoTime();
    private final long startSamples;
    private final boolean overwrite =
            System.console() != null && System.console().isTerminal();
    private long lastShown;

    Terminal(PrintWriter out, Run run) {
        this.out = out;
        startSamples = run.algorithm().samples();
    }

    /** Trains with progress; the exit code. */
    static int train(Run run, PrintWriter out, PrintWriter err, Callback... callbacks) {
        var trainer = Thread.currentThread();
        var ended = new CountDownLatch(1);
        // Not a join: the trainer's last act is System.exit, which itself waits for this hook.
        var stopper = new Thread(() -> {
            trainer.interrupt();
            if (!within(ended, PATIENCE)) {
                err.println("\ntandem: The epoch did not end within " + PATIENCE.toSeconds()
                        + " s. The last checkpoint stays; resume goes on from it.");
                err.flush();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopper);
        try (run) {
            boolean done = train(run, new Terminal(err, run), out, err, callbacks);
            return done ? 0 : Tandem.INTERRUPTED;
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(stopper);
            } catch (IllegalStateException e) {
                // The process is ending already, on a signal; its exit code is the signal's.
            }
        }
    }

    private static boolean train(Run run, Terminal terminal, PrintWriter out, PrintWriter err, Callback... callbacks) {
        run.notes().forEach(note -> err.println("tandem: " + note));
        err.flush();
        boolean done = run.train(Stream.concat(Stream.<Callback>of(terminal::epoch), Stream.of(callbacks))
                .toArray(Callback[]::new));
        terminal.show(run);
        err.println();
        if (!run.metrics().difference().isEmpty()) {
            err.println("tandem: " + run.metrics().difference());
        }
        if (!done) {
            err.println("tandem: Interrupted after epoch " + run.algorithm().epochs()
                    + "; a checkpoint is written. Go on with: resume " + run.directory());
        }
        err.flush();
        out.println("run: " + run.directory());
        out.println("samples: " + run.algorithm().samples());
        out.println("epochs: " + run.algorithm().epochs());
        out.printf(Locale.ROOT, "seconds: %.1f%n", run.metrics().last("seconds"));
        out.println("return: " + Words.number("%.2f", run.metrics().last("return"), "none, no episode has ended"));
        out.flush();
        return done;
    }

    private static boolean within(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void epoch(Run run) {
        if (System.nanoTime() - lastShown > (overwrite ? 500_000_000L : 30_000_000_000L)) {
            show(run);
        }
    }

    private void show(Run run) {
        lastShown = System.nanoTime();
        double seconds = (lastShown - start) * 1e-9;
        long samples = run.algorithm().samples();
        double rate = (samples - startSamples) / seconds;
        double left = Math.max(0, run.settings().samples() - samples) / rate;
        String line = String.format(
                Locale.ROOT,
                "%3.0f %%  %,d of %,d samples  %,.0f/s  %s left  %s",
                100 * run.progress(),
                samples,
                run.settings().samples(),
                rate,
                clock(left),
                Words.number("return %.1f", run.metrics().last("return"), "no episode has ended yet"));
        out.print(overwrite ? "\r" + line + "  " : line + System.lineSeparator());
        out.flush();
    }

    private static String clock(double seconds) {
        return Double.isFinite(seconds)
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        (long) seconds / 3600,
                        (long) seconds / 60 % 60,
                        (long) seconds % 60)
                : "?";
    }
}
