package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.tandemrl.figure.Tables;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/** What a report writes: tables, kept by name for the page's numbers, and figures, drawn only if there is a folder for them. */
final class Output {
    private final Optional<Path> folder;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<String> figures = new ArrayList<>();

    /**
     * Into a folder.
     *
     * @param folder empty: numbers only, nothing is written
     */
    Output(Optional<Path> folder) {
        this.folder = folder;
    }

    /** A table as ROOM/NAME.csv, .md and .tex. */
    void table(String room, String name, Table table) {
        if (tables.put(room + "/" + name, table) != null) {
            throw new IllegalStateException("there are two tables " + room + "/" + name);
        }
        folder.ifPresent(f -> Tables.save(table, f.resolve(room), name));
    }

    /**
     * A table that a command wrote; nothing, if there is no such file.
     *
     * @param words columns of text
     * @param counts columns of whole numbers; the others are of numbers
     */
    void written(Path file, String room, String name, List<String> words, List<String> counts) {
        if (Files.exists(file)) {
            var options = CsvReadOptions.builder(file.toFile())
                    .columnTypesPartial(column -> Optional.of(
                            words.contains(column)
                                    ? ColumnType.STRING
                                    : counts.contains(column) ? ColumnType.INTEGER : ColumnType.DOUBLE));
            table(room, name, Table.read().csv(options.build()).setName(name));
        }
    }

    /**
     * A figure as ROOM/NAME.png and .svg.
     *
     * @param save writes it to a folder by a name
     */
    void figure(String room, String name, BiConsumer<Path, String> save) {
        figures.add(room + "/" + name);
        folder.ifPresent(f -> save.accept(f.resolve(room), name));
    }

    Map<String, Table> tables() {
        return tables;
    }

    List<String> figures() {
        return figures;
    }
}
