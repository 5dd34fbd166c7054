package org.tandemrl.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tandemrl.figure.BarPlot;
import org.tandemrl.figure.ColumnPlot;
import org.tandemrl.result.AggregateCurves;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.Contest;
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
    /** Of the names of what is over all tasks. */
    private static final String ALL_TASKS = "five-";

    private final Benchmark benchmark;
    private final Normalisation fixed;
    private final Contest everyAlgorithm;
    private final Contest everyTask;

    private PaperBenchmark(Records records) {
        benchmark = new Benchmark(records.results());
        fixed = Benchmark.published(records.published().resolve("normaliser.csv"));
        everyAlgorithm = benchmark.everyAlgorithm();
        everyTask = benchmark.everyTask();
    }

    static void write(Records records, Output out) {
        var all = new PaperBenchmark(records);
        out.table(ROOM, "runs", RunTable.of(records.results()));
        out.table(ROOM, "benchmark", all.benchmark());
        out.table(ROOM, "final-returns", all.finals());
        out.table(ROOM, "thresholds", all.thresholds());
        for (var task : Benchmark.TASKS) {
            all.task(out, task);
            all.budgets(out, task);
        }
        out.table(ROOM, "paired", Comparisons.paired(all.benchmark));
        all.aggregates(all.everyAlgorithm, "", out);
        if (!all.everyTask.equals(all.everyAlgorithm)) {
            all.aggregates(all.everyTask, ALL_TASKS, out);
        }
    }

    /** Algorithm by task, and interquartile means over the tasks that all have, and over all tasks. */
    private Table benchmark() {
        var table = Table.create("the benchmark", StringColumn.create("algorithm"));
        Benchmark.TASKS.forEach(t -> table.addColumns(StringColumn.create(t)));
        var means = new LinkedHashMap<String, Contest>();
        for (var contest : List.of(everyAlgorithm, everyTask)) {
            if (!contest.isEmpty()) {
                means.put(mean(contest), contest);
            }
        }
        means.keySet().forEach(name -> table.addColumns(StringColumn.create(name)));
        for (var algorithm : Benchmark.ALGORITHMS) {
            table.stringColumn(0).append("`" + algorithm + "`");
            for (var task : Benchmark.TASKS) {
                table.stringColumn(task).append(WideTables.cell(benchmark.runs(algorithm, task)));
            }
            means.forEach((name, contest) -> table.stringColumn(name)
                    .append(!contest.algorithms().contains(algorithm) ? "" : interval(algorithm, contest)));
        }
        return table;
    }

    private static String mean(Contest contest) {
        return "interquartile mean of " + contest.tasks().size();
    }

    private String interval(String algorithm, Contest contest) {
        var i = Aggregate.INTERQUARTILE_MEAN.interval(
                benchmark.scores(algorithm, contest.tasks(), fixed), 0.95, RESAMPLES, 1);
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

    /** Whatever was run on a task, at every budget. */
    private void budgets(Output out, String task) {
        var finals = new FinalReturns("return without exploration, by budget");
        for (var algorithm : Benchmark.ALGORITHMS) {
            benchmark.budgets(algorithm, task).forEach(runs -> finals.add(algorithm, runs));
        }
        out.table(ROOM, "budgets-" + task, finals.table());
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

    /** @param prefix of all names */
    private void aggregates(Contest contest, String prefix, Output out) {
        if (contest.isEmpty()) {
            return;
        }
        var scales = new LinkedHashMap<String, Normalisation>();
        scales.put("least-to-most", benchmark.leastToMost(contest));
        scales.put("fixed", fixed);
        for (var scale : scales.entrySet()) {
            for (var axis : Map.of("samples", "samples", "cpu_seconds", "minutes").entrySet().stream()
                    .sorted(Map.Entry.<String, String>comparingByValue().reversed())
                    .toList()) {
                var table = AggregateCurves.of(benchmark, contest, scale.getValue(), axis.getKey());
                String name = prefix + "aggregate-" + axis.getValue() + "-" + scale.getKey();
                out.table(ROOM, name, table);
                if (!table.isEmpty()) {
                    out.figure(ROOM, name, curves(contest, table, scale.getValue())::save);
                }
            }
        }
        out.figure(ROOM, prefix + "profiles", profiles(contest)::save);
        new Comparisons(benchmark, contest, fixed).write(prefix, out);
    }

    private static ColumnPlot curves(Contest contest, Table table, Normalisation scale) {
        boolean samples = table.columnNames().contains("samples");
        var plot = ColumnPlot.of(
                "mean over " + contest.words() + "; 95 % bootstrap over seeds",
                samples ? "environment steps (millions)" : "processor time on one thread (minutes)",
                "normalised return (" + scale.words() + ")");
        if (samples) {
            plot = plot.logarithmic();
        }
        for (var algorithm : contest.algorithms()) {
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

    private ColumnPlot profiles(Contest contest) {
        double most = contest.algorithms().stream()
                .flatMap(a -> Arrays.stream(benchmark.scores(a, contest.tasks(), fixed)))
                .flatMapToDouble(Arrays::stream)
                .max()
                .orElse(1);
        double[] thresholds = IntStream.rangeClosed(0, (int) Math.ceil(50 * most))
                .mapToDouble(i -> i / 50.0)
                .toArray();
        var plot = ColumnPlot.of(
                "profiles over " + contest.words() + "; 95 % bootstrap over seeds",
                "normalised return τ of 64 episodes (" + fixed.words() + ")",
                "share of runs with a return above τ");
        for (var algorithm : contest.algorithms()) {
            double[][] scores = benchmark.scores(algorithm, contest.tasks(), fixed);
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
