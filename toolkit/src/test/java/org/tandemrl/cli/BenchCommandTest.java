package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the benchmarks refuse. That they run is tested where they are, in toolkit/src/jmh. */
class BenchCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--task=walker | There is no task 'walker'; there are ant, cartpole, cheetah, hopper, humanoid, snu",
                "--envs=0 | environments is 0; allowed is 1 or more.",
                "--envs=many | '--envs'",
                "--threads=0 | threads is 0; allowed is 1 or more, at most 1024.",
                "--threads=-2 | threads is -2; allowed is 1 or more, at most 1024.",
                "--forks=-1 | forks is -1; allowed is 0 (this process) to 100.",
                "--warmup=-1 | warmups is -1; allowed is 0 to 1000.",
                "--iterations=0 | iterations is 0; allowed is 1 to 1000.",
                "--seconds=0 | seconds is 0.0; allowed is 0.001 to 3600.",
                "--seconds=NaN | seconds is NaN; allowed is 0.001 to 3600."
            })
    void whatItCannotUseIsNamedWithWhatIsAllowed(String argument, String message) {
        for (String benchmark : new String[] {"sim", "scaling"}) {
            if (argument.startsWith("--task")) {
                CommandLines.run("bench", benchmark, argument).refused(2, message);
            } else {
                CommandLines.run("bench", benchmark, "--task", "ant", argument).refused(2, message);
            }
        }
    }

    @Test
    void theTaskIsAsked() {
        CommandLines.run("bench", "sim").refused(2, "--task");
        CommandLines.run("bench").refused(2, "sim, tasks, scaling");
        CommandLines.run("bench", "scaling", "--task", "ant", "--out", "speed.txt")
                .refused(2, "ends in .csv");
        CommandLines.run("bench", "tasks", "--tasks", "ant,cartpole")
                .refused(2, "--tasks names cartpole; allowed is ant, hopper, cheetah, humanoid, snu.");
    }

    @Test
    void whereNothingIsMeasuredNoFolderIsLeftAndWhatIsNoneIsSaidToBe(@TempDir Path scratch) throws IOException {
        for (String benchmark : new String[] {"training", "tasks"}) {
            var folder = scratch.resolve(benchmark).resolve("deep");
            CommandLines.run("bench", benchmark, "--out", folder).refused(1, "toolkit/src/jmh");
            assertFalse(Files.exists(folder.getParent()));
            var file = Files.writeString(scratch.resolve(benchmark + ".txt"), "");
            CommandLines.run("bench", benchmark, "--out", file).refused(1, file + " is a file, not a folder");
            CommandLines.run("bench", benchmark, "--out", "speed.csv")
                    .refused(2, "--out is speed.csv; allowed is a folder");
        }
    }

    @Test
    void stepsAreCountedOnAnySimulator(@TempDir Path scratch) throws IOException {
        var run = CommandLines.run("bench", "steps", "--task", "cartpole", "--envs", 4, "--steps", 80, "--threads", 1);
        assertTrue(run.lastLine().matches("env-steps/s: \\d+"), run.out() + run.err());
        assertTrue(run.out().contains("       80 steps"), run.out());
        var record = scratch.resolve("steps.csv");
        for (int rows = 2; rows < 4; rows++) {
            CommandLines.run(
                            "bench",
                            "steps",
                            "--task",
                            "cartpole",
                            "--envs",
                            4,
                            "--steps",
                            80,
                            "--threads",
                            1,
                            "--record",
                            record)
                    .succeeded();
            assertEquals(rows, Files.readAllLines(record).size());
        }
        CommandLines.run("bench", "steps", "--task", "cartpole", "--steps", 100)
                .refused(2, "--steps is 100; allowed is ten of each environment, 2560, or more.");
        CommandLines.run("bench", "steps", "--task", "cartpole", "--envs", 0).refused(2, "--envs is 0");
    }

    @Test
    void withoutTheModuleOfTheBenchmarksItSaysWhereTheyAre() {
        CommandLines.run("bench", "sim", "--task", "cartpole").refused(1, "toolkit/src/jmh");
    }
}
