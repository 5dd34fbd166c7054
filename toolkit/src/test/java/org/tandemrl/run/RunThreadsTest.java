package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run in the hands of several threads, as in notebooks whose kernel leaves a cell's thread at work after an interrupt. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunThreadsTest {
    private static final int EPOCHS = 150;

    @TempDir
    private Path folder;

    /** A training on a thread of its own that has done an epoch. */
    private static FutureTask<Boolean> trained(Run run, List<Thread> threads) throws InterruptedException {
        var started = new CountDownLatch(1);
        var task = new FutureTask<>(() -> run.train(r -> started.countDown()));
        threads.add(Thread.ofPlatform().start(task));
        assertTrue(started.await(60, TimeUnit.SECONDS));
        return task;
    }

    @Test
    void aCellRunAgainRightAfterAnInterruptGoesOnWhereTheOldThreadEnds() throws Exception {
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder.resolve("cells"))) {
            var threads = new ArrayList<Thread>();
            var cells = new ArrayList<FutureTask<Boolean>>();
            for (int cell = 0; cell < 10; cell++) {
                cells.add(trained(run, threads));
                threads.getLast().interrupt(); // and the next cell does not wait for what the thread still does
            }
            for (var cell : cells) {
                assertFalse(cell.get(60, TimeUnit.SECONDS));
            }
            assertTrue(run.train(r -> {}));
            assertEquals(EPOCHS, run.metrics().size());
        }
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder.resolve("whole"))) {
            assertTrue(run.train(r -> {}));
        }
        assertEquals(TinyRuns.numbers(folder.resolve("whole")), TinyRuns.numbers(folder.resolve("cells")));
    }

    @Test
    void aSecondTrainingTakesOverFromTheFirst() throws Exception {
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder.resolve("run"))) {
            var first = trained(run, new ArrayList<>());
            assertTrue(run.train(r -> {}));
            assertFalse(first.get(60, TimeUnit.SECONDS));
            assertEquals(EPOCHS, run.algorithm().epochs());
        }
    }

    @Test
    void whatLearnsIsSeenAtTheEndOfAnEpoch() throws Exception {
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), folder.resolve("run"))) {
            var training = trained(run, new ArrayList<>());
            while (!training.isDone()) {
                // Epochs and samples are counted at an epoch's two ends: read amid one, they would not fit.
                var algorithm = run.algorithm();
                long[] seen = {algorithm.epochs(), algorithm.samples()};
                assertTrue(
                        seen[1] >= TinyRuns.EXPLORED + seen[0] * TinyRuns.EPOCH,
                        seen[0] + " epochs, " + seen[1] + " samples");
            }
            assertTrue(training.get());
        }
    }

    @Test
    void closingEndsATrainingOfAnotherThreadAfterItsEpoch() throws Exception {
        var run = Run.start(TinyRuns.settings(3, EPOCHS), folder.resolve("run"));
        var training = trained(run, new ArrayList<>());
        run.close();
        assertFalse(training.get(60, TimeUnit.SECONDS));
        var refused = assertThrows(RunException.class, () -> run.train(r -> {}));
        assertTrue(refused.getMessage().contains("is closed"), refused.getMessage());
        try (var again = Run.resume(folder.resolve("run"))) {
            assertTrue(again.train(r -> {}));
        }
    }

    @Test
    void aCallbackCannotStartTheTrainingItIsToldOf() {
        try (var run = Run.start(TinyRuns.settings(3, 3), folder.resolve("run"))) {
            var refused = assertThrows(RunException.class, () -> run.train(r -> r.train(s -> {})));
            assertTrue(refused.getMessage().contains("callback"), refused.getMessage());
            assertTrue(run.train(r -> {}), "and the training can go on");
        }
    }

    @Test
    void aListenerMayCloseTheRun() {
        var run = Run.start(TinyRuns.settings(3, 3), folder.resolve("run"));
        assertFalse(run.train(Run::close));
    }
}
