package org.tandemrl.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.figure.ColumnPlot;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.Results;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Beside what others have published, with what can be compared and what cannot. */
final class Published {
    private static final String ROOM = PaperBenchmark.ROOM;

    private final Records records;
    private final Benchmark benchmark;
    private final Results plain;
    private final Table table = Table.create(
            "beside published returns",
            StringColumn.create("task"),
            StringColumn.create("algorithm"),
            StringColumn.create("samples"),
            StringColumn.create("here"),
            DoubleColumn.create("published"),
            StringColumn.create("by"),
            StringColumn.create("comparable"));

    private Published(Records records) {
        this.records = records;
        benchmark = new Benchmark(records.results());
        plain = records.results().unchanged().by(Arithmetic.FAST);
    }

    static void write(Records records, Output out) {
        var all = new Published(records);
        for (var task : Benchmark.TASKS) {
            all.authors(task);
            all.others(task);
        }
        out.table(ROOM, "published", all.table);
        var paper = records.published("paper-aggregate.csv");
        out.table(ROOM, "paper-aggregate", paper);
        out.table(ROOM, "paper-aggregate-ends", ends(paper));
        out.figure(
                ROOM, "paper-aggregate-samples", curves(paper, "samples", 1e-6, "environment steps (millions)")::save);
        out.figure(ROOM, "paper-aggregate-minutes", curves(paper, "minutes", 1, "time on a GPU (minutes)")::save);
    }

    /** The paper's own aggregate, to be looked at beside ours. */
    private static ColumnPlot curves(Table paper, String x, double factor, String label) {
        var plot = ColumnPlot.of(
                        "the paper's own figure: six tasks, digitised (±0.01), without intervals",
                        label,
                        "normalised return (the paper's least … most = 0 … 1)")
                .logarithmic();
        for (var algorithm : paper.stringColumn("algorithm").unique().asList()) {
            var rows = paper.where(paper.stringColumn("algorithm").isEqualTo(algorithm));
            double[] y = rows.numberColumn("normalised").asDoubleArray();
            plot = plot.with(algorithm, rows.numberColumn(x).multiply(factor).asDoubleArray(), y, y, y);
        }
        return plot;
    }

    private static Table ends(Table paper) {
        var ends = paper.emptyCopy();
        for (var algorithm : paper.stringColumn("algorithm").unique().asList()) {
            var rows = paper.where(paper.stringColumn("algorithm").isEqualTo(algorithm));
            ends.append(rows.row(rows.rowCount() - 1));
        }
        ends.setName("where the paper's aggregates end");
        return ends;
    }

    private void authors(String task) {
        for (Row row : records.published("authors-code.csv")) {
            if (row.getString("task").equals(task)) {
                String algorithm = row.getString("algorithm").toLowerCase(Locale.ROOT);
                add(
                        task,
                        algorithm,
                        row.getInt("samples"),
                        row.getInt("return"),
                        algorithm.equals("shac") ? "original SHAC code, run on a CPU" : "authors' code, run on a CPU",
                        algorithm.equals("shac")
                                ? "in part: one seed there, other networks"
                                : "yes: the same settings and schedule; one seed there");
            }
        }
    }

    private void others(String task) {
        for (Row row : records.published("other-papers.csv")) {
            if (row.getString("task").equals(task)) {
                add(
                        task,
                        row.getString("algorithm"),
                        row.isMissing("samples") ? 0 : row.getInt("samples"),
                        row.getInt("return"),
                        row.getString("source"),
                        row.getString("comparable"));
            }
        }
    }

    /** With training returns: at equal samples where they are said, else at the end. */
    private void add(String task, String algorithm, long samples, int value, String by, String comparable) {
        table.stringColumn(0).append(task);
        table.stringColumn(1).append(algorithm);
        table.stringColumn(2).append(samples == 0 ? "at the end" : Numbers.digits(samples * 1e-6, 3) + " M");
        table.stringColumn(3).append(here(task, algorithm, samples));
        table.doubleColumn(4).append(value);
        table.stringColumn(5).append(by);
        table.stringColumn(6).append(comparable);
    }

    private String here(String task, String algorithm, long samples) {
        if (!Algorithms.names().contains(algorithm)) {
            return "not in this toolkit";
        }
        if (samples > 0) {
            return returns(plain.reaching(algorithm, task, "samples", samples), samples, "");
        }
        var runs = benchmark.runs(algorithm, task);
        return runs.isEmpty()
                ? WideTables.NOT_RUN
                : returns(
                        runs,
                        Long.MAX_VALUE,
                        ", " + Numbers.digits(runs.getFirst().samples() * 1e-6, 2) + " M");
    }

    private static String returns(List<Results.Entry> runs, long samples, String budget) {
        var values = new ArrayList<Double>();
        for (var run : runs) {
            values.add(samples == Long.MAX_VALUE ? run.metrics().last("return") : run.at(samples, "return"));
        }
        double[] x = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        if (x.length == 0) {
            return runs.isEmpty() ? "not run so far" : "no episode had ended";
        }
        if (x.length == 1) {
            return Numbers.fixed(x[0], 0) + " (one seed" + budget + ")";
        }
        var t = Statistics.meanInterval(x, 0.95);
        return Numbers.fixed(t.estimate(), 0) + " (" + Numbers.interval(t.low(), t.high(), 0) + "; " + x.length
                + " seeds" + budget + ")";
    }
}
