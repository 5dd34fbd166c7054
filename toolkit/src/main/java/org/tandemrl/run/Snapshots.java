package org.tandemrl.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Checkpoints that are kept for looking: {@code snapshots/NAME.npz} in a run's folder, each as {@link Checkpoint}, without the buffer. A run goes
 * on from its last checkpoint only; a snapshot is evaluated, watched and exported.
 */
public final class Snapshots {
    /** The run's last checkpoint, which is no snapshot. */
    public static final String LAST = "last";

    /** That of the highest training return. */
    public static final String BEST = "best";

    static final String FOLDER = "snapshots";
    private static final String ENDING = ".npz";
    private static final String SAMPLES = "samples-";

    /** Training returns waver: a run that climbs would write one an epoch. */
    private static final int EPOCHS_BETWEEN_BEST = 10;

    private Snapshots() {}

    /**
     * Keeps the state of the highest training return, as {@value #BEST}: looked at every {@value #EPOCHS_BETWEEN_BEST} epochs and where
     * the budget is spent. A training that is resumed goes on from the best there is.
     */
    public static Callback best() {
        return Callback.every(EPOCHS_BETWEEN_BEST, new Callback() {
            // Read once from the file that there may be, then known; not a number before the first.
            private OptionalDouble highest = OptionalDouble.empty();

            @Override
            public void epoch(Run run) {
                if (highest.isEmpty()) {
                    highest = OptionalDouble.of(returnOf(run, file(run.directory(), BEST)));
                }
                double now = run.metrics().last("return");
                if (Double.isFinite(now) && !(now <= highest.getAsDouble())) {
                    run.snapshot(BEST);
                    highest = OptionalDouble.of(now);
                }
            }

            @Override
            public void end(Run run) {
                // Not where it was stopped: what is kept is the same, however often a training was.
                if (run.finished()) {
                    epoch(run);
                }
            }
        });
    }

    /**
     * Keeps a state each so many samples, as {@code samples-NUMBER}, for the number that was just passed.
     *
     * @throws IllegalArgumentException if that is not 1 or more
     */
    public static Callback every(long samples) {
        if (samples < 1) {
            throw new IllegalArgumentException("A snapshot every " + samples + " samples; allowed is 1 or more.");
        }
        return new Callback() {
            // Of the epoch before; a training that is resumed with this asked for has passed earlier numbers with
            // states that are gone.
            private OptionalLong before = OptionalLong.empty();

            @Override
            public void epoch(Run run) {
                long passed = run.algorithm().samples() / samples * samples;
                if (passed > before.orElseGet(() -> samplesBefore(run))) {
                    run.snapshot(SAMPLES + passed);
                }
                before = OptionalLong.of(run.algorithm().samples());
            }
        };
    }

    /** Samples that a run had an epoch ago. */
    private static long samplesBefore(Run run) {
        double[] all = run.metrics().column("samples");
        return all.length < 2 ? 0 : (long) all[all.length - 2];
    }

    /** Those that a run's folder has, by name. */
    public static List<String> names(Path directory) {
        try (Stream<Path> files =
                Files.isDirectory(directory.resolve(FOLDER)) ? Files.list(directory.resolve(FOLDER)) : Stream.empty()) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(ENDING))
                    .map(f -> f.substring(0, f.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new RunException(
                    "Cannot read " + directory.resolve(FOLDER) + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Those of {@link #every} that a run's folder has, by their samples, and behind them {@link #LAST}. */
    public static List<String> bySamples(Path directory) {
        return Stream.concat(
                        names(directory).stream()
                                .filter(name -> name.startsWith(SAMPLES))
                                .sorted(Comparator.comparingLong(
                                        name -> Long.parseLong(name.substring(SAMPLES.length())))),
                        Stream.of(LAST))
                .toList();
    }

    static Path file(Path directory, String name) {
        return directory.resolve(FOLDER).resolve(name + ENDING);
    }

    /**
     * The file of a snapshot that there is.
     *
     * @throws RunException naming those there are
     */
    static Path require(Path directory, String name) {
        var names = names(directory);
        if (!names.contains(name)) {
            throw new RunException("The run in " + directory + " has no checkpoint '" + name + "'; it has "
                    + String.join(
                            ", ", Stream.concat(Stream.of(LAST), names.stream()).toList()) + "."
                    + (names.isEmpty() ? " Others are kept by train --keep-best and --keep-every." : ""));
        }
        return file(directory, name);
    }

    /** The training return at a snapshot's epoch; NaN if there is none. */
    private static double returnOf(Run run, Path file) {
        if (!Files.exists(file)) {
            return Double.NaN;
        }
        long epochs = Checkpoint.read(file).header().epochs();
        double[] returns = run.metrics().column("return");
        // Of an epoch that a kill has taken away, and that was not done again yet.
        return epochs < 1 || epochs > returns.length ? Double.NaN : returns[(int) epochs - 1];
    }
}
