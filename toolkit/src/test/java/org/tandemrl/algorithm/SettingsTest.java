package org.tandemrl.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.firstorder.AhacConfig;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.algorithm.firstorder.MaacConfig;
import org.tandemrl.algorithm.firstorder.SapoConfig;
import org.tandemrl.sim.Datasets;

/** Settings by name, those of nested records included. */
final class SettingsTest {
    private static String refused(AlgorithmConfig config, String setting, Object value) {
        return assertThrows(IllegalArgumentException.class, () -> config.with(setting, value))
                .getMessage();
    }

    @Test
    void aNestedSettingIsChangedAsIfItWereTheRecordsOwnAndNothingElseIs() {
        var sapo = SapoConfig.forTask("hopper", DmoConfig.Source.DECOUPLED);
        var longer = sapo.with("horizon", "24");
        assertEquals(24, longer.base().horizon());
        assertEquals(sapo, longer.with("horizon", sapo.base().horizon()));
        var two = MaacConfig.forTask("ant", true)
                .with("gamma", 0.9)
                .with("temperature", 0.5)
                .with("windows", 32);
        assertEquals(0.9, two.soft().base().gamma(), "two records deep");
        assertEquals(0.5, two.soft().temperature());
        assertEquals(32, two.windows());
    }

    @Test
    void allNamesAreListedAndAnUnknownOneIsAnsweredWithThem() {
        var sapo = SapoConfig.forTask("hopper", DmoConfig.Source.ADJOINT);
        var names = List.copyOf(sapo.settings().keySet());
        assertTrue(names.containsAll(List.of("horizon", "gamma", "critics", "targetEntropy")), names.toString());
        assertTrue(!names.contains("base"), names.toString());
        var free = names.stream().filter(n -> !sapo.fixed().contains(n)).toList();
        assertEquals(
                "There is no setting 'temprature'. Did you mean temperature? There are " + String.join(", ", free)
                        + ".",
                refused(sapo, "temprature", 1));
        assertEquals(
                Set.of("source", "critic.bootstrap", "maximumEntropy"),
                MaacConfig.forTask("ant", true).fixed(),
                "what the algorithm's name decides is not offered");
        assertTrue(!refused(sapo, "x", 1).contains("source"), refused(sapo, "x", 1));
        assertTrue(refused(sapo, "base", 1).startsWith("There is no setting 'base'"));
    }

    @Test
    void aSettingOfAGroupIsNamedWithItHoweverDeepTheConfigurationLies() {
        var dmo = DmoConfig.forTask("ant").with("model.updates", 64).with("actor.rate", "1e-3");
        assertEquals(64, dmo.model().updates());
        assertEquals(1e-3, dmo.actor().rate());
        assertEquals(2e-3, dmo.critic().rate(), "of the same name in another group");
        assertEquals(DmoConfig.forTask("ant"), dmo.with("model.updates", 128).with("actor.rate", 2e-3));
        assertEquals(
                64,
                MaacConfig.forTask("ant", true)
                        .with("model.updates", 64)
                        .soft()
                        .base()
                        .model()
                        .updates());
        assertEquals(
                64,
                AhacConfig.forTask("ant")
                        .with("exploration.updates", 64)
                        .base()
                        .exploration()
                        .updates());
        var names = List.copyOf(
                SapoConfig.forTask("ant", DmoConfig.Source.DECOUPLED).settings().keySet());
        assertTrue(
                names.containsAll(List.of("model.updates", "exploration.updates", "optimiser.beta1")),
                names.toString());
        assertTrue(names.stream().noneMatch(n -> n.startsWith("base")), names.toString());
        assertTrue(
                refused(dmo, "model", 1).startsWith("There is no setting 'model'; there are environments, horizon, "));
        assertTrue(refused(dmo, "updates", 1).startsWith("There is no setting 'updates'"));
        assertTrue(refused(dmo, "base.model.updates", 1).startsWith("There is no setting 'base.model.updates'"));
        assertEquals("model.updates is 0; allowed is 1 or more.", refused(dmo, "model.updates", 0));
    }

    @Test
    void aNameOfBeforeSettingsWereGroupedIsAnsweredWithTheNameNow() {
        assertEquals(
                "The setting 'modelUpdates' is now called model.updates.",
                refused(DmoConfig.forTask("ant"), "modelUpdates", 64));
        assertEquals(
                "The setting 'lambda' is now called critic.lambda.",
                refused(MaacConfig.forTask("ant", true), "lambda", 0.9));
        var dmo = DmoConfig.forTask("ant").settings().keySet();
        Algorithms.renamedSettings(DmoConfig.class).values().forEach(now -> assertTrue(dmo.contains(now), now));
        Algorithms.laterSettings(DmoConfig.class).keySet().forEach(later -> assertTrue(dmo.contains(later), later));
    }

    @Test
    void whatANestedRecordRefusesIsRefusedInItsWords() {
        var maac = MaacConfig.forTask("ant", true);
        assertEquals("gamma is 1.5; allowed is in (0, 1].", refused(maac, "gamma", 1.5));
        assertEquals("temperature is -1.0; allowed is positive.", refused(maac, "temperature", -1));
        assertTrue(
                refused(maac, "actor.head", "deterministic").contains("one that has an entropy"),
                "the outer's word on the inner's");
    }

    @Test
    void aValueOfAnotherTypeIsAnsweredWithWhatIsAllowed() {
        var sapo = SapoConfig.forTask("hopper", DmoConfig.Source.ADJOINT);
        assertEquals(
                "Setting 'horizon' is many; allowed is a whole number, as 1000000, 1e6, 500k or 1.5M, of at most 2147483647.",
                refused(sapo, "horizon", "many"));
        assertEquals("Setting 'gamma' is x; allowed is a number.", refused(sapo, "gamma", "x"));
        assertEquals(
                "Setting 'normalizedBonus' is yes; allowed is true or false.", refused(sapo, "normalizedBonus", "yes"));
        assertEquals(
                "Setting 'criticChoice' is max; allowed is one of [mean, min].", refused(sapo, "criticChoice", "max"));
        assertEquals(
                "Setting 'critic.hidden' is 64;64; allowed is a list of whole numbers, as 64,32.",
                refused(sapo, "critic.hidden", "64;64"));
        assertEquals(
                List.of(8, 4),
                sapo.with("critic.hidden", "[8, 4]").base().critic().hidden());
    }

    /** Names that settings had before they were grouped are said nowhere in a message as if they were still theirs. */
    @Test
    void messagesNameSettingsAsTheyAreNow() throws IOException {
        var older = String.join("|", Algorithms.renamedSettings(DmoConfig.class).keySet());
        var said = Pattern.compile("\"(?:[^\"\\\\\n]*[^.\\w\"])?(?:" + older + ") (?:is|must|of|=|and|to)\\b");
        try (var files = Files.walk(Datasets.root().resolve("toolkit/src/main/java"))) {
            for (var file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
                var found = said.matcher(Files.readString(file));
                assertTrue(!found.find(), () -> file + " says " + found.group());
            }
        }
    }
}
