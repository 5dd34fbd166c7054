package org.tandemrl.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.algorithm.firstorder.SapoConfig;
import org.tandemrl.task.Tasks;

final class AlgorithmsTest {
    @ParameterizedTest
    @MethodSource("org.tandemrl.algorithm.Algorithms#names")
    void everyAlgorithmsOwnSettingsPassItsOwnCheckOnEveryTask(String name) {
        var kind = Algorithms.named(name);
        assertEquals(name, kind.name());
        for (String task : Tasks.names()) {
            var config = kind.config(task);
            kind.check(config);
            config.settings().forEach((setting, value) -> assertEquals(config, config.with(setting, value), setting));
        }
        kind.check(kind.config("swimmer"));
    }

    @Test
    void anUnknownNameIsAnsweredWithAllThereAre() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Algorithms.named("trpo"))
                .getMessage();
        assertEquals("There is no algorithm 'trpo'; there are " + String.join(", ", Algorithms.names()) + ".", refused);
    }

    @Test
    void settingsOfAnotherTypeAreRefusedByTheirName() {
        var foreign = SapoConfig.forTask("hopper", DmoConfig.Source.DECOUPLED);
        assertEquals(
                "Algorithm dmo has settings of DmoConfig; given are SapoConfig.",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Algorithms.named("dmo").check(foreign))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> Algorithms.named("ahac").check(DmoConfig.forTask("hopper")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dmo | source | adjoint | source is ADJOINT; allowed is DECOUPLED for algorithm dmo.",
                "shac | source | decoupled | source is DECOUPLED; allowed is ADJOINT for algorithm shac.",
                "ahac | source | decoupled | source is DECOUPLED; allowed is ADJOINT for algorithm ahac.",
                "imagined | source | decoupled | source is DECOUPLED; allowed is IMAGINED for algorithm imagined.",
                "dmo-sapo | source | imagined | source is IMAGINED; allowed is DECOUPLED for algorithm dmo-sapo.",
                "sapo | source | decoupled | source is DECOUPLED; allowed is ADJOINT for algorithm sapo.",
                "maac | source | decoupled | source is DECOUPLED; allowed is IMAGINED for algorithm maac.",
                "dmo | critic.bootstrap | false | critic.bootstrap is false; allowed is true for algorithm dmo (without a critic, dmo is dmo-bptt and shac is bptt).",
                "bptt | critic.bootstrap | true | critic.bootstrap is true; allowed is false for algorithm bptt (without a critic, dmo is dmo-bptt and shac is bptt)."
            })
    void settingsThatMakeAnotherAlgorithmAreRefusedWithWhatTheyWouldMake(
            String name, String setting, String value, String message) {
        var kind = Algorithms.named(name);
        var config = kind.config("hopper").with(setting, value);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> kind.check(config))
                        .getMessage());
    }

    @Test
    void laterSettingsAreSettings() {
        for (String name : Algorithms.names()) {
            var kind = Algorithms.named(name);
            var settings = kind.config("hopper").settings().keySet();
            assertTrue(
                    settings.containsAll(Algorithms.laterSettings(kind.type()).keySet()), name);
        }
    }
}
