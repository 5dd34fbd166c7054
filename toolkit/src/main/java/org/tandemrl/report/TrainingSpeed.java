package org.tandemrl.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What {@code bench training}, {@code bench products}, {@code bench parts} and {@code bench epoch} measured, side by side: a cell's numbers are by threads. */
final class TrainingSpeed {
    private static final String ROOM = "speed";
    private static final String ARITHMETIC = "arithmetic";
    private static final String THREADS = "threads";
    private static final String UPDATE = "model_update";

    private TrainingSpeed() {}

    static void write(Records records, Output out) {
        var measured = read(records, "training-speed.csv");
        measured.ifPresent(t -> out.table(ROOM, "training-speed", t));
        var before = read(records, "training-speed-before.csv");
        measured.ifPresent(t -> {
            var cells = new Cells(ARITHMETIC);
            t.forEach(row -> cells.add(row.getString(ARITHMETIC), what(row), row, "milliseconds", "%.3g"));
            before.ifPresent(b -> b.forEach(
                    row -> cells.add(row.getString(ARITHMETIC) + ", before", what(row), row, "milliseconds", "%.3g")));
            out.table(ROOM, "training", cells.table("milliseconds on 1 / 2 threads"));
        });
        read(records, "products-speed.csv").ifPresent(t -> {
            var cells = new Cells("products by");
            t.stream()
                    .filter(row -> !row.getString("products").equals("peak"))
                    .forEach(row -> cells.add(
                            row.getString("by") + ", " + row.getString("products"),
                            row.getInt("units") + " units",
                            row,
                            "gflops",
                            "%.0f"));
            out.table(ROOM, "products", cells.table("GFLOP/s on 1 / 2 threads"));
        });
        read(records, "update-parts.csv").ifPresent(t -> {
            var cells = new Cells("model");
            t.forEach(row -> {
                String of = row.getInt("units") + " units " + row.getString(ARITHMETIC);
                String part = row.getString("part");
                cells.add(of, part, row, "milliseconds", "%.3g");
                if (!part.equals("between")) {
                    cells.add(of, part + ", share of peak", row, "share_of_peak", "%.2f");
                }
            });
            out.table(ROOM, "parts", cells.table("milliseconds of an update on 1 / 2 threads"));
        });
        epochs(records, out, "epochs", List.of("epoch-speed.csv", "epoch-speed-lean.csv", "epoch-speed-large.csv"));
        // Of another processor: beside each other in one table they would be taken for a gain of the code.
        epochs(records, out, "epochs-family26", List.of("epoch-speed-family26.csv"));
    }

    private static void epochs(Records records, Output out, String name, List<String> files) {
        var epochs = new Cells("task, algorithm, settings");
        for (String file : files) {
            read(records, file)
                    .ifPresent(t -> t.forEach(row -> {
                        String of = ofEpoch(row);
                        epochs.add(of, row.getString(ARITHMETIC), row, "seconds", "%.3g");
                        epochs.add(of, row.getString(ARITHMETIC) + ", model's fit", row, "model", "%.3g");
                    }));
            read(records, file.replace(".csv", "-before.csv"))
                    .ifPresent(t -> t.forEach(row ->
                            epochs.add(ofEpoch(row), row.getString(ARITHMETIC) + ", before", row, "seconds", "%.3g")));
        }
        if (!epochs.isEmpty()) {
            out.table(ROOM, name, epochs.table("seconds on 1 / 2 threads"));
        }
    }

    private static String ofEpoch(Row row) {
        return row.getString("task") + ", " + row.getString("algorithm") + ", " + row.getString("settings");
    }

    private static Optional<Table> read(Records records, String file) {
        return records.has(file) ? Optional.of(records.csv(file)) : Optional.empty();
    }

    private static String what(Row row) {
        return (row.getString("part").equals(UPDATE) ? "update, " : "gradient, ") + row.getInt("units") + " units";
    }

    /** A table being made: of a row and a column the numbers by threads, as they come. */
    private static final class Cells {
        private final String first;
        private final Set<String> columns = new LinkedHashSet<>();
        private final Map<String, Map<String, Map<Integer, String>>> rows = new LinkedHashMap<>();

        Cells(String first) {
            this.first = first;
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        void add(String row, String column, Row from, String number, String format) {
            columns.add(column);
            rows.computeIfAbsent(row, r -> new LinkedHashMap<>())
                    .computeIfAbsent(column, c -> new TreeMap<>())
                    .put(from.getInt(THREADS), digits(from.getDouble(number), format));
        }

        private static String digits(double number, String format) {
            String text = String.format(Locale.ROOT, format, number);
            // %g writes 1.20e+02 for what has more digits than asked for.
            return text.contains("e") ? String.format(Locale.ROOT, "%.0f", number) : text;
        }

        Table table(String name) {
            var table = Table.create(name, StringColumn.create(first, rows.keySet()));
            Function<Map<Integer, String>, String> joined = by -> String.join(" / ", by.values());
            for (var column : columns) {
                table.addColumns(StringColumn.create(
                        column,
                        rows.values().stream()
                                .map(cells -> cells.containsKey(column) ? joined.apply(cells.get(column)) : "")
                                .toList()));
            }
            return table;
        }
    }
}
