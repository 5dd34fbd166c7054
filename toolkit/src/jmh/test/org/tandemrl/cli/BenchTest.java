package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.figure.PhasePlots;
import org.tandemrl.figure.SpeedPlots;

/** The benchmarks through the command line, as short as they can be: that they run and what they print, not how fast. */
class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private String run(Object... arguments) {
        int code = Tandem.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        assertEquals(0, code, err.toString());
        return out.toString();
    }

    @Test
    void simEndsWithStepsPerSecond() {
        var lines = run(
                        "bench",
                        "sim",
                        "--task",
                        "hopper",
                        "--envs",
                        9,
                        "--threads",
                        2,
                        "--adjoint",
                        "--forks",
                        0,
                        "--warmup",
                        1,
                        "--iterations",
                        2,
                        "--seconds",
                        0.1)
                .strip()
                .lines()
                .toList();
        assertEquals("hopper, 9 environments, 2 threads, step and its adjoint", lines.getFirst());
        assertTrue(lines.getLast().matches("env-steps/s: \\d+"), lines.getLast());
        assertTrue(Double.parseDouble(lines.getLast().substring(13)) > 100, lines.getLast());
        assertTrue(err.toString().contains("Iteration   2"), "JMH's account goes to standard error");
    }

    @Test
    void aForkRunsWithTheFlagsOfThisProcess() {
        var lines = run(
                        "bench",
                        "sim",
                        "--task",
                        "cartpole",
                        "--envs",
                        1,
                        "--threads",
                        1,
                        "--forks",
                        1,
                        "--warmup",
                        0,
                        "--iterations",
                        1,
                        "--seconds",
                        0.1)
                .strip()
                .lines()
                .toList();
        assertTrue(lines.getLast().matches("env-steps/s: \\d+"), lines.getLast());
        assertTrue(out.toString().contains("no interval"), "one iteration gives none: " + out);
    }

    @Test
    void scalingWritesATableThatTheFigureReads(@TempDir Path folder) throws IOException {
        var file = folder.resolve("speed.csv");
        run(
                "bench",
                "scaling",
                "--task",
                "cartpole",
                "--envs",
                "1,16",
                "--threads",
                "1,2",
                "--out",
                file,
                "--forks",
                0,
                "--warmup",
                0,
                "--iterations",
                2,
                "--seconds",
                0.05);
        assertEquals(9, Files.readAllLines(file).size(), "a header, and 2 sizes × 2 threads × forward and adjoint");
        assertTrue(Files.readString(folder.resolve("speed.json")).contains("processor"));
        var plot = SpeedPlots.read(file).of("cartpole");
        assertEquals(8, plot.table().rowCount());
        assertEquals(4, plot.chart().getSeriesMap().size());
        assertEquals(2, plot.save(folder, "speed").size());
    }

    @Test
    void tasksWritesSpeedsCostsAndPhases(@TempDir Path folder) throws IOException {
        run(
                "bench",
                "tasks",
                "--tasks",
                "hopper",
                "--threads",
                1,
                "--out",
                folder,
                "--forks",
                0,
                "--warmup",
                0,
                "--iterations",
                1,
                "--seconds",
                0.3);
        var speeds = Files.readAllLines(folder.resolve("simulator-speed.csv"));
        assertEquals(3, speeds.size(), "a header, forward and adjoint: " + speeds);
        assertEquals(speeds.getFirst().split(",").length, speeds.get(1).split(",", -1).length);
        for (boolean adjoint : new boolean[] {false, true}) {
            var plot = PhasePlots.read(folder.resolve("simulator-phases.csv"), adjoint);
            assertEquals(1, plot.table().doubleColumn("share").sum(), 1e-3);
            // Which phases the profile's few samples fall into is chance, on a busy machine more so.
            assertTrue(plot.table().rowCount() > 0, plot.table().toString());
            assertEquals(2, plot.save(folder, "phases").size());
        }
    }
}
