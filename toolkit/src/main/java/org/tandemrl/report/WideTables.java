package org.tandemrl.report;

import java.util.List;
import java.util.Locale;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Tables for reading: a row an algorithm, a column a task, each cell a few words. */
final class WideTables {
    /** What stands where there is no record. */
    static final String NOT_RUN = "not run";

    private WideTables() {}

    /** All algorithms, of each the budget with the most seeds. */
    static Table finals(Results plain, List<String> tasks) {
        var table = Table.create("return without exploration", StringColumn.create("algorithm"));
        tasks.forEach(t -> table.addColumns(StringColumn.create(t)));
        for (var name : Algorithms.names()) {
            if (tasks.stream().anyMatch(t -> !plain.mostSeeds(name, t).isEmpty())) {
                table.stringColumn(0).append("`" + name + "`");
                for (var task : tasks) {
                    table.stringColumn(task).append(cell(plain.mostSeeds(name, task)));
                }
            }
        }
        return table;
    }

    /** Such as "3138 (468 … 5807) · 1 M, 3 min", with the seeds where they are not three. */
    static String cell(List<Results.Entry> runs) {
        if (runs.isEmpty()) {
            return NOT_RUN;
        }
        Row row = new FinalReturns("").add("", runs).table().row(0);
        int seeds = row.getInt("seeds");
        double minutes = runs.stream()
                .mapToDouble(Results.Entry::minutes)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        return Numbers.fixed(row.getDouble("return"), 0)
                + (seeds == 1
                        ? " (one seed)"
                        : " (" + Numbers.interval(row.getDouble("95 % low"), row.getDouble("95 % high"), 0) + ")"
                                + (seeds == 3 ? "" : " of " + seeds + " seeds"))
                + " · " + Numbers.digits(row.getDouble("million samples"), 2) + " M"
                + (Double.isNaN(minutes) ? "" : String.format(Locale.ROOT, ", %s min", Numbers.digits(minutes, 2)));
    }
}
