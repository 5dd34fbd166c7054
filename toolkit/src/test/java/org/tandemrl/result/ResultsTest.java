package org.tandemrl.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;

/** Groups of runs, and the tables drawn from them, on copies of recorded runs. */
final class ResultsTest {
    @TempDir
    private Path folder;

    private Results results;

    @BeforeEach
    void threeSeedsAndAShorterRunOfOneOfThem() throws IOException {
        for (int seed = 1; seed <= 3; seed++) {
            copy("shac-hopper-" + seed, "long-" + seed, 1);
        }
        copy("shac-hopper-3", "short-3", 2);
        // A second run of seed 1 without evaluation, which the one with it goes before.
        copy("shac-hopper-1", "again-1", 1);
        Files.delete(folder.resolve("again-1/evaluation.csv"));
        results = Results.read(folder);
    }

    /** Copies a recorded run, of its rows the first part. */
    private void copy(String run, String name, int parts) throws IOException {
        var from = Datasets.path("results").resolve(run);
        var to = Files.createDirectories(folder.resolve(name));
        for (var file : List.of("run.json", "evaluation.csv")) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
        var rows = Files.readAllLines(from.resolve("metrics.csv"));
        Files.write(to.resolve("metrics.csv"), rows.subList(0, 1 + (rows.size() - 1) / parts));
    }

    private static List<Long> seeds(List<Results.Entry> runs) {
        return runs.stream().map(r -> r.record().settings().seed()).toList();
    }

    /** As while a sweep is at work: its run has a record and no epoch yet. */
    @Test
    void aRunWithoutAnEpochHasNothingToTell() throws IOException {
        var begun = Files.createDirectories(folder.resolve("begun-4"));
        Files.copy(folder.resolve("long-1/run.json"), begun.resolve("run.json"));
        var with = Results.read(folder);
        assertEquals(results.all().size(), with.all().size());
        Files.writeString(begun.resolve("metrics.csv"), "epoch,samples,return\n");
        assertEquals(results.all().size(), Results.read(folder).all().size());
    }

