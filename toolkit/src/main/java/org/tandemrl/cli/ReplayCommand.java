package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.experiment.Recording;
import org.tandemrl.experiment.RunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Compares simulator, observations, rewards and gradients with recordings of the original simulator.")
final class ReplayCommand implements Callable<Integer> {
    private static final double MINIMAL_COSINE = 0.99999;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder with *.rollout.json and *.gradient.json, at any depth")
    private Path directory;

    @Option(names = "--tolerance", defaultValue = "1e-4",
            description = "largest error over 1 + the norm of its row, and relative gradient error allowed; default ${DEFAULT-VALUE}")
    private double tolerance;

    @Override
    public Integer call() {
        if (!(tolerance > 0)) {
            throw new ParameterException(spec.commandLine(), "--tolerance is " + tolerance + "; allowed is a positive number.");
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
            List<Recording.Comparison> comparisons;
            try {
                if (Recording.task(file).isEmpty()) {
                    out.println(directory.relativize(file) + ": skipped, no such task yet");
                    skipped++;
                    continue;
                }
                comparisons = Recording.compare(file, 1);
            } catch (RunException e) {
                // One bad file must not hide what the others show.
                out.println(directory.relativize(file) + ": UNREADABLE");
                spec.commandLine().getErr().println("tandem: " + e.getMessage());
                unreadable++;
                continue;
            }
            double largest = 0;
            boolean good = true;
            var line = new StringBuilder();
            for (var c : comparisons) {
                line.append(String.format(Locale.ROOT, "  %s %.2e", c.quantity(), c.error()));
                if (c.componentError() != c.error()) {
                    line.append(String.format(Locale.ROOT, " (by component %.2e)", c.componentError()));
                }
                if (c.cosine() != 1) {
                    line.append(String.format(Locale.ROOT, " (cosine %.9f)", c.cosine()));
                }
                good &= c.error() <= tolerance && c.cosine() > MINIMAL_COSINE;
                largest = Math.max(largest, c.error());
            }
            out.printf(Locale.ROOT, "%s: largest relative error %.2e %s %s%n", directory.relativize(file), largest,
                    good ? "ok" : "BEYOND TOLERANCE", line);
            out.flush();
            within += good ? 1 : 0;
            beyond += good ? 0 : 1;
        }
        out.printf(Locale.ROOT, "replay: %d within tolerance, %d beyond, %d skipped%s%n", within, beyond, skipped,
                unreadable == 0 ? "" : ", " + unreadable + " unreadable");
        out.flush();
        return beyond > 0 ? Tandem.BEYOND_TOLERANCE : unreadable > 0 ? Tandem.FAILED : 0;
    }
}
