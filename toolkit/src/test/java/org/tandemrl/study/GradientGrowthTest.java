package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;
import org.tandemrl.study.GradientGrowth.Quantity;

final class GradientGrowthTest {
    private static List<GradientGrowth.Norms> norms(long seed) {
        return GradientGrowth.of("hopper", 8, 2, 1, new Seeds(seed));
    }

    private static double median(List<GradientGrowth.Norms> norms, Quantity quantity, int horizon) {
        return norms.stream()
                .filter(n -> n.quantity() == quantity && n.horizon() == horizon)
                .findFirst()
                .orElseThrow()
                .quantile(0.5);
    }

    @Test
    void theHoppersGradientGrowsWithTheHorizon() {
        var norms = norms(1);
        assertTrue(median(norms, Quantity.REWARD, 64) > 20 * median(norms, Quantity.REWARD, 8), norms::toString);
        var reach = GradientGrowth.reach(norms);
        assertEquals(
                median(norms, Quantity.REWARD, 64) / median(norms, Quantity.REWARD, 16),
                reach.doubleColumn("64 over 16").get(0));
        var table = GradientGrowth.table(norms, Quantity.REWARD);
        assertEquals(List.of(1, 2, 4, 8, 16, 32, 64), table.intColumn("horizon").asList());
        assertTrue(IntStream.range(0, 7)
                .allMatch(r -> table.intColumn("trajectories").get(r) == 16
                        && table.doubleColumn("10 %").get(r)
                                <= table.doubleColumn("median").get(r)
                        && table.doubleColumn("median").get(r)
                                <= table.doubleColumn("90 %").get(r)));
    }

    @Test
    void aSeedGivesItsNumbersAndAnotherSeedOthers() {
        assertEquals(median(norms(1), Quantity.STATE, 16), median(norms(1), Quantity.STATE, 16));
        assertNotEquals(median(norms(1), Quantity.STATE, 16), median(norms(2), Quantity.STATE, 16));
    }

    @Test
    void aStepOfTheCartHardlyStretchesAnything() {
        // Cart and pole: r = … − 0.1 ẋ² …, and one action's gradient is small beside a window's.
        var norms = GradientGrowth.of("cartpole", 4, 1, 1, new Seeds(3));
        assertTrue(median(norms, Quantity.REWARD, 1) < median(norms, Quantity.REWARD, 16), norms::toString);
        // A cart and a pole in the air neither damp nor stretch much in a sixtieth of a second.
        assertEquals(1, median(norms, Quantity.STATE, 1), 0.1);
    }
}
