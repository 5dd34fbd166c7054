package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tandemrl.recording.Recording;
import org.tandemrl.recording.Replay;
import org.tandemrl.run.RunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Compares simulator, observations, rewards and gradients with recordings of the original simulator.")
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder with *.rollout.json and *.gradient.json, at any depth")
    private Path directory;

    @Option(
            names = "--tolerance",
            description =
                    "one tolerance for everything, instead of 1e-4 for states (5e-4 humanoid,"
                            + " snu), 1e-5 for observations and rewards of recorded states, each over 1 + the norm of its row, and 2e-4 for the"
                            + " relative error of gradients; their cosine must be above 0.99999 in each environment in any case")
    private Optional<Double> tolerance;

    @Override
    public Integer call() {
        if (tolerance.isPresent() && !(tolerance.get() > 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--tolerance is " + tolerance.get() + "; allowed is a positive number.");
        }
        var out = spec.commandLine().getOut();
        var files = Recording.files(directory);
        if (files.isEmpty()) {
            throw new RunException("There are no recordings (*.rollout.json, *.gradient.json) in " + directory + ".");
        }
        int within = 0;
        int beyond = 0;
        int skipped = 0;
        int unreadable = 0;
        for (var file : files) {
            List<Replay.Comparison> comparisons;
            try {
                var recording = Recording.read(file);
                if (recording.isEmpty()) {
                    out.println(directory.relativize(file) + ": skipped, no such task");
                    skipped++;
                    continue;
                }
                comparisons = Replay.compare(recording.get(), 1);
            } catch (RunException e) {
                // One bad file must not hide what the others show.
                out.println(directory.relativize(file) + ": UNREADABLE");
                spec.commandLine().getErr().println("tandem: " + e.getMessage());
                unreadable++;
                continue;
            }
            double largest =
                    comparisons.stream().mapToDouble(Replay.Comparison::error).reduce(0, Math::max);
            boolean good = comparisons.stream().allMatch(c -> c.within(tolerance.orElse(c.tolerance())));
            out.printf(
                    Locale.ROOT,
                    "%s: largest relative error %.2e %s %s%n",
                    directory.relativize(file),
                    largest,
                    good ? "ok" : "BEYOND TOLERANCE",
                    String.join("", comparisons.stream().map(this::text).toList()));
            out.flush();
            within += good ? 1 : 0;
            beyond += good ? 0 : 1;
        }
        out.printf(
                Locale.ROOT,
                "replay: %d within tolerance, %d beyond, %d skipped%s%n",
                within,
                beyond,
                skipped,
                unreadable == 0 ? "" : ", " + unreadable + " unreadable");
        out.flush();
        return beyond > 0 ? Tandem.BEYOND_TOLERANCE : unreadable > 0 ? Tandem.FAILED : 0;
    }

    private String text(Replay.Comparison c) {
        double limit = tolerance.orElse(c.tolerance());
        var text = new StringBuilder(String.format(Locale.ROOT, "  %s %.2e", c.quantity(), c.error()));
        if (!Double.isNaN(c.componentError()) && c.componentError() != c.error()) {
            text.append(String.format(Locale.ROOT, " (by component %.2e)", c.componentError()));
        }
        if (c.cosine() != 1) {
            text.append(String.format(Locale.ROOT, " (cosine %.9f)", c.cosine()));
        }
        if (c.leftOut() > 0) {
            text.append(" (").append(c.leftOut()).append(" rows in invalid states left out)");
        }
        if (!c.within(limit)) {
            text.append(String.format(Locale.ROOT, " BEYOND %.0e at %s", limit, c.worst()));
        }
        return text.toString();
    }
}
