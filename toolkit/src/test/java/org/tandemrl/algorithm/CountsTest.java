package org.tandemrl.algorithm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.algorithm.firstorder.DmoConfig;

/** Whole numbers as people write them. */
final class CountsTest {
    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "-3, -3",
        "1e6, 1000000",
        "1E6, 1000000",
        "1M, 1000000",
        "1.5M, 1500000",
        "500k, 500000",
        "2.5K, 2500",
        "1_000_000, 1000000",
        "1g, 1000000000",
        "15e-1k, 1500",
        "+4, 4",
        "9223372036854775807, 9223372036854775807"
    })
    void isRead(String text, long number) {
        assertEquals(number, Counts.parse(text, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "many",
                "1.5",
                "0.0005k",
                "1e-1",
                "1MM",
                "1e6k6",
                "0x10",
                "1,5",
                "NaN",
                "Infinity",
                "1e",
                "--4",
                ".5k"
            })
    void whatIsNoWholeNumberIsRefusedWithTheFormsThereAre(String text) {
        var refused = assertThrows(
                        IllegalArgumentException.class, () -> Counts.parse(text, Long.MIN_VALUE, Long.MAX_VALUE))
                .getMessage();
        assertTrue(
                refused.startsWith("'" + text + "' is ")
                        && refused.contains("allowed is a whole number, as 1000000, 1e6, 500k or 1.5M"),
                refused);
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheLimitsAndNeverWraps() {
        assertEquals(
                "'3g' is too large; allowed is a whole number, as 1000000, 1e6, 500k or 1.5M, from -2147483648 to 2147483647.",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Counts.parse("3g", Integer.MIN_VALUE, Integer.MAX_VALUE))
                        .getMessage());
        for (String text : new String[] {"9223372036854775808", "1e19", "1e999", "1e900g"}) {
            assertTrue(
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Counts.parse(text, Long.MIN_VALUE, Long.MAX_VALUE))
                            .getMessage()
                            .contains("is too large"),
                    text);
        }
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> Counts.parse("-1e19", Long.MIN_VALUE, Long.MAX_VALUE))
                .getMessage()
                .contains("is too small"));
    }

    @Test
    void settingsReadThemToo() {
        var config = DmoConfig.forTask("cartpole")
                .with("model.bufferCapacity", "2M")
                .with("optimiser.scheduleEpochs", "1e3")
                .with("model.hidden", "1k,256");
        assertEquals(2_000_000, config.model().bufferCapacity());
        assertEquals(1000, config.optimiser().scheduleEpochs());
        assertEquals("[1000, 256]", config.model().hidden().toString());
    }
}
