package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** Gradients compared while a training goes on. */
final class GradientQualityTest {
    private record Trained(List<Map<String, Double>> epochs, Map<String, double[]> end) {}

    private static DmoConfig config(int every) {
        return DmoConfig.forTask("hopper")
                .with("environments", 16)
                .with("horizon", 4)
                .with("actor.hidden", "16")
                .with("critic.hidden", "16")
                .with("model.hidden", "32,32")
                .with("model.updates", 8)
                .with("model.batch", 64)
                .with("exploration.transitions", 500)
                .with("exploration.updates", 50)
                .with("gradientQualityEvery", every);
    }

    private static Trained trained(DmoConfig config) {
        Tensors.threads(1);
        var task = Tasks.named("hopper");
        var seeds = new Seeds(3);
        var simulator = task.simulator(config.environments(), 1);
        try (var dmo = new Dmo(config, new Environment(task, simulator, seeds, true), seeds)) {
            var epochs = new ArrayList<Map<String, Double>>();
            for (int i = 0; i < 5; i++) {
                epochs.add(dmo.epoch());
            }
            return new Trained(epochs, dmo.save());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "fast"})
    void lookingOnChangesNoNumberOfTheTraining(String arithmetic) {
        var with = trained(config(2).with("arithmetic", arithmetic));
        var without = trained(config(0).with("arithmetic", arithmetic));
        assertEquals(without.end().keySet(), with.end().keySet());
        without.end()
                .forEach((name, values) -> assertArrayEquals(values, with.end().get(name), name));
        for (int epoch = 0; epoch < 5; epoch++) {
            var other = with.epochs().get(epoch);
            without.epochs().get(epoch).forEach((name, value) -> {
                if (!name.startsWith("seconds_")) {
                    assertEquals(value, other.get(name), name);
                }
            });
        }
    }

    @Test
    void everySecondEpochIsMeasuredAndTheColumnsStayTheSame() {
        var epochs = trained(config(2)).epochs();
        for (int epoch = 0; epoch < epochs.size(); epoch++) {
            var row = epochs.get(epoch);
            assertEquals(List.copyOf(epochs.getFirst().keySet()), List.copyOf(row.keySet()));
            assertTrue(row.containsKey("seconds_quality"), row.keySet().toString());
            for (var name : List.of("cos_decoupled", "cos_imagined", "ratio_decoupled", "ratio_imagined")) {
                assertEquals(epoch % 2 != 0, row.get(name).isNaN(), name + " in epoch " + epoch);
            }
        }
        var first = epochs.getFirst();
        assertTrue(Math.abs(first.get("cos_decoupled")) <= 1 && first.get("ratio_decoupled") > 0, first.toString());
        assertNotEquals(first.get("cos_decoupled"), first.get("cos_imagined"), "the sources must be two");
    }

    @Test
    void aRunThatNeverLooksHasNoSuchColumns() {
        var row = trained(config(0)).epochs().getFirst();
        assertTrue(
                row.keySet().stream().noneMatch(n -> n.startsWith("cos_") || n.equals("seconds_quality")),
                row.toString());
    }

    /** SHAC with a model beside it: the training stays SHAC's, and the model is the one that learned from its windows. */
    @ParameterizedTest
    @ValueSource(strings = {"djl", "fast"})
    void aModelBesideShacLearnsFromItsWindowsAndChangesNoNumberOfIt(String arithmetic) {
        var shac = config(0).with("source", "adjoint").with("arithmetic", arithmetic);
        var without = trained(shac);
        var with = trained(shac.with("gradientQualityEvery", 1));
        without.end().forEach((name, values) -> {
            if (!name.startsWith("model")) {
                assertArrayEquals(values, with.end().get(name), name);
            }
        });
        assertEquals(0, without.end().get("model.fits")[0]);
        assertEquals(
                4,
                with.end().get("model.fits")[0],
                "one in each epoch but the first, which has no window to learn from yet");
        for (int epoch = 0; epoch < 5; epoch++) {
            var row = with.epochs().get(epoch);
            assertEquals(without.epochs().get(epoch).get("gradient_norm"), row.get("gradient_norm"));
            assertEquals(epoch == 0, row.get("cos_decoupled").isNaN(), "epoch " + epoch);
            assertEquals(epoch == 0, row.get("model_loss").isNaN(), "epoch " + epoch);
        }
        assertTrue(
                with.epochs().getLast().get("model_loss") < with.epochs().get(1).get("model_loss") - 1,
                with.epochs().toString());
    }

    @Test
    void aModelBesideShacMayHaveAnyKindAndNegativeNumbersAreRefused() {
        var watched = config(2)
                .with("source", "adjoint")
                .with("model.loss", "deterministic")
                .with("model.transitionFilter", 6);
        assertTrue(watched.fitsModel());
        assertFalse(config(0).with("source", "adjoint").fitsModel());
        assertThrows(IllegalArgumentException.class, () -> config(-1));
    }
}
