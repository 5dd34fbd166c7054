package org.tandemrl.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;
import org.junit.jupiter.api.Test;

/** Aggregates, comparisons and areas against second computations, their symmetries, and on populations that are known. */
final class AggregateTest {
    private static final double[][] SCORES = {{0.2, 0.9, 0.4}, {1.3, 0.1}, {0.5, 0.6, 0.55, 0.7}};

    @Test
    void theOrderOfTasksAndRunsChangesNothing() {
        double[][] shuffled = {{0.7, 0.55, 0.5, 0.6}, {0.4, 0.2, 0.9}, {0.1, 1.3}};
        for (var aggregate : Aggregate.values()) {
            assertEquals(aggregate.of(SCORES), aggregate.of(shuffled), 1e-15, aggregate.toString());
        }
    }

    /** Runs of one task twice over say no more of it than before: every task has the same weight. */
    @Test
    void aTaskWithMoreRunsWeighsAsMuchAsTheOthers() {
        double[][] even = {{0.2, 0.9, 0.4, 0.3}, {1.3, 0.1, 1.1, 1.2}, {0.5, 0.6, 0.55, 0.7}};
        double[][] twice = {even[0], {1.3, 0.1, 1.1, 1.2, 1.3, 0.1, 1.1, 1.2}, even[2]};
        for (var aggregate : Aggregate.values()) {
            assertEquals(aggregate.of(even), aggregate.of(twice), 1e-15, aggregate.toString());
        }
        // Of 0.2, 0.2, 0.4, 0.5, 0.5, 0.6, 0.9, 0.9 without the lowest and the highest two.
        assertEquals(
                (0.4 + 0.5 + 0.5 + 0.6) / 4,
                Aggregate.INTERQUARTILE_MEAN.of(new double[][] {{0.9, 0.2}, {0.4, 0.5, 0.6, 0.5}}),
                1e-15);
    }

    @Test
    void aggregatesGoWithTheScaleOfScores() {
        for (var aggregate : Aggregate.values()) {
            if (aggregate == Aggregate.OPTIMALITY_GAP) {
                assertEquals(3 * Aggregate.optimalityGap(SCORES, 1), Aggregate.optimalityGap(scaled(3, 0), 3), 1e-12);
            } else {
                assertEquals(3 * aggregate.of(SCORES) + 2, aggregate.of(scaled(3, 2)), 1e-12, aggregate.toString());
                var interval = aggregate.interval(SCORES, 0.9, 500, 7);
                var other = aggregate.interval(scaled(3, 2), 0.9, 500, 7);
                assertEquals(3 * interval.low() + 2, other.low(), 1e-12, aggregate.toString());
                assertEquals(3 * interval.high() + 2, other.high(), 1e-12, aggregate.toString());
            }
        }
    }

    private static double[][] scaled(double factor, double offset) {
        return Arrays.stream(SCORES)
                .map(t -> Arrays.stream(t).map(v -> factor * v + offset).toArray())
                .toArray(double[][]::new);
    }

    /** 20 runs each of 4 tasks with means 0.2 to 0.8: the aggregate's mean is 0.5, and 95 % intervals hold it about as often. */
    @Test
    void intervalsCoverTheMeanOfAKnownPopulation() {
        var random = new Random(5);
        int covered = 0;
        for (int trial = 0; trial < 300; trial++) {
            double[][] scores = new double[4][20];
            for (int t = 0; t < 4; t++) {
                for (int r = 0; r < 20; r++) {
                    scores[t][r] = 0.2 * (t + 1) + 0.1 * random.nextGaussian();
                }
            }
            var interval = Aggregate.MEAN.interval(scores, 0.95, 400, trial);
            covered += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
        }
        assertTrue(covered >= 268 && covered <= 297, "covered " + covered + " of 300");
    }

    /** X ~ N(1, 1), Y ~ N(0, 1): P(X > Y) = Φ(1/√2) = 0.7602. */
    @Test
    void theProbabilityOfImprovementOfGaussiansIsTheKnownOneAndItsIntervalCoversIt() {
        var random = new Random(6);
        int covered = 0;
        double sum = 0;
        for (int trial = 0; trial < 200; trial++) {
            double[][] x = {
                random.doubles(25).map(u -> random.nextGaussian() + 1).toArray()
            };
            double[][] y = {random.doubles(25).map(u -> random.nextGaussian()).toArray()};
            var interval = Comparison.probabilityOfImprovement(x, y, 0.95, 300, trial);
            sum += interval.estimate();
            covered += interval.low() <= 0.7602 && 0.7602 <= interval.high() ? 1 : 0;
            double u = new MannWhitneyUTest().mannWhitneyU(x[0], y[0]) / 625;
            assertEquals(u, Math.max(interval.estimate(), 1 - interval.estimate()), 1e-12);
        }
        assertEquals(0.7602, sum / 200, 0.015);
        assertTrue(covered >= 175 && covered <= 198, "covered " + covered + " of 200");
    }

