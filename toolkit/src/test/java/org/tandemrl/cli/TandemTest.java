package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.run.Run;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.run.WholeFile;
import picocli.CommandLine;

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

    @Test
    void trainEndsWithLinesThatAMachineCanRead() {
        assertEquals(0, training.exitCode(), training.err());
        var lines = training.out().lines().toList();
        assertEquals("run: " + whole, lines.get(0));
        assertEquals("samples: " + (TinyRuns.EXPLORED + EPOCHS * TinyRuns.EPOCH), lines.get(1));
        assertEquals("epochs: " + EPOCHS, lines.get(2));
        assertTrue(lines.get(3).matches("seconds: \\d+\\.\\d"), lines.get(3));
        assertTrue(
                lines.get(4).matches("return: -?\\d+\\.\\d\\d")
                        || lines.get(4).equals("return: none, no episode has ended"),
                lines.get(4));
        assertEquals(5, lines.size(), "progress goes to standard error");
        assertTrue(training.err().contains("samples"), training.err());
        assertTrue(
                training.err()
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .matches(" +\\d+ %  [\\d,]+ of 448 samples  (?!.*left).*"),
                "no rate and no time left after one epoch: " + training.err());
    }

    @Test
    void evaluateEndsWithTheReturnItsHalfWidthAndTheNumberOfEpisodes() {
        var evaluation = CommandLines.run("evaluate", run, "--episodes", "3");
        assertEquals(0, evaluation.exitCode(), evaluation.err());
        assertTrue(
                evaluation.lastLine().matches("return: -\\d+\\.\\d\\d ± \\d+\\.\\d\\d \\(3 episodes\\)"),
                evaluation.lastLine());
        assertEquals(
                evaluation.lastLine(),
                CommandLines.run("evaluate", run, "--episodes", "3").lastLine());
        assertFalse(evaluation
                .lastLine()
                .equals(CommandLines.run("evaluate", run, "--episodes", "3", "--seed", "1")
                        .lastLine()));
        assertTrue(CommandLines.run("evaluate", run, "--episodes", "1")
                .lastLine()
                .matches("return: -\\d+\\.\\d\\d \\(1 episode: it takes two for an interval\\)"));
        CommandLines.run("evaluate", run, "--episodes", "0").refused(2, "--episodes is 0; allowed is 1 or more");
    }

    @Test
    void evaluateOnAnotherTaskNamesItAndRefusesOneWithOtherSizes() throws IOException {
        var own = CommandLines.run("evaluate", run, "--episodes", "3");
        var on = CommandLines.run("evaluate", run, "--episodes", "3", "--on", "cartpole", "--record");
        assertEquals(0, on.exitCode(), on.err());
        assertTrue(on.out().contains("task: cartpole"), on.out());
        assertEquals(own.lastLine(), on.lastLine());
        assertEquals(
                4, Files.readAllLines(run.resolve("evaluation-on-cartpole.csv")).size());
        assertFalse(Files.exists(run.resolve("evaluation.csv")), "the run's own evaluation is another");
        CommandLines.run("evaluate", run, "--on", "hopper")
                .refused(
                        1,
                        "The policy is for observations of",
                        "as in task cartpole; task hopper has observations of 11");
        CommandLines.run("evaluate", run, "--on", "hoper").refused(1, "hoper", "Did you mean hopper?");
    }

    @Test
    void watchWritesAFilmAStripAndTheMotion() throws IOException {
        var folder = scratch.resolve("seen");
        var watched = CommandLines.run("watch", run, "--out", folder, "--steps", "12", "--after", "3");
        assertEquals(0, watched.exitCode(), watched.err());
        assertTrue(watched.out().matches("(?s)return: -\\d+ in 15 steps\n.*\\.motion\\.csv\n"), watched.out());
        assertEquals(
                1 + 13,
                Files.readAllLines(folder.resolve("cartpole.motion.csv")).size(),
                "a head and thirteen states");
        assertTrue(Files.readString(folder.resolve("cartpole.html")).startsWith("<!doctype html>"));
        assertTrue(Files.size(folder.resolve("cartpole-strip.png")) > 1000);
        CommandLines.run("watch", run, "--out", folder, "--steps", "0").refused(2, "--steps is 0");
        CommandLines.run("watch", run).refused(2, "--out");
    }

    @Test
    void allThatWereKeptAndOneOfThemAreNotAskedForTogether() {
        CommandLines.run("go2", "balance", run, "--kept", "--checkpoint", "best", "--out", scratch.resolve("b"))
                .refused(2, "--kept and --checkpoint are given", "one of them");
    }

    static Stream<CommandLine> everyCommand() {
        return below(Tandem.commandLine());
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(TandemTest::below));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelp(CommandLine command) {
        var words = new ArrayList<>(List.of(command.getCommandSpec()
                .qualifiedName()
                .replaceFirst("^tandem ?", "")
                .split(" ")));
        words.remove("");
        words.add("--help");
        var help = CommandLines.run(words);
        assertEquals(0, help.exitCode());
        assertTrue(help.out().startsWith("Usage: tandem"), help.out());
        assertEquals("", help.err());
        // A % that stands for itself is %%: otherwise picocli warns, on System.err.
        var texts =
                new ArrayList<>(List.of(command.getCommandSpec().usageMessage().description()));
        command.getCommandSpec().options().forEach(option -> texts.addAll(List.of(option.description())));
        command.getCommandSpec().positionalParameters().forEach(p -> texts.addAll(List.of(p.description())));
        texts.forEach(text -> assertDoesNotThrow(() -> String.format(Locale.ROOT, text), text));
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        CommandLines.run().refused(2, "train, resume, evaluate, export, sweep, figures, replay, watch, bench");
        CommandLines.run("fly").refused(2, "fly");
        CommandLines.run("resum", "runs/x").refused(2, "Did you mean resume?");
        CommandLines.run("train").refused(2, "--task", "--samples", "--out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--task=walker | 1 | There is no task 'walker'; there are ant, cartpole, cheetah, hopper, humanoid, snu",
                "--preset=tiny | 2 | --preset is 'tiny'; allowed are paper and lean.",
                "--algorithm=muzero | 1 | There is no algorithm 'muzero'; there are dmo, dmo-sapo,",
                "--task=hoper | 1 | There is no task 'hoper'. Did you mean hopper? There are ant,",
                "--algorithm=dmo-spao | 1 | There is no algorithm 'dmo-spao'. Did you mean dmo-sapo? There are dmo,",
                "--set=modle.updates=3 | 1 | There is no setting 'modle.updates'. Did you mean model.updates? There are environments,",
                "--algoritm=shac | 2 | Unknown option: '--algoritm=shac'. Did you mean --algorithm?",
                "--set=speed=3 | 1 | There is no setting 'speed'; there are environments, horizon,",
                "--set=environments=many | 1 | Setting 'environments' is many; allowed is a whole number",
                "--set=environments=0 | 1 | environments is 0; allowed is 1 or more.",
                "--set=gamma=1.5 | 1 | gamma is 1.5; allowed is in (0, 1].",
                "--set=gamma=NaN | 1 | gamma is NaN; allowed is in (0, 1].",
                "--set=actor.rate=-1 | 1 | actor.rate is -1.0; allowed is a finite learning rate, 0 or more.",
                "--set=model.hidden=17,16 | 1 | model.hidden is [17, 16]; allowed is two layers, the first a multiple of 8 units.",
                "--set=model.hidden=x | 1 | Setting 'model.hidden' is x; allowed is a list of whole numbers, as 64,32.",
                "--set=actor.hidden=-4 | 1 | actor.hidden is [-4]; allowed is one number of units a layer",
                "--set=randomStarts=maybe | 1 | Setting 'randomStarts' is maybe; allowed is true or false.",
                "--set=model.updates=0 | 1 | model.updates is 0; allowed is 1 or more.",
                "--set=critic.minibatches=65 | 1 | critic.minibatches is 65; allowed is from 1 to environments × horizon.",
                "--set=modelUpdates=64 | 1 | The setting 'modelUpdates' is now called model.updates.",
                "--set=source=adjoint | 2 | set by --algorithm",
                "--set=environments | 2 | --set",
                "--set=environments=1e8 | 1 | This would take about",
                "--set=model.bufferCapacity=1.5 | 1 | Setting 'model.bufferCapacity' is 1.5; allowed is a whole number, as 1000000, 1e6, 500k or 1.5M",
                "--set=horizon=3g | 1 | Setting 'horizon' is 3g; allowed is a whole number",
                "--seed=one | 2 | 'one' is not a whole number",
                "--threads=-1 | 2 | --threads is -1; allowed is 1 or more, at most 1024.",
                "--threads=0 | 2 | --threads is 0; allowed is 1 or more, at most 1024.",
                "--threads=100000 | 2 | --threads is 100000; allowed is 1 or more, at most 1024.",
                "--checkpoint-seconds=-1 | 2 | --checkpoint-seconds is -1.0; allowed is 0 or more.",
                "--keep-every=0 | 2 | --keep-every is 0; allowed is 1 or more.",
                "--checkpoint-seconds=soon | 2 | soon"
            })
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
        assertFalse(Files.exists(scratch.resolve("new")), "nothing may be left that occupies the folder");
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        CommandLines.run("train", "--task", "cartpole", "--samples", "0", "--out", scratch.resolve("new"))
                .refused(2, "--samples is 0; allowed is 1 or more.");
        CommandLines.run("train", "--task", "cartpole", "--samples", "-1k", "--out", scratch.resolve("new"))
                .refused(2, "--samples is -1000; allowed is 1 or more.");
        for (String samples : List.of("1.5", "0.0001k", "1e99", "many")) {
            CommandLines.run("train", "--task", "cartpole", "--samples", samples, "--out", scratch.resolve("new"))
                    .refused(
                            2,
                            "'--samples'",
                            "'" + samples + "'",
                            "allowed is a whole number, as 1000000, 1e6, 500k or 1.5M");
        }
    }

    @Test
    void aRunThatIsFinishedIsNotTouchedByAResume() throws IOException {
        String before = Files.readString(run.resolve("run.json"));
        var resumed = CommandLines.run("resume", run);
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(resumed.err().contains("tandem: The run in " + run + " is finished: it has "), resumed.err());
        assertEquals(training.out().replace(whole.toString(), run.toString()), resumed.out());
        assertEquals(before, Files.readString(run.resolve("run.json")));
    }

    @Test
    void aRunThatIsFinishedGoesOnForMoreSamples() throws IOException {
        String before = Files.readString(run.resolve("run.json"));
        CommandLines.run("resume", run, "--samples", "0").refused(2, "--samples is 0", "allowed is more");
        CommandLines.run("resume", run, "--samples", "400")
                .refused(1, "samples already, and was to have 400 now; allowed is more");
        CommandLines.run("resume", run, "--samples", "1k", "--keep-every", 0).refused(2, "--keep-every is 0");
        assertEquals(before, Files.readString(run.resolve("run.json")));
        var resumed = CommandLines.run("resume", run, "--samples", "0.576k");
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertEquals(576, Run.readRecord(run).settings().samples());
        assertTrue(resumed.out().contains("samples: 576"), resumed.out());
    }

    @Test
    void samplesAreReadAsPeopleWriteThem() {
        var arguments = new ArrayList<>(TinyRuns.arguments(1, 1, scratch.resolve("new")));
        arguments.set(arguments.indexOf("--samples") + 1, "0.128k");
        assertEquals(0, CommandLines.run(arguments).exitCode());
        assertEquals(128, Run.readRecord(scratch.resolve("new")).settings().samples());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --task ant --samples x --out o",
                "train --taks ant",
                "evaluate",
                "bench sim --task ant --threads 0",
                "bench tasks --threads 0",
                "bench scaling --task ant --threads 0",
                "bench epoch --task ant --threads 2000",
                "bench training --threads 0",
                "bench sim --task ant --envs 1.5",
                "study gradients --run r --out o --threads 0",
                "fly"
            })
    void aWrongOptionGivesItsReasonFirstAndOneLineMore(String arguments) {
        var refused = CommandLines.run((Object[]) arguments.split(" ")).refused(2);
        var lines = refused.err().lines().toList();
        assertEquals(2, lines.size(), refused.err());
        assertTrue(lines.getFirst().startsWith("tandem: "), refused.err());
        assertTrue(lines.getLast().matches("What is allowed: tandem.* --help"), refused.err());
        if (arguments.contains("--threads")) {
            assertTrue(lines.getFirst().contains("allowed is 1 or more, at most 1024"), refused.err());
        }
    }

    @Test
    void memoryThatThereIsNotIsRefusedBeforeItIsTaken() {
        CommandLines.run("evaluate", run, "--episodes", "1e9").refused(1, "This would take about", "GiB");
        CommandLines.run("bench", "sim", "--task", "ant", "--envs", "1e9", "--forks", 0)
                .refused(2, "This would take about", "environments");
        CommandLines.run("study", "gradients", "--run", run, "--out", scratch.resolve("s"), "--horizons", "1e9")
                .refused(1, "This would take about");
        assertFalse(Files.exists(scratch.resolve("s")));
    }

    /** A file where a folder is needed, and a file system that takes nothing; permissions would not stop root. */
    @ParameterizedTest
    @ValueSource(strings = {"file", "/proc"})
    void everyCommandThatWritesSaysAtOnceThatItCannot(String place) throws Exception {
        var taken = place.equals("/proc") ? Path.of("/proc") : Files.writeString(scratch.resolve("file"), "");
        assumeTrue(Files.exists(taken), "no " + taken + " here");
        var below = taken.resolve("below");
        CommandLines.run("watch", run, "--out", below).refused(1, "Cannot write in " + below, "Nothing was computed");
        CommandLines.run("study", "gradients", "--run", run, "--out", below).refused(1, "Cannot write in " + below);
        CommandLines.run("bench", "scaling", "--task", "cartpole", "--out", below.resolve("t.csv"))
                .refused(1, "Cannot write in " + below);
        CommandLines.run("bench", "tasks", "--out", below).refused(1, "Cannot write in " + below);
        CommandLines.run("bench", "training", "--out", below).refused(1, "Cannot write in " + below);
        CommandLines.run(TinyRuns.arguments(1, 1, below)).refused(1, "Cannot write in " + below);
        for (String command : List.of("resume", "evaluate", "replay", "robot")) {
            CommandLines.run(command, below).refused(1, below.toString());
        }
        CommandLines.run("evaluate", below, "--record").refused(1, "There is no run in " + below);
    }

    /** /dev/full is a disk that is full. */
    @Test
    void aDiskThatFillsUpUnderWatchIsSaid() throws Exception {
        var out = Files.createDirectories(scratch.resolve("full"));
        for (String name : List.of("cartpole.motion.csv", "cartpole-strip.png", "cartpole.html")) {
            var link = Files.createSymbolicLink(out.resolve(name), Path.of("/dev/full"));
            CommandLines.run("watch", run, "--out", out, "--steps", "5").refused(1, "No space left on device");
            Files.delete(link);
        }
        Files.createSymbolicLink(WholeFile.unfinished(run.resolve("evaluation.csv")), Path.of("/dev/full"));
        CommandLines.run("evaluate", run, "--episodes", "2", "--record")
                .refused(1, "evaluation.csv", "No space left on device");
    }

    @Test
    void aResumeSaysWhatGoesOnUncheckedOrComputedOtherwise() throws Exception {
        var file = run.resolve("run.json");
        Files.writeString(
                file,
                TinyRuns.unsealed(Files.readString(file))
                        .replaceFirst("\"threads\": \"1\"", "\"threads\": \"3\"")
                        .replaceFirst("\"samples\": 448", "\"samples\": 576"));
        var resumed = CommandLines.run("resume", run);
        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(
                resumed.err().contains("tandem: In " + run + " there are no checksums of run.json (written"),
                resumed.err());
        assertTrue(
                resumed.err().contains("tandem: From epoch 7 on the run is computed otherwise than before"),
                resumed.err());
        assertTrue(resumed.err().contains("threads was 3 and is 1"), resumed.err());
    }

    @Test
    void aFolderThatHoldsARunIsNotOverwritten() throws Exception {
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.csv"));
        CommandLines.run(TinyRuns.arguments(2, EPOCHS, run))
                .refused(1, "There is already a run in " + run, "resume it");
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
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seed\": 1 | \"seed\": 2 | is of seed 1; the run is of 2",
                "\"gamma\": 0.99 | \"gamma\": 0.98 | is of setting gamma 0.99; the run is of 0.98",
                "\"environments\": 8 | \"environments\": 16 | is of setting environments 8; the run is of 16"
            })
    void aCheckpointOfAnotherRunIsRefusedByName(String now, String then, String message) throws Exception {
        Files.writeString(run.resolve("run.json"), TinyRuns.unsealed(Files.readString(run.resolve("run.json"))));
        replace(run.resolve("run.json"), now, then);
        CommandLines.run("resume", run).refused(1, "checkpoint.npz", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"gamma\": 0.99, | | There is no 'gamma' in 'settings.config' of",
                "\"gamma\": 0.99 | \"gamma\": \"much\" | is damaged",
                "\"gamma\": 0.99 | \"gamma\": 2 | gamma is 2.0; allowed is in (0, 1].",
                "\"gamma\": 0.99 | \"gamma\": null | There is no 'gamma'",
                "\"gamma\": 0.99 | \"gamma\": 0.99, \"delta\": 3 | There is an unknown 'delta'",
                "\"source\": \"DECOUPLED\" | \"source\": \"GUESSED\" | source is missing; allowed is decoupled",
                "\"task\": \"cartpole\" | \"task\": \"walker\" | There is no task 'walker'",
                "\"algorithm\": \"dmo\" | \"algorithm\": \"muzero\" | There is no algorithm 'muzero'",
                "\"settings\" | \"set\" | There is no 'settings'",
                "{ | [ | is damaged"
            })
    void aDamagedRecordIsRefusedByName(String now, String then, String message) throws Exception {
        Files.writeString(run.resolve("run.json"), TinyRuns.unsealed(Files.readString(run.resolve("run.json"))));
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
        Files.writeString(run.resolve("run.json"), TinyRuns.unsealed(Files.readString(run.resolve("run.json"))));
        replace(run.resolve("run.json"), "\"samples\": " + samples, "\"samples\": 1000");
        byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.npz"));
        Files.createSymbolicLink(WholeFile.unfinished(run.resolve("checkpoint.npz")), Path.of("/dev/full"));
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
        var study = study(run, out);
        assertEquals(0, study.exitCode(), study.err());
        assertTrue(study.out().contains("horizon   3  imagined   cosine"), study.out());
        assertEquals(7, Files.readAllLines(out.resolve("gradients.csv")).size());
        assertEquals(4, Files.readAllLines(out.resolve("predictions.csv")).size());
        assertEquals(5, Files.readAllLines(out.resolve("jacobians.csv")).size());
        var origin = Files.readString(out.resolve("study.json"));
        assertTrue(
                origin.contains("\"resamples\": 3") && origin.contains("\"commit\"") && origin.contains("cartpole"),
                origin);
    }

    @Test
    void aStudyOfAscentWritesWhatIsPaidOfWhatWasPromised() throws IOException {
        var out = scratch.resolve("study");
        var study = study("ascent", run, out);
        assertEquals(0, study.exitCode(), study.err());
        assertTrue(study.out().contains("horizon   3  imagined   promised"), study.out());
        var lines = Files.readAllLines(out.resolve("ascent.csv"));
        assertEquals(5, lines.size());
        assertTrue(lines.get(1).startsWith("cartpole,decoupled,1,3,0.01,"), lines.get(1));
        assertTrue(Files.readString(out.resolve("study.json")).contains("\"commit\""));
        CommandLines.run("study", "ascent", "--run", run, "--out", out, "--change", 2)
                .refused(2, "--change is 2.0; allowed are numbers above 0, up to 1");
        var refused = scratch.resolve("refused");
        var shac = trained("shac");
        for (var kind : List.of("ascent", "gradients", "predictions")) {
            CommandLines.run("study", kind, "--run", shac, "--out", refused).refused(1, "shac", "model");
            assertFalse(Files.exists(refused), "study " + kind + " left a folder of what it refused");
        }
    }

    private static CommandLines study(Path run, Path out) {
        return study("gradients", run, out);
    }

    private static CommandLines study(String what, Path run, Path out) {
        return CommandLines.run(
                "study",
                what,
                "--run",
                run,
                "--out",
                out,
                "--envs",
                4,
                "--resamples",
                3,
                "--horizons",
                "1,3",
                "--spread",
                5);
    }

    private Path trained(String algorithm) {
        var folder = scratch.resolve(algorithm);
        var arguments = new ArrayList<>(TinyRuns.arguments(1, 1, folder));
        arguments.addAll(List.of("--algorithm", algorithm));
        assertEquals(0, CommandLines.run(arguments).exitCode());
        return folder;
    }

    @Test
    void aStudyOfGradientsOfMaximumEntropyIsOfTheRewardsAlone() throws IOException {
        var out = scratch.resolve("study");
        var study = study(trained("dmo-sapo"), out);
        assertEquals(0, study.exitCode(), study.err());
        assertEquals(7, Files.readAllLines(out.resolve("gradients.csv")).size());
    }

    @Test
    void aStudyOfPredictionsHasARowAQuantity() throws IOException {
        var out = scratch.resolve("study");
        for (Path folder : List.of(run, trained("dmo-sapo"))) {
            var study =
                    CommandLines.run("study", "predictions", "--run", folder, "--out", out, "--after", 3, "--steps", 4);
            assertEquals(0, study.exitCode(), study.err());
            assertEquals(
                    1 + 5, Files.readAllLines(out.resolve("predictions.csv")).size(), "CartPole observes five numbers");
            assertEquals(1 + 5, Files.readAllLines(out.resolve("actions.csv")).size());
            var origin = Files.readString(out.resolve("study.json"));
            assertTrue(origin.contains("\"--after\": 3") && origin.contains("\"trained\""), origin);
            assertFalse(origin.contains(folder.toString()), origin);
        }
        CommandLines.run("study", "predictions", "--run", run, "--out", out, "--states", 33)
                .refused(2, "--states is 33", "32 or less");
        CommandLines.run("study", "predictions", "--run", run, "--out", out, "--set", "model.loss=deterministic")
                .refused(2, "--refit");
        CommandLines.run("study", "predictions", "--run", run, "--out", out, "--refit", 3, "--set", "horizon=3")
                .refused(2, "--set horizon", "model.loss, model.target");
        CommandLines.run("study", "predictions", "--run", run, "--out", out, "--refit", 3, "--set", "model.ensemble=2")
                .refused(1, "model.ensemble=1");
        String own = predictions(run, out);
        String refitted = predictions(run, out, "--refit", 20);
        String squares = predictions(run, out, "--refit", 20, "--set", "model.loss=deterministic");
        assertEquals(own, predictions(run, out));
        assertEquals(refitted, predictions(run, out, "--refit", 20));
        assertEquals(3, Set.of(own, refitted, squares).size());
        CommandLines.run("study", "predictions", "--run", run, "--out", out, "--steps", 0)
                .refused(2, "--steps is 0", "1 or more");
        CommandLines.run("study", "predictions", "--run", trained("sapo"), "--out", out)
                .refused(1, "sapo", "no model", "dmo-sapo");
    }

    /** What {@code study predictions} writes of a run. */
    private static String predictions(Path run, Path out, Object... more) throws IOException {
        var arguments = new ArrayList<Object>(
                List.of("study", "predictions", "--run", run, "--out", out, "--after", 3, "--steps", 4));
        arguments.addAll(List.of(more));
        var study = CommandLines.run(arguments.toArray());
        assertEquals(0, study.exitCode(), study.err());
        return Files.readString(out.resolve("predictions.csv"));
    }

    @Test
    void aStudyOfWhatIsNotThereOrHasNoModelIsRefused() {
        var out = scratch.resolve("study");
        CommandLines.run("study", "gradients", "--run", scratch.resolve("none"), "--out", out)
                .refused(1, "There is no run");
        CommandLines.run("study", "gradients", "--run", run, "--out", out, "--resamples", 2)
                .refused(2, "resamples is 2", "3 or more");
        CommandLines.run("study", "gradients", "--run", run, "--out", out, "--horizons", "0")
                .refused(2, "[0]", "1 or more");
        CommandLines.run("study").refused(2, "gradients");
        for (var algorithm : List.of("shac", "sapo")) {
            CommandLines.run("study", "gradients", "--run", trained(algorithm), "--out", out)
                    .refused(1, algorithm, "no model");
        }
    }
}
