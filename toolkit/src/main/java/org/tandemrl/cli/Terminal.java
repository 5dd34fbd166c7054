package org.tandemrl.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tandemrl.cli.option.Typed;
import org.tandemrl.cli.option.Words;
import org.tandemrl.run.Callback;
import org.tandemrl.run.Pace;
import org.tandemrl.run.Run;
import org.tandemrl.task.NumericalException;

/** Shows a training's progress on standard error, and turns Ctrl-C into an interrupt that writes a checkpoint. */
final class Terminal {
    /** Clears what a longer line has left behind this one's end. */
    private static final String REST_CLEARED = "\u001b[K";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PrintWriter out;
    private final Pace pace = new Pace();
    private final boolean overwrite =
            System.console() != null && System.console().isTerminal();
    private long lastShown;

    Terminal(PrintWriter out) {
        this.out = out;
    }

    /**
     * Trains with progress; the exit code.
     *
     * @param options with which a resume goes on as this one does
     */
    static int train(Run run, PrintWriter out, PrintWriter err, List<String> options, Callback... callbacks) {
        String goOn =
                Typed.command(Stream.concat(Stream.of("resume", run.directory().toString()), options.stream())
                        .toArray(String[]::new));
        var trainer = Thread.currentThread();
        var ended = new CountDownLatch(1);
        // Not a join: the trainer's last act is System.exit, which itself waits for this hook.
        var stopper = new Thread(() -> {
            trainer.interrupt();
            if (!within(ended, PATIENCE)) {
                err.println("\ntandem: The epoch did not end within " + PATIENCE.toSeconds()
                        + " s. The last checkpoint stays. Go on with: " + goOn);
                err.flush();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopper);
        try (run) {
            boolean done = train(run, new Terminal(err), out, err, goOn, callbacks);
            return done ? 0 : Tandem.INTERRUPTED;
        } catch (RuntimeException | Error e) {
            if (run.isWithdrawn() && !(e instanceof NumericalException)) {
                err.println("tandem: The first epoch failed. Nothing of the run is kept; " + run.directory()
                        + " can be used again.");
            }
            throw e;
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(stopper);
            } catch (IllegalStateException e) {
                // The process is ending already, on a signal; its exit code is the signal's.
            }
        }
    }

    private static boolean train(
            Run run, Terminal terminal, PrintWriter out, PrintWriter err, String goOn, Callback... callbacks) {
        Words.robotFiles(run.algorithm().task()).ifPresent(line -> err.println("tandem: " + line));
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
                    + "; a checkpoint is written. Go on with: " + goOn);
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
        pace.epoch(run.algorithm().samples());
        if (System.nanoTime() - lastShown > (overwrite ? 500_000_000L : 30_000_000_000L)) {
            show(run);
        }
    }

    private void show(Run run) {
        lastShown = System.nanoTime();
        out.print(overwrite ? "\r" + line(run, pace) + REST_CLEARED : line(run, pace) + System.lineSeparator());
        out.flush();
    }

    /** How far a training is; how fast and how long from here, once that is known. */
    static String line(Run run, Pace pace) {
        long samples = run.algorithm().samples();
        var rate = pace.rate();
        var left = run.finished()
                ? OptionalDouble.empty()
                : pace.secondsFor(run.settings().samples() - samples);
        return String.format(
                Locale.ROOT,
                "%3.0f %%  %,d of %,d samples%s%s  %s",
                100 * run.progress(),
                samples,
                run.settings().samples(),
                rate.isPresent() ? String.format(Locale.ROOT, "  %,.0f/s", rate.getAsDouble()) : "",
                left.isPresent() ? "  " + clock(left.getAsDouble()) + " left" : "",
                Words.number("return %.1f", run.metrics().last("return"), "no episode has ended yet"));
    }

    private static String clock(double seconds) {
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", (long) seconds / 3600, (long) seconds / 60 % 60, (long) seconds % 60);
    }
}
