package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.figure.WalkingPlots;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;
import org.tandemrl.run.Metrics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Go2's trainings, what their policies do under the conditions of training, and where one of them was not trained. */
final class Walking {
    private static final String ROOM = "go2-walking";
    private static final String TASK = "go2-walking";
    private static final List<String> WORDS = List.of("engine", "condition", "task", "algorithm");
    private static final List<String> COUNTS = List.of("episodes", "seed", "samples", "level");

    private Walking() {}

    /**
     * Nothing, if there is no such folder.
     *
     * @param folder of evaluated runs, and of what {@code go2 measure} and {@code go2 transfer} wrote
     */
    static void write(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var results = Results.read(folder);
        var benchmark = new Benchmark(results);
        var evaluated = results.only(e -> e.evaluation().isPresent());
        var finals = new FinalReturns("Go2 walking, 64 episodes without exploration");
        for (String variant : List.of("", "-clipped", "-steady", "-strong", "-stale", "-constrained", "-terrain")) {
            for (var algorithm : List.of("dmo-sapo", "dmo", "ppo")) {
                finals.add(algorithm, evaluated.mostSeeds(algorithm, TASK + variant));
            }
        }
        if (!finals.table().isEmpty()) {
            out.table(ROOM, "final-returns", finals.table());
        }
        for (String axis : List.of("samples", "cpu_seconds")) {
            var curves = new TaskCurves(benchmark, TASK, axis).plot();
            if (!curves.isEmpty()) {
                out.figure(ROOM, "curves-" + axis.replace("cpu_seconds", "minutes"), curves::save);
            }
        }
        out.written(folder.resolve("measures.csv"), ROOM, "measures", WORDS, COUNTS);
        corrections(out);
        Hand.steps(folder, ROOM, out);
        out.written(folder.resolve("transfer.csv"), ROOM, "transfer", WORDS, COUNTS);
        var transfer = out.tables().get(ROOM + "/transfer");
        if (transfer != null) {
            WalkingPlots.transfer(transfer).forEach((name, plot) -> out.figure(ROOM, name, plot::save));
        }
    }

    /** One algorithm trained with one thing as the paper's code has it, all measured under the same conditions, in the engine of their training. */
    private static void corrections(Output out) {
        var measures = out.tables().get(ROOM + "/measures");
        if (measures != null) {
            var rows = measures.where(measures.stringColumn("engine")
                    .isEqualTo("PhysX")
                    .and(measures.stringColumn("algorithm").isEqualTo("dmo-sapo")));
            if (!rows.isEmpty()) {
                rows.setName("one thing as the paper's code has it (dmo-sapo, PhysX, measured as go2-walking)");
                out.table(ROOM, "corrections", rows.sortOn("task", "seed"));
            }
        }
    }

    /**
     * Policies that remember, beside those that do not.
     *
     * @param folder of evaluated runs, and of what {@code go2 measure} wrote of them; nothing, if there is no such folder
     */
    static void recurrent(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var finals = new FinalReturns("Go2 walking by a policy that remembers, 64 episodes without exploration");
        finals.add(
                "dmo-sapo, recurrent",
                Results.read(folder).only(e -> e.evaluation().isPresent()).mostSeeds("dmo-sapo", TASK));
        if (!finals.table().isEmpty()) {
            out.table(ROOM, "recurrent-returns", finals.table());
        }
        out.written(folder.resolve("measures.csv"), ROOM, "recurrent-measures", WORDS, COUNTS);
        out.written(folder.resolve("progress.csv"), ROOM, "recurrent-progress", WORDS, COUNTS);
        out.written(folder.resolve("terrain.csv"), ROOM, "recurrent-terrain", WORDS, COUNTS);
        out.written(folder.resolve("transfer.csv"), ROOM, "recurrent-transfer", WORDS, COUNTS);
        var transfer = out.tables().get(ROOM + "/recurrent-transfer");
        if (transfer != null) {
            WalkingPlots.transfer(transfer).forEach((name, plot) -> out.figure(ROOM, "recurrent-" + name, plot::save));
        }
    }

