package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;
import org.tandemrl.run.Evaluation;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The hand: what its engine needs, and its trainings. */
final class Hand {
    private static final String ROOM = "hand";
    private static final String TASK = "allegro";
    private static final List<String> TASKS = List.of(
            TASK,
            "allegro-slow",
            "allegro-slow-paced",
            "allegro-slow-lying",
            "allegro-slow-near",
            "allegro-slow-growing",
            "allegro-torque");

    /** Of the task's observation, from and to; see its class. */
    private static final Map<String, List<Integer>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("joint positions", List.of(0, 16));
        COLUMNS.put("joint velocities", List.of(16, 32));
        COLUMNS.put("servos' torques", List.of(32, 48));
        COLUMNS.put("cube's place", List.of(48, 51));
        COLUMNS.put("cube's orientation", List.of(51, 55));
        COLUMNS.put("cube's velocity", List.of(55, 58));
        COLUMNS.put("cube's angular velocity", List.of(58, 61));
        COLUMNS.put("the rotation that is wrong", List.of(65, 69));
    }

    /** Models that were tried, by what differs in the settings. */
    private static final Map<String, Map<String, String>> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("", Map.of());
        MODELS.put(" with scaled changes", Map.of("model.target", "SCALED_CHANGE"));
        MODELS.put(" with turns", Map.of("model.target", "SCALED_TURN", "model.loss", "DETERMINISTIC"));
        var brief = new TreeMap<>(MODELS.get(" with turns"));
        brief.putAll(Map.of("horizon", "4", "environments", "512"));
        MODELS.put(" with turns, windows of 4 steps", brief);
        var calm = new TreeMap<>(brief);
        calm.put("targetEntropy", "-1.5");
        MODELS.put(" with turns, windows of 4 steps, less entropy", calm);
        var often = new TreeMap<>(MODELS.get(" with turns"));
        often.putAll(Map.of("horizon", "4", "model.updates", "8", "optimiser.scheduleEpochs", "8000"));
        MODELS.put(" with turns, 4 times the updates", often);
        var both = new TreeMap<>(often);
        both.put("targetEntropy", "-1.5");
        MODELS.put(" with turns, 4 times the updates, less entropy", both);
        var more = new TreeMap<>(both);
        more.putAll(Map.of("environments", "32", "model.updates", "2", "optimiser.scheduleEpochs", "32000"));
        MODELS.put(" with turns, 16 times the updates, less entropy", more);
    }

    /** Trainings whose own models were asked. */
    private static final List<String> OWN =
            List.of("dmo-sapo-1", "dmo-1", "dmo-sapo-slow-1", "dmo-sapo-slow-scaled-1", "dmo-sapo-slow-turn-1");

    /** Models that were fitted to one training's transitions, by target and loss. */
    private static final List<String> REFITTED = List.of(
            "change-gaussian",
            "scaled_change-gaussian",
            "scaled_change-deterministic",
            "scaled_turn-gaussian",
            "scaled_turn-deterministic");

    private Hand() {}

    private static String label(Results.Entry run) {
        return run.record().settings().algorithm()
                + MODELS.entrySet().stream()
                        .filter(model -> model.getValue().equals(run.changes()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseGet(() -> " with " + run.changes());
    }

    /** What {@code bench steps --record} wrote. */
    static void steps(Path folder, String room, Output out) {
        out.written(
                folder.resolve("steps.csv"),
                room,
                "steps",
                List.of("task", "where the time goes"),
                List.of("environments", "threads", "steps", "steps/s", "steps/s of processor time", "invalid"));
    }

    /**
     * Nothing, if there is no such folder.
     *
     * @param folder of evaluated runs, and of what {@code study hand} wrote
     */
    static void write(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        out.written(folder.resolve("stability.csv"), ROOM, "stability", List.of("cone"), List.of());
        out.written(folder.resolve("constant.csv"), ROOM, "constant", List.of("task"), List.of());
        steps(folder, ROOM, out);
        var results = Results.read(folder);
        var finals = new FinalReturns("the hand, 64 episodes without exploration");
        for (var task : TASKS) {
            for (var algorithm : List.of("dmo-sapo", "dmo", "maac-sapo", "ppo", "sac")) {
                MODELS.forEach((model, changes) -> finals.add(
                        algorithm + model,
                        results.only(e -> e.evaluation().isPresent()
                                        && e.changes().equals(changes))
                                .mostSeeds(algorithm, task)));
            }
        }
        if (!finals.table().isEmpty()) {
            out.table(ROOM, "final-returns", finals.table());
            out.table(ROOM, "measures", measures(results, Results.Entry::evaluation));
            out.table(
                    ROOM,
                    "near-on-slow",
                    measures(results, run -> Evaluation.readOn("allegro-slow", folder.resolve(run.name()))));
        }
        new Known(folder, COLUMNS, "", OWN).write(ROOM, out);
        new Known(folder, COLUMNS, "refit-", REFITTED).write(ROOM, out);
        curves(results, "allegro-slow", "curves-slow", out);
        curves(results, "allegro-slow-paced", "curves-paced", out);
        curves(results, "allegro-slow-lying", "curves-lying", out);
        curves(results, "allegro-slow-near", "curves-near", out);
        curves(results, "allegro-slow-growing", "curves-growing", out);
        for (String axis : List.of("samples", "cpu_seconds")) {
            var curves = new TaskCurves(new Benchmark(results), TASK, axis).plot();
            if (!curves.isEmpty()) {
                out.figure(ROOM, "curves-" + axis.replace("cpu_seconds", "minutes"), curves::save);
            }
        }
    }

    /** Trainings of a task, by what is set otherwise. */
    private static void curves(Results results, String task, String name, Output out) {
        var runs = new TreeMap<String, List<Curve>>();
        for (var run :
                results.only(e -> e.record().settings().task().equals(task)).all()) {
            runs.computeIfAbsent(label(run), label -> new ArrayList<>())
                    .add(Curve.of(run.table(), "samples", "return"));
        }
        var curves = LearningCurves.against(LearningCurves.Axis.SAMPLES, task, "return of training episodes");
        for (var of : runs.entrySet()) {
            curves = curves.with(of.getKey(), of.getValue());
        }
        if (!curves.isEmpty()) {
            out.figure(ROOM, name, curves::save);
        }
    }

    /** What evaluations tell beside the return, a row a run: of successes also the median, the most, and in what share of episodes there are two. */
    private static Table measures(Results results, Function<Results.Entry, Optional<Evaluation>> evaluation) {
        var tasks = StringColumn.create("task");
        var algorithms = StringColumn.create("algorithm");
        var seeds = IntColumn.create("seed");
        var numbers = new LinkedHashMap<String, DoubleColumn>();
        for (var run : results.only(e -> evaluation.apply(e).isPresent()).all()) {
            tasks.append(run.record().settings().task());
            algorithms.append(label(run));
            seeds.append((int) run.record().settings().seed());
            evaluation.apply(run).orElseThrow().measures().forEach((name, values) -> {
                add(numbers, name, seeds.size(), Statistics.mean(values));
                if (name.equals("successes")) {
                    add(numbers, "median of successes", seeds.size(), Statistics.quantile(values, 0.5));
                    add(
                            numbers,
                            "most successes",
                            seeds.size(),
                            Arrays.stream(values).max().orElseThrow());
                    add(numbers, "any", seeds.size(), share(values, 1));
                    add(numbers, "two or more", seeds.size(), share(values, 2));
                }
            });
        }
        var table = Table.create("the hand, by run", tasks, algorithms, seeds);
        numbers.values().forEach(column -> {
            while (column.size() < seeds.size()) {
                column.appendMissing();
            }
            table.addColumns(column);
        });
        return table;
    }

    private static double share(double[] values, double least) {
        return (double) Arrays.stream(values).filter(v -> v >= least).count() / values.length;
    }

    private static void add(Map<String, DoubleColumn> numbers, String name, int row, double value) {
        var column = numbers.computeIfAbsent(name, DoubleColumn::create);
        while (column.size() < row - 1) {
            column.appendMissing();
        }
        column.append(value);
    }
}
