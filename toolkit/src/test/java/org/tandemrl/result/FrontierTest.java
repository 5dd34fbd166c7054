package org.tandemrl.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.Datasets;

final class FrontierTest {
    private static Frontier.Point point(String choice, double minutes, double... returns) {
        return new Frontier.Point("ant", "dmo", choice, List.of(), minutes, returns);
    }

    @Test
    void aPointIsOnTheFrontierIfNoneReturnsAsMuchInLessTimeOrMoreInAsMuch() {
        var frontier = Frontier.of(List.of(
                point("dear", 10, 5000),
                point("dearer and worse", 12, 4000, 5000),
                point("cheap", 2, 3000, 3200),
                point("as cheap and worse", 2, 3000),
                point("cheapest", 1, 100)));
        assertEquals(
                List.of("cheapest", "cheap", "dear"),
                frontier.frontier().stream().map(Frontier.Point::choice).toList());
        assertEquals(5, frontier.table().rowCount());
        assertEquals(3, frontier.table().booleanColumn("frontier").countTrue());
        // One seed has no interval.
        assertTrue(frontier.table().doubleColumn("95 % low").isMissing().contains(0));
    }

    @Test
    void alongTheFrontierMoreTimeBringsMore() {
        var random = new Random(3);
        var points = random.doubles(40, 0, 1)
                .mapToObj(m -> point("p" + m, m, random.nextDouble(), random.nextDouble()))
                .toList();
        var frontier = Frontier.of(points).frontier();
        for (int i = 1; i < frontier.size(); i++) {
            assertTrue(frontier.get(i).minutes() > frontier.get(i - 1).minutes());
            assertTrue(frontier.get(i).mean() > frontier.get(i - 1).mean());
        }
        for (var p : points) {
            assertTrue(frontier.stream().anyMatch(f -> f.minutes() <= p.minutes() && f.mean() >= p.mean()));
        }
    }

    @Test
    void choicesAreInWords() {
        var changes = new LinkedHashMap<String, String>();
        assertEquals("as published", Frontier.choice(changes));
        changes.put("model.updates", "32");
        changes.put("model.hidden", "[256, 256]");
        changes.put("gamma", "0.98");
        assertEquals("32 updates, 256 units, gamma=0.98", Frontier.choice(changes));
    }

    @Test
    void aTaskWithoutEvaluatedRunsIsNamed() {
        var none = Results.read(Datasets.path("results")).only(e -> false);
        var e = assertThrows(IllegalArgumentException.class, () -> Frontier.of(none, "ant"));
        assertTrue(e.getMessage().contains("no evaluated run on ant"), e.getMessage());
    }
}
