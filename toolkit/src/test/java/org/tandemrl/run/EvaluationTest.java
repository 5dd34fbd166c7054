package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.suite.Hopper;

final class EvaluationTest {
    private static final Hopper HOPPER = new Hopper();

    private static double[] still(double[] observation) {
        return new double[observation.length / 11 * 3];
    }

    /** Each environment's first episode counts, whatever its length; later ones do not. */
    @Test
    void everyEpisodeCountsOnceFromStartToEnd() {
        double[] returns = Evaluation.of(HOPPER, EvaluationTest::still, 5, 3, 1).returns();
        for (double r : returns) {
            assertTrue(Double.isFinite(r));
        }
        var seeds = new Seeds(3).split("evaluation");
        try (var environment = new Environment(HOPPER, HOPPER.simulator(5, 1), seeds, true)) {
            double[] sum = new double[5];
            boolean[] over = new boolean[5];
            for (int t = 0; t < 1000; t++) {
                var step = environment.step(new double[15]);
                for (int e = 0; e < 5; e++) {
                    sum[e] += over[e] ? 0 : step.reward()[e];
                    over[e] |= step.terminated()[e] || step.truncated()[e];
                }
            }
            assertArrayEquals(sum, returns, 1e-9);
        }
    }

    @Test
    void oneSeedTwiceIsEqualAndTwoSeedsDiffer() {
        double[] first = Evaluation.of(HOPPER, EvaluationTest::still, 3, 1, 1).returns();
        assertArrayEquals(
                first, Evaluation.of(HOPPER, EvaluationTest::still, 3, 1, 2).returns());
        assertNotEquals(
                first[0], Evaluation.of(HOPPER, EvaluationTest::still, 3, 2, 1).returns()[0]);
    }

    @Test
    void theHalfWidthIsStudents() {
        var evaluation = new Evaluation(new double[] {1, 2, 3});
        assertEquals(2, evaluation.mean(), 1e-15);
        assertEquals(4.302653 / Math.sqrt(3), evaluation.halfWidth(), 1e-6);
        assertTrue(Double.isNaN(new Evaluation(new double[] {1}).halfWidth()));
    }

    @Test
    void anInterruptEndsIt() {
        var interrupted = assertThrows(RunException.class, () -> {
            Thread.currentThread().interrupt();
            Evaluation.of(HOPPER, EvaluationTest::still, 2, 1, 1);
        });
        assertFalse(Thread.interrupted());
        assertTrue(interrupted.getMessage().contains("2 of 2 episodes still running"), interrupted.getMessage());
    }
}
