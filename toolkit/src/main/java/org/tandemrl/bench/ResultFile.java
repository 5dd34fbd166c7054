package org.tandemrl.bench;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.Provenance;
import org.tandemrl.run.RunException;

/**
 * A table of measurements (CSV) and beside it, as {@code NAME.json}, where and how it was measured. Rows are on disk as soon as
 * they are added.
 */
public final class ResultFile {
    /** What {@code NAME.json} holds. */
    private record Origin(Provenance provenance, Protocol protocol) {}

    private final Path file;
    private final int columns;
    private final StringBuilder rows = new StringBuilder();

    /**
     * Begins an empty table, over one that is there.
     *
     * @param file ends in .csv
     */
    public ResultFile(Path file, Provenance provenance, Protocol protocol, String... columns) {
        if (file.getFileName() == null || !file.getFileName().toString().endsWith(".csv")) {
            throw new IllegalArgumentException(
                    "The table's file is " + file + "; allowed is a name that ends in .csv.");
        }
        OutputFolder.prepare(file.toAbsolutePath().getParent());
        this.file = file;
        this.columns = columns.length;
        var beside = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.csv$", ".json"));
        write(beside, new GsonBuilder().setPrettyPrinting().create().toJson(new Origin(provenance, protocol)) + "\n");
        add((Object[]) columns);
    }

    /** Adds a row: numbers to six digits or so, nothing where a number is NaN. */
    public void add(Object... values) {
        if (values.length != columns) {
            throw new IllegalArgumentException(values.length + " values; allowed: " + columns + ", one a column.");
        }
        rows.append(Arrays.stream(values).map(ResultFile::text).collect(Collectors.joining(",")))
                .append('\n');
        write(file, rows.toString());
    }

    private static String text(Object value) {
        if (value instanceof Double x) {
            return x.isNaN() ? "" : String.format(Locale.ROOT, Math.abs(x) >= 1000 ? "%.0f" : "%.5g", x);
        }
        return value.toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new RunException("Cannot write " + file + " (" + RunException.reason(e) + ").", e);
        }
    }
}
