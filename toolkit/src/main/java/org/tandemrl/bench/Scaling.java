package org.tandemrl.bench;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tandemrl.experiment.Provenance;

/**
 * A table of speeds, a row a measurement, and beside it, as {@code NAME.json}, where and how it was measured. Rows are on disk
 * as soon as they are added.
 */
public final class Scaling {
    private static final String HEADER =
            "task,environments,threads,adjoint,steps_per_second,low,high,iterations,bytes_per_step\n";

    /** What {@code NAME.json} holds. */
    private record Origin(Provenance provenance, Protocol protocol) {}

    private final Path file;
    private final StringBuilder rows = new StringBuilder(HEADER);

    /**
     * Begins an empty table, over one that is there.
     *
     * @param file ends in .csv
     */
    public Scaling(Path file, Provenance provenance, Protocol protocol) {
        this.file = file;
        var beside = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.csv$", ".json"));
        write(beside, new GsonBuilder().setPrettyPrinting().create().toJson(new Origin(provenance, protocol)) + "\n");
        write(file, rows.toString());
    }

    /** Adds a row; low and high are those of {@link SimulatorSpeed}, empty where one iteration gives none. */
    public void add(SimulatorSetting setting, SimulatorSpeed speed) {
        rows.append(String.format(Locale.ROOT, "%s,%d,%d,%b,%.1f,%s,%s,%d,%.4f\n", setting.task(), setting.environments(),
                setting.threads(), setting.adjoint(), speed.stepsPerSecond(), number(speed.low()), number(speed.high()),
                speed.iterations(), speed.bytesPerStep()));
        write(file, rows.toString());
    }

    private static String number(double x) {
        return Double.isNaN(x) ? "" : String.format(Locale.ROOT, "%.1f", x);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot write " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
