package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.run.TinyRuns;

/** What the command line says and returns, above all when it is given what it cannot use. */
final class TandemTest {
    private static final int EPOCHS = 6;

    @TempDir
    private static Path shared;

    private static Path whole;
    private static CommandLines training;

    @TempDir
    private Path scratch;

    /** A copy of a run that is finished, to be damaged. */
    private Path run;

    @BeforeAll
    static void train() {
        whole = shared.resolve("whole");
        training = CommandLines.run(TinyRuns.arguments(1, EPOCHS, whole));
    }

    @BeforeEach
    void copy() throws IOException {
        run = TinyRuns.copy(whole, scratch.resolve("run"));
    }

    private CommandLines train(String... extra) {
        var arguments = new ArrayList<>(TinyRuns.arguments(1, EPOCHS, scratch.resolve("new")));
        arguments.addAll(List.of(extra));
        return CommandLines.run(arguments);
    }

    @Test
    void trainEndsWithLinesThatAMachineCanRead() {
        assertEquals(0, training.exitCode(), training.err());
        var lines = training.out().lines().toList();
        assertEquals("run: " + whole, lines.get(0));
        assertEquals("samples: " + (TinyRuns.EXPLORED + EPOCHS * TinyRuns.EPOCH), lines.get(1));
        assertEquals("epochs: " + EPOCHS, lines.get(2));
        assertTrue(lines.get(3).matches("seconds: \\d+\\.\\d"), lines.get(3));
        assertTrue(lines.get(4).matches("return: (NaN|-?\\d+\\.\\d\\d)"), lines.get(4));
        assertEquals(5, lines.size(), "progress goes to standard error");
        assertTrue(training.err().contains("samples"), training.err());
    }

    @Test
    void evaluateEndsWithTheReturnItsHalfWidthAndTheNumberOfEpisodes() {
        var evaluation = CommandLines.run("evaluate", run, "--episodes", "3");
        assertEquals(0, evaluation.exitCode(), evaluation.err());
        assertTrue(evaluation.lastLine().matches("return: -\\d+\\.\\d\\d ± \\d+\\.\\d\\d \\(3 episodes\\)"),
                evaluation.lastLine());
        assertEquals(evaluation.lastLine(), CommandLines.run("evaluate", run, "--episodes", "3").lastLine());
        assertFalse(evaluation.lastLine().equals(
                CommandLines.run("evaluate", run, "--episodes", "3", "--seed", "1").lastLine()));
        assertTrue(CommandLines.run("evaluate", run, "--episodes", "1").lastLine().endsWith("± NaN (1 episodes)"));
        CommandLines.run("evaluate", run, "--episodes", "0").refused(2, "--episodes is 0; allowed is 1 or more");
    }

