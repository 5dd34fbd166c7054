package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.task.InvalidStates;

/** Start, interrupt, go on, resume: whatever happens in between, the numbers are those of an uninterrupted run. */
final class RunTest {
    private static final int EPOCHS = 40;

    @TempDir
    private static Path shared;

    private static Path uninterrupted;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void trainWithoutABreak() {
        uninterrupted = shared.resolve("whole");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), uninterrupted)) {
            assertTrue(run.train(r -> {}));
        }
    }

    /** Trains until an epoch, then interrupts itself as a cell or Ctrl-C would. */
    private static void trainUntil(Run run, long epoch) {
        boolean done = run.train(r -> {
            if (r.algorithm().epochs() == epoch) {
                Thread.currentThread().interrupt();
            }
        });
        assertFalse(done);
        assertFalse(Thread.interrupted(), "the interrupt is used up");
        assertEquals(epoch, run.algorithm().epochs());
    }

    private static void assertSame(Path expected, Path actual) {
        assertEquals(TinyRuns.numbers(expected), TinyRuns.numbers(actual));
        var a = Checkpoint.read(expected.resolve("checkpoint.npz"));
        var b = Checkpoint.read(actual.resolve("checkpoint.npz"));
        assertEquals(a.header(), b.header());
        for (var array : a.arrays().entrySet()) {
            assertArrayEquals(array.getValue(), b.arrays().get(array.getKey()), array.getKey());
        }
    }

    @Test
    void aRunLeavesItsMetricsItsRecordAndACheckpoint() {
        var metrics = Metrics.read(uninterrupted.resolve("metrics.csv"));
        assertEquals(EPOCHS, metrics.size());
        assertEquals(EPOCHS, metrics.last("epoch"));
        assertEquals(TinyRuns.EXPLORED + EPOCHS * TinyRuns.EPOCH, metrics.last("samples"));
        assertEquals("epoch", metrics.columns().getFirst());
        var record = Run.readRecord(uninterrupted);
        assertEquals(TinyRuns.settings(3, EPOCHS), record.settings());
        assertEquals(1, record.provenance().size());
        assertTrue(record.provenance().getFirst().versions().containsKey("pytorch"));
        assertEquals(
                EPOCHS,
                Checkpoint.read(uninterrupted.resolve("checkpoint.npz"))
                        .header()
                        .epochs());
        assertTrue(Double.isFinite(metrics.last("return")), "episodes of 240 steps have ended by then");
    }

    @Test
    void interruptedResumedAndGoneOnWithItIsTheUninterruptedRunBitForBit() {
        var folder = scratch.resolve("broken");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            trainUntil(run, 7);
            trainUntil(run, 11);
        }
        try (var run = Run.resume(folder)) {
            assertEquals(11, run.metrics().size());
            trainUntil(run, 30);
        }
        try (var run = Run.resume(folder)) {
            assertTrue(run.train(r -> {}));
            assertEquals("", run.metrics().difference());
        }
        assertSame(uninterrupted, folder);
        assertEquals(3, Run.readRecord(folder).provenance().size(), "a start and two resumes");
    }

    @Test
    void epochsSinceTheCheckpointAreDoneAgainAndComparedWithWhatIsThere() throws Exception {
        var folder = scratch.resolve("killed");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            trainUntil(run, 9);
            // The rest of this run is lost but for its rows, as by a kill.
            Files.copy(folder.resolve("checkpoint.npz"), scratch.resolve("checkpoint.npz"));
            trainUntil(run, 20);
        }
        Files.copy(
                scratch.resolve("checkpoint.npz"),
                folder.resolve("checkpoint.npz"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("metrics.csv"), "21,1400,0.3", StandardOpenOption.APPEND);
        try (var run = Run.resume(folder)) {
            assertEquals(9, run.metrics().size());
            assertTrue(run.train(r -> {}));
            assertEquals("", run.metrics().difference());
        }
        assertSame(uninterrupted, folder);
    }

    @Test
    void anEpochThatGivesOtherNumbersWhenDoneAgainIsReported() throws Exception {
        var folder = TinyRuns.copy(uninterrupted, scratch.resolve("other"));
        Files.delete(folder.resolve("checkpoint.npz"));
        var metrics = folder.resolve("metrics.csv");
        var lines = Files.readAllLines(metrics);
        int column = List.of(lines.getFirst().split(",")).indexOf("objective");
        String[] cells = lines.get(4).split(",");
        cells[column] = "123.5";
        lines.set(4, String.join(",", cells));
        // As it would be of another machine: with checksums that fit.
        Files.write(
                metrics,
                lines.stream().map(l -> l.substring(0, l.lastIndexOf(','))).toList());
        Files.writeString(folder.resolve("run.json"), TinyRuns.unsealed(Files.readString(folder.resolve("run.json"))));
        try (var run = Run.resume(folder)) {
            trainUntil(run, 6);
            assertTrue(
                    run.metrics().difference().startsWith("Row 4 of the metrics had objective = 123.5 and gives "),
                    run.metrics().difference());
        }
    }

    @Test
    void twoSeedsDifferAndOneSeedTwiceIsEqual() {
        for (long seed : new long[] {3, 4}) {
            try (var run = Run.start(TinyRuns.settings(seed, 5), scratch.resolve("seed" + seed))) {
                run.train(r -> {});
            }
        }
        var same = TinyRuns.numbers(scratch.resolve("seed3"));
        var other = TinyRuns.numbers(scratch.resolve("seed4"));
        var whole = TinyRuns.numbers(uninterrupted);
        int objective = Metrics.read(uninterrupted.resolve("metrics.csv")).columns().stream()
                .filter(c -> !Metrics.isTime(c))
                .toList()
                .indexOf("objective");
        assertEquals(whole.get(objective).subList(0, 5), same.get(objective));
        assertNotEquals(same.get(objective), other.get(objective));
    }

    /** An interrupt closes channels: written through one, the checkpoint that Ctrl-C asks for would fail. */
    @Test
    void aCheckpointIsWrittenWhileTheThreadIsInterrupted() {
        var folder = scratch.resolve("interrupted");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            run.checkpointEvery(Duration.ofDays(1)).train(r -> {
                if (r.algorithm().epochs() == 3) {
                    Thread.currentThread().interrupt();
                    r.checkpoint();
                    assertTrue(Thread.currentThread().isInterrupted(), "whoever interrupted is still to be answered");
                }
            });
        }
        assertEquals(
                3, Checkpoint.read(folder.resolve("checkpoint.npz")).header().epochs());
    }

    @Test
    void aRunCanBeOpenedWhileAnotherThreadTrainsIt() throws Exception {
        var folder = scratch.resolve("busy");
        var failure = new AtomicReference<Throwable>();
        try (var run = Run.start(TinyRuns.settings(3, 100_000), folder)) {
            run.checkpointEvery(Duration.ZERO);
            var trainer = new Thread(() -> run.train(r -> {}));
            trainer.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            trainer.start();
            while (!Files.exists(folder.resolve("checkpoint.npz"))) {
                Thread.sleep(5);
            }
            for (int i = 0; i < 60; i++) {
                try (var seen = Run.open(folder)) {
                    assertEquals(seen.algorithm().epochs(), seen.metrics().size());
                    assertTrue(seen.algorithm().act(new double[5])[0] <= 1);
                }
            }
            trainer.interrupt();
            trainer.join();
        }
        assertEquals(null, failure.get());
    }

    @Test
    void aFolderHasOneTrainerAtATime() {
        var folder = scratch.resolve("taken");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            trainUntil(run, 2);
            var refused = assertThrows(RunException.class, () -> Run.resume(folder));
            assertTrue(refused.getMessage().contains("is being trained already"), refused.getMessage());
            trainUntil(run, 4);
        }
        try (var run = Run.resume(folder)) {
            assertEquals(4, run.algorithm().epochs());
        }
    }

    @Test
    void settingsThatAreRefusedLeaveNoRunBehind() {
        var folder = scratch.resolve("refused");
        var settings = TinyRuns.settings(3, EPOCHS);
        assertThrows(
                IllegalArgumentException.class,
                () -> Run.start(
                        new RunSettings(
                                "dmo",
                                "cartpole",
                                3,
                                100,
                                1,
                                settings.config().with("model.bufferCapacity", Integer.MAX_VALUE)),
                        folder));
        try (var run = Run.start(settings, folder)) {
            trainUntil(run, 1);
        }
    }

    @Test
    void theAlgorithmsNameAndItsSourceMustAgree() {
        var config = DmoConfig.forTask("cartpole");
        var refused = assertThrows(
                IllegalArgumentException.class, () -> new RunSettings("shac", "cartpole", 1, 1, 1, config));
        assertTrue(
                refused.getMessage().contains("source is DECOUPLED; allowed is ADJOINT for algorithm shac"),
                refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new RunSettings("muzero", "cartpole", 1, 1, 1, config));
    }

    /** Changes a record on purpose, so without its checksum. */
    private static void edit(Path folder, String now, String then) throws Exception {
        var file = folder.resolve("run.json");
        String text = Files.readString(file);
        assertTrue(text.contains(now), text);
        Files.writeString(file, TinyRuns.unsealed(text.replace(now, then)));
    }

    /** A record whose settings are nested: every name in it is demanded, those of later versions excepted. */
    @Test
    void aNestedSettingThatIsMissingOrUnknownIsNamed() throws Exception {
        var folder = scratch.resolve("nested");
        var settings = TinyRuns.settings("sapo", 3, 2);
        Run.start(settings, folder).close();
        assertEquals(settings, Run.readRecord(folder).settings());
        edit(folder, "\"input\": \"OBSERVATION\",", "");
        assertEquals(settings, Run.readRecord(folder).settings(), "what was done before there was such a setting");
        edit(folder, "\"lambda\": 0.95,", "");
        var missing =
                assertThrows(RunException.class, () -> Run.readRecord(folder)).getMessage();
        assertTrue(missing.startsWith("There is no 'lambda' in 'settings.config.base.critic' of"), missing);
        edit(folder, "\"alpha\"", "\"lambda\": 0.95, \"alfa\": 1, \"alpha\"");
        var unknown =
                assertThrows(RunException.class, () -> Run.readRecord(folder)).getMessage();
        assertTrue(unknown.startsWith("There is an unknown 'alfa' in 'settings.config.base.critic' of"), unknown);
    }

    @Test
    void whatBecomesOfInvalidStatesIsTheRunsToSayAndTheTasksWhereItDoesNot() throws Exception {
        var folder = scratch.resolve("invalid");
        var settings = TinyRuns.settings(3, 2);
        assertEquals(InvalidStates.STOP, settings.invalidStates());
        assertEquals(
                InvalidStates.END_EPISODE,
                RunSettings.of("dmo", "humanoid", 1, 1).invalidStates());
        var other = settings.withInvalidStates(InvalidStates.END_EPISODE);
        assertEquals(other, other.onThreads(2).with("gamma", 0.5).onThreads(1).with("gamma", 0.99));
        try (var run = Run.start(other, folder)) {
            assertEquals(InvalidStates.END_EPISODE, run.algorithm().task().invalidStates());
            assertTrue(run.train(r -> {}));
            assertArrayEquals(new double[2], run.metrics().column("invalid"));
        }
        assertEquals(other, Run.readRecord(folder).settings());
        edit(folder, "\"END_EPISODE\"", "\"SHRUG\"");
        var refused =
                assertThrows(RunException.class, () -> Run.readRecord(folder)).getMessage();
        assertTrue(refused.contains("invalidStates is missing; allowed is stop or end_episode"), refused);
        String text = Files.readString(folder.resolve("run.json"));
        Files.writeString(folder.resolve("run.json"), text.replaceFirst(",\\s*\"invalidStates\": \"SHRUG\"", ""));
        assertEquals(settings, Run.readRecord(folder).settings(), "a record of before");
    }

    @ParameterizedTest
    @MethodSource("org.tandemrl.algorithm.Algorithms#names")
    void everyAlgorithmGoesOnAfterAnInterruptionAsIfThereHadBeenNone(String algorithm) {
        var settings = TinyRuns.settings(algorithm, 3, 6);
        try (var run = Run.start(settings, scratch.resolve(algorithm))) {
            trainUntil(run, 3);
        }
        assertEquals(settings, Run.readRecord(scratch.resolve(algorithm)).settings());
        try (var run = Run.resume(scratch.resolve(algorithm))) {
            assertTrue(run.train(r -> {}));
        }
        try (var run = Run.start(settings, scratch.resolve(algorithm + "2"))) {
            assertTrue(run.train(r -> {}));
        }
        assertSame(scratch.resolve(algorithm), scratch.resolve(algorithm + "2"));
    }

    /** Every tensor of an epoch must be released at its end. */
    @Test
    void aHundredEpochsLeaveNoTensorsBehind() {
        try (var run = Run.start(TinyRuns.settings(3, 1000), scratch.resolve("tensors"))) {
            trainUntil(run, 3);
            int before = tensors(run);
            trainUntil(run, 103);
            assertEquals(before, tensors(run));
        }
    }

    private static int tensors(Run run) {
        var dmo = (Dmo) run.algorithm();
        return dmo.actor().parameters().manager().getManagedArrays().size()
                + dmo.critic().parameters().manager().getManagedArrays().size()
                + dmo.critic().targetParameters().manager().getManagedArrays().size()
                + dmo.model()
                        .parts()
                        .getFirst()
                        .parameters()
                        .manager()
                        .getManagedArrays()
                        .size();
    }
}
