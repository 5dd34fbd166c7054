package org.tandemrl.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;

/**
 * The folder of a sweep: a folder for each run, under its name, and beside them {@code .sweep} with plans as they were begun, claims and
 * logs. Nothing in {@code .sweep} is needed to know how far runs have come.
 *
 * @param directory of the sweep
 */
record SweepFolder(Path directory) {
    private static final String OWN = ".sweep";

    /**
     * Creates it and tries to write.
     *
     * @throws RunException if that cannot be done, with the reason
     */
    void prepare() {
        OutputFolder.prepare(directory);
        OutputFolder.prepare(own());
    }

    Path own() {
        return directory.resolve(OWN);
    }

    Path run(String name) {
        return directory.resolve(name);
    }

    Path claim(String name) {
        return own().resolve(name + ".claim");
    }

    Path log(String name) {
        return own().resolve(name + ".log");
    }

    /** Whether some process is at work on a run, of this sweep or not. */
    boolean busy(String name) {
        return Claim.held(claim(name)) || Claim.held(run(name).resolve("run.lock"));
    }

    /** Keeps a plan under a name of its own, so that workers have the plan that their sweep began with whatever becomes of the user's file. */
    Path keep(Plan plan) {
        String text = PlanText.of(plan);
        var sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        var file = own().resolve(String.format(Locale.ROOT, "plan-%08x.yaml", sum.getValue()));
        try {
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                plan.write(file);
            }
        } catch (IOException e) {
            throw new RunException("Cannot read " + file + " (" + RunException.reason(e) + ").", e);
        }
        return file;
    }
}
