package org.tandemrl.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.figure.BarPlot;
import org.tandemrl.figure.ColumnPlot;
import org.tandemrl.result.AggregateCurves;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.RunTable;
import org.tandemrl.result.Thresholds;
import org.tandemrl.statistics.Aggregate;
import org.tandemrl.statistics.Normalisation;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The paper's benchmark: aggregates over tasks, profiles, curves and final returns, of whatever was run. */
final class PaperBenchmark {
    static final String ROOM = "paper";
    private static final double[] FRACTIONS = {0.5, 0.75, 0.9};
    private static final int RESAMPLES = 1000;

    private final Benchmark benchmark;
    private final Normalisation fixed;
    private final List<String> common;

    private PaperBenchmark(Records records) {
        benchmark = new Benchmark(records.results());
        fixed = Benchmark.published(records.published().resolve("normaliser.csv"));
        common = benchmark.common();
    }

    static void write(Records records, Output out) {
        var all = new PaperBenchmark(records);
        out.table(ROOM, "runs", RunTable.of(records.results()));
        out.table(ROOM, "benchmark", all.benchmark());
        out.table(ROOM, "final-returns", all.finals());
        out.table(ROOM, "thresholds", all.thresholds());
        for (var task : Benchmark.TASKS) {
            all.task(out, task);
        }
        if (!all.common.isEmpty()) {
            all.aggregates(out);
            new Comparisons(all.benchmark, all.common, all.fixed).write(out);
        }
    }

    /** Algorithm by task, and the interquartile mean over the tasks that all have. */
    private Table benchmark() {
        var table = Table.create("the benchmark", StringColumn.create("algorithm"));
        Benchmark.TASKS.forEach(t -> table.addColumns(StringColumn.create(t)));
        table.addColumns(StringColumn.create("interquartile mean"));
        for (var algorithm : Benchmark.ALGORITHMS) {
            table.stringColumn(0).append("`" + algorithm + "`");
            for (var task : Benchmark.TASKS) {
                table.stringColumn(task).append(WideTables.cell(benchmark.runs(algorithm, task)));
            }
            table.stringColumn("interquartile mean")
                    .append(common.isEmpty() ? WideTables.NOT_RUN : interval(algorithm));
        }
        return table;
    }

    private String interval(String algorithm) {
        var i = Aggregate.INTERQUARTILE_MEAN.interval(benchmark.scores(algorithm, common, fixed), 0.95, RESAMPLES, 1);
        return Numbers.fixed(i.estimate(), 2) + " (" + Numbers.interval(i.low(), i.high(), 2) + ")";
    }

    private Table finals() {
        var finals = new FinalReturns("return without exploration");
        for (var task : Benchmark.TASKS) {
            for (var algorithm : Benchmark.ALGORITHMS) {
                finals.add(algorithm, benchmark.runs(algorithm, task));
            }
        }
        return finals.table();
    }

    /** To shares of what the fixed scale has as 1. */
    private Table thresholds() {
        var thresholds = new Thresholds();
        for (var task : Benchmark.TASKS) {
            double one = fixed.scales().get(task).one();
            for (double fraction : FRACTIONS) {
                for (var algorithm : Benchmark.ALGORITHMS) {
                    thresholds.add(task, algorithm, benchmark.runs(algorithm, task), fraction * one);
                }
            }
        }
        return thresholds.table();
    }

    private void task(Output out, String task) {
        var finals = new FinalReturns("");
        Benchmark.ALGORITHMS.forEach(a -> finals.add(a, benchmark.runs(a, task)));
        if (finals.table().isEmpty()) {
            return;
        }
        out.figure(
                ROOM,
                "final-" + task,
                (folder, name) -> BarPlot.of(
                                task + ", at each run's end",
                                "return without exploration (95 % t interval)",
                                finals.table(),
                                "algorithm")
                        .save(folder, name));
        for (var axis : List.of("samples", "cpu_seconds")) {
            var curves = new TaskCurves(benchmark, task, axis).plot();
            if (!curves.isEmpty()) {
                out.figure(ROOM, "curves-" + task + (axis.equals("samples") ? "" : "-minutes"), curves::save);
            }
        }
    }

    private void aggregates(Output out) {
        var scales = new LinkedHashMap<String, Normalisation>();
        scales.put("least-to-most", benchmark.leastToMost(common));
        scales.put("fixed", fixed);
        for (var scale : scales.entrySet()) {
            for (var axis : Map.of("samples", "samples", "cpu_seconds", "minutes").entrySet().stream()
                    .sorted(Map.Entry.<String, String>comparingByValue().reversed())
                    .toList()) {
                var table = AggregateCurves.of(benchmark, common, scale.getValue(), axis.getKey());
                String name = "aggregate-" + axis.getValue() + "-" + scale.getKey();
                out.table(ROOM, name, table);
                if (!table.isEmpty()) {
                    out.figure(ROOM, name, curves(table, scale.getValue())::save);
                }
            }
        }
        out.figure(ROOM, "profiles", profiles()::save);
    }

    private ColumnPlot curves(Table table, Normalisation scale) {
        boolean samples = table.columnNames().contains("samples");
        var plot = ColumnPlot.of(
                "mean over " + String.join(", ", common) + "; 95 % bootstrap over seeds",
                samples ? "environment steps (millions)" : "processor time on one thread (minutes)",
                "normalised return (" + scale.words() + ")");
        if (samples) {
            plot = plot.logarithmic();
        }
        for (var algorithm : Benchmark.ALGORITHMS) {
            var rows = table.where(table.stringColumn("algorithm").isEqualTo(algorithm));
            if (rows.isEmpty()) {
                continue;
            }
            plot = plot.with(
                    algorithm,
                    rows.doubleColumn(1).multiply(samples ? 1e-6 : 1).asDoubleArray(),
                    rows.doubleColumn("low").asDoubleArray(),
                    rows.doubleColumn("mean").asDoubleArray(),
                    rows.doubleColumn("high").asDoubleArray());
        }
        return plot;
    }

    private ColumnPlot profiles() {
        double[] thresholds = java.util.stream.IntStream.rangeClosed(0, 70)
                .mapToDouble(i -> i / 50.0)
                .toArray();
        var plot = ColumnPlot.of(
                "profiles over " + String.join(", ", common) + "; 95 % bootstrap over seeds",
                "normalised return τ of 64 episodes (" + fixed.words() + ")",
                "share of runs with a return above τ");
        for (var algorithm : Benchmark.ALGORITHMS) {
            double[][] scores = benchmark.scores(algorithm, common, fixed);
            double[] share = Statistics.performanceProfile(scores, thresholds);
            double[] low = new double[share.length];
            double[] high = new double[share.length];
            var bands = Statistics.profileIntervals(scores, thresholds, 0.95, RESAMPLES, 1);
            for (int i = 0; i < share.length; i++) {
                low[i] = bands.get(i).low();
                high[i] = bands.get(i).high();
            }
            plot = plot.with(algorithm, thresholds, low, share, high);
        }
        return plot;
    }
}
