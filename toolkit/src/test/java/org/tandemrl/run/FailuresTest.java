package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.nn.Parameters;
import org.tandemrl.task.NumericalException;

/** A number that is not finite stops a run where it arises; the last good checkpoint stays and training goes on from it. */
final class FailuresTest {
    @TempDir
    private Path scratch;

    private static void poison(Parameters parameters) {
        double[] values = parameters.values();
        values[0] = Double.NaN;
        parameters.setValues(values);
    }

    private void assertStops(String name, Consumer<Dmo> poison, String message) throws Exception {
        var folder = scratch.resolve(name);
        try (var run = Run.start(TinyRuns.settings(1, 8), folder)) {
            var failure = assertThrows(
                    NumericalException.class,
                    () -> run.train(r -> {
                        if (r.algorithm().epochs() == 3) {
                            r.checkpoint();
                        } else if (r.algorithm().epochs() == 5) {
                            poison.accept((Dmo) r.algorithm());
                        }
                    }));
            assertTrue(failure.getMessage().startsWith("Epoch 6 of cartpole, seed 1: "), failure.getMessage());
            assertTrue(failure.getMessage().contains(message), failure.getMessage());
            assertTrue(
                    failure.getMessage().endsWith("The last checkpoint, after epoch 3, stays."), failure.getMessage());
            var refused = assertThrows(RunException.class, () -> run.train(r -> {}));
            assertTrue(refused.getMessage().contains("resume it: it goes on after epoch 3"), refused.getMessage());
            run.checkpoint();
        }
        assertEquals(
                3, Checkpoint.read(folder.resolve("checkpoint.npz")).header().epochs());
        assertEquals(5, TinyRuns.rows(folder), "the rows of good epochs stay");
        try (var run = Run.resume(folder)) {
            assertTrue(run.train(r -> {}));
            assertEquals("", run.metrics().difference());
        }
    }

    @Test
    void inTheActor() throws Exception {
        assertStops("actor", dmo -> poison(dmo.actor().parameters()), "The action of environment 0 is NaN");
    }

    @Test
    void inTheCritic() throws Exception {
        assertStops("critic", dmo -> poison(dmo.critic().parameters()), "The critic's loss is NaN");
    }

    @Test
    void inTheTarget() throws Exception {
        assertStops("target", dmo -> poison(dmo.critic().targetParameters()), "The norm of the policy gradient is NaN");
    }

    @Test
    void inTheModel() throws Exception {
        assertStops(
                "model",
                dmo -> poison(dmo.model().parts().getFirst().parameters()),
                "The model's loss at update 0 is NaN");
    }

    @Test
    void inTheStatistics() throws Exception {
        assertStops(
                "normalizer",
                dmo -> {
                    double[] saved = dmo.actor().normalizer().save();
                    saved[1] = Double.NaN;
                    dmo.actor().normalizer().restore(saved);
                },
                "is NaN");
    }

    /** A number that goes bad at the very end of an epoch is not seen before the checkpoint; the checkpoint sees it. */
    @Test
    void whatIsNotFiniteIsNotSaved() throws Exception {
        var folder = scratch.resolve("late");
        try (var run = Run.start(TinyRuns.settings(1, 8), folder)) {
            var failure = assertThrows(
                    NumericalException.class,
                    () -> run.train(r -> {
                        if (r.algorithm().epochs() == 3) {
                            r.checkpoint();
                        } else if (r.algorithm().epochs() == 4) {
                            poison(((Dmo) r.algorithm()).critic().parameters());
                            r.checkpoint();
                        }
                    }));
            assertEquals(
                    "Epoch 4 of cartpole, seed 1: After it, 'critic' is NaN at index 0; it is not saved."
                            + " The last checkpoint, after epoch 3, stays.",
                    failure.getMessage());
        }
        assertEquals(
                3, Checkpoint.read(folder.resolve("checkpoint.npz")).header().epochs());
        for (double[] values :
                Checkpoint.read(folder.resolve("checkpoint.npz")).arrays().values()) {
            for (double v : values) {
                assertTrue(Double.isFinite(v));
            }
        }
    }

    @Test
    void aListenerThatThrowsLosesNothing() throws Exception {
        var folder = scratch.resolve("listener");
        try (var run = Run.start(TinyRuns.settings(1, 8), folder)) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> run.train(r -> {
                        if (r.algorithm().epochs() == 4) {
                            throw new UnsupportedOperationException("a display that does not work");
                        }
                    }));
            assertTrue(run.train(r -> {}), "the epoch was complete");
        }
        try (var whole = Run.start(TinyRuns.settings(1, 8), scratch.resolve("whole"))) {
            whole.train(r -> {});
        }
        assertEquals(TinyRuns.numbers(scratch.resolve("whole")), TinyRuns.numbers(folder));
        assertArrayEquals(
                Files.readAllBytes(scratch.resolve("whole/checkpoint.npz")),
                Files.readAllBytes(folder.resolve("checkpoint.npz")));
    }
}
