package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.task.Tasks;

/** Checkpoints that are kept to be looked at. */
final class SnapshotsTest {
    private static final int EPOCHS = 60;

    @TempDir
    private Path scratch;

    @Test
    void theBestAndChosenStatesAreKeptAndOpened() {
        var folder = scratch.resolve("run");
        var observation = new double[] {0.1, 0.2, -0.3, 0.4, 0.5};
        var actions = new ArrayList<double[]>();
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            run.train(
                    Snapshots.best(),
                    Snapshots.every(30 * TinyRuns.EPOCH),
                    r -> actions.add(r.algorithm().act(observation)));
        }
        assertEquals(List.of("best", "samples-1920", "samples-3840"), Snapshots.names(folder));
        double[] returns = Metrics.read(folder.resolve("metrics.csv")).column("return");
        int best = 0;
        for (int epoch = 10; epoch <= EPOCHS; epoch += 10) {
            if (Double.isFinite(returns[epoch - 1]) && (best == 0 || returns[epoch - 1] > returns[best - 1])) {
                best = epoch;
            }
        }
        for (var name : Snapshots.names(folder)) {
            try (var run = Run.open(folder, Tasks.named("cartpole"), name)) {
                int epochs = (int) run.algorithm().epochs();
                assertEquals(run.metrics().last("samples"), run.algorithm().samples());
                assertArrayEquals(actions.get(epochs - 1), run.algorithm().act(observation), name);
                if (name.equals("best")) {
                    assertEquals(best, epochs);
                }
            }
        }
    }

    /** A resume that asks for states each so many samples keeps none under a number that was passed before it. */
    @Test
    void whatWasPassedBeforeItWasAskedForIsNotKept() {
        var folder = scratch.resolve("run");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder)) {
            run.train(r -> {
                if (r.algorithm().epochs() == 35) {
                    r.stop();
                }
            });
        }
        try (var run = Run.resume(folder)) {
            run.train(Snapshots.every(30 * TinyRuns.EPOCH));
        }
        assertEquals(List.of("samples-3840"), Snapshots.names(folder));
    }

    /** The best is looked for at the end, too: a training of a few epochs has one. */
    @Test
    void aShortTrainingKeepsItsBest() {
        var folder = scratch.resolve("run");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS - 5), folder)) {
            run.train(r -> {
                if (r.algorithm().epochs() == 41) {
                    r.stop();
                }
            });
        }
        try (var run = Run.resume(folder)) {
            run.train(r -> {
                if (r.algorithm().epochs() == 50) {
                    r.stop();
                }
            });
        }
        try (var run = Run.resume(folder)) {
            run.train(Snapshots.best());
        }
        double[] returns = Metrics.read(folder.resolve("metrics.csv")).column("return");
        assertTrue(Double.isFinite(returns[EPOCHS - 6]), "an episode has ended");
        assertEquals(List.of("best"), Snapshots.names(folder));
        assertEquals(
                EPOCHS - 5,
                Checkpoint.read(Snapshots.file(folder, "best")).header().epochs());
    }

    @Test
    void keepingChangesNothingAndAResumedTrainingKeepsTheBest() {
        var plain = scratch.resolve("plain");
        var kept = scratch.resolve("kept");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), plain)) {
            run.train();
        }
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), kept)) {
            run.train(Snapshots.best(), r -> {
                if (r.algorithm().epochs() == 40) {
                    r.stop();
                }
            });
        }
        try (var run = Run.resume(kept)) {
            run.train(Snapshots.best());
        }
        assertEquals(TinyRuns.numbers(plain), TinyRuns.numbers(kept));
        var whole = scratch.resolve("whole");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), whole)) {
            run.train(Snapshots.best());
        }
        assertEquals(
                Checkpoint.read(Snapshots.file(whole, "best")).header(),
                Checkpoint.read(Snapshots.file(kept, "best")).header());
    }

    @Test
    void oneThatIsNotThereOrDamagedIsNamed() throws IOException {
        var folder = scratch.resolve("run");
        try (var run = Run.start(TinyRuns.settings(3, 2), folder)) {
            run.train();
            run.snapshot("mine");
            assertThrows(IllegalArgumentException.class, () -> run.snapshot("../mine"));
            assertThrows(IllegalArgumentException.class, () -> run.snapshot("last"));
        }
        var task = Tasks.named("cartpole");
        var missing = assertThrows(RunException.class, () -> Run.open(folder, task, "best"));
        assertTrue(missing.getMessage().contains("no checkpoint 'best'; it has last, mine."), missing.getMessage());
        var file = Snapshots.file(folder, "mine");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        var damaged = assertThrows(RunException.class, () -> Run.open(folder, task, "mine"));
        assertTrue(damaged.getMessage().contains(file + " is damaged"), damaged.getMessage());
        try (var run = Run.open(folder)) {
            assertEquals(2, run.algorithm().epochs());
        }
    }
}
