package org.tandemrl.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.figure.BarPlot;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;
import org.tandemrl.result.ReturnsAt;
import org.tandemrl.run.RunSettings;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Twelve algorithms on three robots, and the ablations of one, as notebook 03 shows them. */
final class AlgorithmsCompared {
    private static final String ROOM = "algorithms";
    private static final List<String> TASKS = List.of("hopper", "cheetah", "ant");
    private static final String ABLATED = "ant";
    private static final int ABLATED_SAMPLES = 500_000;
    /** In which dmo and dmo-sapo nearly come to a million samples. */
    private static final Map<String, Double> MINUTES = Map.of("hopper", 2.6, "cheetah", 7.8, "ant", 16.0);

    private static final List<String> FIRST_ORDER =
            List.of("dmo", "dmo-sapo", "dmo-bptt", "shac", "sapo", "bptt", "ahac");

    private final Results results;
    private final Results plain;

    private AlgorithmsCompared(Records records) {
        results = records.results().only(e -> e.evaluation().isPresent()).by(Arithmetic.FAST);
        plain = results.unchanged();
    }

    static void write(Records records, Output out) {
        var all = new AlgorithmsCompared(records);
        out.table(ROOM, "algorithms", names());
        out.table(ROOM, "final-returns", all.finals());
        out.table(ROOM, "final-returns-by-task", WideTables.finals(all.plain, TASKS));
        all.equal(out);
        out.table(ROOM, "maac-updates", all.updates());
        all.ablations(out);
        for (var task : TASKS) {
            all.curves(out, task, task, LearningCurves.Axis.SAMPLES, FIRST_ORDER);
            all.curves(out, task, task + "-model-free", LearningCurves.Axis.SAMPLES, List.of("ppo", "sac"));
            all.curves(
                    out,
                    task,
                    task + "-time",
                    LearningCurves.Axis.CPU_MINUTES,
                    List.of("dmo", "dmo-sapo", "shac", "sapo", "ppo", "sac"));
        }
    }

    private static Table names() {
        var names = Table.create("algorithms", StringColumn.create("name"), StringColumn.create("what it is"));
        for (var name : Algorithms.names()) {
            names.stringColumn(0).append(name);
            names.stringColumn(1).append(Algorithms.named(name).description());
        }
        return names;
    }

    private Table finals() {
        var finals = new FinalReturns("return without exploration");
        for (var task : TASKS) {
            for (var name : Algorithms.names()) {
                plain.budgets(name, task).forEach(runs -> finals.add(name, runs));
            }
            // Where AHAC's horizon has come down to its bound: what that horizon does without adapting.
            finals.add("shac, 8 steps", changed(Map.of("horizon", "8")).mostSeeds("shac", task));
        }
        return finals.table();
    }

    private Results changed(Map<String, String> changes) {
        return results.only(e -> e.changes().equals(changes));
    }

    private void equal(Output out) {
        var samples = new ReturnsAt("training return at a million samples", "samples");
        var time = new ReturnsAt("training return at equal processor time", "cpu_seconds");
        // Later seeds were trained on a faster one.
        var ofOneProcessor = plain.only(e -> e.record().settings().seed() <= 3);
        for (var task : TASKS) {
            for (var name : List.of("dmo", "dmo-sapo", "shac", "sapo", "sac")) {
                samples.add(task, name, plain.reaching(name, task, "samples", 1_000_000), 1_000_000);
            }
            for (var name : List.of("dmo", "dmo-sapo", "ppo", "sac")) {
                double seconds = 60 * MINUTES.get(task);
                time.add(task, name, ofOneProcessor.reaching(name, task, "cpu_seconds", seconds), seconds);
            }
        }
        out.table(ROOM, "equal-samples", samples.table());
        out.table(ROOM, "equal-time", time.table());
        // PPO's 1024 environments need more than a million samples for an episode each.
        var two = new ReturnsAt("training return at two million samples", "samples");
        for (var task : TASKS) {
            two.add(task, "ppo", plain.reaching("ppo", task, "samples", 2_000_000), 2_000_000);
        }
        out.table(ROOM, "two-million", two.table());
    }

    private static int samplesOfAnEpoch(String name, String task) {
        var own = RunSettings.of(name, task, 1, 1).config().settings();
        return Integer.parseInt(own.get("environments"))
                * Integer.parseInt(own.get(name.equals("maac") ? "steps" : "horizon"));
    }

