package org.tandemrl.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
            assertEquals(task.observationSize(), policy.observationSize());
            double said = Double.parseDouble(policy.metadata().get("evaluated_return"));
            // Far more than their spread on another processor, whose rounding changes when a humanoid falls; and no
            // policy that does
            // something else reaches half.
            double here = Evaluation.of(task, policy::act, 16, 0, 1).mean();
            assertTrue(here > 0.5 * said && here < 1.5 * said, here + " instead of about " + said);
        }
    }
}
