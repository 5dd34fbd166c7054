package org.tandemrl.report;

import java.util.LinkedHashMap;
import java.util.List;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;

/**
 * What decoupling is worth with the lean model: {@code dmo} beside {@code imagined}, whose windows the model unrolls itself, with all else
 * the same, and beside {@code maac}, which imagines from its buffer.
 */
final class Coupled {
    private static final String ROOM = "coupled";

    private Coupled() {}

    static void write(Results records, Output out) {
        var lean = Fits.plain(records).only(Results.Entry::isLean);
        var finals = new FinalReturns("decoupled and coupled, lean model");
        for (var task : List.of("humanoid", "snu")) {
            var kinds = new LinkedHashMap<String, List<Results.Entry>>();
            for (var algorithm : List.of("dmo", "imagined", "maac")) {
                kinds.put(algorithm, lean.mostSeeds(algorithm, task));
            }
            kinds.values().removeIf(List::isEmpty);
            if (kinds.size() > 1) {
                kinds.forEach(finals::add);
                Fits.draw(ROOM, task, task + ", lean model", kinds, out);
            }
        }
        if (!finals.table().isEmpty()) {
            out.table(ROOM, "final-returns", finals.table());
        }
    }
}
