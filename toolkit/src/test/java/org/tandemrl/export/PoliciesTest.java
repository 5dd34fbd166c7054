package org.tandemrl.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.run.Evaluation;
import org.tandemrl.sim.Datasets;
import org.tandemrl.task.Tasks;

/** The policies that come along do what their files say. */
final class PoliciesTest {
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Datasets.path("policies"))) {
            return files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void itReturnsAboutWhatItsEvaluationSays(Path file) {
        try (var policy = Policy.load(file)) {
            var task = Tasks.named(policy.metadata().get("task"));
            double said = Double.parseDouble(policy.metadata().get("evaluated_return"));
            // Far more than their spread on another processor, whose rounding changes when a humanoid falls; and no
            // policy that does
            // something else reaches half.
            double here = Evaluation.of(task, policy.on(task), 16, 0, 1).mean();
            assertTrue(here > 0.5 * said && here < 1.5 * said, here + " instead of about " + said);
        }
    }

    @Test
    void aPolicyOfAnotherTaskIsRefusedByName() {
        try (var policy = Policy.load(Datasets.path("policies").resolve("dmo-sapo-hopper.onnx"))) {
            var refused = assertThrows(IllegalArgumentException.class, () -> policy.on(Tasks.named("ant")));
            assertEquals(
                    "The policy of task hopper goes from 11 numbers to 3; of task ant a policy sees 37 and acts by 8.",
                    refused.getMessage());
        }
    }
}
