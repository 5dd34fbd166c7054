package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import org.tandemrl.result.Results;
import org.tandemrl.run.RunException;
import tech.tablesaw.api.Table;

/**
 * What a report is made of.
 *
 * @param results all runs
 * @param folder of the runs and of the benchmarks' tables
 * @param published numbers of others
 */
record Records(Results results, Path folder, Path published) {
    static Records read(Path folder, Path published) {
        if (!Files.isDirectory(folder)) {
            throw new RunException("There is no folder " + folder + " of records.");
        }
        var results = Results.read(folder);
        if (results.all().isEmpty()) {
            throw new RunException("There is no record in " + folder + ": a record is a folder with a run.json, as"
                    + " environment/tandem train writes one.");
        }
        return new Records(results, folder, published);
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    Table csv(String name) {
        return Table.read().csv(folder.resolve(name).toFile());
    }

    Table published(String name) {
        return Table.read().csv(published.resolve(name).toFile());
    }
}
