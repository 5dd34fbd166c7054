package org.tandemrl.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.RunSettings;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.sim.Datasets;
import org.tandemrl.task.RecurrentPolicy;

/** Policies as files that others can run. */
final class PolicyFileTest {
    private static final int O = 5;

    @TempDir
    private static Path shared;

    private static Path exported;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void exportOne() {
        exported = shared.resolve("dmo.onnx");
        try (var run = Run.start(TinyRuns.settings("dmo", 1, 3), shared.resolve("run"))) {
            run.train();
            PolicyFile.write(run, exported);
        }
    }

    private static double[] observations(int count) {
        double[] rows = new double[count * O];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) (Math.sin(7.1 * i) * 3);
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dmo",
                "dmo-sapo",
                "dmo-bptt",
                "shac",
                "ahac",
                "sapo",
                "bptt",
                "maac",
                "maac-sapo",
                "imagined",
                "ppo",
                "sac"
            })
    void everyAlgorithmsPolicyIsTheSameFromTheFile(String algorithm) {
        var file = scratch.resolve("policy.onnx");
        try (var run = Run.start(TinyRuns.settings(algorithm, 1, 3), scratch.resolve("run"))) {
            run.train();
            var written = PolicyFile.write(run, file);
            assertTrue(written.difference() <= 1e-5, written + "");
            assertEquals(written.bytes(), file.toFile().length());
            // Far beyond what was visited, too: where a normalised observation is cut off.
            double[] far = Arrays.stream(observations(40)).map(x -> 30 * x).toArray();
            try (var policy = Policy.load(file)) {
                assertArrayEquals(run.algorithm().act(far), policy.act(far), 1e-5);
                assertEquals(algorithm, policy.metadata().get("algorithm"));
                assertEquals("cartpole", policy.metadata().get("task"));
                assertEquals(O, policy.observationSize());
                assertEquals(1, policy.actionSize());
                double[] control = policy.control(far).orElseThrow();
                double[] action = policy.act(far);
                for (int i = 0; i < control.length; i++) {
                    assertEquals(1000 * action[i], control[i], 1e-3);
                }
            }
        }
        assertFalse(Files.exists(scratch.resolve("policy.onnx.unchecked")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmo", "dmo-sapo", "dmo-bptt", "imagined"})
    void aRecurrentPolicyRemembersTheSameFromTheFile(String algorithm) {
        var file = scratch.resolve("policy.onnx");
        var settings = TinyRuns.settings(algorithm, 1, 3).with("actor.recurrent", 8);
        try (var run = Run.start(settings, scratch.resolve("run"))) {
            run.train();
            var written = PolicyFile.write(run, file);
            assertTrue(written.difference() <= 1e-5, written + "");
            try (var policy = Policy.load(file)) {
                assertEquals(8, policy.memorySize());
                assertEquals("8", policy.metadata().get("memory_size"));
                var own = run.algorithm().acting();
                var other = policy.acting();
                for (int again = 0; again < 2; again++) {
                    RecurrentPolicy.begin(own);
                    RecurrentPolicy.begin(other);
                    for (int t = 0; t < 40; t++) {
                        double[] rows = observations(3 + 4 * again);
                        rows[t % rows.length] = t;
                        double[] action = other.apply(rows);
                        assertArrayEquals(own.apply(rows), action, 1e-5);
                        assertEquals(t == 0, Arrays.equals(policy.act(rows), action));
                    }
                }
                var refused = assertThrows(IllegalArgumentException.class, () -> other.apply(observations(2)));
                assertTrue(refused.getMessage().contains("7 episodes on their way"), refused.getMessage());
            }
        }
    }

    /** With a hundred inputs, a control that is scaled by joint, and σ beside the means. */
    @ParameterizedTest
    @ValueSource(strings = {"humanoid", "ant"})
    void largerRobotsHaveTheirJointsAndScalesInside(String task) throws IOException {
        var settings =
                RunSettings.of("sapo", task, 1, 1).with("environments", 2).with("horizon", 2);
        var file = scratch.resolve("policy.onnx");
        try (var run = Run.start(settings, scratch.resolve("run"))) {
            run.train();
            PolicyFile.write(run, file);
            try (var policy = Policy.load(file)) {
                int joints = policy.metadata().get("control_of").split(",").length;
                assertEquals(run.algorithm().task().controlSize(), joints);
                assertEquals(
                        joints,
                        policy.control(new double[policy.observationSize()]).orElseThrow().length);
            }
        }
    }

    @Test
    void aChangedByteAndACutFileAreNamedAsDamage() throws IOException {
        byte[] bytes = Files.readAllBytes(exported);
        for (int at : new int[] {300, bytes.length / 2, bytes.length - 200, bytes.length - 3}) {
            byte[] other = bytes.clone();
            other[at] ^= 4;
            refused("is damaged", Files.write(scratch.resolve("flipped.onnx"), other));
        }
        refused("is damaged", Files.write(scratch.resolve("cut.onnx"), Arrays.copyOf(bytes, bytes.length - 1)));
        refused("is damaged", Files.write(scratch.resolve("longer.onnx"), Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void anotherVersionAndWhatIsNoPolicyAreNamed() throws IOException {
        var text = new String(Files.readAllBytes(exported), StandardCharsets.ISO_8859_1);
        int at = text.indexOf("tandem_policy") + "tandem_policy".length() + 2;
        assertEquals('1', text.charAt(at));
        byte[] later = Files.readAllBytes(exported);
        later[at] = '2';
        refused("another version of the format", Files.write(scratch.resolve("later.onnx"), later));
        refused("no policy that environment/tandem export wrote", Files.writeString(scratch.resolve("x.onnx"), "x"));
        refused("Cannot read the policy", scratch.resolve("none.onnx"));
    }

    private static void refused(String message, Path file) {
        var refused = assertThrows(RunException.class, () -> Policy.load(file));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }

    @Test
    void rowsOfAnotherWidthAreRefused() {
        try (var policy = Policy.load(exported)) {
            var refused = assertThrows(IllegalArgumentException.class, () -> policy.act(new double[O + 1]));
            assertEquals(
                    "The policy takes rows of 5 numbers, at least one; given are 6 numbers.", refused.getMessage());
        }
    }

    /** The page's own lines, where Python has ONNX Runtime. */
    @Test
    void thePythonOfTheDocumentationRuns() throws Exception {
        String page = Files.readString(Datasets.root().resolve("docs/export.md"));
        int from = page.indexOf("```python") + "```python".length();
        String code = page.substring(from, page.indexOf("```", from)).replace("ant.onnx", exported.toString());
        assumeTrue(python("import onnxruntime, numpy") == 0, "Python has no onnxruntime");
        assertEquals(0, python(code));
    }

    private static int python(String code) throws Exception {
        try {
            var process = new ProcessBuilder("python3", "-c", code)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
