package org.tandemrl.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.Datasets;
import org.tandemrl.statistics.Normalisation;

/** The benchmark's runs, their milestones and aggregates, computed a second time from the records' columns. */
final class BenchmarkTest {
    private static final Results RESULTS = Results.read(Datasets.path("results"));
    private static final Benchmark BENCHMARK = new Benchmark(RESULTS);

    private static final Contest HOPPER = new Contest(Benchmark.ALGORITHMS, List.of("hopper"));

    private static Results.Entry run(String name) {
        return RESULTS.all().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSeedIsOneRunAndChangedSettingsAreNotTheBenchmarks() {
        for (var algorithm : Benchmark.ALGORITHMS) {
            for (var task : Benchmark.TASKS) {
                var runs = BENCHMARK.runs(algorithm, task);
                assertEquals(
                        runs.size(),
                        runs.stream()
                                .map(r -> r.record().settings().seed())
                                .distinct()
                                .count(),
                        algorithm + " " + task);
                for (var r : runs) {
                    assertTrue(r.changes().isEmpty() || r.isLean(), r.name());
                }
            }
        }
        assertEquals(
                List.of("ppo-ant-long-1", "ppo-ant-long-2", "ppo-ant-long-3"),
                BENCHMARK.runs("ppo", "ant").stream().map(Results.Entry::name).toList());
    }

    /** Every budget on its own, and of those that learn a model on Humanoid the preset's runs only. */
    @Test
    void budgetsAreToldApart() {
        assertEquals(
                List.of(List.of("ppo-humanoid-1", "ppo-humanoid-2", "ppo-humanoid-3"), List.of("ppo-humanoid-long-1")),
                BENCHMARK.budgets("ppo", "humanoid").stream()
                        .map(group -> group.stream().map(Results.Entry::name).toList())
                        .toList());
        assertTrue(BENCHMARK.budgets("dmo", "humanoid").stream()
                .flatMap(List::stream)
                .allMatch(Results.Entry::isLean));
        // What is shown is one of them.
        for (var task : Benchmark.TASKS) {
            for (var algorithm : Benchmark.ALGORITHMS) {
                var shown = BENCHMARK.runs(algorithm, task);
                assertTrue(
                        shown.isEmpty() || BENCHMARK.budgets(algorithm, task).contains(shown), algorithm + " " + task);
            }
        }
    }

    @Test
    void anAggregateIsOverWhatWasRunWithSeveralSeeds() {
        var shared = BENCHMARK.everyAlgorithm();
        for (var task : Benchmark.TASKS) {
            long single = Benchmark.ALGORITHMS.stream()
                    .filter(a -> BENCHMARK.bySeed(a, task).size() < 2)
                    .count();
            assertEquals(single == 0, shared.tasks().contains(task), task);
        }
        assertTrue(shared.tasks().containsAll(List.of("hopper", "cheetah", "ant")));
        for (var algorithm : Benchmark.ALGORITHMS) {
            long single = Benchmark.TASKS.stream()
                    .filter(t -> BENCHMARK.bySeed(algorithm, t).size() < 2)
                    .count();
            assertEquals(single == 0, BENCHMARK.everyTask().algorithms().contains(algorithm), algorithm);
        }
        // Two or more seeds on each robot stand in the folder.
        assertTrue(BENCHMARK.everyTask().algorithms().contains("shac"));
    }

    @Test
    void aRowOfARecordHasItsLastAndBestReturnAndTheAreaUnderIt() {
        var run = run("shac-hopper-1");
        var row = RunTable.of(RESULTS.only(e -> e == run)).row(0);
        double[] x = run.metrics().column("samples");
        double[] y = run.metrics().column("return");
        assertEquals(y[y.length - 1], row.getDouble("last return"));
        assertEquals(Arrays.stream(y).filter(Double::isFinite).max().orElseThrow(), row.getDouble("best return"));
        double area = 0;
        double first = Double.NaN;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(y[i])) {
                area += Double.isNaN(first) ? x[i] * y[i] : (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
                first = y[i];
            }
        }
        assertEquals(area / x[x.length - 1], row.getDouble("mean return over samples"), 1e-6);
        assertEquals(run.evaluation().orElseThrow().mean(), row.getDouble("evaluated return"));
    }

    @Test
    void aThresholdIsReachedAtTheFirstEpochAtIt() {
        var run = run("shac-hopper-2");
        double[] x = run.metrics().column("samples");
        double[] y = run.metrics().column("return");
        int i = 0;
        while (!(x[i] >= 256_000 && y[i] >= 2000)) {
            i++;
        }
        var table = new Thresholds()
                .add("hopper", "shac", List.of(run), 2000)
                .add("hopper", "shac", List.of(run, run("shac-hopper-1")), 1e6)
                .table();
        assertEquals(x[i] * 1e-6, table.row(0).getDouble("million samples"), 1e-12);
        assertEquals(run.metrics().column("cpu_seconds")[i] / 60, table.row(0).getDouble("processor minutes"), 1e-12);
        assertEquals(0, table.row(1).getInt("reached"));
        assertTrue(table.row(1).isMissing("million samples"), "no mean of those that did not reach it");
    }

    /** MAAC's 1024 environments have not ended an episode each by a million samples. */
    @Test
    void aReturnThatDoesNotCountYetIsInNoCurveAndNoThreshold() {
        var maac = BENCHMARK.runs("maac", "hopper");
        assertEquals(1_024_000, maac.getFirst().returnCountsFrom());
        assertTrue(new Thresholds().add("hopper", "maac", maac, 1).table().isEmpty());
        var curves = AggregateCurves.of(BENCHMARK, HOPPER, scale(), "samples");
        assertTrue(curves.stringColumn("algorithm").asList().stream().noneMatch("maac"::equals));
    }

    private static Normalisation scale() {
        return new Normalisation("of the test", Map.of("hopper", new Normalisation.Scale(0, 1000)));
    }

    @Test
    void theAggregateCurveEndsAtTheMeanOfItsRuns() {
        var curves = AggregateCurves.of(BENCHMARK, HOPPER, scale(), "samples");
        var rows = curves.where(curves.stringColumn("algorithm").isEqualTo("shac"));
        var last = rows.row(rows.rowCount() - 1);
        double end = BENCHMARK.runs("shac", "hopper").stream()
                .mapToDouble(Results.Entry::samples)
                .min()
                .orElseThrow();
        assertEquals(end, last.getDouble("samples"));
        double mean = BENCHMARK.runs("shac", "hopper").stream()
                .mapToDouble(r -> r.at((long) end, "return") / 1000)
                .average()
                .orElseThrow();
        assertEquals(mean, last.getDouble("mean"), 1e-9);
        assertTrue(last.getDouble("low") <= mean && mean <= last.getDouble("high"));
    }

    @Test
    void scoresAreEvaluatedReturnsOnTheirTasksScale() {
        double[] scores = BENCHMARK.scores("shac", List.of("hopper"), scale())[0];
        assertArrayEquals(
                BENCHMARK.runs("shac", "hopper").stream()
                        .mapToDouble(r -> r.evaluation().orElseThrow().mean() / 1000)
                        .toArray(),
                scores,
                1e-12);
    }
}
