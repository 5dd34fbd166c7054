package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.Datasets;

final class PhasePlotsTest {
    private final PhasePlots all = PhasePlots.read(Datasets.path("results/simulator-phases.csv"), true);

    @Test
    void ofSomeTasksOnlyTheirBarsAreDrawn() {
        var some = all.of(List.of("hopper", "ant"));
        assertEquals(List.of("ant", "hopper"), some.table().stringColumn("task").unique().asList().stream().sorted().toList());
        assertTrue(some.chart().getSeriesMap().values().stream().allMatch(s -> ((List<?>) s.getXData()).size() == 2));
    }

    @Test
    void tasksThatWereNotMeasuredAreRefusedByNameWithThoseThatWere() {
        var refused = assertThrows(IllegalArgumentException.class, () -> all.of(List.of("go2"))).getMessage();
        assertTrue(refused.startsWith("The phases of go2 were not measured; those of ") && refused.contains("hopper"), refused);
    }
}
