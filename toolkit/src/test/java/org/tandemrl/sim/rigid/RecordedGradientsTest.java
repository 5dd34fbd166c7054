package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** Gradients of the summed reward over eight control steps, recorded from another program in single precision. */
class RecordedGradientsTest {
    @ParameterizedTest
    @CsvSource({
        "CARTPOLE, cartpole, 1e-5",
        "HOPPER, hopper, 1e-5",
        "CHEETAH, cheetah, 1e-5",
        "ANT, ant, 1e-5",
        "HUMANOID, humanoid, 1e-4",
        "SNU, snu, 1e-4"
    })
    void theAdjointGivesTheRecordedGradient(Recording robot, String name, double tolerance) throws IOException {
        var model = robot.model();
        var task = Tasks.named(name);
        var recording = robot.gradient();
        var action = Recording.rows(recording, "action");
        var start = Recording.state(model, flat(recording, "q0"), flat(recording, "qd0"));
        int environments = start.length / task.stateSize();
        try (var simulator = new RigidSimulator(model, environments)) {
            var states = new double[action.length + 1][start.length];
            states[0] = start;
            for (int t = 0; t < action.length; t++) {
                simulator.step(states[t], control(task, action[t], environments), states[t + 1]);
            }
            var adjoint = new double[start.length];
            var actionAdjoint = new double[action.length][];
            for (int t = action.length - 1; t >= 0; t--) {
                actionAdjoint[t] = addReward(task, states[t + 1], action[t], environments, adjoint);
                var before = new double[start.length];
                var pushed = new double[environments * task.controlSize()];
                simulator.stepAdjoint(states[t], control(task, action[t], environments), adjoint, before, pushed);
                var tape = new DoubleBatch.Tape();
                var a = DoubleBatch.variable(tape, action[t], environments, task.actionSize());
                task.control(a).seed(pushed);
                tape.pullBack();
                for (int i = 0; i < pushed.length; i++) {
                    actionAdjoint[t][i] += a.adjoint()[i];
                }
                adjoint = before;
            }
            var recorded = Recording.state(model, flat(recording, "d_q0"), flat(recording, "d_qd0"));
            near(recorded, adjoint, tolerance, "state");
            var expected = Arrays.stream(Recording.rows(recording, "d_action"))
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            near(
                    expected,
                    Arrays.stream(actionAdjoint).flatMapToDouble(Arrays::stream).toArray(),
                    tolerance,
                    "actions");
        }
    }

    private static double[] control(Task task, double[] action, int environments) {
        return task.control(DoubleBatch.of(action, environments, task.actionSize()))
                .data();
    }

    /** Adds ∂reward/∂state to {@code adjoint}; returns ∂reward/∂action. */
    private static double[] addReward(Task task, double[] state, double[] action, int environments, double[] adjoint) {
        var tape = new DoubleBatch.Tape();
        var x = DoubleBatch.variable(tape, state, environments, task.stateSize());
        var a = DoubleBatch.variable(tape, action, environments, task.actionSize());
        var ones = new double[environments];
        Arrays.fill(ones, 1);
        task.reward(task.observe(x, a), a).seed(ones);
        tape.pullBack();
        for (int i = 0; i < adjoint.length; i++) {
            adjoint[i] += x.adjoint()[i];
        }
        return a.adjoint().clone();
    }

    private static void near(double[] expected, double[] actual, double tolerance, String what) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error = Math.hypot(error, actual[i] - expected[i]);
            norm = Math.hypot(norm, expected[i]);
        }
        assertTrue(error <= tolerance * norm, what + ": relative error " + error / norm);
    }

    private static double[] flat(JsonObject recording, String field) {
        return recording.getAsJsonArray(field).asList().stream()
                .flatMapToDouble(row -> Arrays.stream(Recording.numbers(row.getAsJsonArray())))
                .toArray();
    }
}
