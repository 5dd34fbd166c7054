package org.tandemrl.figure.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.run.Episode;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.Tasks;

final class MotionTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAgainInSinglePrecision() {
        var motion = new Motion(
                1 / 60.0,
                List.of(new double[] {1, 2}, new double[] {3, 4}, new double[] {5, 6}),
                List.of(new double[] {0.1}, new double[] {-7e-5}));
        motion.write(folder.resolve("deep/m.csv"));
        var read = Motion.read(folder.resolve("deep/m.csv"));
        assertEquals(motion.timeStep(), read.timeStep(), 1e-6);
        assertEquals(3, read.states().size());
        assertEquals(2, read.controls().size());
        assertArrayEquals(new double[] {5, 6}, read.states().get(2), 1e-6);
        assertArrayEquals(new double[] {-7e-5}, read.controls().get(1), 1e-10);
        var silent = Motion.of(motion.states(), 0.5);
        silent.write(folder.resolve("m.csv"));
        assertEquals(List.of(), Motion.read(folder.resolve("m.csv")).controls());
    }

    @Test
    void filesThatAreNoMotionAreRefusedByLine() throws IOException {
        var file = folder.resolve("m.csv");
        Files.writeString(file, "time,s0\n0,1\n0.1,1,2\n");
        assertTrue(refusal(file).endsWith("line 3 has 3 numbers; the first line names 2"), refusal(file));
        Files.writeString(file, "time,s0\n0,1\n0.1,x\n");
        assertTrue(refusal(file).contains("line 3"), refusal(file));
        Files.writeString(file, "a,b\n0,1\n0,1\n");
        assertTrue(refusal(file).contains("holds no motion"), refusal(file));
        assertEquals(
                "1 controls between 3 states; allowed: 2, or none",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Motion(
                                        0.1,
                                        List.of(new double[1], new double[1], new double[1]),
                                        List.of(new double[1])))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Motion.of(List.of(new double[1]), 0.1).between(0, 1));
    }

    @Test
    void anEpisodesControlsAreWhatTheSimulatorWasGiven() {
        var task = Tasks.named("snu");
        var episode = Episode.play(
                task,
                o -> {
                    double[] a = new double[152];
                    java.util.Arrays.setAll(a, i -> Math.sin(i));
                    return a;
                },
                3,
                1);
        assertEquals(episode.states().size() - 1, episode.controls().size());
        double[] next = new double[task.stateSize()];
        try (var simulator = new RigidSimulator(Robots.model("snu_humanoid"), 1, 1)) {
            simulator.step(episode.states().get(1), episode.controls().get(1), next);
        }
        assertArrayEquals(episode.states().get(2), next);
    }

    @Test
    void theRecordedAntRunsAndTheGroundCarriesItsWeight() {
        var motion = Motion.read(Datasets.path("results").resolve("dmo-ant-2").resolve("ant.motion.csv"));
        var model = Robots.model("ant");
        double way = motion.states().getLast()[0] - motion.states().getFirst()[0];
        assertTrue(way > 12, way + " m in 3 s");
        double weight = model.links().stream().mapToDouble(l -> l.mass()).sum() * 9.81;
        double push = motion.states().stream()
                .mapToDouble(s -> GroundContact.of(model, s).stream()
                        .mapToDouble(c -> c.force()[1])
                        .sum())
                .average()
                .orElseThrow();
        assertEquals(1, push / weight, 0.1);
    }

    private static String refusal(Path file) {
        return assertThrows(IllegalArgumentException.class, () -> Motion.read(file))
                .getMessage();
    }
}