    @Test
    void improvementsOfBothSidesAddUpToOneAndOnlyOrderCounts() {
        double[][] a = {{1, 2, 2}, {5, 1}};
        double[][] b = {{2, 0}, {3, 1, 1}};
        double p = Comparison.probabilityOfImprovement(a, b);
        assertEquals(1 - p, Comparison.probabilityOfImprovement(b, a), 1e-15);
        assertEquals(p, Comparison.probabilityOfImprovement(exp(a), exp(b)), 1e-15);
        assertEquals(0.5, Comparison.probabilityOfImprovement(a, a), 1e-15);
        assertThrows(
                IllegalArgumentException.class, () -> Comparison.probabilityOfImprovement(a, new double[][] {{1}}));
    }

    private static double[][] exp(double[][] x) {
        return Arrays.stream(x)
                .map(t -> Arrays.stream(t).map(Math::exp).toArray())
                .toArray(double[][]::new);
    }

    @Test
    void pairsAreOfEqualSeedsOnly() {
        var paired = Comparison.Paired.of(Map.of(1L, 10.0, 2L, 12.0, 4L, 99.0), Map.of(2L, 7.0, 1L, 9.0, 3L, 0.0));
        assertEquals("[1, 2]", Arrays.toString(paired.seeds()));
        assertEquals("[1.0, 5.0]", Arrays.toString(paired.differences()));
        // t of one degree of freedom at 97.5 % is 12.706.
        assertEquals(3 - 12.7062 * 2, paired.meanInterval(0.95).low(), 1e-3);
        assertEquals(1, paired.bootstrap(0.95, 500, 1).low());
        assertThrows(IllegalArgumentException.class, () -> Comparison.Paired.of(Map.of(1L, 1.0), Map.of(2L, 1.0)));
    }

    /** Seeds that move both alike are no noise of the difference: paired, it is seen; unpaired intervals overlap. */
    @Test
    void pairingTakesOutWhatSeedsHaveInCommon() {
        var first = Map.of(1L, 100.0, 2L, 200.0, 3L, 300.0);
        var second = Map.of(1L, 91.0, 2L, 189.0, 3L, 290.0);
        var interval = Comparison.Paired.of(first, second).meanInterval(0.95);
        assertTrue(interval.low() > 0, interval.toString());
    }

    @Test
    void theAreaOfAStraightLineIsItsHeightInTheMiddle() {
        assertEquals(5, AreaUnder.curve(new double[] {0, 10}, new double[] {0, 10}, 0, 10), 1e-12);
        assertEquals(3, AreaUnder.curve(new double[] {0, 1, 2, 10}, new double[] {0, 1, 2, 10}, 2, 4), 1e-12);
        // Before its first point a curve has the first's height.
        assertEquals((2 * 4 + 6 * 4.0) / 8, AreaUnder.curve(new double[] {2, 9}, new double[] {4, 4}, 0, 8), 1e-12);
        assertThrows(
                IllegalArgumentException.class, () -> AreaUnder.curve(new double[] {0, 1}, new double[] {0, 1}, 0, 2));
    }

    @Test
    void theAreaIsThatOfASum() {
        var random = new Random(9);
        double[] x = new double[40];
        double[] y = new double[40];
        for (int i = 0; i < 40; i++) {
            x[i] = (i == 0 ? 0 : x[i - 1]) + 0.1 + random.nextDouble();
            y[i] = random.nextGaussian();
        }
        double from = 1.234;
        double to = x[39] - 0.777;
        int n = 400_000;
        double sum = 0;
        for (int k = 0; k < n; k++) {
            double at = from + (to - from) * (k + 0.5) / n;
            int i = 0;
            while (i < 39 && x[i] < at) {
                i++;
            }
            sum += i == 0 ? y[0] : y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
        }
        assertEquals(sum / n, AreaUnder.curve(x, y, from, to), 1e-6);
    }

    @Test
    void theLeastIsZeroAndTheMostOne() {
        var scale = Normalisation.leastToMost(Map.of("ant", new double[] {50, -10, 110}));
        assertEquals(0, scale.of("ant", -10));
        assertEquals(0.5, scale.of("ant", 50));
        assertEquals(1, scale.of("ant", 110));
        var refused = assertThrows(IllegalArgumentException.class, () -> scale.of("hopper", 1));
        assertTrue(refused.getMessage().contains("hopper"), refused.getMessage());
    }
}