    @Test
    void runsOfDifferentBudgetsAreNotMixed() {
        var budgets = results.budgets("shac", "hopper");
        assertEquals(
                List.of(List.of(3L), List.of(1L, 2L, 3L)),
                budgets.stream().map(ResultsTest::seeds).toList());
        assertTrue(budgets.getLast().stream().allMatch(r -> r.evaluation().isPresent()));
        assertEquals(List.of(1L, 2L, 3L), seeds(results.mostSeeds("shac", "hopper")));
        assertEquals(List.of(), results.mostSeeds("ppo", "hopper"));
        var table = new FinalReturns("returns");
        budgets.forEach(runs -> table.add("shac", runs));
        assertEquals(2, table.table().rowCount());
        var mixed = List.of(budgets.getFirst().getFirst(), budgets.getLast().getFirst());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new FinalReturns("mixed").add("shac", mixed))
                .getMessage()
                .contains("one budget"));
    }

    @Test
    void aMeanOfWholeEpisodesAndFallsIsToldFromOneOfMiddlingOnes() throws IOException {
        // Sorted: 1, 4, 9, 9, 10, 10, 10, 10.
        Files.writeString(folder.resolve("long-1/evaluation.csv"), "episode,return\n0,10\n1,10\n2,1\n3,9\n");
        Files.writeString(folder.resolve("long-2/evaluation.csv"), "episode,return\n0,10\n1,4\n2,10\n3,9\n");
        var runs = Results.read(folder).only(e -> e.name().matches("long-[12]"));
        var table = new FinalReturns("returns").add("shac", runs.all()).table();
        assertEquals(9.5, table.doubleColumn("median episode").get(0), 1e-12);
        assertEquals(0.25, table.doubleColumn("below half of it").get(0), 1e-12);
        // Half of a negative median is above it.
        Files.writeString(folder.resolve("long-1/evaluation.csv"), "episode,return\n0,-10\n1,-1\n2,-2\n3,5\n");
        var one = Results.read(folder).only(e -> e.name().equals("long-1"));
        var negative = new FinalReturns("returns").add("shac", one.all()).table();
        assertEquals(-1.5, negative.doubleColumn("median episode").get(0), 1e-12);
        assertTrue(negative.doubleColumn("below half of it").isMissing(0));
    }

    @Test
    void runsThatCameSoFarAreOneASeedWhateverTheirBudget() {
        double shorter = results.budgets("shac", "hopper").getFirst().getFirst().samples();
        var early = results.reaching("shac", "hopper", "samples", 400_000);
        assertEquals(List.of(1L, 2L, 3L), seeds(early));
        assertEquals(shorter, early.getLast().samples(), "of two runs of a seed the one that ended first");
        var late = results.reaching("shac", "hopper", "samples", shorter + 1);
        assertEquals(List.of(1L, 2L, 3L), seeds(late));
        assertTrue(late.getLast().samples() > shorter);
        assertEquals(List.of(), results.reaching("shac", "hopper", "samples", 2_000_000));
        assertEquals(List.of(), results.reaching("shac", "hopper", "heartbeats", 1));
    }

    @Test
    void returnsAtAnEqualAmountAreThoseOfTheRowsThere() {
        var runs = results.budgets("shac", "hopper").getLast();
        var table = new ReturnsAt("returns", "samples")
                .add("hopper", "shac", runs, 400_000)
                .add("hopper", "none", runs, 2_000_000)
                .table();
        assertEquals(1, table.rowCount(), "no run came to two million");
        assertEquals(3, table.intColumn("seeds").get(0));
        double mean = runs.stream()
                .mapToDouble(r -> r.at(400_000, "return"))
                .average()
                .orElseThrow();
        assertEquals(mean, table.doubleColumn("return").get(0), 1e-9);
        assertEquals(0.4, table.doubleColumn("million samples").get(0), 0.01);
        // The shorter run is the beginning of the longer: at an equal amount of what both spent they are one.
        var shorter = results.budgets("shac", "hopper").getFirst().getFirst();
        assertEquals(runs.getLast().at("cpu_seconds", 10, "return"), shorter.at("cpu_seconds", 10, "return"));
        assertTrue(Double.isNaN(shorter.at("cpu_seconds", 1e6, "return")));
        assertTrue(Double.isNaN(shorter.at("heartbeats", 1, "return")));
    }

    /** Watching costs DMO little; beside SHAC it fits a model, so that such a run's time is not SHAC's. */
    @Test
    void watchingIsAChangeWhereItFitsAModel() throws IOException {
        copy("dmo-watched-hopper-1", "watched-dmo", 1);
        watch("again-1");
        assertEquals(
                1,
                Results.read(folder)
                        .only(e -> e.changes().equals(Map.of("gradientQualityEvery", "5")))
                        .all()
                        .size());
        assertEquals(1, Results.read(folder).unchanged().of("dmo", "hopper").size());
        assertEquals(4, Results.read(folder).unchanged().of("shac", "hopper").size());
    }

    private void watch(String run) throws IOException {
        var file = folder.resolve(run).resolve("run.json");
        var watched = Files.readString(file)
                .replace("\"source\": \"ADJOINT\",", "\"source\": \"ADJOINT\", \"gradientQualityEvery\": 5,");
        Files.writeString(file, watched);
    }

    @Test
    void aTaskWithoutARecordIsRefusedByNameWithThoseThatThereAre() {
        assertEquals(results, results.having("shac", List.of("hopper")));
        var task = assertThrows(IllegalArgumentException.class, () -> results.having("shac", List.of("hopper", "snu")));
        assertEquals("There is no such record of shac on snu; there are records of shac on hopper.", task.getMessage());
        var algorithm = assertThrows(IllegalArgumentException.class, () -> results.having("ppo", List.of("hopper")));
        assertEquals("There is no such record of ppo on hopper; there is none of ppo.", algorithm.getMessage());
    }

    @Test
    void whatIsNotThePresetsIsNamed() {
        var records = Results.read(Datasets.path("results"));
        var lean = entry(records, "dmo-humanoid-square-1");
        assertEquals(Optional.of(Map.of()), lean.changesFromLean());
        assertTrue(lean.isLean());
        var likelihood = entry(records, "dmo-humanoid-lean-1");
        assertEquals(
                Optional.of(Map.of("model.loss", "GAUSSIAN", "model.target", "CHANGE")), likelihood.changesFromLean());
        assertFalse(likelihood.isLean());
        var none = entry(records, "shac-hopper-1");
        assertEquals(Optional.empty(), none.changesFromLean());
        assertFalse(none.isLean());
    }

    private static Results.Entry entry(Results records, String name) {
        return records.only(e -> e.name().equals(name)).all().getFirst();
    }
}