    /**
     * Balancing on the front legs: how the training went, and how many episodes its policy, and those on the way to it, stand up.
     *
     * @param folder of evaluated runs, and of what {@code go2 balance} wrote of them; nothing, if there is no such folder
     */
    static void frontLegs(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        String room = "go2-front-legs";
        for (String name : List.of("balance", "balance-first", "progress")) {
            out.written(folder.resolve(name + ".csv"), room, name, WORDS, COUNTS);
        }
        var finals = new FinalReturns("Go2 on its front legs, 64 episodes without exploration");
        var curves = LearningCurves.against(
                LearningCurves.Axis.SAMPLES, "Go2 on its front legs", "return of training episodes");
        var evaluated = Results.read(folder).only(e -> e.evaluation().isPresent());
        for (boolean remembers : List.of(true, false)) {
            var runs = evaluated
                    .only(e -> remembers
                            != e.record()
                                    .settings()
                                    .config()
                                    .settings()
                                    .getOrDefault("actor.recurrent", "0")
                                    .equals("0"))
                    .mostSeeds("dmo-sapo", room);
            if (!runs.isEmpty()) {
                String name = remembers ? "dmo-sapo, remembers" : "dmo-sapo";
                finals.add(name, runs);
                curves = curves.with(
                        name,
                        runs.stream()
                                .map(r -> Curve.of(r.table(), "samples", "return"))
                                .toList());
            }
        }
        if (!curves.isEmpty()) {
            out.table(room, "final-returns", finals.table());
            out.figure(room, "curves", curves::save);
        }
    }

    /**
     * What walking robots must not do, a row a constraint and a column a policy: in how many of 100 control steps it is exceeded, and by how much at most by
     * any of them.
     *
     * @param folders of what {@code go2 measure --constraints} wrote, with words for their policies; those without are left out
     */
    static void constraints(Map<Path, String> folders, Output out) {
        var shares = new LinkedHashMap<String, Map<String, Double>>();
        var largest = new LinkedHashMap<String, Double>();
        var units = new LinkedHashMap<String, String>();
        folders.forEach((folder, words) -> {
            var file = folder.resolve("constraints.csv");
            if (Files.exists(file)) {
                for (var row : Table.read().csv(file.toFile())) {
                    String constraint = row.getString("constraint");
                    String policy = row.getString("algorithm") + words + " " + row.getInt("seed");
                    shares.computeIfAbsent(policy, p -> new LinkedHashMap<>())
                            .put(constraint, 100 * row.getDouble("share of steps"));
                    largest.merge(constraint, row.getDouble("largest excess"), Math::max);
                    units.put(constraint, row.getString("unit"));
                }
            }
        });
        if (shares.isEmpty()) {
            return;
        }
        var table = Table.create("constraints", StringColumn.create("constraint", largest.keySet()));
        shares.forEach((policy, by) -> table.addColumns(DoubleColumn.create(
                policy, largest.keySet().stream().map(by::get).toArray(Double[]::new))));
        table.addColumns(
                DoubleColumn.create("largest excess", largest.values().toArray(Double[]::new)),
                StringColumn.create("unit", units.values()));
        out.table(ROOM, "constraints", table);
    }

    /**
     * A training that was killed and resumed beside the same that was not.
     *
     * @param folder of the two runs, {@code whole} and {@code cut}; nothing, if there is no such folder
     */
    static void resumed(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        double[] whole = returns(folder.resolve("whole"));
        double[] cut = returns(folder.resolve("cut"));
        int same = Arrays.mismatch(whole, cut);
        double apart = IntStream.range(0, whole.length)
                .mapToDouble(i -> Math.abs(whole[i] - cut[i]))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        out.table(
                ROOM,
                "resume",
                Table.create(
                        "resume",
                        StringColumn.create("what", "killed and resumed, beside one that was not"),
                        IntColumn.create("epochs", new int[] {whole.length}),
                        IntColumn.create("equal epochs", new int[] {same < 0 ? whole.length : same}),
                        DoubleColumn.create("return", new double[] {whole[whole.length - 1]}),
                        DoubleColumn.create("resumed return", new double[] {cut[cut.length - 1]}),
                        DoubleColumn.create("most apart", new double[] {apart})));
    }

    private static double[] returns(Path run) {
        return Metrics.read(run.resolve("metrics.csv")).column("return");
    }
}
