package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;

/**
 * The preset "lean" with seeds that its screening did not see, in float32 and in bfloat16, and with another fit of the model, beside the
 * published settings.
 */
final class Lean {
    private static final String ROOM = "price";
    private static final long SAMPLES = 1_000_000;

    private Lean() {}

    /**
     * Nothing, if there is no such folder.
     *
     * @param records those with published settings
     * @param folder of evaluated runs with the preset
     */
    static void write(Results records, Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var lean = Results.read(folder).only(e -> e.evaluation().isPresent());
        var paper = records.unchanged()
                .by(Arithmetic.FAST)
                .only(e -> e.evaluation().isPresent() && e.samples() < 1.05 * SAMPLES);
        var table = new FinalReturns("the preset lean");
        for (var task : List.of("hopper", "cheetah", "ant")) {
            for (var algorithm : List.of("dmo-sapo", "dmo")) {
                table.add(algorithm + ", paper", paper.mostSeeds(algorithm, task));
                var likelihood = lean.only(e -> !Fits.bySquares(e));
                table.add(algorithm + ", lean", likelihood.by(Arithmetic.FAST).mostSeeds(algorithm, task));
                table.add(
                        algorithm + ", lean, bf16",
                        likelihood.by(Arithmetic.BF16).mostSeeds(algorithm, task));
                table.add(
                        algorithm + ", lean by least squares",
                        lean.only(Fits::bySquares).by(Arithmetic.FAST).mostSeeds(algorithm, task));
            }
        }
        if (!table.table().isEmpty()) {
            out.table(ROOM, "lean", table.table());
        }
    }
}
