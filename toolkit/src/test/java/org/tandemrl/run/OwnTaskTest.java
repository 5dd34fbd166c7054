package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.check.Point;
import org.tandemrl.extension.Origin;
import org.tandemrl.extension.UserFiles;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.result.Results;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.study.AscentStudy;
import org.tandemrl.study.GradientStudy;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** Tasks and algorithms that are not the toolkit's have runs like any other. */
final class OwnTaskTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() throws IOException {
        UserFiles.forget(folder);
    }

    /** The point at a size at which an epoch takes milliseconds. */
    private static final class Small extends Point {
        @Override
        public Map<String, Object> settings(String algorithm) {
            return algorithm.startsWith("dmo")
                    ? Map.of(
                            "environments",
                            8,
                            "model.hidden",
                            "16,16",
                            "model.updates",
                            2,
                            "model.batch",
                            16,
                            "horizon",
                            8,
                            "exploration.transitions",
                            64,
                            "exploration.updates",
                            2,
                            "actor.hidden",
                            "16",
                            "critic.hidden",
                            "16",
                            "critic.passes",
                            1)
                    : Map.of();
        }
    }

    private static RunSettings settings(Task task, int samples) {
        return RunSettings.of("dmo", task, 1, samples).onThreads(1);
    }

    @Test
    void anObjectIsTrainedStoppedAndResumedWithTheObject() {
        var task = new Small();
        var directory = folder.resolve("run");
        assertEquals(8, settings(task, 1).config().environments(), "the task's own settings");
        assertEquals(
                "[64, 64]",
                RunSettings.of("ppo", task, 1, 1).config().settings().get("criticHidden"),
                "others are general");
        try (var run = Run.start(settings(task, 600), task, directory)) {
            assertFalse(run.train(r -> {
                if (r.algorithm().epochs() == 3) {
                    r.stop();
                }
            }));
        }
        assertEquals(
                Origin.From.OBJECT, Run.readRecord(directory).origins().task().from());
        String refused =
                assertThrows(RunException.class, () -> Run.resume(directory)).getMessage();
        assertTrue(
                refused.contains("an object that was given in Java")
                        && refused.contains("Run.resume(Path.of(")
                        && refused.contains("--task-jar"),
                refused);
        try (var run = Run.resume(directory, new Small())) {
            assertEquals(3, run.algorithm().epochs());
            assertTrue(
                    run.notes().getFirst().contains("cannot be checked"),
                    run.notes().toString());
            assertTrue(run.train());
        }
        try (var run = Run.open(directory, task)) {
            assertTrue(Evaluation.of(task, run.algorithm()::act, 2, 1, 1).mean() < 0);
        }
        try (var whole = Run.start(settings(task, 600), task, folder.resolve("whole"))) {
            assertTrue(whole.train());
        }
        assertEquals(TinyRuns.numbers(folder.resolve("whole")), TinyRuns.numbers(directory));
        var entry = Results.read(directory).all().getFirst();
        assertEquals(Map.of(), entry.changes(), "what the task itself says is no change");
        assertEquals(1, Results.read(folder.resolve("whole")).unchanged().all().size());
    }

    @Test
    void settingsOfAnotherTaskAndAnotherTaskOnResumeAreRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Run.start(settings(new Small(), 600), Tasks.named("hopper"), folder.resolve("run")))
                .getMessage();
        assertEquals("The settings are of task point, given is task hopper; allowed is the same.", message);
    }

    @Test
    void anAlgorithmThatNeedsADerivativeIsRefusedWithTheOnesThatDoNot() {
        var task = new Small();
        var settings = RunSettings.of("shac", task, 1, 600);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Run.start(settings, task, folder.resolve("run")))
                .getMessage();
        assertTrue(
                message.startsWith(
                        "Task point runs on Line, which has no derivative. Algorithms that need one: shac, ahac, sapo, bptt"),
                message);
        assertTrue(message.contains("; without: dmo, dmo-sapo, dmo-bptt"), message);
        assertFalse(Files.exists(folder.resolve("run/run.json")));
    }

    @Test
    void aStudyThatNeedsADerivativeIsRefusedBeforeItBegins() {
        var task = new Small();
        try (var run = Run.start(settings(task, 600), task, folder.resolve("run"))) {
            AscentStudy.require(run.algorithm());
            String message = assertThrows(IllegalArgumentException.class, () -> GradientStudy.require(run.algorithm()))
                    .getMessage();
            assertTrue(message.contains("Task point runs on Line, which has no derivative"), message);
        }
    }

    @Test
    void aSettingOfTheTasksThatThereIsNotIsSaidWithTheTask() {
        var task = new Point() {
            @Override
            public Map<String, Object> settings(String algorithm) {
                return Map.of("speed", 3);
            }
        };
        String message = assertThrows(IllegalArgumentException.class, () -> RunSettings.of("dmo", task, 1, 1))
                .getMessage();
        assertTrue(
                message.startsWith("Task point says in settings(\"dmo\") what cannot be: There is no setting 'speed'"),
                message);
    }

    private Path source(String change) throws IOException {
        return Files.writeString(folder.resolve("Filed.java"), """
                import java.util.Map;
                import java.util.Optional;
                import org.tandemrl.sim.Simulator;
                import org.tandemrl.sim.robot.CompiledRobot;
                public class Filed extends org.tandemrl.check.Point {
                    private final java.nio.file.Path robot;
                    public Filed(java.nio.file.Path robot) { this.robot = robot; }
                    public String name() { return "filed"; }
                    public Optional<CompiledRobot> robot() { return Optional.of(CompiledRobot.read(robot)); }
                    public Map<String, Object> settings(String algorithm) {
                        return Map.of("environments", 8, "model.hidden", "16,16", "model.updates", 2, "model.batch", 16, "horizon", 8,
                            "exploration.transitions", 64, "exploration.updates", 2, "actor.hidden", "16", "critic.hidden", "16", "critic.passes", 1);
                    }
                }
                """ + change);
    }

    @Test
    void aTaskOfAFileIsFoundAgainByItsChecksumOrWhatIsMissingIsSaid() throws IOException {
        var file = source("");
        var robot = Files.copy(Robots.robot("cartpole").file(), folder.resolve("robot.xml"));
        var constants = Files.copy(
                Robots.robot("cartpole").file().resolveSibling("cartpole.json"), folder.resolve("robot.json"));
        Tasks.load(file);
        var task = Tasks.named("filed", robot);
        var directory = folder.resolve("run");
        try (var run = Run.start(settings(task, 600), task, directory)) {
            run.train(Run::stop);
        }
        var origins = Run.readRecord(directory).origins();
        assertEquals(
                new Origin(
                        Origin.From.FILE,
                        "Filed",
                        file.toString(),
                        origins.task().sha256()),
                origins.task());
        assertEquals(Origin.file(robot), origins.robot());
        assertEquals(Origin.file(constants), origins.constants());
        Run.open(directory).close();

        Files.writeString(robot, Files.readString(robot) + "\n<!-- changed -->");
        String message =
                assertThrows(RunException.class, () -> Run.open(directory)).getMessage();
        assertTrue(
                message.contains("whose robot is " + robot)
                        && message.contains("has changed since")
                        && message.contains("--robot FILE"),
                message);
        try (var run = Run.open(directory, Run.task(directory, Optional.of(robot)))) {
            assertTrue(
                    run.notes().getFirst().startsWith("The robot was " + robot),
                    run.notes().toString());
        }
        Files.delete(robot);
        message = assertThrows(RunException.class, () -> Run.open(directory)).getMessage();
        assertTrue(message.contains("there is no such file now"), message);
        Files.copy(Robots.robot("cartpole").file(), robot);

        source("// changed\n");
        Tasks.load(file);
        message = assertThrows(RunException.class, () -> Run.resume(directory)).getMessage();
        assertTrue(message.contains("loaded is another version") && message.contains("--task-jar FILE"), message);
        try (var run = Run.resume(directory, Run.task(directory, Optional.empty()))) {
            assertTrue(
                    run.notes().getFirst().startsWith("The task was " + file),
                    run.notes().toString());
            assertTrue(run.train());
        }
        try (var run = Run.resume(directory)) {
            assertTrue(run.finished(), "the record now names the version that went on");
        }
    }

    @Test
    void filesAreRecordedSoThatARunIsFoundFromAnyFolderAndMovesWithWhatIsInIt() throws IOException {
        var outside = folder.resolve("run");
        var file = source("");
        var robot = Files.copy(Robots.robot("cartpole").file(), folder.resolve("robot.xml"));
        var relative = Path.of("").toAbsolutePath().relativize(robot.toAbsolutePath());
        Tasks.load(Path.of("").toAbsolutePath().relativize(file.toAbsolutePath()));
        var task = Tasks.named("filed", relative);
        try (var run = Run.start(settings(task, 600), task, outside)) {
            run.train(Run::stop);
        }
        String record = Files.readString(outside.resolve("run.json"));
        assertTrue(record.contains("\"file\": \"" + file + "\"") && record.contains("\"" + robot + "\""), record);
        Tasks.forget(file);
        try (var run = Run.resume(outside)) {
            run.train(Run::stop);
        }
        Tasks.forget(file);

        // Within the run's folder.
        var inside = Files.createDirectory(folder.resolve("inside"));
        var own = Files.move(file, inside.resolve("Filed.java"));
        var ownRobot = Files.move(robot, inside.resolve("robot.xml"));
        Tasks.load(own);
        task = Tasks.named("filed", ownRobot);
        try (var run = Run.start(settings(task, 600), task, inside)) {
            run.train(Run::stop);
        }
        record = Files.readString(inside.resolve("run.json"));
        assertTrue(record.contains("\"file\": \"Filed.java\"") && record.contains("\"file\": \"robot.xml\""), record);
        Tasks.forget(own);
        var moved = Files.move(inside, folder.resolve("moved"));
        try (var run = Run.resume(moved)) {
            assertEquals(List.of(), run.notes());
            assertEquals(
                    moved.resolve("robot.xml").toString(),
                    Run.readRecord(moved).origins().robot().file());
            run.train(Run::stop);
        }
        Tasks.forget(moved.resolve("Filed.java"));

        // All that is missing is named at once, and where paths count from.
        String message =
                assertThrows(RunException.class, () -> Run.open(outside)).getMessage();
        assertTrue(
                message.contains("which came from " + file)
                        && message.contains("whose robot is " + robot)
                        && message.contains("and 2 of its files are not as they were:")
                        && message.contains(
                                "Paths in run.json are absolute, or count from the run's folder, " + outside),
                message);

        // A record of before counted from where the training was started.
        Files.move(moved.resolve("Filed.java"), file);
        Files.move(moved.resolve("robot.xml"), robot);
        Files.writeString(
                outside.resolve("run.json"),
                TinyRuns.unsealed(Files.readString(outside.resolve("run.json")))
                        .replace("\"" + robot + "\"", "\"" + relative + "\""));
        Run.open(outside).close();
    }

    @Test
    void anAlgorithmOfACellWithAGradientSourceOfItsOwnTrainsAndIsResumed() {
        var kind = new Algorithms.Kind<>(
                "dmo-own",
                "the decoupled source, brought along",
                DmoConfig.class,
                DmoConfig::forTask,
                (n, c) -> {},
                (n, config, environment, seeds, threads) ->
                        Dmo.with(n, config, environment, seeds, threads, GradientSource::decoupled));
        var task = new Small();
        var directory = folder.resolve("run");
        try (var run = Run.start(RunSettings.of(kind, task, 1, 600).onThreads(1), task, directory)) {
            run.train(r -> {
                if (r.algorithm().epochs() == 2) {
                    r.stop();
                }
            });
        }
        assertEquals(
                Origin.From.OBJECT,
                Run.readRecord(directory).origins().algorithm().from());
        try (var run = Run.resume(directory, task)) {
            assertEquals("dmo-own", run.algorithm().name());
            assertTrue(run.train());
        }
        // With DJL's arithmetic the source is the one that dmo itself takes.
        var own = folder.resolve("own");
        var plain = folder.resolve("plain");
        try (var one = Run.start(RunSettings.of(kind, task, 1, 600).onThreads(1).with("arithmetic", "djl"), task, own);
                var other = Run.start(settings(task, 600).with("arithmetic", "djl"), task, plain)) {
            one.train();
            other.train();
        }
        assertEquals(TinyRuns.numbers(plain), TinyRuns.numbers(own));
        Algorithms.forget(kind);
        String gone =
                assertThrows(RunException.class, () -> Run.readRecord(own)).getMessage();
        assertTrue(
                gone.contains("of algorithm 'dmo-own', an object that was given in Java")
                        && gone.contains("Algorithms.add(kind)"),
                gone);
    }

    @Test
    void aRecordOfBeforeOriginsIsOneOfTheToolkits() throws IOException {
        var directory = folder.resolve("run");
        try (var run = Run.start(TinyRuns.settings(1, 2), directory)) {
            run.train(Run::stop);
        }
        var file = directory.resolve("run.json");
        var text = Files.readString(file).replaceAll(",\n  \"checksum\": \"[0-9a-f]{8}\"", "");
        int from = text.indexOf(",\n  \"origins\"");
        Files.writeString(file, text.substring(0, from) + "\n}");
        assertEquals(
                Origin.From.TOOLKIT, Run.readRecord(directory).origins().task().from());
        Run.resume(directory).close();
        assertTrue(Files.readString(file).contains("org.tandemrl.task.suite.CartPoleSwingUp"), Files.readString(file));
    }

    @Test
    void callbacksStopCountAndSayWhatTheyCannotWrite() throws IOException {
        int[] told = new int[3];
        try (var run = Run.start(TinyRuns.settings(1, 7), folder.resolve("run"))) {
            run.train(r -> told[0]++, Callback.every(3, r -> told[1]++), new Callback() {
                @Override
                public void epoch(Run r) {
                    if (r.algorithm().epochs() == 6) {
                        r.stop();
                    }
                }

                @Override
                public void end(Run r) {
                    told[2]++;
                }
            });
            assertEquals("[6, 2, 1]", java.util.Arrays.toString(told));
            assertEquals(
                    6,
                    Checkpoint.read(folder.resolve("run/checkpoint.npz"))
                            .header()
                            .epochs());
            String message = assertThrows(
                            RunException.class,
                            () -> run.train(r -> Files.writeString(folder.resolve("absent/log.txt"), "x")))
                    .getMessage();
            assertTrue(message.contains("A callback of the training") && message.contains("absent"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> Callback.every(0, r -> {}));
    }

    @Test
    void aRobotIsReadWithTheConstantsBesideItOrWithOrdinaryOnes() throws IOException {
        var robot = Files.copy(Robots.robot("hopper").file(), folder.resolve("leg.xml"));
        assertEquals(Optional.empty(), CompiledRobot.read(robot).constants());
        assertEquals(1 / 60.0, CompiledRobot.read(robot).model().timeStep());
        Files.writeString(
                folder.resolve("leg.json"),
                Files.readString(Robots.robot("hopper").file().resolveSibling("hopper.json"))
                        .replaceFirst("\"controlRate\": \\d+", "\"controlRate\": 50"));
        assertEquals(1 / 50.0, CompiledRobot.read(robot).model().timeStep());
    }
}
