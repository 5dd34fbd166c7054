package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What parts the recordings from this simulator is their single precision: the same equations, evaluated as coarsely by a plain
 * program, come closer to the recordings than in double precision, most where the difference is largest. Not shown by the other
 * robots, whose difference is a few units in the last place.
 */
class SinglePrecisionTest {
    @ParameterizedTest
    @CsvSource({"ANT, 4e-6, 2.5", "HUMANOID, 3e-5, 5", "SNU, 3e-5, 1.4"})
    void roundedAsTheRecordingsWereTheEquationsComeCloserToThem(Recording robot, double tolerance, double closer)
            throws IOException {
        var model = robot.model();
        var rollout = robot.rollout();
        var q = Recording.rows(rollout, "q");
        var qd = Recording.rows(rollout, "qd");
        var action = Recording.rows(rollout, "action");
        int environments = q[0].length / model.coordinates();
        var exact = new ScalarPhysics(model);
        var coarse = new ScalarPhysics(model, true);
        double exactError = 0;
        double coarseError = 0;
        for (int t = 0; t < action.length; t++) {
            var state = Recording.state(model, q[t], qd[t]);
            var expected = Recording.state(model, q[t + 1], qd[t + 1]);
            var control = robot.controls(model, action[t], environments);
            int s = state.length / environments;
            int u = control.length / environments;
            for (int e = 0; e < environments; e++) {
                var row = Arrays.copyOfRange(state, e * s, (e + 1) * s);
                var push = Arrays.copyOfRange(control, e * u, (e + 1) * u);
                var next = Arrays.copyOfRange(expected, e * s, (e + 1) * s);
                exactError = Math.max(exactError, error(exact.step(row, push), next));
                coarseError = Math.max(coarseError, error(coarse.step(row, push), next));
            }
        }
        assertTrue(
                coarseError < tolerance && closer * coarseError < exactError,
                robot + ": " + exactError + ", rounded " + coarseError);
    }

    private static double error(double[] actual, double[] expected) {
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            norm = Math.hypot(norm, expected[i]);
            largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
        }
        return largest / (1 + norm);
    }
}
