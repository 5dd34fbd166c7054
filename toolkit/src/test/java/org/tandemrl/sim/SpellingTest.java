package org.tandemrl.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A name that there is not is answered with what was perhaps meant. */
final class SpellingTest {
    private static final List<String> NAMES =
            List.of("gamma", "horizon", "model.updates", "exploration.updates", "model.hidden", "actor.rate");

    @Test
    void theNearestNamesAreFoundAndFarOnesAreNot() {
        assertEquals(List.of("horizon"), Spelling.nearest("horzion", NAMES));
        assertEquals(List.of("horizon"), Spelling.nearest("Horizon", NAMES));
        assertEquals(List.of("gamma"), Spelling.nearest("gama", NAMES));
        assertEquals(List.of("model.updates"), Spelling.nearest("modle.updates", NAMES));
        assertEquals(List.of("model.updates", "exploration.updates"), Spelling.nearest("updates", NAMES));
        assertEquals(List.of("model.hidden"), Spelling.nearest("hiden", NAMES));
        assertEquals(
                List.of("exploration.updates"), Spelling.nearest("explration.updtes", NAMES), "two of many letters");
        assertEquals(List.of(), Spelling.nearest("temperature", NAMES));
        assertEquals(List.of(), Spelling.nearest("", NAMES));
    }

    @Test
    void theSentenceHasThemBeforeAllThatThereAre() {
        assertEquals(
                "There is no setting 'gmma'. Did you mean gamma? There are gamma, horizon.",
                Spelling.unknown("setting", "gmma", List.of("gamma", "horizon")));
        assertEquals(
                "There is no setting 'x'; there are gamma, horizon.",
                Spelling.unknown("setting", "x", List.of("gamma", "horizon")));
    }
}
