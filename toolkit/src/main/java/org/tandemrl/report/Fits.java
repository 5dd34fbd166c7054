package org.tandemrl.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;

/**
 * Two fits of the learned model: the paper's, by the likelihood of raw changes, and by least squares of changes in units of their own; and
 * what decoupling is worth with the second.
 */
final class Fits {
    private static final String ROOM = "fits";
    private static final Map<String, String> SQUARES = Map.of(
            "model.target", DynamicsModel.Target.SCALED_CHANGE.name(),
            "model.loss", DynamicsModel.Loss.DETERMINISTIC.name());
    private static final Map<String, String> LIKELIHOOD = Map.of(
            "model.target", DynamicsModel.Target.CHANGE.name(),
            "model.loss", DynamicsModel.Loss.GAUSSIAN.name());
    private static final List<String> ALGORITHMS = List.of("dmo", "dmo-sapo");

    private Fits() {}

    /** Whether it has the preset "lean" of Humanoid or SNU, but for the model's fit, which is the paper's. */
    static boolean leanByLikelihood(Results.Entry entry) {
        return entry.changesFromLean().filter(LIKELIHOOD::equals).isPresent();
    }

    /** Whether its model is fitted by least squares of scaled changes, which the algorithms themselves are not. */
    static boolean bySquares(Results.Entry entry) {
        return entry.changes().entrySet().containsAll(SQUARES.entrySet());
    }

    /** Evaluated runs; watched ones are left aside, with what gradients cost besides. */
    static Results plain(Results records) {
        return records.only(e -> e.evaluation().isPresent()
                && e.record()
                        .settings()
                        .config()
                        .settings()
                        .getOrDefault("gradientQualityEvery", "0")
                        .equals("0"));
    }

    static void write(Results records, Output out) {
        var evaluated = plain(records);
        var finals = new FinalReturns("two fits of the model");
        for (var task : List.of("hopper", "humanoid", "snu")) {
            boolean lean = !task.equals("hopper");
            Predicate<Results.Entry> likelihood = e -> lean
                    ? leanByLikelihood(e)
                    : e.changes().isEmpty() && e.record().settings().config().arithmetic() == Arithmetic.FAST;
            Predicate<Results.Entry> squares =
                    e -> lean ? e.isLean() : e.changes().equals(SQUARES);
            var kinds = new LinkedHashMap<String, List<Results.Entry>>();
            for (var algorithm : ALGORITHMS) {
                var fitted = evaluated.only(squares).mostSeeds(algorithm, task);
                if (!fitted.isEmpty()) {
                    kinds.put(
                            algorithm + " by likelihood",
                            evaluated
                                    .only(likelihood)
                                    .only(e -> Math.abs(e.samples()
                                                            / fitted.getFirst().samples()
                                                    - 1)
                                            < 0.05)
                                    .mostSeeds(algorithm, task));
                    kinds.put(algorithm + " by least squares", fitted);
                }
            }
            kinds.values().removeIf(List::isEmpty);
            kinds.forEach(finals::add);
            draw(ROOM, task, task + ", two fits", kinds, out);
        }
        if (!finals.table().isEmpty()) {
            finals.table().column("algorithm").setName("runs");
            out.table(ROOM, "final-returns", finals.table());
        }
    }

    /**
     * What decoupling is worth with the lean model: {@code dmo} beside {@code imagined}, whose windows the model unrolls itself, with all
     * else the same, and beside {@code maac}, which imagines from its buffer.
     */
    static void coupled(Results records, Output out) {
        var lean = plain(records).only(Results.Entry::isLean);
        var finals = new FinalReturns("decoupled and coupled, lean model");
        for (var task : List.of("humanoid", "snu")) {
            var kinds = new LinkedHashMap<String, List<Results.Entry>>();
            for (var algorithm : List.of("dmo", "imagined", "maac")) {
                kinds.put(algorithm, lean.mostSeeds(algorithm, task));
            }
            kinds.values().removeIf(List::isEmpty);
            if (kinds.size() > 1) {
                kinds.forEach(finals::add);
                draw("coupled", task, task + ", lean model", kinds, out);
            }
        }
        if (!finals.table().isEmpty()) {
            out.table("coupled", "final-returns", finals.table());
        }
    }

    /** Curves of kinds of runs, as a figure of a task. */
    static void draw(String room, String task, String title, Map<String, List<Results.Entry>> kinds, Output out) {
        var curves = LearningCurves.against(LearningCurves.Axis.SAMPLES, title, "return of training episodes");
        for (var kind : kinds.entrySet()) {
            curves = curves.with(
                    kind.getKey(),
                    kind.getValue().stream()
                            .map(r -> Curve.of(r.table(), "samples", "return"))
                            .toList());
        }
        if (!curves.isEmpty()) {
            out.figure(room, task, curves::save);
        }
    }
}