    @Test
    void watchWritesAFilmAStripAndTheMotion() throws IOException {
        var folder = scratch.resolve("seen");
        var watched = CommandLines.run("watch", run, "--out", folder, "--steps", "12", "--after", "3");
        assertEquals(0, watched.exitCode(), watched.err());
        assertTrue(watched.out().matches("(?s)return: -\\d+ in 15 steps\n.*\\.motion\\.csv\n"), watched.out());
        assertEquals(1 + 13, Files.readAllLines(folder.resolve("cartpole.motion.csv")).size(), "a head and thirteen states");
        assertTrue(Files.readString(folder.resolve("cartpole.html")).startsWith("<!doctype html>"));
        assertTrue(Files.size(folder.resolve("cartpole-strip.png")) > 1000);
        CommandLines.run("watch", run, "--out", folder, "--steps", "0").refused(2, "--steps is 0");
        CommandLines.run("watch", run).refused(2, "--out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "resume", "evaluate", "replay", "watch", "bench"})
    void everyCommandHasHelp(String command) {
        var help = command.isEmpty() ? CommandLines.run("--help") : CommandLines.run(command, "--help");
        assertEquals(0, help.exitCode());
        assertTrue(help.out().startsWith("Usage: tandem"), help.out());
        assertEquals("", help.err());
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        CommandLines.run().refused(2, "train, resume, evaluate, replay, watch, bench");
        CommandLines.run("fly").refused(2, "fly");
        CommandLines.run("train").refused(2, "--task", "--samples", "--out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--task=walker | 1 | There is no task 'walker'; there are ant, cartpole, cheetah, hopper, humanoid, snu",
        "--algorithm=muzero | 1 | There is no algorithm 'muzero'; there are dmo, dmo-sapo,",
        "--set=speed=3 | 1 | There is no setting 'speed'; there are source, environments,",
        "--set=environments=many | 1 | Setting 'environments' is many; allowed is a whole number",
        "--set=environments=0 | 1 | environments is 0; allowed is 1 or more.",
        "--set=gamma=1.5 | 1 | gamma is 1.5; allowed is in (0, 1].",
        "--set=gamma=NaN | 1 | gamma is NaN; allowed is in (0, 1].",
        "--set=actorRate=-1 | 1 | actorRate is -1.0; allowed is a finite learning rate, 0 or more.",
        "--set=modelHidden=17,16 | 1 | modelHidden is [17, 16]; allowed is two layers, the first a multiple of 8 units.",
        "--set=modelHidden=x | 1 | Setting 'modelHidden' is x; allowed is a list of whole numbers, as 64,32.",
        "--set=actorHidden=-4 | 1 | actorHidden is [-4]; allowed is one number of units a layer",
        "--set=randomStarts=maybe | 1 | Setting 'randomStarts' is maybe; allowed is true or false.",
        "--set=modelUpdates=0 | 1 | modelUpdates is 0; allowed is 1 or more.",
        "--set=criticMinibatches=65 | 1 | criticMinibatches is 65; allowed is from 1 to environments × horizon.",
        "--set=source=adjoint | 2 | set by --algorithm",
        "--set=environments | 2 | --set",
        "--threads=-1 | 2 | --threads is -1; allowed is 1 or more",
        "--checkpoint-seconds=-1 | 2 | --checkpoint-seconds is -1.0; allowed is 0 or more.",
        "--checkpoint-seconds=soon | 2 | soon"})
    void whatTrainCannotUseIsNamedWithWhatIsAllowed(String argument, int code, String message) {
        var base = new ArrayList<>(TinyRuns.arguments(1, EPOCHS, scratch.resolve("new")));
        for (String name : List.of("--task", "--threads")) {
            if (argument.startsWith(name)) {
                base.subList(base.indexOf(name), base.indexOf(name) + 2).clear();
            }
        }
        if (argument.startsWith("--set=") && argument.indexOf('=', 6) > 0) {
            int same = base.indexOf("" + argument.substring(6, argument.indexOf('=', 6) + 1)
                    + TinyRuns.SETTINGS.getOrDefault(argument.substring(6, argument.indexOf('=', 6)), "?"));
            if (same > 0) {
                base.subList(same - 1, same + 1).clear();
            }
        }
        base.add(argument);
        CommandLines.run(base).refused(code, message);
        assertFalse(Files.exists(scratch.resolve("new/run.json")), "nothing may be left that occupies the folder");
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        CommandLines.run("train", "--task", "cartpole", "--samples", "0", "--out", scratch.resolve("new"))
                .refused(2, "--samples is 0; allowed is 1 or more.");
    }

    @Test
    void aFolderThatHoldsARunIsNotOverwritten() throws Exception {
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.csv"));
        CommandLines.run(TinyRuns.arguments(2, EPOCHS, run)).refused(1, "There is already a run in " + run, "resume it");
        Files.delete(run.resolve("run.json"));
        CommandLines.run(TinyRuns.arguments(2, EPOCHS, run)).refused(1, "There is a metrics.csv but no run.json");
        assertEquals(-1, Arrays.mismatch(metrics, Files.readAllBytes(run.resolve("metrics.csv"))));
    }

    @Test
    void aFolderThatCannotBeIsNamed() throws Exception {
        var file = Files.writeString(scratch.resolve("file"), "");
        CommandLines.run(TinyRuns.arguments(1, EPOCHS, file)).refused(1, "Cannot write in", "is a file, not a folder");
        CommandLines.run(TinyRuns.arguments(1, EPOCHS, file.resolve("below"))).refused(1, "Cannot write in");
        CommandLines.run("resume", scratch.resolve("none")).refused(1, "There is no run in", "run.json");
        CommandLines.run("evaluate", scratch.resolve("none")).refused(1, "There is no run in", "run.json");
        assertFalse(Files.exists(scratch.resolve("none")), "looking for a run must not make a folder");
    }

    @Test
    void resumingAFinishedRunSaysWhatItReached() {
        var resumed = CommandLines.run("resume", run);
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(resumed.out().contains("epochs: " + EPOCHS));
    }

    @Test
    void aTruncatedCheckpointIsRefusedAndStays() throws Exception {
        var file = run.resolve("checkpoint.npz");
        byte[] half = Arrays.copyOf(Files.readAllBytes(file), 1000);
        Files.write(file, half);
        String before = Files.readString(run.resolve("run.json"));
        for (String command : List.of("resume", "evaluate")) {
            CommandLines.run(command, run).refused(1, "Checkpoint " + file + " is damaged or not a checkpoint");
        }
        assertEquals(before, Files.readString(run.resolve("run.json")), "a refused resume leaves no trace");
        assertEquals(EPOCHS, TinyRuns.rows(run));
    }

    @Test
    void aRunWithoutACheckpointBeginsAgainButCannotBeEvaluated() throws Exception {
        Files.delete(run.resolve("checkpoint.npz"));
        CommandLines.run("evaluate", run).refused(1, "has no checkpoint yet");
        var resumed = CommandLines.run("resume", run);
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertEquals(TinyRuns.numbers(whole), TinyRuns.numbers(run));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"seed\": 1 | \"seed\": 2 | is of seed 1; the run is of 2",
        "\"task\": \"cartpole\" | \"task\": \"hopper\" | is of task cartpole; the run is of hopper",
        "\"gamma\": 0.99 | \"gamma\": 0.98 | is of setting gamma 0.99; the run is of 0.98",
        "\"environments\": 8 | \"environments\": 16 | is of setting environments 8; the run is of 16"})
    void aCheckpointOfAnotherRunIsRefusedByName(String now, String then, String message) throws Exception {
        replace(run.resolve("run.json"), now, then);
        CommandLines.run("resume", run).refused(1, "checkpoint.npz", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"gamma\": 0.99, | | There is no 'gamma' in 'settings.config' of",
        "\"gamma\": 0.99 | \"gamma\": \"much\" | is damaged",
        "\"gamma\": 0.99 | \"gamma\": 2 | gamma is 2.0; allowed is in (0, 1].",
        "\"gamma\": 0.99 | \"gamma\": null | There is no 'gamma'",
        "\"gamma\": 0.99 | \"gamma\": 0.99, \"delta\": 3 | There is an unknown 'delta'",
        "\"source\": \"DECOUPLED\" | \"source\": \"GUESSED\" | source is missing; allowed is decoupled",
        "\"task\": \"cartpole\" | \"task\": \"walker\" | There is no task 'walker'",
        "\"algorithm\": \"dmo\" | \"algorithm\": \"muzero\" | There is no algorithm 'muzero'",
        "\"settings\" | \"set\" | There is no 'settings'",
        "{ | [ | is damaged"})
    void aDamagedRecordIsRefusedByName(String now, String then, String message) throws Exception {
        replace(run.resolve("run.json"), now, then == null ? "" : then);
        for (String command : List.of("resume", "evaluate")) {
            CommandLines.run(command, run).refused(1, message);
        }
    }

    @Test
    void aRecordThatIsHalfAFileIsRefused() throws Exception {
        var file = run.resolve("run.json");
        byte[] record = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 100, record.length - 3}) {
            Files.write(file, Arrays.copyOf(record, length));
            CommandLines.run("resume", run).refused(1, "run.json");
        }
    }

    @Test
    void aBufferThatIsTooShortIsRefused() throws Exception {
        var segment = run.resolve("buffer/000000.f32");
        Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), 100));
        CommandLines.run("resume", run).refused(1, segment + " is missing or too short", "bytes are needed");
        Files.delete(segment);
        CommandLines.run("resume", run).refused(1, "is missing or too short");
    }

    @Test
    void metricsThatAreFewerThanTheCheckpointSaysAreRefused() throws Exception {
        var file = run.resolve("metrics.csv");
        var lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 4));
        CommandLines.run("resume", run).refused(1, "have 3 rows; the checkpoint is after row " + EPOCHS);
        lines.set(2, "nonsense");
        Files.write(file, lines);
        CommandLines.run("resume", run).refused(1, "Line 3 of");
    }

    /** /dev/full is a disk that is full. */
    @Test
    void aFullDiskIsSaidAndWhatWasWrittenBeforeStays() throws Exception {
        int samples = TinyRuns.EXPLORED + EPOCHS * TinyRuns.EPOCH;
        replace(run.resolve("run.json"), "\"samples\": " + samples, "\"samples\": 1000");
        byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.npz"));
        Files.createSymbolicLink(run.resolve("checkpoint.npz.part"), Path.of("/dev/full"));
        CommandLines.run("resume", run, "--checkpoint-seconds", "0")
                .refused(1, "Cannot write " + run.resolve("checkpoint.npz"), "No space left", "before is unchanged");
        assertEquals(-1, Arrays.mismatch(checkpoint, Files.readAllBytes(run.resolve("checkpoint.npz"))));
        assertEquals(0, CommandLines.run("resume", run).exitCode(), "with space again it goes on");
        assertEquals(15, TinyRuns.rows(run));
    }

    private static void replace(Path file, String now, String then) throws IOException {
        String text = Files.readString(file);
        int at = text.indexOf(now);
        assertTrue(at >= 0, now + " is not in " + text);
        Files.writeString(file, text.substring(0, at) + then + text.substring(at + now.length()));
    }

    @Test
    void aStudyOfGradientsWritesItsTablesAndWhereTheyComeFrom() throws IOException {
        var out = scratch.resolve("study");
        var study = CommandLines.run("study", "gradients", "--run", run, "--out", out, "--envs", 4, "--resamples", 3, "--horizons", "1,3",
                "--spread", 5);
        assertEquals(0, study.exitCode(), study.err());
        assertTrue(study.out().contains("horizon   3  imagined   cosine"), study.out());
        assertEquals(7, Files.readAllLines(out.resolve("gradients.csv")).size());
        assertEquals(4, Files.readAllLines(out.resolve("predictions.csv")).size());
        assertEquals(5, Files.readAllLines(out.resolve("jacobians.csv")).size());
        var origin = Files.readString(out.resolve("study.json"));
        assertTrue(origin.contains("\"resamples\": 3") && origin.contains("\"commit\"") && origin.contains("cartpole"), origin);
    }

    @Test
    void aStudyOfWhatIsNotThereOrHasNoModelIsRefused() {
        var out = scratch.resolve("study");
        CommandLines.run("study", "gradients", "--run", scratch.resolve("none"), "--out", out).refused(1, "There is no run");
        CommandLines.run("study", "gradients", "--run", run, "--out", out, "--resamples", 2).refused(2, "resamples is 2", "3 or more");
        CommandLines.run("study", "gradients", "--run", run, "--out", out, "--horizons", "0").refused(2, "[0]", "1 or more");
        CommandLines.run("study").refused(2, "gradients");
        var shac = scratch.resolve("shac");
        var arguments = new ArrayList<>(TinyRuns.arguments(1, 1, shac));
        arguments.addAll(List.of("--algorithm", "shac"));
        assertEquals(0, CommandLines.run(arguments).exitCode());
        CommandLines.run("study", "gradients", "--run", shac, "--out", out).refused(1, "shac", "no model");
    }
}
