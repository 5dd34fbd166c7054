package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What {@code study predictions} said of models, by what stands in the observation's columns: mean of the columns, a column a model.
 *
 * @param folder of files predictions-PREFIXNAME.csv and actions-PREFIXNAME.csv; those that are not there are left out
 * @param columns from and to, by what stands there
 * @param prefix of the names of files and tables
 * @param models their names, in order
 */
record Known(Path folder, Map<String, List<Integer>> columns, String prefix, List<String> models) {
    /** Tables PREFIXpredictions, the share of the change that is not predicted, and PREFIXactions, the correlation of actions' effects. */
    void write(String room, Output out) {
        write(room, "predictions", "unpredicted", out);
        write(room, "actions", "correlation", out);
    }

    private void write(String room, String study, String number, Output out) {
        var table = Table.create(study, StringColumn.create("quantity", columns.keySet()));
        for (String name : models) {
            var file = folder.resolve(study + "-" + prefix + name + ".csv");
            if (Files.exists(file)) {
                double[] numbers =
                        Table.read().csv(file.toFile()).numberColumn(number).asDoubleArray();
                table.addColumns(DoubleColumn.create(
                        name,
                        columns.values().stream()
                                .mapToDouble(range -> Arrays.stream(numbers, range.get(0), range.get(1))
                                        .filter(Double::isFinite)
                                        .average()
                                        .orElse(Double.NaN))
                                .toArray()));
            }
        }
        if (table.columnCount() > 1) {
            out.table(room, prefix + study, table);
        }
    }
}
