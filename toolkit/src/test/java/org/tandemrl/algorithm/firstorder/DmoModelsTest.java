package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** DMO with every kind of model. */
final class DmoModelsTest {
    private static Dmo dmo(String changes) {
        Tensors.threads(1);
        var config = DmoConfig.forTask("hopper")
                .with("environments", 32)
                .with("horizon", 8)
                .with("actor.hidden", "64,32")
                .with("critic.hidden", "32")
                .with("model.hidden", "128,64")
                .with("model.updates", 4)
                .with("model.batch", 64)
                .with("exploration.transitions", 500)
                .with("exploration.updates", 8);
        for (String change : changes.split(" ")) {
            config = config.with(change.split("=")[0], change.split("=")[1]);
        }
        var task = Tasks.named("hopper");
        var seeds = new Seeds(3);
        return new Dmo(config, new Environment(task, task.simulator(32, 1), seeds, true), seeds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.loss=deterministic",
                "model.target=next",
                "model.target=scaled_change",
                "model.target=scaled_change model.ensemble=2",
                "model.learnedReward=true",
                "model.ensemble=3",
                "model.learnedReward=true model.ensemble=2 model.target=next source=imagined arithmetic=djl",
                "model.recurrent=8 model.sequence=5 model.batch=16 critic.input=observation_and_hidden model.transitionFilter=3",
                "model.recurrent=8 model.sequence=5 model.batch=16 source=imagined model.target=next model.loss=deterministic",
                "source=adjoint critic.input=state"
            })
    void itGoesOnFromACheckpointBitForBit(String changes) {
        Map<String, double[]> expected;
        Map<String, double[]> saved;
        try (var dmo = dmo(changes);
                var other = dmo(changes)) {
            dmo.epoch();
            saved = dmo.save();
            var from = dmo.buffer().orElseThrow();
            var to = other.buffer().orElseThrow();
            float[] row = new float[from.width()];
            for (long i = 0; i < from.written(); i++) {
                from.copy(i, row);
                to.addRow(row);
            }
            var metrics = dmo.epoch();
            assertEquals(changes.contains("learnedReward"), metrics.containsKey("reward_loss"));
            expected = dmo.save();
            other.restore(saved);
            other.epoch();
            var actual = other.save();
            assertEquals(expected.keySet(), actual.keySet());
            expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
        }
    }

    @Test
    void theBufferHasRewardsOnlyWhereTheyAreLearned() {
        try (var plain = dmo("model.ensemble=1");
                var rewards = dmo("model.learnedReward=true")) {
            plain.epoch();
            rewards.epoch();
            int width = plain.buffer().orElseThrow().width();
            assertEquals(width + 1, rewards.buffer().orElseThrow().width());
            float[] row = new float[width + 1];
            boolean any = false;
            for (long i = 0; i < rewards.buffer().orElseThrow().written(); i++) {
                rewards.buffer().orElseThrow().copy(i, row);
                any |= row[width] != 0;
            }
            assertTrue(any, "no reward in the buffer");
            assertFalse(plain.save().containsKey("model.reward"));
        }
    }

    @Test
    void filteredTransitionsAreCountedAndStayOutOfTheBufferOrHoldZerosInIt() {
        try (var plain = dmo("model.transitionFilter=2");
                var recurrent = dmo("model.transitionFilter=2 model.recurrent=8 model.batch=16")) {
            double fromPlain = plain.epoch().get("left_out");
            long explored = plain.samples() - 32 * 8;
            assertTrue(fromPlain > 0 && fromPlain < 32 * 8, "left out " + fromPlain);
            assertTrue(plain.buffer().orElseThrow().written() < explored + 32 * 8);
            double fromRecurrent = recurrent.epoch().get("left_out");
            assertTrue(fromRecurrent > 0, "left out " + fromRecurrent);
            assertEquals(recurrent.samples(), recurrent.buffer().orElseThrow().written());
        }
        try (var unfiltered = dmo("model.transitionFilter=0")) {
            assertFalse(unfiltered.epoch().containsKey("left_out"));
        }
    }

    @Test
    void humanoidHasAMemoryAndAFilterWhereAModelIsFitted() {
        var humanoid = DmoConfig.forTask("humanoid");
        assertEquals(256, humanoid.model().recurrent());
        assertEquals(25, humanoid.model().sequence());
        assertEquals(32, humanoid.model().batch());
        assertEquals(6, humanoid.model().transitionFilter());
        assertEquals(
                0,
                DmoConfig.forTask("humanoid", DmoConfig.Source.ADJOINT).model().recurrent());
        assertEquals(
                800, MaacConfig.forTask("humanoid", false).soft().base().model().batch());
    }

    @ParameterizedTest
    @CsvSource({
        "critic.input=observation_and_hidden,which alone remembers",
        "critic.input=state,no derivative",
        "critic.bootstrap=false model.recurrent=8 critic.input=observation_and_hidden,without a critic",
        "model.recurrent=8 model.learnedReward=true,recurrent model",
        "model.recurrent=8 model.ensemble=2,recurrent model",
        "model.recurrent=8 model.target=scaled_change,recurrent model",
        "model.recurrent=8 model.target=scaled_turn,recurrent model",
        "model.target=scaled_turn,Task#quaternions",
        "model.recurrent=8 critic.input=observation_and_hidden gradientQualityEvery=5,all sources"
    })
    void combinationsThatMakeNoSenseAreRefusedWithTheReason(String changes, String reason) {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> dmo(changes)).getMessage();
        assertTrue(refused.contains(reason), refused);
        assertThrows(
                IllegalArgumentException.class,
                () -> MaacConfig.forTask("hopper", false).with("model.recurrent", 8));
        assertThrows(
                IllegalArgumentException.class,
                () -> SapoConfig.forTask("hopper", DmoConfig.Source.ADJOINT).with("critic.input", "state"));
    }

    @ParameterizedTest
    @CsvSource({
        "model.loss,deterministic",
        "model.target,next",
        "model.target,scaled_change",
        "model.target,scaled_turn",
        "model.learnedReward,true",
        "model.ensemble,2",
        "model.recurrent,8",
        "model.transitionFilter,6"
    })
    void settingsOfAModelThatIsNotFittedAreRefusedWithTheReason(String setting, String value) {
        var shac = DmoConfig.forTask("hopper", DmoConfig.Source.ADJOINT);
        var refused = assertThrows(IllegalArgumentException.class, () -> shac.with(setting, value))
                .getMessage();
        assertTrue(refused.startsWith(setting + " is") && refused.contains("which fits no model"), refused);
        assertThrows(
                IllegalArgumentException.class,
                () -> DmoConfig.forTask("hopper").with("model.ensemble", 0));
    }
}
