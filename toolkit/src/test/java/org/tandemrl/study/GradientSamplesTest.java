package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;
import org.tandemrl.statistics.Statistics;

/** Statistics of gradients over resamples, against what can be worked out by hand. */
final class GradientSamplesTest {
    private static GradientSamples of(double[]... gradients) {
        var samples = new GradientSamples();
        for (double[] g : gradients) {
            samples.add(g);
        }
        return samples;
    }

    @Test
    void theVarianceIsTheTraceOfTheCovarianceOverTheSquaredNormOfTheMean() {
        // Means 2 and 1, variances 1 and 3.
        var samples = of(new double[] {1, 0}, new double[] {2, 0}, new double[] {3, 3});
        assertEquals((1.0 + 3.0) / (4 + 1), samples.variance().estimate(), 1e-12);
    }

    @Test
    void cosineAndRatioAreTakenPairByPair() {
        var reference = of(new double[] {1, 0}, new double[] {0, 2}, new double[] {-1, 0});
        var samples = of(new double[] {1, 1}, new double[] {0, 2}, new double[] {0, 4});
        assertEquals((Math.sqrt(0.5) + 1 + 0) / 3, samples.cosine(reference).estimate(), 1e-12);
        assertEquals(Math.cbrt(Math.sqrt(2) * 1 * 4), samples.ratio(reference).estimate(), 1e-12);
        // Means (0, 2/3) and (1/3, 7/3).
        assertEquals(7 / Math.sqrt(50), samples.cosineOfMeans(reference).estimate(), 1e-12);
    }

    @Test
    void aWindowsGradientIsComparedWithTheMeanOfTheOthers() {
        var reference = of(new double[] {1, 0}, new double[] {0, 2}, new double[] {3, 4});
        var samples = of(new double[] {0, 5}, new double[] {1, 1}, new double[] {-2, 0});
        // Means of the others: (1.5, 3), (2, 2), (0.5, 1).
        double expected = (3 / Math.sqrt(11.25) + 1 - 0.5 / Math.sqrt(1.25)) / 3;
        assertEquals(expected, samples.cosineWithMean(reference).estimate(), 1e-12);
    }

    @Test
    void intervalsAreThoseOfTheJackknifeDoneTheLongWay() {
        var random = new Well19937c(1);
        double[][] g = new double[7][3];
        double[][] h = new double[7][3];
        for (int r = 0; r < 7; r++) {
            for (int i = 0; i < 3; i++) {
                h[r][i] = (float) (1 + random.nextGaussian());
                g[r][i] = (float) (h[r][i] + 0.3 * random.nextGaussian());
            }
        }
        assertJackknife(r -> leaving(g, r).cosineOfMeans(leaving(h, r)).estimate(), of(g).cosineOfMeans(of(h)), false);
        assertJackknife(r -> leaving(g, r).variance().estimate(), of(g).variance(), true);
    }

    private static GradientSamples leaving(double[][] all, int out) {
        var samples = new GradientSamples();
        for (int r = 0; r < all.length; r++) {
            if (r != out) {
                samples.add(all[r]);
            }
        }
        return samples;
    }

    private static void assertJackknife(
            ToDoubleFunction<Integer> without, Statistics.Interval interval, boolean logarithmic) {
        int n = 7;
        double[] theta = new double[n];
        for (int r = 0; r < n; r++) {
            theta[r] = logarithmic ? Math.log(without.applyAsDouble(r)) : without.applyAsDouble(r);
        }
        double half = new TDistribution(n - 1).inverseCumulativeProbability(0.975)
                * (n - 1)
                / Math.sqrt(n)
                * Statistics.deviation(theta);
        double centre = logarithmic ? Math.log(interval.estimate()) : interval.estimate();
        double high = logarithmic ? Math.log(interval.high()) : interval.high();
        double low = logarithmic ? Math.log(interval.low()) : interval.low();
        assertEquals(logarithmic ? centre + half : Math.min(1, centre + half), high, 1e-9);
        assertEquals(logarithmic ? centre - half : Math.max(-1, centre - half), low, 1e-9);
        assertTrue(half > 0);
    }
}
