package org.tandemrl.experiment;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * A run's numbers, a row an epoch: in memory as a table, on disk as CSV; a last line that a kill cut short is ignored, and removed on resume.
 *
 * <p>After a resume the epochs since the checkpoint are done again. Their rows are already in the file; they are compared
 * with what comes out now (times excepted) and stay.
 *
 * <p>May be read by one thread while another trains.
 */
public final class Metrics {
    private final Path file;
    private List<String> columns = List.of();
    private final List<double[]> rows = new ArrayList<>();
    private int position;
    private String difference = "";

    private Metrics(Path file) {
        this.file = file;
    }

    /** For a new run. */
    static Metrics start(Path file) {
        return new Metrics(file);
    }

    /**
     * Of a run that was stopped; a last line that was not written to its end is not read.
     *
     * @throws RunException naming the line that is not one of numbers
     */
    public static Metrics read(Path file) {
        var metrics = new Metrics(file);
        if (!Files.exists(file)) {
            return metrics;
        }
        try {
            String text = Files.readString(file);
            int whole = text.lastIndexOf('\n') + 1;
            String[] lines = whole == 0 ? new String[0] : text.substring(0, whole).split("\n");
            for (int i = 0; i < lines.length; i++) {
                String[] cells = lines[i].split(",", -1);
                if (i == 0) {
                    metrics.columns = List.of(cells);
                } else {
                    metrics.rows.add(parse(cells, metrics.columns.size(), file, i + 1));
                }
            }
        } catch (IOException e) {
            throw new RunException("Cannot read the metrics " + file + " (" + RunException.reason(e) + ").", e);
        }
        metrics.position = metrics.rows.size();
        return metrics;
    }

    private static double[] parse(String[] cells, int width, Path file, int line) {
        try {
            if (cells.length == width) {
                double[] row = new double[width];
                for (int c = 0; c < width; c++) {
                    row[c] = Double.parseDouble(cells[c]);
                }
                return row;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message below, which names the line.
        }
        throw new RunException("Line " + line + " of " + file + " is not a row of " + width + " numbers.");
    }

    /** Drops a last line that was not written to its end, so that rows can be appended. */
    void repair() {
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file);
                int whole = text.lastIndexOf('\n') + 1;
                if (whole < text.length()) {
                    WholeFile.write(file, out -> out.write(text.substring(0, whole).getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new RunException("Cannot repair the metrics " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Goes back to after a number of rows: the next ones are compared with those that are there. */
    synchronized void rewind(int rowsDone) {
        if (rowsDone > rows.size()) {
            throw new RunException("The metrics " + file + " have " + rows.size() + " rows; the checkpoint is after row "
                    + rowsDone + ".");
        }
        position = rowsDone;
    }

    /** Adds a row and writes it, or compares it with the one that is already there. */
    synchronized void add(Map<String, Double> values) {
        if (columns.isEmpty()) {
            columns = List.copyOf(values.keySet());
            append(String.join(",", columns));
        } else if (!columns.equals(List.copyOf(values.keySet()))) {
            throw new RunException("The metrics " + file + " have the columns " + columns + ", this epoch gives "
                    + values.keySet() + ": the run was begun by another version.");
        }
        double[] row = values.values().stream().mapToDouble(Double::doubleValue).toArray();
        if (position < rows.size()) {
            compare(rows.get(position), row);
        } else {
            rows.add(row);
            var line = new StringBuilder();
            for (double v : row) {
                line.append(line.isEmpty() ? "" : ",").append(text(v));
            }
            append(line.toString());
        }
        position++;
    }

    /** Whole numbers without a point; every text reads back as the same number, −0 included. */
    private static String text(double v) {
        boolean whole = v == Math.rint(v) && Math.abs(v) < 1e15 && Double.compare(v, -0.0) != 0;
        return whole ? Long.toString((long) v) : Double.toString(v);
    }

    private void compare(double[] before, double[] now) {
        for (int c = 0; c < now.length; c++) {
            if (!isTime(columns.get(c)) && Double.compare(before[c], now[c]) != 0 && difference.isEmpty()) {
                difference = "Row " + (position + 1) + " of the metrics had " + columns.get(c) + " = " + before[c]
                        + " and gives " + now[c] + " when done again: this machine, its libraries or the number of threads differ.";
            }
        }
    }

    /** Whether a column holds times, which differ when epochs are done again: {@code seconds…} and {@code cpu_seconds}. */
    public static boolean isTime(String column) {
        return column.startsWith("seconds") || column.equals("cpu_seconds");
    }

    /** Where epochs done again gave other numbers than before the interruption, a sentence that says so; else empty. */
    public synchronized String difference() {
        return difference;
    }

    private void append(String line) {
        try {
            Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new RunException("Cannot write the metrics " + file + " (" + RunException.reason(e)
                    + "). Rows and checkpoint written before are unchanged.", e);
        }
    }

    /** Forces the rows to disk: before a checkpoint that counts on them. */
    void force() {
        try (var out = new FileOutputStream(file.toFile(), true)) {
            out.getFD().sync();
        } catch (IOException e) {
            throw new RunException("Cannot write the metrics " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Number of rows of epochs done. */
    public synchronized int size() {
        return position;
    }

    /** Names of the columns. */
    public synchronized List<String> columns() {
        return columns;
    }

    /** A column by name, a number an epoch done. */
    public synchronized double[] column(String name) {
        int c = index(name);
        return rows.stream().limit(position).mapToDouble(r -> r[c]).toArray();
    }

    /** The last number of a column; NaN before the first epoch. */
    public synchronized double last(String name) {
        return position == 0 ? Double.NaN : rows.get(position - 1)[index(name)];
    }

    private int index(String name) {
        int c = columns.indexOf(name);
        if (c < 0) {
            throw new IllegalArgumentException("There is no metric '" + name + "'; there are " + columns + ".");
        }
        return c;
    }

    /** All epochs done as a Tablesaw table. */
    public synchronized Table table(String name) {
        var table = Table.create(name);
        for (String column : columns) {
            table.addColumns(DoubleColumn.create(column, column(column)));
        }
        return table;
    }
}
