package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.result.Results;
import org.tandemrl.study.GradientStudy;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Why {@code dmo-sapo} learns on Humanoid by the likelihood's fit where {@code dmo} does not: parts of the two exchanged, and another fit. */
final class Why {
    private static final String ROOM = "why";
    private static final String TASK = "humanoid";
    /** Where the shortest ends. */
    private static final long SAMPLES = 600_000;

    private static final long LATELY = 50_000;

    /** Whose loss is of changes in other units, and not to be compared. */
    private static final Set<String> OTHER_UNITS = Set.of("dmo-scaled", "dmo-square");

    /** Variants by the beginning of their records' names. */
    private static final Map<String, String> VARIANTS = new LinkedHashMap<>();

    static {
        VARIANTS.put("dmo", "dmo");
        VARIANTS.put("dmo-wide", "dmo with σ from 0.82");
        VARIANTS.put("dmo-head", "dmo with σ by the state");
        VARIANTS.put("dmo-scaled", "dmo with scaled changes");
        VARIANTS.put("dmo-square", "dmo with scaled changes by least squares");
        VARIANTS.put("sapo-calm", "dmo-sapo without the bonus");
        VARIANTS.put("sapo-head", "dmo-sapo with σ not by the state");
        VARIANTS.put("sapo-critic", "dmo-sapo with one critic and ELU and Adam");
    }

    /** Of Humanoid's observation, from and to; see its class. */
    private static final Map<String, List<Integer>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("height", List.of(0, 1));
        COLUMNS.put("orientation", List.of(1, 5));
        COLUMNS.put("velocity", List.of(5, 8));
        COLUMNS.put("angular velocity", List.of(8, 11));
        COLUMNS.put("joint positions", List.of(11, 32));
        COLUMNS.put("joint velocities", List.of(32, 53));
        COLUMNS.put("up and heading", List.of(53, 55));
    }

    private Why() {}

    /**
     * Nothing, if there is no such folder.
     *
     * @param records with those of {@code dmo-sapo} itself
     * @param folder of runs VARIANT-SEED, and of studies of their gradients, study-VARIANT-SEED
     */
    static void write(Results records, Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var runs = new LinkedHashMap<String, List<Results.Entry>>();
        var all = Results.read(folder);
        VARIANTS.keySet()
                .forEach(prefix -> runs.put(
                        prefix,
                        all.only(e -> e.name().matches(prefix + "-[0-9]+")).all()));
        runs.put(
                "dmo-sapo",
                records.only(e -> Fits.leanByLikelihood(e)
                                && e.record().settings().algorithm().equals("dmo-sapo")
                                && e.record().settings().task().equals(TASK))
                        .all());
        var table = Table.create(
                "Humanoid after " + SAMPLES + " samples",
                StringColumn.create("runs"),
                IntColumn.create("seeds"),
                DoubleColumn.create("training return"),
                DoubleColumn.create("lowest"),
                DoubleColumn.create("highest"),
                DoubleColumn.create("σ"),
                DoubleColumn.create("model's loss"),
                DoubleColumn.create("error of ∂s'/∂a"),
                DoubleColumn.create("cosine at 1 step"),
                DoubleColumn.create("cosine at 16 steps"),
                DoubleColumn.create("± at 1 step"),
                DoubleColumn.create("± at 16 steps"));
        for (String metric : List.of("return", "model_loss")) {
            var curves = LearningCurves.against(
                    LearningCurves.Axis.SAMPLES,
                    "Humanoid, lean model by the likelihood",
                    metric.equals("return") ? "return of training episodes" : "loss of the model");
            for (var of : runs.entrySet()) {
                var seeds = of.getValue().stream()
                        .map(r -> Curve.of(
                                r.table()
                                        .where(r.table().numberColumn("samples").isLessThanOrEqualTo(SAMPLES)),
                                "samples",
                                metric))
                        .toList();
                if (!seeds.isEmpty() && (metric.equals("return") || !OTHER_UNITS.contains(of.getKey()))) {
                    curves = curves.with(VARIANTS.getOrDefault(of.getKey(), of.getKey()), seeds);
                }
            }
            if (!curves.isEmpty()) {
                out.figure(ROOM, metric.replace('_', '-'), curves::save);
            }
        }
        runs.forEach((prefix, seeds) -> {
            if (!seeds.isEmpty()) {
                row(table, VARIANTS.getOrDefault(prefix, prefix), seeds, study(folder, prefix));
                if (OTHER_UNITS.contains(prefix)) {
                    table.doubleColumn("model's loss").setMissing(table.rowCount() - 1);
                }
            }
        });
        out.table(ROOM, TASK, table);
        new Known(folder, COLUMNS, "", List.of("dmo-1", "dmo-square-1")).write(ROOM, out);
    }

    private static Optional<GradientStudy.Findings> study(Path folder, String prefix) {
        var place = folder.resolve("study-" + prefix + "-1");
        return Files.isDirectory(place) ? Optional.of(GradientStudy.Findings.read(place)) : Optional.empty();
    }

    private static void row(
            Table table, String words, List<Results.Entry> seeds, Optional<GradientStudy.Findings> study) {
        var returns = new ArrayList<Double>();
        seeds.forEach(r -> returns.add(lately(r, "return")));
        table.stringColumn(0).append(words);
        table.intColumn(1).append(seeds.size());
        table.doubleColumn(2).append(mean(returns));
        table.doubleColumn(3).append(returns.stream().mapToDouble(x -> x).min().orElseThrow());
        table.doubleColumn(4).append(returns.stream().mapToDouble(x -> x).max().orElseThrow());
        table.doubleColumn(5)
                .append(mean(
                        seeds.stream().map(r -> lately(r, "policy_deviation")).toList()));
        table.doubleColumn(6)
                .append(mean(seeds.stream().map(r -> lately(r, "model_loss")).toList()));
        table.doubleColumn(7)
                .append(of(study.map(GradientStudy.Findings::jacobians), "way", "decoupled", "steps", 1, "error"));
        var gradients = study.map(GradientStudy.Findings::gradients);
        for (int horizon : List.of(1, 16)) {
            int column = horizon == 1 ? 8 : 9;
            table.doubleColumn(column).append(of(gradients, "source", "decoupled", "horizon", horizon, "cosine"));
            table.doubleColumn(column + 2)
                    .append((of(gradients, "source", "decoupled", "horizon", horizon, "cosine_high")
                                    - of(gradients, "source", "decoupled", "horizon", horizon, "cosine_low"))
                            / 2);
        }
    }

    private static double of(
            Optional<Table> table, String words, String word, String numbers, int number, String column) {
        return table.stream()
                .flatMap(Table::stream)
                .filter(row -> row.getString(words).equals(word) && row.getDouble(numbers) == number)
                .mapToDouble(row -> row.getDouble(column))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Mean of a metric over the last samples before the end of the shortest. */
    private static double lately(Results.Entry run, String metric) {
        double[] samples = run.metrics().column("samples");
        double[] values = run.metrics().column(metric);
        return IntStream.range(0, samples.length)
                .filter(i -> samples[i] > SAMPLES - LATELY && samples[i] <= SAMPLES)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(x -> x).average().orElseThrow();
    }
}
