package org.tandemrl.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
    @Test
    void meanAndDeviationByHand() {
        assertEquals(5, Statistics.mean(2, 4, 4, 4, 5, 5, 7, 9), 0);
        assertEquals(Math.sqrt(32 / 7.0), Statistics.deviation(2, 4, 4, 4, 5, 5, 7, 9), 1e-15);
    }

    @Test
    void interquartileMeanLeavesOutAQuarterAtEachEnd() {
        assertEquals((3 + 4 + 5 + 6) / 4.0, Statistics.interquartileMean(8, 1, 7, 2, 6, 3, 5, 4), 0);
        assertEquals((2 + 3) / 2.0, Statistics.interquartileMean(-1e9, 2, 3, 1e9), 0);
        assertEquals((2 + 3 + 4) / 3.0, Statistics.interquartileMean(4, 3, 1, 5, 2), 1e-15); // ⌊5/4⌋ = 1 at each end
        assertEquals(2, Statistics.interquartileMean(1, 2, 3), 0); // too few to leave any out
    }

    @Test
    void studentsIntervalOfThreeNumbers() {
        // Mean 2, deviation 1, t_{2; 0.975} = 4.302653: half width 4.302653 / √3.
        var interval = Statistics.meanInterval(new double[] {1, 2, 3}, 0.95);
        assertEquals(2, interval.estimate(), 0);
        assertEquals(2.484138, interval.halfWidth(), 1e-6);
    }

    @Test
    void quantilesAreLinearBetweenNeighbours() {
        double[] x = {4, 1, 3, 2};
        assertEquals(1, Statistics.quantile(x, 0), 0);
        assertEquals(1.75, Statistics.quantile(x, 0.25), 1e-15);
        assertEquals(2.5, Statistics.quantile(x, 0.5), 1e-15);
        assertEquals(4, Statistics.quantile(x, 1), 0);
    }

    @Test
    void theBootstrapOfTwoRunsHasThreeOutcomes() {
        // Two runs 0 and 1: the mean of a draw is 0, ½ or 1 with probabilities ¼, ½, ¼; the 95 % interval is [0, 1],
        // the 40 % one [½, ½].
        double[][] scores = {{0, 1}};
        var wide = Statistics.bootstrap(scores, Statistics::mean, 0.95, 2000, 1);
        assertArrayEquals(new double[] {0, 0.5, 1}, new double[] {wide.low(), wide.estimate(), wide.high()}, 0);
        var narrow = Statistics.bootstrap(scores, Statistics::mean, 0.4, 2000, 1);
        assertArrayEquals(new double[] {0.5, 0.5}, new double[] {narrow.low(), narrow.high()}, 0);
    }

    @Test
    void theBootstrapKeepsTasksApart() {
        // Every task's runs agree: drawing within tasks changes nothing, drawing across tasks would.
        var interval = Statistics.bootstrap(new double[][] {{0, 0, 0}, {10, 10, 10}}, Statistics::mean, 0.95, 500, 3);
        assertArrayEquals(
                new double[] {5, 5, 5}, new double[] {interval.low(), interval.estimate(), interval.high()}, 0);
    }

    @Test
    void theBootstrapApproachesTheNormalIntervalForManyRunsAndRepeatsItself() {
        var random = new Random(0);
        double[] x = random.doubles(400).toArray();
        var a = Statistics.bootstrap(new double[][] {x}, Statistics::mean, 0.95, 4000, 7);
        double half = 1.96 * Statistics.deviation(x) / 20;
        assertEquals(half, a.halfWidth(), 0.05 * half);
        assertEquals(a, Statistics.bootstrap(new double[][] {x}, Statistics::mean, 0.95, 4000, 7));
        assertNotEquals(a, Statistics.bootstrap(new double[][] {x}, Statistics::mean, 0.95, 4000, 8));
    }

    @Test
    void performanceProfileAveragesSharesOverTasks() {
        double[][] scores = {{0.1, 0.5, 0.9}, {0.2, 0.4}};
        assertArrayEquals(
                new double[] {1, (2 / 3.0 + 1 / 2.0) / 2, 1 / 6.0, 0},
                Statistics.performanceProfile(scores, new double[] {0, 0.3, 0.5, 0.9}),
                1e-15);
    }

    @Test
    void refusesWhatHasNoAnswer() {
        assertThrows(IllegalArgumentException.class, Statistics::mean);
        assertThrows(IllegalArgumentException.class, () -> Statistics.deviation(1));
        var nan = assertThrows(IllegalArgumentException.class, () -> Statistics.interquartileMean(1, Double.NaN));
        assertTrue(nan.getMessage().contains("number 1 is NaN"), nan.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Statistics.meanInterval(new double[] {1, 2}, 95));
        assertThrows(
                IllegalArgumentException.class,
                () -> Statistics.bootstrap(new double[][] {{1}, {}}, Statistics::mean, 0.95, 10, 0));
    }

    @Test
    void ofTwoNumbersBothAreTheirBand() {
        assertEquals(new Statistics.Interval(1, 2, 3), Statistics.meanOrBoth(new double[] {3, 1}, 0.95));
        assertEquals(new Statistics.Interval(4, 4, 4), Statistics.meanOrBoth(new double[] {4}, 0.95));
        double[] three = {1, 2, 3};
        assertEquals(Statistics.meanInterval(three, 0.95), Statistics.meanOrBoth(three, 0.95));
    }
}
