package org.tandemrl.report;

import java.util.List;
import java.util.Locale;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.EpochPhases;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.figure.PhasePlots;
import org.tandemrl.figure.SpeedPlots;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.result.Results;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How fast trainings are, as notebook 06 shows it, and the simulator's speed, as notebook 04 does. */
final class Speed {
    private static final String ROOM = "speed";
    private static final String ALGORITHM = "dmo";
    private static final List<String> TASKS = List.of("hopper", "ant");
    private static final String SCALED = "ant";

    private Speed() {}

    static void write(Records records, Output out) {
        // Runs that were watched (notebook 02) repeat these seeds, at another commit.
        var results = records.results()
                .unchanged()
                .only(e -> TASKS.contains(e.record().settings().task()))
                .only(e -> e.record().settings().algorithm().equals(ALGORITHM))
                .only(e -> e.record()
                        .settings()
                        .config()
                        .settings()
                        .getOrDefault("gradientQualityEvery", "0")
                        .equals("0"));
        for (var task : TASKS) {
            if (!results.of(ALGORITHM, task).isEmpty()) {
                out.figure(
                        ROOM,
                        "arithmetic-" + task,
                        (folder, name) -> curves(results, task).save(folder, name));
            }
        }
        out.table(ROOM, "arithmetic", arithmetic(results));
        // Times can be compared among the runs on one thread only.
        var phases = phases(results.only(e -> e.record().settings().threads() == 1));
        if (!phases.table().isEmpty()) {
            out.figure(ROOM, "epoch-phases", phases::save);
            out.table(ROOM, "epoch-phases", phases.table());
        }
        var paper = results.only(e -> e.record().settings().samples() > 1_000_000);
        if (!paper.all().isEmpty()) {
            out.figure(ROOM, "paper-scale", (folder, name) -> atScale(paper).save(folder, name));
        }
        TrainingSpeed.write(records, out);
        simulator(records, out);
    }

    private static LearningCurves curves(Results results, String task) {
        var figure = LearningCurves.against(
                LearningCurves.Axis.SAMPLES, ALGORITHM + " on " + task, "return of training episodes");
        for (var arithmetic : Arithmetic.values()) {
            var runs = atAMillion(results, arithmetic, task);
            if (!runs.isEmpty()) {
                figure = figure.with(
                        name(arithmetic),
                        runs.stream()
                                .map(e -> Curve.of(e.table(), "samples", "return"))
                                .toList());
            }
        }
        return figure;
    }

    /** One run a seed, of several budgets the smallest. */
    private static List<Results.Entry> atAMillion(Results results, Arithmetic arithmetic, String task) {
        return results.by(arithmetic).reaching(ALGORITHM, task, "samples", 1_000_000);
    }

    private static String name(Arithmetic arithmetic) {
        return arithmetic.name().toLowerCase(Locale.ROOT);
    }

    private static Table arithmetic(Results results) {
        var table = Table.create(
                "training return at equal samples",
                StringColumn.create("task"),
                StringColumn.create("arithmetic"),
                IntColumn.create("samples"),
                IntColumn.create("seeds"),
                DoubleColumn.create("mean"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"));
        for (var task : TASKS) {
            for (int samples : new int[] {250_000, 500_000, 750_000, 1_000_000}) {
                for (var arithmetic : Arithmetic.values()) {
                    double[] returns = atAMillion(results, arithmetic, task).stream()
                            .mapToDouble(e -> e.at(samples, "return"))
                            .filter(Double::isFinite)
                            .toArray();
                    if (returns.length == 0) {
                        continue;
                    }
                    table.stringColumn("task").append(task);
                    table.stringColumn("arithmetic").append(name(arithmetic));
                    table.intColumn("samples").append(samples);
                    table.intColumn("seeds").append(returns.length);
                    table.doubleColumn("mean").append(Statistics.mean(returns));
                    // One seed has no interval.
                    var one = new Statistics.Interval(Double.NaN, Double.NaN, Double.NaN);
                    var interval = returns.length > 1 ? Statistics.meanInterval(returns, 0.95) : one;
                    table.doubleColumn("95 % low").append(interval.low());
                    table.doubleColumn("95 % high").append(interval.high());
                }
            }
        }
        return table;
    }

    private static EpochPhases phases(Results oneThread) {
        var phases = EpochPhases.of("Seconds of an epoch, one thread");
        for (var task : TASKS) {
            for (var arithmetic : Arithmetic.values()) {
                var runs = atAMillion(oneThread, arithmetic, task);
                if (!runs.isEmpty()) {
                    phases = phases.with(
                            task + " " + name(arithmetic),
                            runs.stream().map(Results.Entry::metrics).toList());
                }
            }
        }
        return phases;
    }

    private static LearningCurves atScale(Results paper) {
        var figure = LearningCurves.against(
                LearningCurves.Axis.MINUTES,
                ALGORITHM + ", the paper's 4.1 million samples",
                "return of training episodes");
        for (var run : paper.all()) {
            var s = run.record().settings();
            figure = figure.with(
                    s.task() + ", seed " + s.seed() + ", " + s.threads() + (s.threads() == 1 ? " thread" : " threads"),
                    List.of(Curve.of(run.table(), "seconds", "return")));
        }
        return figure;
    }

    private static void simulator(Records records, Output out) {
        if (records.has("simulator-scaling.csv")) {
            var scaling = SpeedPlots.read(records.folder().resolve("simulator-scaling.csv"));
            out.figure(
                    "simulator",
                    "scaling-" + SCALED,
                    (folder, name) -> scaling.of(SCALED).save(folder, name));
        }
        if (records.has("simulator-phases.csv")) {
            var phases = PhasePlots.read(records.folder().resolve("simulator-phases.csv"), true);
            out.figure("simulator", "phases-adjoint", phases::save);
        }
        if (records.has("simulator-speed.csv")) {
            out.table(
                    "simulator",
                    "speed",
                    records.csv("simulator-speed.csv")
                            .selectColumns(
                                    "task",
                                    "environments",
                                    "threads",
                                    "adjoint",
                                    "steps_per_second",
                                    "low",
                                    "high",
                                    "times_original",
                                    "flops",
                                    "flops_per_second",
                                    "peak"));
        }
    }
}
