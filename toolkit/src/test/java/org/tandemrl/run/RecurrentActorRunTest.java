package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of policies that remember. */
final class RecurrentActorRunTest {
    private static final int EPOCHS = 12;
    private static final int BREAK = 5;

    @TempDir
    private Path scratch;

    /** What is remembered in the middle of an episode is in the checkpoint, the model's and the policy's. */
    @ParameterizedTest
    @CsvSource({"dmo,0", "dmo,4", "dmo-sapo,0"})
    void oneThatWasResumedIsTheUninterruptedBitForBit(String algorithm, int modelRecurrent) {
        var settings = TinyRuns.settings(algorithm, 3, EPOCHS)
                .with("actor.recurrent", 8)
                .with("model.recurrent", modelRecurrent);
        try (var whole = Run.start(settings, scratch.resolve("whole"));
                var broken = Run.start(settings, scratch.resolve("broken"))) {
            assertTrue(whole.train());
            assertFalse(broken.train(r -> {
                if (r.algorithm().epochs() == BREAK) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        try (var resumed = Run.resume(scratch.resolve("broken"))) {
            assertEquals(BREAK, resumed.algorithm().epochs());
            assertTrue(resumed.train());
        }
        assertEquals(TinyRuns.numbers(scratch.resolve("whole")), TinyRuns.numbers(scratch.resolve("broken")));
        var whole = Checkpoint.read(scratch.resolve("whole/checkpoint.npz")).arrays();
        var resumed = Checkpoint.read(scratch.resolve("broken/checkpoint.npz")).arrays();
        whole.forEach((name, values) -> assertArrayEquals(values, resumed.get(name), name));
        assertEquals(8 * 8, whole.get("actor.memory").length);
    }

    @Test
    void itsEpisodesAreThoseOfWhatItRemembers() {
        var settings = TinyRuns.settings("dmo", 3, 2).with("actor.recurrent", 8);
        try (var run = Run.start(settings, scratch.resolve("run"))) {
            run.train();
            var task = run.algorithm().task();
            var acting = run.algorithm().acting();
            double first = Evaluation.of(task, acting, 4, 1, 1).mean();
            assertEquals(first, Evaluation.of(task, acting, 4, 1, 1).mean(), "begun again, it has forgotten");
            double forgetful =
                    Evaluation.of(task, run.algorithm()::act, 4, 1, 1).mean();
            assertTrue(first != forgetful, "what it remembers matters");
            assertEquals(
                    Episode.play(task, acting, 40, 1).sum(),
                    Episode.play(task, acting, 40, 1).sum());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shac", "sapo", "bptt", "ahac", "maac", "maac-sapo"})
    void whereNothingCanBeRememberedTheSettingIsRefused(String algorithm) {
        var settings = TinyRuns.settings(algorithm, 1, 1);
        var refused = assertThrows(IllegalArgumentException.class, () -> settings.with("actor.recurrent", 8));
        assertTrue(refused.getMessage().contains("actor.recurrent"), refused.getMessage());
    }
}
