package org.tandemrl.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.tandemrl.sim.Spelling;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * A run's numbers, a row an epoch: in memory as a table, on disk as CSV; a last line that a kill cut short is ignored, and removed on resume.
 * The file's last column, {@value #CHECK}, is the checksum (CRC-32C) of everything above and of its own row: what was changed, left out
 * or put in anywhere is named by its line. Files of before there was such a column are read without.
 *
 * <p>After a resume the epochs since the checkpoint are done again. Their rows are already in the file; they are compared
 * with what comes out now (times excepted) and stay.
 *
 * <p>May be read by one thread while another trains.
 */
public final class Metrics {
    /** Name of the checksums' column, which is none of the numbers. */
    static final String CHECK = "check";

    private final Path file;
    private final CRC32C sum = new CRC32C();
    private boolean checked = true;
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
            String[] lines =
                    whole == 0 ? new String[0] : text.substring(0, whole).split("\n");
            for (int i = 0; i < lines.length; i++) {
                metrics.readLine(lines[i], i + 1);
            }
        } catch (IOException e) {
            throw new RunException("Cannot read the metrics " + file + " (" + RunException.reason(e) + ").", e);
        }
        metrics.position = metrics.rows.size();
        return metrics;
    }

    private void readLine(String line, int number) {
        if (number == 1) {
            checked = line.equals(CHECK) || line.endsWith("," + CHECK);
            var names = List.of(line.split(",", -1));
            columns = checked ? names.subList(0, names.size() - 1) : names;
            checksum(line);
            return;
        }
        int end = checked ? line.lastIndexOf(',') : line.length();
        if (end < 0) {
            throw notARow(file, number, columns.size());
        }
        double[] row = parse(line.substring(0, end).split(",", -1), columns.size(), file, number);
        long expected = checksum(line.substring(0, end));
        if (checked && !line.substring(end + 1).equals(Long.toString(expected))) {
            throw new RunException(
                    "The metrics " + file + " are damaged at line " + number + " or above it: the line's checksum is "
                            + line.substring(end + 1) + ", its text's is " + expected + ".");
        }
        rows.add(row);
    }

    /** Of all lines so far and this one. */
    private long checksum(String line) {
        sum.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
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
        throw notARow(file, line, width);
    }

    private static RunException notARow(Path file, int line, int width) {
        return new RunException("Line " + line + " of " + file + " is not a row of " + width + " numbers.");
    }

    /** Whether the file has checksums, or will have: those of before there were any have none. */
    boolean checked() {
        return checked;
    }

    /** Drops a last line that was not written to its end, so that rows can be appended; gives a file without checksums some. */
    void repair() {
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file);
                int whole = text.lastIndexOf('\n') + 1;
                if (!checked) {
                    String upgraded = withChecksums(text.substring(0, whole));
                    WholeFile.write(file, out -> out.write(upgraded.getBytes(StandardCharsets.UTF_8)));
                } else if (whole < text.length()) {
                    WholeFile.write(
                            file, out -> out.write(text.substring(0, whole).getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new RunException("Cannot repair the metrics " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    private String withChecksums(String text) {
        checked = true;
        sum.reset();
        var result = new StringBuilder();
        for (String line : text.lines().toList()) {
            result.append(result.isEmpty() ? head(line) : withChecksum(line)).append('\n');
        }
        return result.toString();
    }

    private String head(String names) {
        String line = names + "," + CHECK;
        checksum(line);
        return line;
    }

    private String withChecksum(String row) {
        return row + "," + checksum(row);
    }

    /** Goes back to after a number of rows: the next ones are compared with those that are there. */
    synchronized void rewind(int rowsDone) {
        if (rowsDone > rows.size()) {
            throw new RunException("The metrics " + file + " have " + rows.size()
                    + " rows; the checkpoint is after row " + rowsDone + ".");
        }
        position = rowsDone;
    }

    /** Drops the rows of epochs that are not to be done again, from memory and file, whole or not at all. */
    synchronized void cut() {
        if (position >= rows.size()) {
            return;
        }
        try {
            var kept = Files.readString(file).lines().limit(position + 1L).toList();
            String text = String.join("\n", kept) + "\n";
            WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
            sum.reset();
            checksum(kept.getFirst());
            kept.stream().skip(1).forEach(line -> checksum(checked ? line.substring(0, line.lastIndexOf(',')) : line));
        } catch (IOException e) {
            throw new RunException("Cannot shorten the metrics " + file + " (" + RunException.reason(e) + ").", e);
        }
        rows.subList(position, rows.size()).clear();
    }

    /** Adds a row and writes it, or compares it with the one that is already there. */
    synchronized void add(Map<String, Double> values) {
        if (columns.isEmpty()) {
            columns = List.copyOf(values.keySet());
            append(head(String.join(",", columns)));
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
            append(withChecksum(line.toString()));
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
                        + " and gives " + now[c]
                        + " when done again: this machine, its libraries or the number of threads differ.";
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
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new RunException(
                    "Cannot write the metrics " + file + " (" + RunException.reason(e)
                            + "). Rows and checkpoint written before are unchanged.",
                    e);
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

    /** Whether there is no row, not even one of epochs to be done again. */
    synchronized boolean isEmpty() {
        return rows.isEmpty();
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
            throw new IllegalArgumentException(Spelling.unknown("metric", name, columns));
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
