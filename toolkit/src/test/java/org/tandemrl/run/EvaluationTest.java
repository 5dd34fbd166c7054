package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Chase;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Measure;
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

    /** Measures are an average over each episode's own steps, or its last one's; they are read back as they were written. */
    @Test
    void measuresStandBesideTheReturns(@TempDir Path folder) {
        var task = new Chase();
        var evaluation = Evaluation.of(task, Chase::towards, 4, 3, 1);
        var seeds = new Seeds(3).split("evaluation");
        try (var environment = new Environment(task, task.simulator(4, 1), seeds, true)) {
            double[] sum = new double[4];
            double[] reached = new double[4];
            for (int t = 0; t < task.episodeLength(); t++) {
                var step = environment.step(Chase.towards(environment.observation()));
                for (int e = 0; e < 4; e++) {
                    sum[e] += Math.abs(step.nextObservation()[2 * e + 1]);
                    reached[e] += step.renewed()[e] ? 1 : 0;
                }
            }
            for (int e = 0; e < 4; e++) {
                assertEquals(
                        sum[e] / task.episodeLength(), evaluation.measures().get("away")[e], 1e-12);
            }
            assertArrayEquals(reached, evaluation.measures().get("hits"));
            assertTrue(reached[0] > 2, "goals are reached");
        }
        evaluation.write(folder);
        var read = Evaluation.read(folder).orElseThrow();
        assertEquals(List.of("away", "hits"), List.copyOf(read.measures().keySet()));
        assertArrayEquals(evaluation.measures().get("hits"), read.measures().get("hits"));
        assertArrayEquals(evaluation.returns(), read.returns());
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> Measure.last("Mean height", (state, observation, e) -> 0));
        assertTrue(refusal.getMessage().contains("Mean height"), refusal.getMessage());
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
