package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import org.tandemrl.figure.PricePlot;
import org.tandemrl.result.Frontier;
import org.tandemrl.result.Results;
import tech.tablesaw.api.Table;

/** What cheaper settings cost in return and save in time, as {@code study price} has it, of the runs that were kept for it. */
final class Price {
    private static final String ROOM = "price";

    private Price() {}

    /**
     * Nothing, if there is no such folder.
     *
     * @param folder of evaluated runs, or of the table that {@code study price} wrote
     */
    static void write(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var results = Results.read(folder);
        Table all = null;
        for (var task : results.all().stream()
                .filter(e -> e.evaluation().isPresent())
                .map(e -> e.record().settings().task())
                .distinct()
                .sorted()
                .toList()) {
            var frontier = Frontier.of(results, task);
            out.figure(ROOM, "price-" + task, (to, name) -> new PricePlot(frontier).save(to, name));
            all = all == null ? frontier.table() : all.append(frontier.table());
        }
        var written = folder.resolve("price.csv");
        if (all == null && Files.exists(written)) {
            all = Table.read().csv(written.toFile());
        }
        if (all != null) {
            out.table(ROOM, "price", all);
        }
    }
}
