package org.tandemrl.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

final class TemplateTest {
    private static final Table TABLE = Table.create(
            "t",
            StringColumn.create("runs", List.of("dmo", "shac, 8 steps", "shac, 8 steps")),
            BooleanColumn.create("adjoint", List.of(true, false, true)),
            DoubleColumn.create("return", 3137.55, -0.001, Double.NaN),
            DoubleColumn.create("95 % low", 468.51, -440, Double.NaN),
            DoubleColumn.create("95 % high", 5806.6, 1, Double.NaN));

    private final Template template = new Template(Map.of("a/t", TABLE));

    private String fill(String text) {
        return template.fill(text);
    }

    @Test
    void placesAreFilledInTheirFormats() {
        assertEquals("is 3138.", fill("is {{a/t; runs=dmo; return}}."));
        assertEquals("3137.55", fill("{{a/t; runs=dmo; return; 2}}"));
        assertEquals("3138 (469 … 5807)", fill("{{a/t; runs=dmo; return; interval}}"));
        assertEquals("−440 … 1", fill("{{a/t; runs=shac, 8 steps, adjoint=false; return; bounds}}"));
        assertEquals("0", fill("{{a/t; return<0; return; 0}}"), "no minus before a zero");
        assertEquals("3 000", fill("{{a/t; return>1000; return; thousands}}"));
        assertEquals("dmo", fill("{{a/t; runs=dmo; runs; text}}"));
    }

    @Test
    void whatIsNoNumberIsInWords() {
        assertEquals("no number", fill("{{a/t; runs=shac, 8 steps, adjoint=true; return}}"));
        assertEquals("not run", fill("{{a/t; runs=ppo; return}}"));
        assertEquals("not run", fill("{{a/none; runs=ppo; return}}"));
        assertEquals(List.of("a/t; runs=ppo; return", "a/none; runs=ppo; return"), template.empty());
    }

    @Test
    void aPlaceThatMeansSeveralRowsIsRefusedAndSoIsAColumnThatIsNotThere() {
        var several = assertThrows(IllegalArgumentException.class, () -> fill("{{a/t; runs=shac, 8 steps; return}}"));
        assertTrue(several.getMessage().contains("2 rows"), several.getMessage());
        var column = assertThrows(IllegalArgumentException.class, () -> fill("{{a/t; runs=dmo; retrun}}"));
        assertTrue(column.getMessage().contains("'retrun'"), column.getMessage());
        var format = assertThrows(IllegalArgumentException.class, () -> fill("{{a/t; runs=dmo; return; lots}}"));
        assertTrue(format.getMessage().contains("'lots'"), format.getMessage());
    }

    @Test
    void aWholeTableOrSomeOfItsColumns() {
        assertTrue(fill("{{table a/t}}").startsWith("| runs | adjoint | return |"));
        assertTrue(fill("{{table a/t; return, runs}}").startsWith("| return | runs |\n| ---: | :--- |"));
    }

    @Test
    void numbersHaveTheirDigits() {
        assertEquals("9.5", Numbers.digits(9.521, 2));
        assertEquals("19", Numbers.digits(19.12, 2));
        assertEquals("1", Numbers.digits(1.00352, 2));
        assertEquals("169", Numbers.digits(168.8, 2));
        assertEquals("0.064", Numbers.digits(0.06412, 2));
        assertEquals("4.1", Numbers.digits(4.1, 3));
        assertEquals("no number", Numbers.digits(Double.NaN, 2));
    }
}
