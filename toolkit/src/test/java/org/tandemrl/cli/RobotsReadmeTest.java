package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.extension.UserFiles;
import org.tandemrl.run.Metrics;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.robot.CompiledRobot;

/** datasets/robots/README.md: from a robot's file to a policy, at a size of seconds. */
final class RobotsReadmeTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() throws IOException {
        UserFiles.forget(folder);
    }

    @Test
    void theWayFromAFileToAPolicyCanBeWalked() throws IOException {
        String page = ExtendDocsTest.page(
                "datasets/robots/README.md",
                Map.of("--samples 1.2M", "--samples 3k", "return 120;", "return 20;"),
                folder,
                "Rise");
        assertEquals(1, ExtendDocsTest.run(page, folder));
        var run = folder.resolve("runs/rise");
        assertTrue(Metrics.read(run.resolve("metrics.csv")).last("samples") >= 3000);
        assertTrue(Files.exists(run.resolve("evaluation.csv")));
        assertTrue(Files.exists(folder.resolve("runs/rise-film/rise.html")));
    }

    @Test
    void theQuadrupedOfTheExampleStartsOnFoldedLegsOnTheGround() {
        var robot = CompiledRobot.read(Datasets.root().resolve("docs/examples/quadruped.xml"));
        assertEquals(14, robot.model().freedoms());
        assertEquals(
                8.4, robot.model().links().stream().mapToDouble(l -> l.mass()).sum(), 1e-9);
        assertEquals(0.17, robot.model().qDefault()[1], 1e-12);
        assertEquals(-2.4, robot.model().qDefault()[8]);
    }
}
