package org.tandemrl.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.algorithm.firstorder.MaacConfig;
import org.tandemrl.algorithm.firstorder.SapoConfig;

/** Settings by name, those of nested records included. */
final class SettingsTest {
    private static String refused(AlgorithmConfig config, String setting, Object value) {
        return assertThrows(IllegalArgumentException.class, () -> config.with(setting, value)).getMessage();
    }

    @Test
    void aNestedSettingIsChangedAsIfItWereTheRecordsOwnAndNothingElseIs() {
        var sapo = SapoConfig.forTask("hopper", DmoConfig.Source.DECOUPLED);
        var longer = sapo.with("horizon", "24");
        assertEquals(24, longer.base().horizon());
        assertEquals(sapo, longer.with("horizon", sapo.base().horizon()));
        var two = MaacConfig.forTask("ant", true).with("gamma", 0.9).with("temperature", 0.5).with("windows", 32);
        assertEquals(0.9, two.soft().base().gamma(), "two records deep");
        assertEquals(0.5, two.soft().temperature());
        assertEquals(32, two.windows());
    }

    @Test
    void allNamesAreListedFlatAndAnUnknownOneIsAnsweredWithThem() {
        var sapo = SapoConfig.forTask("hopper", DmoConfig.Source.ADJOINT);
        var names = List.copyOf(sapo.settings().keySet());
        assertTrue(names.containsAll(List.of("horizon", "gamma", "critics", "targetEntropy")), names.toString());
        assertTrue(!names.contains("base"), names.toString());
        assertEquals("There is no setting 'temprature'; there are " + String.join(", ", names) + ".",
                refused(sapo, "temprature", 1));
        assertTrue(refused(sapo, "base", 1).startsWith("There is no setting 'base'"));
    }

    @Test
    void whatANestedRecordRefusesIsRefusedInItsWords() {
        var maac = MaacConfig.forTask("ant", true);
        assertEquals("gamma is 1.5; allowed is in (0, 1].", refused(maac, "gamma", 1.5));
        assertEquals("temperature is -1.0; allowed is positive.", refused(maac, "temperature", -1));
        assertTrue(refused(maac, "actorHead", "deterministic").contains("one that has an entropy"), "the outer's word on the inner's");
    }

    @Test
    void aValueOfAnotherTypeIsAnsweredWithWhatIsAllowed() {
        var sapo = SapoConfig.forTask("hopper", DmoConfig.Source.ADJOINT);
        assertEquals("Setting 'horizon' is many; allowed is a whole number, as 1000000, 1e6, 500k or 1.5M, of at most 2147483647.", refused(sapo, "horizon", "many"));
        assertEquals("Setting 'gamma' is x; allowed is a number.", refused(sapo, "gamma", "x"));
        assertEquals("Setting 'normalizedBonus' is yes; allowed is true or false.", refused(sapo, "normalizedBonus", "yes"));
        assertEquals("Setting 'criticChoice' is max; allowed is one of [mean, min].", refused(sapo, "criticChoice", "max"));
        assertEquals("Setting 'criticHidden' is 64;64; allowed is a list of whole numbers, as 64,32.",
                refused(sapo, "criticHidden", "64;64"));
        assertEquals(List.of(8, 4), sapo.with("criticHidden", "[8, 4]").base().criticHidden());
    }
}
