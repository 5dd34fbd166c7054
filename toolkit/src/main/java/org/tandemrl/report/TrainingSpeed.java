package org.tandemrl.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What {@code bench training}, {@code bench products} and {@code bench epoch} measured, side by side: a cell's numbers are by threads. */
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
        var products = read(records, "products-speed.csv");
        products.ifPresent(t -> {
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
        if (measured.isPresent() && products.isPresent()) {
            out.table(ROOM, "roofline", roofline(measured.get(), products.get()));
        }
        read(records, "epoch-speed.csv").ifPresent(t -> {
            var cells = new Cells("task, algorithm, settings");
            t.forEach(row -> {
                String of =
                        row.getString("task") + ", " + row.getString("algorithm") + ", " + row.getString("settings");
                cells.add(of, row.getString(ARITHMETIC), row, "seconds", "%.3g");
                cells.add(of, row.getString(ARITHMETIC) + ", model's fit", row, "model", "%.3g");
            });
            out.table(ROOM, "epochs", cells.table("seconds on 1 / 2 threads"));
        });
    }

    private static Optional<Table> read(Records records, String file) {
        return records.has(file) ? Optional.of(records.csv(file)) : Optional.empty();
    }

    private static String what(Row row) {
        return (row.getString("part").equals(UPDATE) ? "update, " : "gradient, ") + row.getInt("units") + " units";
    }

    /** What an update reaches of what the products of its largest layer reach alone, and of the peak of float32's multiply-adds. */
    private static Table roofline(Table updates, Table products) {
        var table = Table.create(
                "an update of Ant's model against its products",
                StringColumn.create(ARITHMETIC),
                IntColumn.create("units"),
                IntColumn.create(THREADS),
                DoubleColumn.create("milliseconds"),
                DoubleColumn.create("update GFLOP/s"),
                DoubleColumn.create("products GFLOP/s"),
                DoubleColumn.create("peak GFLOP/s"),
                DoubleColumn.create("share of products"),
                DoubleColumn.create("share of peak"));
        for (var row : updates) {
            var by = by(row.getString(ARITHMETIC), products);
            if (!row.getString("part").equals(UPDATE) || by.isEmpty()) {
                continue;
            }
            int threads = row.getInt(THREADS);
            double alone = gflops(products, "forward", by.get(), Optional.of(row.getInt("units")), threads);
            double peak = gflops(products, "peak", "multiply-adds", Optional.empty(), threads);
            double rate = row.getDouble("gflops");
            table.stringColumn(ARITHMETIC).append(row.getString(ARITHMETIC));
            table.intColumn("units").append(row.getInt("units"));
            table.intColumn(THREADS).append(threads);
            table.doubleColumn("milliseconds").append(row.getDouble("milliseconds"));
            table.doubleColumn("update GFLOP/s").append(rate);
            table.doubleColumn("products GFLOP/s").append(alone);
            table.doubleColumn("peak GFLOP/s").append(peak);
            table.doubleColumn("share of products").append(rate / alone);
            table.doubleColumn("share of peak").append(rate / peak);
        }
        return table;
    }

    /** Whose products an arithmetic uses where it was measured: of float32's the fastest. */
    private static Optional<String> by(String arithmetic, Table products) {
        var all = products.stream().map(row -> row.getString("by")).collect(Collectors.toSet());
        return switch (arithmetic) {
            case "bf16" -> Optional.of("onednn").filter(all::contains);
            case "fast" ->
                Optional.of(all.contains("mkl") ? "mkl" : "vector api").filter(all::contains);
            default -> Optional.empty();
        };
    }

    private static double gflops(Table products, String kind, String by, Optional<Integer> units, int threads) {
        return products.stream()
                .filter(row -> row.getString("products").equals(kind)
                        && row.getString("by").equals(by)
                        && units.map(u -> u == row.getInt("units")).orElse(true)
                        && row.getInt(THREADS) == threads)
                .mapToDouble(row -> row.getDouble("gflops"))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** A table being made: of a row and a column the numbers by threads, as they come. */
    private static final class Cells {
        private final String first;
        private final Set<String> columns = new LinkedHashSet<>();
        private final Map<String, Map<String, Map<Integer, String>>> rows = new LinkedHashMap<>();

        Cells(String first) {
            this.first = first;
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
