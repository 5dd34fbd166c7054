package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.extension.UserFiles;
import org.tandemrl.run.Metrics;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.sim.Datasets;

/** docs/extend.md from top to bottom, at a size of seconds: its files saved, its cells run one after the other, its commands typed. */
final class ExtendDocsTest {
    /** What makes it small; each must be on the page. */
    private static final Map<String, String> SMALL = Map.of(
            "200_000",
            "1_500",
            "return 240;",
            "return 60;",
            "200k",
            "1500",
            "Callback.every(100,",
            "Callback.every(2,",
            "\"optimiser.scheduleEpochs\", 500",
            "\"optimiser.scheduleEpochs\", 500, \"exploration.transitions\", 128, \"exploration.updates\", 4, \"environments\", 16",
            // The training is stopped amid, so that there is something to resume.
            "run.train(view)",
            "run.train(view, r -> { if (r.algorithm().epochs() == 2) r.stop(); })");

    private static final Pattern BLOCK = Pattern.compile("```(java|bash)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("// (\\w+\\.java)\n");
    private static final int LONGEST = 60;

    @TempDir
    private Path folder;

    @AfterEach
    void forget() throws IOException {
        UserFiles.forget(folder);
    }

    /**
     * A page with smaller numbers, examples where they are, and what it saves and trains in a folder.
     *
     * @param small words of the page and what stands in their place; each must be on the page
     * @param files without ".java"
     */
    static String page(String name, Map<String, String> small, Path folder, String files) throws IOException {
        String text = Files.readString(Datasets.root().resolve(name));
        for (var change : new TreeMap<>(small).entrySet()) {
            assertTrue(text.contains(change.getKey()), change.getKey() + " is on the page no more");
            text = text.replace(change.getKey(), change.getValue());
        }
        return text.replace("docs/examples/", Datasets.root().resolve("docs/examples") + "/")
                .replaceAll("(?<=[\" ])runs/", folder.resolve("runs").toString().replace("$", "\\$") + "/")
                .replace("Path.of(\"runs\")", "Path.of(\"" + folder.resolve("runs") + "\")")
                .replaceAll(
                        "(?<=(\"|-jar ))(?=(" + files + ")\\.java[\" \n])",
                        folder.toString().replace("$", "\\$") + "/");
    }

    @Test
    void everyExampleOfThePageWorksOneAfterTheOther() throws IOException {
        assertEquals(4, run(page("docs/extend.md", SMALL, folder, "Stand|Puck|Ars|Mixed"), folder));
        var runs = folder.resolve("runs");
        for (String run : List.of("stand-dmo", "puck-shac", "stand-ars", "stand-mixed", "stand-callbacks")) {
            assertTrue(Metrics.read(runs.resolve(run).resolve("metrics.csv")).last("samples") >= 1500, run);
            assertTrue(
                    Files.readString(runs.resolve(run).resolve("run.json")).contains(".java\""), "where it came from");
        }
        assertEquals(6, TinyRuns.rows(runs.resolve("stand-dmo")), "stopped after 2 epochs, and resumed");
        assertTrue(Files.exists(runs.resolve("stand-dmo/evaluation.csv")));
        for (String file : List.of(
                "stand-film/stand.html",
                "stand-film/stand-strip.png",
                "figures/stand.png",
                "figures/stand.svg",
                "stand-callbacks/norms.txt",
                "stand-callbacks/film-4.html")) {
            assertTrue(Files.size(runs.resolve(file)) > 20, file);
        }
    }

    /** Saves a page's files, runs its cells and types its commands, one after the other; how many files. */
    static int run(String page, Path folder) throws IOException {
        int files = 0;
        try (var shell = JShell.builder()
                .executionEngine("local")
                .compilerOptions("-classpath", classPath())
                .build()) {
            var block = BLOCK.matcher(page);
            while (block.find()) {
                String text = block.group(2);
                var name = FILE.matcher(text);
                if (block.group(1).equals("bash")) {
                    text.lines().filter(l -> !l.isBlank()).forEach(ExtendDocsTest::type);
                } else if (name.lookingAt()) {
                    assertTrue(
                            text.lines().count() <= LONGEST,
                            name.group(1) + " has " + text.lines().count() + " lines, with its name");
                    Files.writeString(folder.resolve(name.group(1)), text);
                    files++;
                } else {
                    run(shell, text);
                }
            }
        }
        return files;
    }

    private static void type(String line) {
        assertTrue(line.startsWith("environment/tandem "), line);
        var arguments = new ArrayList<>(
                Arrays.asList(line.substring("environment/tandem ".length()).split(" ")));
        if (arguments.getFirst().equals("train")) {
            arguments.addAll(List.of("--threads", "1"));
        }
        var result = CommandLines.run(arguments);
        assertEquals(0, result.exitCode(), line + "\n" + result.out() + result.err());
    }

    private static void run(JShell shell, String cell) {
        String rest = cell;
        while (!rest.isBlank()) {
            var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            assertTrue(
                    next.completeness().isComplete()
                            || next.completeness() == SourceCodeAnalysis.Completeness.COMPLETE_WITH_SEMI,
                    rest);
            for (var event : shell.eval(next.source())) {
                var problems = shell.diagnostics(event.snippet())
                        .map(d -> d.getMessage(null))
                        .toList();
                assertTrue(
                        event.exception() == null && event.status() != Snippet.Status.REJECTED,
                        next.source() + "\n" + problems + event.exception());
            }
            rest = next.remaining();
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
