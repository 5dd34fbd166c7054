package org.tandemrl.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;

final class JacobianNormTest {
    @Test
    void itIsTheMeanRatioOverStepsAndEnvironmentsWithSomethingToPullBack() {
        var norm = new JacobianNorm(2);
        norm.pulled(new double[] {3, 4, 0, 0, 1, 0}, new double[] {6, 8, 0, 0, Double.NaN, 0});
        norm.pulled(new double[] {0, 1, 0, 2, 0, 0}, new double[] {1, 0, 0, 6, 0, 0});
        assertEquals((2 + 1 + 3) / 3.0, norm.takeMean(), 1e-15);
        assertTrue(Double.isNaN(norm.takeMean()), "taken is taken");
    }

    @Test
    void noRatioExceedsTheSpectralNormAndSweepsApproachIt() {
        // A symmetric matrix with eigenvalues 3 and 0.5.
        double[][] jacobian = {{1.75, 1.25}, {1.25, 1.75}};
        var random = new Seeds(5).stream("costate");
        double[] costate = {random.nextGaussian(), random.nextGaussian()};
        var norm = new JacobianNorm(2);
        double last = 0;
        for (int t = 0; t < 20; t++) {
            double[] before = {
                jacobian[0][0] * costate[0] + jacobian[1][0] * costate[1],
                jacobian[0][1] * costate[0] + jacobian[1][1] * costate[1]
            };
            norm.pulled(costate, before);
            last = norm.takeMean();
            assertTrue(last <= 3 + 1e-12, "a lower bound: " + last);
            costate = before;
        }
        assertEquals(3, last, 1e-6);
    }
}
