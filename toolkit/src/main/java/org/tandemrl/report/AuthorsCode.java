package org.tandemrl.report;

import java.util.List;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.Results;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** DMO beside its authors' code, as notebook 00 shows it. */
final class AuthorsCode {
    private static final String ROOM = "benchmark";
    private static final String ALGORITHM = "dmo";
    private static final List<String> TASKS = List.of("hopper", "ant");
    private static final int SAMPLES = 1_000_000;

    private AuthorsCode() {}

    static void write(Records records, Output out) {
        var results = records.results()
                .unchanged()
                .by(Arithmetic.DJL)
                .only(e -> TASKS.contains(e.record().settings().task()));
        var published = records.published("authors-code.csv");
        var authors = published.where(published
                .stringColumn("algorithm")
                .isEqualTo("DMO")
                .and(published.stringColumn("task").isIn(TASKS))
                .and(published.intColumn("samples").isLessThanOrEqualTo(SAMPLES)));
        for (var task : TASKS) {
            if (!results.of(ALGORITHM, task).isEmpty()) {
                out.figure(
                        ROOM,
                        ALGORITHM + "-" + task,
                        (folder, name) -> curves(results, authors, task, LearningCurves.Axis.SAMPLES)
                                .save(folder, name));
                out.figure(
                        ROOM,
                        ALGORITHM + "-" + task + "-minutes",
                        (folder, name) -> curves(results, authors, task, LearningCurves.Axis.MINUTES)
                                .save(folder, name));
            }
        }
        out.table(ROOM, "equal-samples", equalSamples(results, authors));
        out.table(ROOM, "seconds-by-phase", phases(results));
        if (records.has("evaluations.csv")) {
            var evaluated = records.csv("evaluations.csv");
            out.table(
                    ROOM,
                    "without-exploration",
                    evaluated.where(evaluated
                            .stringColumn("task")
                            .isIn(TASKS)
                            .and(evaluated.stringColumn("algorithm").isEqualTo(ALGORITHM))));
        }
    }

    private static LearningCurves curves(Results results, Table authors, String task, LearningCurves.Axis axis) {
        boolean bySamples = axis == LearningCurves.Axis.SAMPLES;
        var curves = LearningCurves.against(axis, ALGORITHM + " on " + task, "return of training episodes")
                .with(
                        "Tandem",
                        results.of(ALGORITHM, task).stream()
                                .map(e -> Curve.of(e.table(), bySamples ? "samples" : "seconds", "return"))
                                .toList());
        var theirs = authors.where(authors.stringColumn("task").isEqualTo(task)).setName("authors");
        return bySamples && !theirs.isEmpty()
                ? curves.with("authors' code", List.of(Curve.of(theirs, "samples", "return")))
                : curves;
    }

    private static Table equalSamples(Results results, Table authors) {
        var table = Table.create(
                "training return at equal samples",
                StringColumn.create("task"),
                IntColumn.create("samples"),
                IntColumn.create("seeds"),
                DoubleColumn.create("mean"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"),
                DoubleColumn.create("authors' code"));
        for (var row : authors) {
            double[] returns = results.of(ALGORITHM, row.getString("task")).stream()
                    .mapToDouble(e -> e.at(row.getInt("samples"), "return"))
                    .filter(Double::isFinite)
                    .toArray();
            if (returns.length > 1) {
                var interval = Statistics.meanInterval(returns, 0.95);
                table.stringColumn("task").append(row.getString("task"));
                table.intColumn("samples").append(row.getInt("samples"));
                table.intColumn("seeds").append(returns.length);
                table.doubleColumn("mean").append(interval.estimate());
                table.doubleColumn("95 % low").append(interval.low());
                table.doubleColumn("95 % high").append(interval.high());
                table.doubleColumn("authors' code").append(row.getInt("return"));
            }
        }
        return table;
    }

    private static Table phases(Results results) {
        var phases = Table.create("seconds by phase", StringColumn.create("run"));
        var names = List.of("model", "rollout", "actor", "critic");
        names.forEach(n -> phases.addColumns(DoubleColumn.create(n)));
        phases.addColumns(DoubleColumn.create("samples/s"));
        for (var task : TASKS) {
            for (var entry : results.of(ALGORITHM, task)) {
                var m = entry.metrics();
                phases.stringColumn("run").append(entry.table().name());
                for (var phase : names) {
                    phases.doubleColumn(phase).append(Statistics.mean(m.column("seconds_" + phase)));
                }
                phases.doubleColumn("samples/s").append(m.last("samples") / m.last("seconds"));
            }
        }
        return phases;
    }
}