    private Table updates() {
        var updates = new FinalReturns("as many updates");
        for (var task : TASKS) {
            int times = samplesOfAnEpoch("dmo", task) / samplesOfAnEpoch("maac", task);
            updates.add("dmo", plain.mostSeeds("dmo", task));
            if (times > 1) {
                updates.add(
                        "maac, as many updates",
                        changed(Map.of("steps", "" + times)).mostSeeds("maac", task));
            }
            updates.add(
                    "maac, " + (times == 1 ? "as many updates" : times + " times as many"),
                    plain.mostSeeds("maac", task));
        }
        return updates.table();
    }

    private Map<String, List<Results.Entry>> ablated() {
        var kinds = new LinkedHashMap<String, List<Results.Entry>>();
        kinds.put("dmo", plain.reaching("dmo", ABLATED, "samples", ABLATED_SAMPLES));
        kinds.put("coupled (imagined)", plain.reaching("imagined", ABLATED, "samples", ABLATED_SAMPLES));
        kinds.put("no critic", changed(Map.of("horizon", "16")).of("dmo-bptt", ABLATED));
        kinds.put("no critic, long windows (dmo-bptt)", plain.mostSeeds("dmo-bptt", ABLATED));
        kinds.put(
                "deterministic actor",
                changed(Map.of("actor.head", "DETERMINISTIC")).of("dmo", ABLATED));
        kinds.put(
                "deterministic model",
                changed(Map.of("model.loss", "DETERMINISTIC")).of("dmo", ABLATED));
        kinds.put(
                "scaled least squares",
                changed(Map.of("model.loss", "DETERMINISTIC", "model.target", "SCALED_CHANGE"))
                        .of("dmo", ABLATED));
        kinds.put(
                "learned reward", changed(Map.of("model.learnedReward", "true")).of("dmo", ABLATED));
        kinds.put("non-residual model", changed(Map.of("model.target", "NEXT")).of("dmo", ABLATED));
        kinds.values().removeIf(List::isEmpty);
        return kinds;
    }

    private void ablations(Output out) {
        var kinds = ablated();
        var table = new ReturnsAt("ablations of dmo on " + ABLATED, "samples");
        kinds.forEach((kind, runs) -> table.add(ABLATED, kind, runs, ABLATED_SAMPLES));
        out.table(ROOM, "ablations-" + ABLATED, table.table());
        if (kinds.isEmpty()) {
            return;
        }
        out.figure(ROOM, "ablations-" + ABLATED, (folder, name) -> {
            var curves = LearningCurves.against(
                    LearningCurves.Axis.SAMPLES, "ablations of dmo on " + ABLATED, "return of training episodes");
            for (var kind : kinds.entrySet()) {
                if (!kind.getKey().contains("long windows")) {
                    curves = curves.with(
                            kind.getKey(),
                            kind.getValue().stream()
                                    .map(AlgorithmsCompared::beginning)
                                    .toList());
                }
            }
            curves.save(folder, name);
        });
        out.figure(
                ROOM,
                "ablations-" + ABLATED + "-bars",
                (folder, name) -> BarPlot.of(
                                "dmo on " + ABLATED + " after 0.5 M samples, ablations",
                                "training return (95 % t interval over seeds)",
                                table.table(),
                                "runs")
                        .save(folder, name));
    }

    private static Curve beginning(Results.Entry run) {
        var rows = run.table();
        var first = rows.where(rows.numberColumn("samples").isLessThanOrEqualTo(ABLATED_SAMPLES + 500));
        first.setName(rows.name());
        return Curve.of(first, "samples", "return");
    }

    private void curves(Output out, String task, String file, LearningCurves.Axis axis, List<String> algorithms) {
        var spent = axis == LearningCurves.Axis.SAMPLES ? "samples" : "cpu_seconds";
        var shown = new LinkedHashMap<String, List<Results.Entry>>();
        for (var name : algorithms) {
            var runs = plain.only(e -> e.metrics().columns().contains(spent)).mostSeeds(name, task);
            if (!runs.isEmpty()) {
                shown.put(name, runs);
            }
        }
        if (shown.isEmpty()) {
            return;
        }
        out.figure(ROOM, file, (folder, name) -> {
            var figure = LearningCurves.against(axis, task, "return of training episodes");
            for (var each : shown.entrySet()) {
                figure = figure.with(
                        each.getKey(),
                        each.getValue().stream()
                                .map(e -> Curve.of(e.table(), spent, "return"))
                                .toList());
            }
            figure.save(folder, name);
        });
    }
}
