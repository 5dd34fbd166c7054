package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.run.Metrics;

final class EpochPhasesTest {
    @TempDir
    private Path scratch;

    private Metrics metrics(String name, String... lines) throws IOException {
        var file = scratch.resolve(name);
        Files.writeString(file, String.join("\n", lines) + "\n");
        return Metrics.read(file);
    }

    @Test
    void aBarIsTheMeanOverRunsOfTheMedianEpoch() throws IOException {
        var first = metrics(
                "a.csv",
                "epoch,samples,seconds,seconds_explore,seconds_model,seconds_actor",
                "1,8,3,9,1,0.5",
                "2,16,6,0,3,0.5",
                "3,24,99,0,2,0.5");
        var second =
                metrics("b.csv", "epoch,samples,seconds,seconds_explore,seconds_model,seconds_actor", "1,8,3,9,4,1.5");
        var figure =
                EpochPhases.of("phases").with("both", List.of(first, second)).with("second", List.of(second));
        var table = figure.table();
        assertEquals(List.of("runs", "number of runs", "model (s)", "actor (s)"), table.columnNames());
        assertEquals(3, table.doubleColumn("model (s)").get(0));
        assertEquals(1, table.doubleColumn("actor (s)").get(0));
        assertEquals(4, table.doubleColumn("model (s)").get(1));
        assertEquals(2, figure.chart().getSeriesMap().size());
        assertEquals("median seconds of an epoch (s)", figure.chart().getYAxisTitle());
        for (var file : figure.save(scratch, "phases")) {
            assertTrue(Files.size(file) > 1000, file.toString());
        }
    }

    @Test
    void runsWithoutTimesAreRefused() throws IOException {
        var bare = metrics("c.csv", "epoch,samples,seconds", "1,8,3");
        assertThrows(
                IllegalArgumentException.class, () -> EpochPhases.of("phases").with("none", List.of()));
        var refused = assertThrows(
                IllegalArgumentException.class, () -> EpochPhases.of("phases").with("bare", List.of(bare)));
        assertTrue(refused.getMessage().contains("seconds_"), refused.getMessage());
    }
}
