package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recordings were made by another program, in single precision. Stiff contacts amplify its rounding: changing a state by
 * one unit in its last single-precision place moves some results by a fifth of the tolerances below within a control step.
 * So nearly all rows must agree to the tolerance, and none may miss it by more than a factor of two.
 */
class RecordedRolloutsTest {
    @ParameterizedTest
    @CsvSource({"CARTPOLE, 1e-6", "HOPPER, 1e-6", "CHEETAH, 1e-5", "ANT, 1e-5", "HUMANOID, 1e-4", "SNU, 1e-4"})
    void oneControlStepFromEveryRecordedStateGivesTheNextRecordedState(Recording robot, double tolerance)
            throws IOException {
        var model = robot.model();
        var rollout = robot.rollout();
        var q = Recording.rows(rollout, "q");
        var qd = Recording.rows(rollout, "qd");
        var action = Recording.rows(rollout, "action");
        int environments = q[0].length / model.coordinates();
        var errors = new double[action.length * environments];
        try (var simulator = new RigidSimulator(model, environments)) {
            for (int t = 0; t < action.length; t++) {
                var state = Recording.state(model, q[t], qd[t]);
                var expected = Recording.state(model, q[t + 1], qd[t + 1]);
                var next = new double[state.length];
                simulator.step(state, robot.controls(model, action[t], environments), next);
                for (int e = 0; e < environments; e++) {
                    errors[t * environments + e] =
                            error(next, expected, e * simulator.stateSize(), simulator.stateSize());
                }
            }
        }
        Arrays.sort(errors);
        double worst = errors[errors.length - 1];
        assertTrue(worst <= 2 * tolerance, robot + ": worst error " + worst);
        double mostly = errors[(int) (0.98 * errors.length)];
        assertTrue(mostly <= tolerance, robot + ": 98 of 100 errors are below " + mostly);
    }

    /** Largest error of a row relative to one plus the row's norm. */
    private static double error(double[] actual, double[] expected, int from, int width) {
        double norm = 0;
        double largest = 0;
        for (int i = from; i < from + width; i++) {
            norm = Math.hypot(norm, expected[i]);
            double error = Math.abs(actual[i] - expected[i]);
            largest = error <= largest ? largest : error;
        }
        return largest / (1 + norm);
    }
}
