package org.tandemrl.cli.go2;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.figure.LogPlot;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How punctual drives were: a table of percentiles, and what share of the commands was later than so much. */
final class TimingFigure {
    private static final List<String> NUMBERS = List.of("count", "mean", "p50", "p99", "p99.9", "max");

    private final Table table = Table.create("times", StringColumn.create("drive"), StringColumn.create("time"));
    private LogPlot lateness = LogPlot.of(
            "How late commands are", "begin of a cycle after it was due (µs)", "share of the cycles that begin later");
    private boolean empty = true;

    TimingFigure() {
        NUMBERS.forEach(name -> table.addColumns(DoubleColumn.create(name.equals("count") ? name : name + " µs")));
    }

    /**
     * Another drive.
     *
     * @param report of it
     * @param file that {@code drive --log} wrote beside its log
     */
    void add(String name, JsonObject report, Path file) {
        for (var entry : report.getAsJsonObject("microseconds").entrySet()) {
            table.stringColumn(0).append(name);
            table.stringColumn(1).append(entry.getKey());
            var row = entry.getValue().getAsJsonObject();
            for (int k = 0; k < NUMBERS.size(); k++) {
                var column = (DoubleColumn) table.column(2 + k);
                if (row.has(NUMBERS.get(k))) {
                    column.append(row.get(NUMBERS.get(k)).getAsDouble());
                } else {
                    column.appendMissing();
                }
            }
        }
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : lines) {
            String[] cells = line.split(",");
            // Below a microsecond nothing is told apart.
            if (cells[0].equals("lateness") && Double.parseDouble(cells[1]) >= 1 && Double.parseDouble(cells[2]) > 0) {
                x.add(Double.parseDouble(cells[1]));
                y.add(Double.parseDouble(cells[2]));
            }
        }
        if (!x.isEmpty()) {
            empty = false;
            lateness = lateness.with(
                    name.replace('-', ' '),
                    x.stream().mapToDouble(v -> v).toArray(),
                    y.stream().mapToDouble(v -> v).toArray());
        }
    }

    Table table() {
        return table;
    }

    /** Writes lateness.svg and lateness.png, if there is something to show. */
    List<Path> save(Path folder) {
        return empty ? List.of() : lateness.save(folder, "lateness");
    }
}
