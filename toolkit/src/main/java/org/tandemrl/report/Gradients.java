package org.tandemrl.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.figure.GradientPlots;
import org.tandemrl.result.Results;
import org.tandemrl.study.AscentStudy;
import org.tandemrl.study.GradientStudy;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Whose gradient: the studies and watched runs among the records, as notebook 02 shows them. */
final class Gradients {
    private static final String ROOM = "gradient-sources";
    private static final List<String> TASKS = List.of("hopper", "cheetah", "ant", "humanoid", "snu");
    private static final List<String> ALGORITHMS = List.of("dmo", "shac", "dmo-sapo");

    /** Studies of what is paid, by the record's name behind "ascent-". */
    private static final List<String> ASCENTS =
            List.of("hopper", "ant", "humanoid", "snu", "go2-walking", "allegro-slow", "allegro-slow-paced");

    private Gradients() {}

    static void write(Records records, Output out) {
        var watched = records.results()
                .only(e -> !e.record()
                        .settings()
                        .config()
                        .settings()
                        .getOrDefault("gradientQualityEvery", "0")
                        .equals("0"));
        var quality = Table.create(
                "cosine with the simulator's gradient, mean over a training",
                StringColumn.create("task"),
                StringColumn.create("algorithm"),
                LongColumn.create("seed"),
                IntColumn.create("windows"),
                DoubleColumn.create("decoupled"),
                DoubleColumn.create("imagined"));
        for (var task : TASKS) {
            for (var algorithm : ALGORITHMS) {
                String name = algorithm.equals("dmo") ? task : task + "-" + algorithm;
                String title = task + " by " + algorithm;
                var runs = watched.mostSeeds(algorithm, task);
                if (!runs.isEmpty()) {
                    out.figure(
                            ROOM,
                            "training-" + name,
                            (folder, file) ->
                                    GradientPlots.training(title, runs).save(folder, file));
                    runs.forEach(run -> add(quality, run));
                }
                if (records.has("gradient-study-" + name)) {
                    study(
                            out,
                            name,
                            title,
                            GradientStudy.Findings.read(records.folder().resolve("gradient-study-" + name)));
                }
            }
        }
        out.table(ROOM, "over-training", quality);
        var studies = new LinkedHashMap<String, Table>();
        out.tables().forEach((key, table) -> {
            if (key.startsWith(ROOM + "/gradients-")) {
                studies.put(key.substring((ROOM + "/gradients-").length()), table);
            }
        });
        out.table(
                ROOM,
                "cosines",
                overHorizons("cosine with the simulator's gradient over the horizon", studies, "cosine"));
        var ascents = new LinkedHashMap<String, Table>();
        for (var name : ASCENTS) {
            if (records.has("ascent-" + name)) {
                var table = AscentStudy.read(
                        records.folder().resolve("ascent-" + name).resolve("ascent.csv"));
                out.table(ROOM, "ascent-" + name, table);
                ascents.put(name, table);
                out.figure(
                        ROOM,
                        "ascent-" + name,
                        (folder, figure) -> GradientPlots.paid(name, table).save(folder, figure));
            }
        }
        if (!ascents.isEmpty()) {
            out.table(
                    ROOM,
                    "ascent",
                    overHorizons("share of the promised gain that the simulator pays", ascents, "share"));
        }
    }

    private static void add(Table quality, Results.Entry run) {
        var s = run.record().settings();
        double[] decoupled = finite(run.metrics().column("cos_decoupled"));
        quality.stringColumn(0).append(s.task());
        quality.stringColumn(1).append(s.algorithm());
        quality.longColumn(2).append(s.seed());
        quality.intColumn(3).append(decoupled.length);
        quality.doubleColumn(4).append(Arrays.stream(decoupled).average().orElse(Double.NaN));
        quality.doubleColumn(5)
                .append(Arrays.stream(finite(run.metrics().column("cos_imagined")))
                        .average()
                        .orElse(Double.NaN));
    }

    private static double[] finite(double[] x) {
        return Arrays.stream(x).filter(Double::isFinite).toArray();
    }

    private static void study(Output out, String name, String title, GradientStudy.Findings f) {
        out.figure(
                ROOM,
                "cosine-" + name,
                (folder, file) -> GradientPlots.cosine(title, f.gradients()).save(folder, file));
        out.figure(
                ROOM,
                "ratio-" + name,
                (folder, file) -> GradientPlots.ratio(title, f.gradients()).save(folder, file));
        out.figure(
                ROOM,
                "variance-" + name,
                (folder, file) -> GradientPlots.variance(title, f.gradients()).save(folder, file));
        out.figure(
                ROOM,
                "cosine-with-mean-" + name,
                (folder, file) ->
                        GradientPlots.cosineWithMean(title, f.gradients()).save(folder, file));
        out.figure(
                ROOM,
                "predictions-" + name,
                (folder, file) ->
                        GradientPlots.predictions(title, f.predictions()).save(folder, file));
        out.figure(
                ROOM,
                "jacobians-" + name,
                (folder, file) -> GradientPlots.jacobians(title, f.jacobians()).save(folder, file));
        out.table(ROOM, "gradients-" + name, f.gradients());
        out.table(ROOM, "predictions-" + name, f.predictions());
        out.table(ROOM, "jacobians-" + name, f.jacobians());
    }

    /** A row a horizon, two columns a study: a quantity in its interval. */
    private static Table overHorizons(String title, Map<String, Table> studies, String quantity) {
        var table = Table.create(title, IntColumn.create("horizon"));
        var horizons = studies.values().stream()
                .flatMap(study -> Arrays.stream(study.numberColumn("horizon").asDoubleArray())
                        .mapToObj(h -> (int) h))
                .distinct()
                .sorted()
                .toList();
        horizons.forEach(h -> table.intColumn(0).append(h));
        studies.forEach((name, rows) -> {
            for (var source : List.of("decoupled", "imagined")) {
                var column = StringColumn.create(name + ", " + source);
                for (int horizon : horizons) {
                    var row = rows.where(rows.stringColumn("source")
                            .isEqualTo(source)
                            .and(rows.numberColumn("horizon").isEqualTo(horizon)));
                    column.append(
                            row.isEmpty()
                                    ? WideTables.NOT_RUN
                                    : Numbers.fixed(first(row, quantity), 2) + " ("
                                            + Numbers.interval(
                                                    first(row, quantity + "_low"), first(row, quantity + "_high"), 2)
                                            + ")");
                }
                table.addColumns(column);
            }
        });
        return table;
    }

    private static double first(Table row, String column) {
        return row.numberColumn(column).getDouble(0);
    }
}
