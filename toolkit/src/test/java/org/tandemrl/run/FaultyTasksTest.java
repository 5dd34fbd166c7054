package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.check.Point;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.Simulator;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Task;

/** A task that cannot be trained is refused by its own words and the name of its method, and leaves nothing that occupies the folder. */
final class FaultyTasksTest {
    @TempDir
    private Path folder;

    /** The point at a size at which an epoch takes milliseconds. */
    private static class Small extends Point {
        @Override
        public Map<String, Object> settings(String algorithm) {
            return TinyRuns.SETTINGS.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> (Object) e.getValue()));
        }
    }

    private static final class Narrow extends Small {
        @Override
        public <X extends Batch<X>> X observe(X state, X lastAction) {
            return state.columns(0, 1);
        }
    }

    private static final class WideReward extends Small {
        @Override
        public <X extends Batch<X>> X reward(X observation, X action) {
            return observation.times(1);
        }
    }

    private static final class TwoControls extends Small {
        @Override
        public <X extends Batch<X>> X control(X action) {
            return action.beside(action);
        }
    }

    private static final class Forgetful extends Small {
        @Override
        public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
            state[2 * environment] = Double.NaN;
            state[2 * environment + 1] = 0;
        }
    }

    private static final class Rooted extends Small {
        @Override
        public <X extends Batch<X>> X reward(X observation, X action) {
            return observation.square().sum().times(-1).plus(-1).sqrt();
        }
    }

    private static final class Bursting extends Small {
        @Override
        public Simulator simulator(int environments, int threads) {
            return new Simulator() {
                @Override
                public int environments() {
                    return environments;
                }

                @Override
                public int stateSize() {
                    return 2;
                }

                @Override
                public int controlSize() {
                    return 1;
                }

                @Override
                public double timeStep() {
                    return 0.1;
                }

                @Override
                public void step(double[] state, double[] control, double[] next) {
                    java.util.Arrays.fill(next, Double.NaN);
                }
            };
        }
    }

    /** Fails by itself, some steps after its start. */
    private static final class Late extends Small {
        private final RuntimeException failure;
        private int left = 20;

        Late(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public boolean terminated(double[] observation, int environment) {
            if (left-- < 0) {
                throw failure;
            }
            return false;
        }
    }

    private static RunSettings settings(Task task) {
        return RunSettings.of("dmo", task, 1, 600).onThreads(1);
    }

    private Set<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private void trainsSoundly(Path directory) {
        var sound = new Small();
        try (var run = Run.start(settings(sound), sound, directory)) {
            assertTrue(run.train());
        }
    }

    @Test
    void aMethodOfTheWrongShapeIsNamedWithTheTaskBeforeThereIsAFolder() {
        var expected = Map.of(
                new Narrow(), "observe: [5, 1]; expected is [5, 2], a row an environment",
                new WideReward(), "reward: [5, 2]; expected is [5, 1], a row an environment",
                new TwoControls(), "control: [5, 2]; expected is [5, 1], a row an environment",
                new Forgetful(), "start: number 0 of the state is NaN",
                new Rooted(), "reward: for an ordinary observation and action it gives NaN; expected is finite numbers",
                new Bursting(),
                        "simulator: a state after a random step from a start that is not finite, or beyond 1e6");
        expected.forEach((task, message) -> {
            var directory = folder.resolve(task.getClass().getSimpleName());
            String said = assertThrows(IllegalArgumentException.class, () -> Run.start(settings(task), task, directory))
                    .getMessage();
            assertTrue(said.startsWith("Task point (class " + task.getClass().getName() + "), " + message), said);
            assertFalse(Files.exists(directory), said);
        });
    }

    @Test
    void aLoopOfOnesOwnIsToldTheSame() {
        var task = new Narrow();
        String said = assertThrows(
                        IllegalStateException.class,
                        () -> new Environment(task, task.simulator(64, 1), new Seeds(1), true))
                .getMessage();
        assertTrue(said.contains("observe: [64, 1]; expected is [64, 2]"), said);
    }

    @Test
    void aFirstEpochThatFailsGivesTheFolderBack() throws IOException {
        for (var failure :
                List.of(new NumericalException("a limb is NaN"), new IllegalStateException("a limb is lost"))) {
            var directory = folder.resolve("run");
            var late = new Late(failure);
            try (var run = Run.start(settings(late), late, directory)) {
                var said = assertThrows(RuntimeException.class, run::train);
                assertEquals(failure.getClass(), said.getClass());
                assertTrue(run.isWithdrawn());
                if (failure instanceof NumericalException) {
                    assertTrue(
                            said.getMessage()
                                    .endsWith(
                                            "It was the first: nothing of the run is kept, and its folder can be used again."),
                            said.getMessage());
                }
                String again = assertThrows(RunException.class, run::train).getMessage();
                assertTrue(again.contains("start it anew"), again);
            }
            assertFalse(Files.exists(directory), "it was made for the run");
            trainsSoundly(directory);
            try (var run = Run.resume(directory)) {
                assertFalse(run.isWithdrawn());
            } catch (RunException objectOfJava) {
                assertTrue(objectOfJava.getMessage().contains("given in Java"));
            }
            assertTrue(names(directory).containsAll(Set.of("run.json", "metrics.csv", "checkpoint.npz", "buffer")));
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(f -> f.toFile().delete());
            }
        }
    }

    @Test
    void whatElseIsInTheFolderStaysAndARunWithAnEpochKeepsIts() throws IOException {
        var directory = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(directory.resolve("notes.txt"), "mine");
        var late = new Late(new IllegalStateException("lost"));
        try (var run = Run.start(settings(late), late, directory)) {
            assertThrows(IllegalStateException.class, run::train);
        }
        assertEquals(Set.of("notes.txt"), names(directory));
        var later = new Late(new IllegalStateException("lost"));
        later.left = 64 + 64 + 64 + 10; // shapes, exploration, an epoch
        try (var run = Run.start(settings(later), later, directory)) {
            assertThrows(IllegalStateException.class, run::train);
            assertFalse(run.isWithdrawn());
        }
        assertEquals(Set.of("notes.txt", "run.json", "run.lock", "metrics.csv"), names(directory));
    }

    /** The point of a run, which observes its position alone from now on. */
    private static final class Blind extends Small {
        @Override
        public int observationSize() {
            return 1;
        }

        @Override
        public <X extends Batch<X>> X observe(X state, X lastAction) {
            return state.column(0);
        }
    }

    @Test
    void aTaskOfOtherSizesThanTheRunsIsRefusedByBoth() throws IOException {
        var directory = folder.resolve("run");
        var task = new Small();
        try (var run = Run.start(settings(task), task, directory)) {
            run.train(Run::stop);
        }
        String before = Files.readString(directory.resolve("run.json"));
        for (var way : List.<org.junit.jupiter.api.function.Executable>of(
                () -> Run.resume(directory, new Blind()), () -> Run.open(directory, new Blind()))) {
            String said = assertThrows(RunException.class, way).getMessage();
            assertTrue(
                    said.contains(
                            "is of task 'point' with 2 numbers of state, 1 of control, 2 of observation, 1 of action;"
                                    + " the task that is there now has 2 numbers of state, 1 of control, 1 of observation, 1 of action."),
                    said);
        }
        assertEquals(before, Files.readString(directory.resolve("run.json")));
        Run.resume(directory, new Small()).close();
    }

    @Test
    void aFinishedRunIsToldToBeAndStaysAsItIs() throws IOException {
        var directory = folder.resolve("run");
        trainsSoundly(directory);
        String before = Files.readString(directory.resolve("run.json"));
        try (var run = Run.resume(directory, new Small())) {
            assertTrue(run.finished());
            assertEquals(1, run.notes().size(), run.notes().toString());
            assertTrue(
                    run.notes().getFirst().contains("is finished: it has ")
                            && run.notes()
                                    .getFirst()
                                    .contains(
                                            "For more: resume with --samples NUMBER, in a notebook Run.resume(directory, samples)."),
                    run.notes().getFirst());
            assertTrue(run.train());
        }
        assertEquals(before, Files.readString(directory.resolve("run.json")));

        // The way that it says: as if it had been so long from the beginning.
        new Evaluation(new double[] {1, 2}).write(directory);
        String said = assertThrows(RunException.class, () -> Run.resume(directory, new Small(), 620))
                .getMessage();
        assertTrue(said.contains("samples already, and was to have 620 now; allowed is more."), said);
        assertEquals(before, Files.readString(directory.resolve("run.json")));
        var task = new Small();
        var longer = RunSettings.of("dmo", task, 1, 900).onThreads(1);
        try (var run = Run.resume(directory, task, 900);
                var whole = Run.start(longer, task, folder.resolve("whole"))) {
            assertFalse(run.finished());
            assertTrue(run.train());
            assertTrue(whole.train());
        }
        assertEquals(TinyRuns.numbers(folder.resolve("whole")), TinyRuns.numbers(directory));
        assertTrue(Evaluation.read(directory).isEmpty(), "what was recorded of its end before");
        Files.move(directory.resolve("evaluation-samples-640.csv"), directory.resolve("evaluation.csv"));
        assertArrayEquals(
                new double[] {1, 2}, Evaluation.read(directory).orElseThrow().returns());
    }

    @Test
    void aRunMayEndWhereItStands() throws IOException {
        var directory = folder.resolve("run");
        trainsSoundly(directory);
        Run.resume(directory, new Small(), 2000).close();
        for (long refused : List.of(1L, 600L, 639L)) {
            String said = assertThrows(RunException.class, () -> Run.resume(directory, new Small(), refused))
                    .getMessage();
            assertTrue(said.contains("allowed is more, or as many, to end it where it stands."), said);
        }
        assertEquals(2000, Run.readRecord(directory).settings().samples());
        new Evaluation(new double[] {3}).write(directory);
        try (var run = Run.resume(directory, new Small(), 640)) {
            assertTrue(run.finished());
            assertEquals(
                    List.of("The run in " + directory
                            + " ends where it stands, with 640 samples; it was to have 2,000."),
                    run.notes());
        }
        assertEquals(640, Run.readRecord(directory).settings().samples());
        assertTrue(Evaluation.read(directory).isPresent(), "of what the run still is");
        String said = assertThrows(RunException.class, () -> Run.resume(directory, new Small(), 640))
                .getMessage();
        assertTrue(said.contains("allowed is more. Nothing of it was changed."), said);
        // An evaluation from before the last checkpoint is not of its samples.
        Files.setLastModifiedTime(directory.resolve("evaluation.csv"), java.nio.file.attribute.FileTime.fromMillis(0));
        try (var run = Run.resume(directory, new Small(), 1000)) {
            assertTrue(
                    run.notes().getLast().contains("is now evaluation-earlier.csv"),
                    run.notes().toString());
        }
        assertTrue(Files.exists(directory.resolve("evaluation-earlier.csv")));
    }
}
