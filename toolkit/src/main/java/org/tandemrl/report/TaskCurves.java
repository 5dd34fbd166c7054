package org.tandemrl.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tandemrl.figure.ColumnPlot;
import org.tandemrl.figure.Curve;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.Results;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.Table;

/**
 * The benchmark's curves of one task: mean over seeds of the training return, from where it counts, in Student's interval; of fewer than three seeds from the lowest to the highest. By time those whose samples are cheap, PPO, SAC and SHAC, are shown at their largest budget.
 *
 * @param axis samples or cpu_seconds
 */
record TaskCurves(Benchmark benchmark, String task, String axis) {
    private static final int POINTS = 80;

    /** Seeds for an interval, see {@link Statistics#meanOrBoth}. */
    private static final int ENOUGH = 3;

    private static final List<String> CHEAP = List.of("ppo", "sac", "shac");

    ColumnPlot plot() {
        boolean samples = axis.equals("samples");
        var plot = ColumnPlot.of(
                task + "; mean and 95 % t interval over seeds (of two: both)",
                samples ? "environment steps (millions)" : "processor time on one thread (minutes)",
                "training return, with exploration");
        if (samples) {
            plot = plot.logarithmic();
        }
        for (var algorithm : Benchmark.ALGORITHMS) {
            var seeds = runs(algorithm).stream()
                    .filter(r -> r.metrics().columns().contains(axis) && r.samples() > 1.1 * r.returnCountsFrom())
                    .map(r -> counting(r.table(), r.returnCountsFrom()))
                    .toList();
            if (seeds.isEmpty()) {
                continue;
            }
            double from = seeds.stream().mapToDouble(c -> c.x()[0]).max().orElseThrow();
            double to = seeds.stream()
                    .mapToDouble(c -> c.x()[c.x().length - 1])
                    .min()
                    .orElseThrow();
            if (!(from < to)) {
                continue;
            }
            double[] x = IntStream.range(0, POINTS)
                    .mapToDouble(i -> i == POINTS - 1 ? to : from * Math.pow(to / from, i / (POINTS - 1.0)))
                    .toArray();
            var intervals = Arrays.stream(x)
                    .mapToObj(at -> Statistics.meanOrBoth(
                            seeds.stream().mapToDouble(c -> c.at(at)).toArray(), 0.95))
                    .toList();
            plot = plot.with(
                    algorithm + (seeds.size() < ENOUGH ? " (" + seeds.size() + ")" : ""),
                    Arrays.stream(x).map(v -> v * (samples ? 1e-6 : 1 / 60.0)).toArray(),
                    intervals.stream().mapToDouble(Statistics.Interval::low).toArray(),
                    intervals.stream()
                            .mapToDouble(Statistics.Interval::estimate)
                            .toArray(),
                    intervals.stream().mapToDouble(Statistics.Interval::high).toArray());
        }
        return plot;
    }

    /** Of those whose samples are cheap the largest budget, where time is compared: at equal samples they have spent a fraction of it. */
    private List<Results.Entry> runs(String algorithm) {
        var budgets = benchmark.budgets(algorithm, task);
        return axis.equals("samples") || !CHEAP.contains(algorithm) || budgets.isEmpty()
                ? benchmark.runs(algorithm, task)
                : budgets.getLast();
    }

    private Curve counting(Table rows, double fromSamples) {
        var kept = rows.where(rows.numberColumn("samples").isGreaterThanOrEqualTo(fromSamples));
        kept.setName(rows.name());
        return Curve.of(kept, axis, "return");
    }
}
