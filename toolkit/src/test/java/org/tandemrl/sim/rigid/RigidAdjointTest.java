package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adjoint against central differences of the step, in double precision. */
class RigidAdjointTest {
    @ParameterizedTest
    @CsvSource({
        "CARTPOLE, 1", "HOPPER, 1", "CHEETAH, 1", "ANT, 1", "HUMANOID, 1", "SNU, 1",
        "CARTPOLE, 8", "HOPPER, 8", "CHEETAH, 8", "ANT, 8", "HUMANOID, 4", "SNU, 4"
    })
    void theAdjointOfAWindowIsTheDerivativeOfTheWindow(Recording robot, int steps) throws IOException {
        var model = robot.model();
        var rollout = robot.rollout();
        var q = Recording.rows(rollout, "q");
        var qd = Recording.rows(rollout, "qd");
        var action = Recording.rows(rollout, "action");
        int environments = q[0].length / model.coordinates();
        int close = 0;
        int tested = 0;
        // From the start (in flight) to landing and standing.
        for (int t : new int[] {1, 8, 20}) {
            var state = Recording.state(model, q[t], qd[t]);
            var window = new double[steps][];
            for (int k = 0; k < steps; k++) {
                window[k] = robot.controls(model, action[t + k], environments);
            }
            for (int e = 0; e < environments; e += steps == 1 ? 1 : 4) {
                double error = error(model, row(state, e, environments), rows(window, e, environments), 20 + t + e);
                tested++;
                close += error < 1e-6 ? 1 : 0;
            }
        }
        // A difference across a switch (a point touching down, a foot starting to slide) is no derivative; few are.
        assertTrue(close >= 0.8 * tested, robot + ": only " + close + " of " + tested + " are within 1e-6");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.9})
    void theAdjointCoversEveryJointTypeMusclesAndQuaternionsOfAnyLength(double length) {
        for (var model :
                new RigidModel[] {Robots.menagerie(1), Robots.menagerie(3), Robots.menagerie(8), Robots.muscled()}) {
            int environments = 8;
            var state = Robots.states(model, environments, 15);
            Robots.stretch(model, state, length);
            var control = Robots.controls(model, environments, 16);
            int close = 0;
            for (int e = 0; e < environments; e++) {
                double error =
                        error(model, row(state, e, environments), new double[][] {row(control, e, environments)}, e);
                close += error < 1e-6 ? 1 : 0;
            }
            assertTrue(close >= environments - 1, model.name() + ": only " + close + " of 8 are within 1e-6");
        }
    }

    /** Error of ∂(costate · last state)/∂(first state, controls), relative to that gradient's norm in each part. */
    private static double error(RigidModel model, double[] state, double[][] controls, long seed) {
        int steps = controls.length;
        int s = state.length;
        int u = controls[0].length;
        var costate = new Random(seed).doubles(s, -1, 1).toArray();
        var gradient = new double[s + steps * u];
        try (var one = new RigidSimulator(model, 1, 1)) {
            var states = new double[steps + 1][s];
            states[0] = state;
            for (int k = 0; k < steps; k++) {
                one.step(states[k], controls[k], states[k + 1]);
            }
            var adjoint = costate;
            for (int k = steps - 1; k >= 0; k--) {
                var before = new double[s];
                var controlAdjoint = new double[u];
                one.stepAdjoint(states[k], controls[k], adjoint, before, controlAdjoint);
                System.arraycopy(controlAdjoint, 0, gradient, s + k * u, u);
                adjoint = before;
            }
            System.arraycopy(adjoint, 0, gradient, 0, s);
        }
        var difference = differences(model, state, controls, costate);
        double stateError = relative(gradient, difference, 0, s);
        return Math.max(stateError, relative(gradient, difference, s, s + steps * u));
    }

    /** Central differences, one pair of environments an input. */
    private static double[] differences(RigidModel model, double[] state, double[][] controls, double[] costate) {
        int steps = controls.length;
        int s = state.length;
        int u = controls[0].length;
        int inputs = s + steps * u;
        int environments = 2 * inputs;
        var result = new double[inputs];
        var rows = new double[environments * s];
        for (int r = 0; r < environments; r++) {
            System.arraycopy(state, 0, rows, r * s, s);
            if (r / 2 < s) {
                rows[r * s + r / 2] += sign(r) * width(r / 2, s);
            }
        }
        try (var simulator = new RigidSimulator(model, environments)) {
            for (int k = 0; k < steps; k++) {
                var pushes = new double[environments * u];
                for (int r = 0; r < environments; r++) {
                    System.arraycopy(controls[k], 0, pushes, r * u, u);
                    int input = r / 2 - s - k * u;
                    if (input >= 0 && input < u) {
                        pushes[r * u + input] += sign(r) * width(r / 2, s);
                    }
                }
                var next = new double[rows.length];
                simulator.step(rows, pushes, next);
                rows = next;
            }
        }
        for (int i = 0; i < inputs; i++) {
            for (int k = 0; k < s; k++) {
                result[i] += costate[k] * (rows[2 * i * s + k] - rows[(2 * i + 1) * s + k]);
            }
            result[i] /= 2 * width(i, s);
        }
        return result;
    }

    private static double sign(int row) {
        return row % 2 == 0 ? 1 : -1;
    }

    /** Forces are hundreds, so their step may be larger. */
    private static double width(int input, int states) {
        return input < states ? 1e-6 : 1e-4;
    }

    private static double relative(double[] a, double[] b, int from, int to) {
        double error = 0;
        double norm = 0;
        for (int k = from; k < to; k++) {
            error = Math.hypot(error, a[k] - b[k]);
            norm = Math.hypot(norm, b[k]);
        }
        return norm == 0 ? error : error / norm;
    }

    private static double[] row(double[] rows, int e, int environments) {
        int width = rows.length / environments;
        return Arrays.copyOfRange(rows, e * width, (e + 1) * width);
    }

    private static double[][] rows(double[][] window, int e, int environments) {
        return Arrays.stream(window).map(rows -> row(rows, e, environments)).toArray(double[][]::new);
    }
}
