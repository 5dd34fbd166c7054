package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.run.Provenance;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.sim.Datasets;

/** The JVM as {@code environment/setup.sh} starts it: without the one line about incubator modules, with all else, in order. */
final class LauncherTest {
    private static final String LINE = "WARNING: Using incubator modules: jdk.incubator.vector";

    @TempDir
    private Path scratch;

    private record Ended(int code, String out, String err) {}

    /** Writes what a JVM and its native libraries may: the line itself again, bytes without an end of line. */
    static final class Talker {
        public static void main(String[] arguments) {
            System.err.print("first\n" + LINE + "\nlast, without an end");
            System.err.flush();
            System.exit(7);
        }
    }

    private Ended launch(List<String> options, String main, String... arguments) throws Exception {
        var out = Files.createTempFile(scratch, "launched", ".out");
        var err = Files.createTempFile(scratch, "launched", ".err");
        var command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "set -euo pipefail; source \"$0/environment/setup.sh\"; exec_java \"${JVM_FLAGS[@]}\" \"$@\"",
                Datasets.root().toString()));
        command.addAll(options);
        command.addAll(List.of(
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(Redirect.to(out.toFile()))
                .redirectError(Redirect.to(err.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        var process = builder.start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        // The filter may still have to write its last line.
        for (int i = 0;
                i < 50 && process.exitValue() == 7 && !Files.readString(err).endsWith("end");
                i++) {
            Thread.sleep(20);
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** What a first run writes must not dirty the checkout. */
    @Test
    void figuresGoWhereGitDoesNotLookUnlessAFolderIsNamed() throws Exception {
        String script = "source \"$0/environment/setup.sh\"; printf '%s' \"$TANDEM_FIGURES\"";
        var builder = new ProcessBuilder(
                "bash", "-c", script, Datasets.root().toAbsolutePath().toString());
        builder.directory(scratch.toFile()).environment().remove("TANDEM_FIGURES");
        var figures = Path.of(new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(Datasets.root().toRealPath().resolve("figures/local"), figures);
        assertTrue(Files.readAllLines(Datasets.root().resolve(".gitignore")).contains("/figures/local/"));
        builder.environment().put("TANDEM_FIGURES", "mine");
        assertEquals(
                scratch.resolve("mine").toString(),
                new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aCommandIsGreetedByNothing() throws Exception {
        var ended = launch(List.of(), Tandem.class.getName(), "--version");
        assertEquals(new Ended(0, "tandem " + Provenance.TOOLKIT + "\n", ""), ended);
    }

    @Test
    void exitCodesAndRefusalsComeThrough() throws Exception {
        var ended = launch(
                List.of(), Tandem.class.getName(), "train", "--task", "hopper", "--samples", "many", "--out", "x");
        assertEquals(2, ended.code());
        assertTrue(ended.err().startsWith("tandem: Invalid value for option '--samples'"), ended.err());
        assertEquals(2, ended.err().lines().count(), ended.err());
    }

    @Test
    void whatTheJvmSaysOfItselfComesThrough() throws Exception {
        var ended = launch(List.of("-XX:+NoSuchOption"), Tandem.class.getName(), "--version");
        assertEquals(1, ended.code());
        for (int i = 0; i < 50 && !ended.err().contains("Could not create"); i++) {
            ended = launch(List.of("-XX:+NoSuchOption"), Tandem.class.getName(), "--version");
        }
        assertTrue(
                ended.err().contains("NoSuchOption")
                        && ended.err().contains("Could not create the Java Virtual Machine"),
                ended.err());
    }

    /** A program that leaves the filter in place, as other kernels do. */
    @Test
    void onlyTheFirstSuchLineIsLeftOut() throws Exception {
        assertEquals(
                new Ended(7, "", "first\n" + LINE + "\nlast, without an end"),
                launch(List.of(), Talker.class.getName()));
    }

    /** A training reaches every part of libtorch that ours does; its own warnings would stand among ours. */
    @Test
    void aTrainingSaysNothingThatIsNotOurs() throws Exception {
        var arguments = new ArrayList<>(TinyRuns.arguments(1, 3, scratch.resolve("run")));
        arguments.addAll(List.of("--set", "arithmetic=djl"));
        var ended = launch(
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                Tandem.class.getName(),
                arguments.toArray(String[]::new));
        assertEquals(0, ended.code(), ended.err());
        assertEquals(
                List.of(),
                ended.err()
                        .lines()
                        .filter(l -> !l.isBlank() && !l.matches(" *\\d+ %  [\\d,]+ of 256 samples  .*"))
                        .toList());
        assertTrue(ended.out().contains("return: none, no episode has ended\n"), ended.out());
        assertTrue(ended.err().contains("no episode has ended yet"), ended.err());
    }
}
