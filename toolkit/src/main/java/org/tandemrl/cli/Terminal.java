package org.tandemrl.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.tandemrl.experiment.Run;

/** Shows a training's progress on standard error, and turns Ctrl-C into an interrupt that writes a checkpoint. */
final class Terminal {
    private final PrintWriter out;
    private final long start = System.nanoTime();
    private final long startSamples;
    private final boolean overwrite = System.console() != null && System.console().isTerminal();
    private long lastShown;

    Terminal(PrintWriter out, Run run) {
        this.out = out;
        startSamples = run.algorithm().samples();
    }

    /** Trains with progress; the exit code. */
    static int train(Run run, PrintWriter out, PrintWriter err) {
        var trainer = Thread.currentThread();
        var stopper = new Thread(() -> {
            trainer.interrupt();
            try {
                trainer.join(Duration.ofSeconds(60));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopper);
        var terminal = new Terminal(err, run);
        boolean done;
        try (run) {
            done = run.train(terminal::epoch);
            terminal.show(run);
            if (!run.metrics().difference().isEmpty()) {
                err.println("\ntandem: " + run.metrics().difference());
            }
            err.println();
            err.flush();
            out.println("run: " + run.directory());
            out.println("samples: " + run.algorithm().samples());
            out.println("epochs: " + run.algorithm().epochs());
            out.printf(Locale.ROOT, "seconds: %.1f%n", run.metrics().last("seconds"));
            out.printf(Locale.ROOT, "return: %.2f%n", run.metrics().last("return"));
            out.flush();
        }
        if (done) {
            Runtime.getRuntime().removeShutdownHook(stopper);
        }
        return done ? 0 : Tandem.INTERRUPTED;
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
        String line = String.format(Locale.ROOT, "%3.0f %%  %,d of %,d samples  %,.0f/s  %s left  return %.1f",
                100 * run.progress(), samples, run.settings().samples(), rate, clock(left), run.metrics().last("return"));
        out.print(overwrite ? "\r" + line + "  " : line + "\n");
        out.flush();
    }

    private static String clock(double seconds) {
        return Double.isFinite(seconds)
                ? String.format("%d:%02d:%02d", (long) seconds / 3600, (long) seconds / 60 % 60, (long) seconds % 60) : "?";
    }
}
