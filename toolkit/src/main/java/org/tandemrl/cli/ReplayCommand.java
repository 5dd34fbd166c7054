package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.experiment.Recording;
import org.tandemrl.experiment.RunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            description = "largest |x − r| / (1 + |r|) and relative gradient error allowed; default ${DEFAULT-VALUE}")
    private double tolerance;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var files = Recording.files(directory);
        if (files.isEmpty()) {
            throw new RunException("There are no recordings (*.rollout.json, *.gradient.json) in " + directory + ".");
        }
        int within = 0;
        int beyond = 0;
        int skipped = 0;
        for (var file : files) {
            if (Recording.task(file).isEmpty()) {
                out.println(directory.relativize(file) + ": skipped, no such task yet");
                skipped++;
                continue;
            }
            double largest = 0;
            boolean good = true;
            var line = new StringBuilder();
            for (var c : Recording.compare(file, 1)) {
                line.append(String.format(Locale.ROOT, "  %s %.2e", c.quantity(), c.error()));
                if (c.cosine() != 1) {
                    line.append(String.format(Locale.ROOT, " (cosine %.9f)", c.cosine()));
                }
                good &= c.error() <= tolerance && c.cosine() > MINIMAL_COSINE;
                largest = c.error() <= largest ? largest : c.error();
            }
            out.printf(Locale.ROOT, "%s: largest relative error %.2e %s %s%n", directory.relativize(file), largest,
                    good ? "ok" : "BEYOND TOLERANCE", line);
            out.flush();
            within += good ? 1 : 0;
            beyond += good ? 0 : 1;
        }
        out.printf("replay: %d within tolerance, %d beyond, %d skipped%n", within, beyond, skipped);
        out.flush();
        return beyond == 0 ? 0 : Tandem.BEYOND_TOLERANCE;
    }
}
