package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;

/**
 * The preset "lean" with seeds that its screening did not see, the same small model by the likelihood, in float32 and in bfloat16, and the
 * published settings.
 */
final class Lean {
    private static final String ROOM = "price";
    private static final long SAMPLES = 1_000_000;
    private static final long PAPER = 4_100_000;

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
        var few = lean.only(e -> e.samples() < 1.05 * SAMPLES);
        var table = new FinalReturns("the preset lean");
        for (var task : List.of("cartpole", "hopper", "cheetah", "ant")) {
            for (var algorithm : List.of("dmo-sapo", "dmo")) {
                table.add(algorithm + ", paper", paper.mostSeeds(algorithm, task));
                table.add(
                        algorithm + ", lean",
                        few.only(Fits::bySquares).by(Arithmetic.FAST).mostSeeds(algorithm, task));
                var likelihood = few.only(e -> !Fits.bySquares(e));
                table.add(
                        algorithm + ", by the likelihood",
                        likelihood.by(Arithmetic.FAST).mostSeeds(algorithm, task));
                table.add(
                        algorithm + ", by the likelihood, bf16",
                        likelihood.by(Arithmetic.BF16).mostSeeds(algorithm, task));
            }
        }
        if (!table.table().isEmpty()) {
            out.table(ROOM, "lean", table.table());
        }
        var whole = new FinalReturns("after the paper's samples");
        var asPublished = records.unchanged()
                .by(Arithmetic.FAST)
                .only(e -> e.evaluation().isPresent() && e.samples() >= PAPER && e.samples() < 1.05 * PAPER);
        for (var task : List.of("hopper", "cheetah", "ant")) {
            for (var algorithm : List.of("dmo-sapo", "dmo")) {
                whole.add(
                        algorithm + ", lean",
                        lean.only(e -> e.samples() >= PAPER).mostSeeds(algorithm, task));
            }
            for (var algorithm : List.of("dmo-sapo", "dmo", "shac", "sapo", "ahac")) {
                whole.add(algorithm, asPublished.mostSeeds(algorithm, task));
            }
        }
        if (!whole.table().isEmpty()) {
            out.table(ROOM, "four-millions", whole.table());
        }
    }
}
