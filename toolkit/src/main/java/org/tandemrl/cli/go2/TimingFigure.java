package org.tandemrl.cli.go2;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.figure.LatenessPlot;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How punctual drives were: a table of percentiles, and what share of the commands was later than so much. */
final class TimingFigure {
    private static final List<String> NUMBERS = List.of("count", "mean", "p50", "p99", "p99.9", "max");

    private final Table table = Table.create("times", StringColumn.create("drive"), StringColumn.create("time"));
    private final LatenessPlot lateness = new LatenessPlot();

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
        lateness.add(name, file);
    }

    Table table() {
        return table;
    }

    /** Writes lateness.svg and lateness.png, if there is something to show. */
    List<Path> save(Path folder) {
        return lateness.isEmpty() ? List.of() : lateness.save(folder, "lateness");
    }
}
