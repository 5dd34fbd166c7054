package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.Algorithms;

final class PaletteTest {
    @Test
    void anAlgorithmHasItsColourWhateverStandsBesideIt() {
        var alone = Palette.of(List.of("sapo")).get("sapo");
        assertEquals(alone, Palette.of(List.of("dmo", "something else", "sapo")).get("sapo"));
        assertEquals(alone, Palette.of(List.of("sapo (2)")).get("sapo (2)"), "with its number of seeds");
        assertEquals(
                Palette.of(List.of("imagined", "decoupled")).get("decoupled"),
                Palette.of(List.of("adjoint", "decoupled", "imagined")).get("decoupled"));
    }

    @Test
    void algorithmsDifferFromEachOther() {
        var names = Algorithms.names();
        assertEquals(
                names.size(),
                new HashSet<>(Palette.of(names).values()).size(),
                Palette.of(names).toString());
    }

    @Test
    void otherNamesTakeWhatIsLeftInTheirOrder() {
        var colors = Palette.of(List.of("first", "dmo", "second"));
        assertEquals(3, new HashSet<>(colors.values()).size(), colors.toString());
        assertNotEquals(Palette.of(List.of("dmo")).get("dmo"), colors.get("first"));
        var many = IntStream.range(0, 13).mapToObj(i -> "line " + i).toList();
        assertEquals(11, new HashSet<>(Palette.of(many).values()).size());
        assertEquals(Palette.of(many).get("line 0"), Palette.of(many).get("line 11"));
    }
}
