package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.nn.Tensors;

/** A run's record says what computed each of its parts; other machines are simulated by their lacks. */
final class RunsArithmeticTest {
    private static final String VECTORS = "tandem.vector.bits";

    @TempDir
    private Path scratch;

    @AfterEach
    void asTheMachineIs() {
        System.clearProperty(VECTORS);
    }

    private static void until(Run run, long epoch) {
        run.train(r -> {
            if (r.algorithm().epochs() == epoch) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Map<String, String> part(Path run, int index) {
        return Run.readRecord(run).provenance().get(index).arithmetic();
    }

    @Test
    void goingOnWithOtherVectorsIsSaidAndKept() {
        var folder = scratch.resolve("moved");
        System.setProperty(VECTORS, "512");
        try (var run = Run.start(TinyRuns.settings(3, 12), folder)) {
            until(run, 3);
            assertEquals(List.of(), run.notes());
        }
        try (var run = Run.resume(folder)) {
            assertEquals(List.of(), run.notes(), "the same machine");
            until(run, 5);
        }
        System.setProperty(VECTORS, "128");
        try (var run = Run.resume(folder)) {
            String said = run.notes().getFirst();
            assertTrue(
                    said.startsWith("From epoch 6 on the run is computed otherwise than before")
                            && said.contains("networks was fast and is djl")
                            && said.contains("vectors was 512 bits and is 128 bits"),
                    said);
        }
        try (var run = Run.resume(folder)) {
            assertFalse(run.notes().isEmpty(), "the part between gave no epoch: what is kept was computed otherwise");
            until(run, 7);
        }
        try (var run = Run.resume(folder)) {
            assertEquals(List.of(), run.notes());
        }
        assertEquals("fast", part(folder, 0).get("networks"));
        assertEquals("1", part(folder, 0).get("from_epoch"));
        assertEquals("4", part(folder, 1).get("from_epoch"));
        assertEquals("djl", part(folder, 3).get("networks"));
        assertEquals("6", part(folder, 3).get("from_epoch"));
        assertEquals("1", part(folder, 3).get("threads"));
    }

    @Test
    void whatIsLeftToDjlIsInTheRecordWhenItWasMet() {
        System.setProperty(VECTORS, "512");
        var folder = scratch.resolve("sapo");
        var config = Algorithms.named("dmo-sapo")
                .config("cartpole")
                .with("environments", 64)
                .with("horizon", 4)
                .with("model.updates", 1)
                .with("exploration.updates", 1)
                .with("exploration.transitions", 64)
                .with("model.hidden", "128,64")
                .with("actor.hidden", "16")
                .with("actor.head", "state_independent")
                .with("critic.hidden", "16")
                .with("critic.passes", 1)
                .with("model.batch", 64);
        try (var run = Run.start(new RunSettings("dmo-sapo", "cartpole", 1, 1000, 1, config), folder)) {
            assertFalse(part(folder, 0).getOrDefault("left_to_djl", "").contains("policy gradient"), "not met yet");
            until(run, 1);
        }
        assertTrue(
                part(folder, 0).get("left_to_djl").contains("policy gradient"),
                part(folder, 0).toString());
        assertEquals("fast", part(folder, 0).get("networks"));
    }

    @Test
    void theLibrarysOwnBranchesAreNamed() {
        if (System.getProperty("os.arch").equals("amd64")) {
            assertTrue(
                    Tensors.library().get("libtorch").matches("DEFAULT|NO AVX|AVX2|AVX512"),
                    Tensors.library().toString());
            assertTrue(Tensors.library().containsKey("mkl"), Tensors.library().toString());
        }
    }

    @Test
    void anotherLibraryProcessorOrNumberOfThreadsIsADifferenceToo() {
        var here = Provenance.now();
        var before = new Provenance(
                        here.started(),
                        here.commit(),
                        changed(here.versions(), "pytorch", "2.6.0"),
                        changed(here.machine(), "processor", "Other"),
                        changed(here.arithmetic(), "mkl", "SSE2"))
                .computing(1, 2, Map.of());
        var now = here.computing(9, 1, Map.of());
        String said = Provenance.difference(List.of(before, now));
        for (String what :
                List.of("pytorch was 2.6.0", "processor was Other", "mkl was SSE2", "threads was 2 and is 1")) {
            assertTrue(said.contains(what), said);
        }
        assertEquals("", Provenance.difference(List.of(now, here.computing(20, 1, Map.of()))));
        assertEquals(
                "",
                Provenance.difference(List.of(here.computing(9, 2, Map.of()), now)),
                "a part of which no epoch was kept");
    }

    private static Map<String, String> changed(Map<String, String> map, String name, String value) {
        var copy = new TreeMap<>(map);
        copy.put(name, value);
        return copy;
    }
}
