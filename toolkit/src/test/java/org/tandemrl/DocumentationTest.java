package org.tandemrl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.cli.Tandem;
import org.tandemrl.sim.Datasets;
import picocli.CommandLine;

/** What the documentation names is there. */
final class DocumentationTest {
    private static final int README_BYTES = 12_000;
    private static final List<String> SOURCES = List.of(
            "toolkit/src/main/java",
            "toolkit/src/jmh/java",
            "toolkit/src/test/java",
            "toolkit/src/jmh/test",
            "environment/kernel/src/main/java");
    /** A class below org.tandemrl, which may be left out: packages, class and classes within, method. */
    private static final Pattern CLASS =
            Pattern.compile("(?:org\\.tandemrl\\.)?((?:[a-z]+\\.)+)([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(?:#(\\w+))?");

    private static final Pattern OURS = Pattern.compile("org\\.tandemrl((?:\\.[a-z]+)*)((?:\\.[A-Z]\\w*)*)");
    private static final Pattern COMMAND = Pattern.compile("(?<![\\w/.-])environment/([a-z][a-z-]*)(?![\\w./-])");
    private static final Pattern SET = Pattern.compile("--set ([a-z]\\w*(?:\\.\\w+)*)=");
    private static Path root;
    private static List<DocumentedPage> pages;

    @BeforeAll
    static void read() throws IOException {
        root = Datasets.root();
        pages = DocumentedPage.all(root);
    }

    @Test
    void linksAndPicturesPointToFilesAndHeadingsThatAreThere() {
        var missing = new ArrayList<String>();
        for (var page : pages) {
            for (String link : page.links()) {
                String file = link.replaceFirst("#.*", "");
                var target = file.isEmpty()
                        ? page.file()
                        : page.file().resolveSibling(file).normalize();
                if (!target.startsWith(root) || !Files.exists(target)) {
                    missing.add(name(page) + ": " + link);
                } else if (link.contains("#")
                        && pages.stream()
                                .filter(p -> p.file().equals(target))
                                .noneMatch(p -> p.anchors().contains(link.replaceFirst(".*#", "")))) {
                    missing.add(name(page) + ": there is no heading for " + link);
                }
            }
        }
        assertNothing(missing);
    }

    @Test
    void filesInBackticksAreThere() throws IOException {
        var missing = new ArrayList<String>();
        for (var page : pages) {
            for (String code : page.code()) {
                // What a build makes is not there before it.
                boolean built = code.contains("environment/.state")
                        || code.contains("/target/")
                        || code.startsWith("figures/local");
                boolean ours =
                        code.matches("(figures|notebooks|datasets|docs|toolkit|environment)/[\\w./*-]+") && !built;
                boolean placeholder = code.matches(".*\\b[A-Z]{3,}\\b.*") && !code.endsWith(".md");
                if (ours && !placeholder && !there(code)) {
                    missing.add(name(page) + ": " + code);
                }
                if (code.matches("\\d\\d-[a-z-]+") && !there("notebooks/" + code)) {
                    missing.add(name(page) + ": there is no notebook " + code);
                }
            }
        }
        assertNothing(missing);
    }

    @Test
    void classesAreThereAndHaveTheMethods() {
        var missing = new ArrayList<String>();
        for (var page : pages) {
            for (String code : page.code()) {
                var named = CLASS.matcher(code);
                if (named.matches() && !code.matches("(java|javax|jdk|ai|com|org\\.(?!tandemrl)).*")) {
                    String problem = problem(named.group(1), named.group(2), named.group(3));
                    if (!problem.isEmpty()) {
                        missing.add(name(page) + ": " + problem);
                    }
                }
                if (code.matches("[A-Z]\\w*Test") && !source(code)) {
                    missing.add(name(page) + ": there is no test " + code);
                }
            }
            OURS.matcher(page.text()).results().forEach(m -> {
                String packages =
                        m.group(1).isEmpty() ? "" : m.group(1).substring(1).replace('.', '/') + "/";
                if (!m.group(2).isEmpty()
                                && !file(packages + m.group(2).substring(1).replaceFirst("\\..*", "") + ".java")
                        || m.group(2).isEmpty() && !file(packages)) {
                    missing.add(name(page) + ": " + m.group());
                }
            });
        }
        assertNothing(missing);
    }

    @Test
    void everyEquationHasAClass() {
        String text = page("docs/architecture.md").text();
        String equations =
                text.substring(text.indexOf("\n## Equation → class"), text.indexOf("\n## The order of rooms"));
        var rows = equations
                .lines()
                .filter(l -> l.startsWith("| ") && !l.startsWith("| equation |"))
                .toList();
        assertTrue(rows.size() >= 40, "equations: " + rows.size());
        var without = rows.stream()
                .filter(row -> {
                    String where = row.split("(?<!\\\\)\\|")[2];
                    return Pattern.compile("`([^`]+)`")
                            .matcher(where)
                            .results()
                            .noneMatch(m -> CLASS.matcher(m.group(1)).matches());
                })
                .toList();
        assertNothing(without);
    }

    @Test
    void theReadmeIsShort() throws IOException {
        long bytes = Files.size(root.resolve("README.md"));
        assertTrue(
                bytes <= README_BYTES,
                "README.md has " + bytes + " bytes; allowed are " + README_BYTES + ", the rest belongs into docs/.");
    }

    @Test
    void commandsAreThere() {
        var missing = new TreeSet<String>();
        for (var page : pages) {
            COMMAND.matcher(page.text())
                    .results()
                    .filter(m -> !Files.exists(root.resolve("environment/" + m.group(1))))
                    .forEach(m -> missing.add(name(page) + ": " + m.group()));
        }
        assertNothing(List.copyOf(missing));
    }

    @Test
    void theTerminalKnowsItsCommandsOptionsAndSettings() {
        var settings = Algorithms.names().stream()
                .flatMap(a -> Algorithms.named(a).config("ant").settings().keySet().stream())
                .collect(Collectors.toSet());
        var terminal = new CommandLine(new Tandem());
        var wrong = new ArrayList<String>();
        for (var page : pages) {
            Stream.concat(page.code().stream(), page.blocks().stream()).forEach(line -> {
                var words =
                        Arrays.asList(line.replaceFirst("\\s#.*", "").strip().split("\\s+"));
                boolean named = words.getFirst().equals("environment/tandem");
                boolean arguments = line.startsWith("--algorithm ") || line.startsWith("--set ");
                if (named
                        || arguments
                        || line.contains(" --") && terminal.getSubcommands().containsKey(words.getFirst())) {
                    unknown(terminal, words.subList(named ? 1 : 0, words.size()), arguments)
                            .forEach(w -> wrong.add(name(page) + ": " + w + " in " + line));
                }
                SET.matcher(line)
                        .results()
                        .filter(m -> !settings.contains(m.group(1)))
                        .forEach(m -> wrong.add(name(page) + ": there is no setting " + m.group(1)));
            });
        }
        assertNothing(wrong);
    }

    /** Words that are no command where one must stand, and options that the command does not have. */
    private static List<String> unknown(CommandLine terminal, List<String> words, boolean ofTraining) {
        var command = ofTraining ? terminal.getSubcommands().get("train") : terminal;
        int at = 0;
        while (at < words.size()
                && !command.getSubcommands().isEmpty()
                && words.get(at).matches("[a-z][a-z0-9-]*")
                && !words.get(at).startsWith("--")) {
            if (!command.getSubcommands().containsKey(words.get(at))) {
                return List.of("no command " + words.get(at));
            }
            command = command.getSubcommands().get(words.get(at++));
        }
        var options = command.getCommandSpec().optionsMap().keySet();
        return words.subList(at, words.size()).stream()
                .filter(w -> w.matches("--[a-z-]+") && !options.contains(w) && !w.equals("--help"))
                .toList();
    }

    @Test
    void nothingIsFoundInAPageThatSaysNothing() {
        var page = new DocumentedPage(
                root.resolve("none.md"), "Word. [a](https://b.c) `java.util.List`\n```\n[x](y)\n```\n## A b, c → d\n");
        assertEquals(List.of(), page.links());
        assertEquals(List.of("java.util.List"), page.code());
        assertEquals(List.of("[x](y)"), page.blocks());
        assertEquals(List.of("a-b-c--d"), page.anchors());
        assertFalse(there("notebooks/99-nothing"));
    }

    /** What is wrong with a class's name, or with its method's; nothing if nothing is. */
    private static String problem(String packages, String classes, String method) {
        String name = "org.tandemrl." + packages + classes.replace('.', '$');
        try {
            // The class as compiled, not initialised: a documented name must not load libtorch.
            var found = Class.forName(name, false, DocumentationTest.class.getClassLoader());
            return method == null
                            || Arrays.stream(found.getDeclaredMethods())
                                    .anyMatch(m -> m.getName().equals(method))
                    ? ""
                    : "class " + packages + classes + " has no method " + method;
        } catch (ClassNotFoundException e) {
            boolean elsewhere =
                    method == null && file(packages.replace('.', '/') + classes.replaceFirst("\\..*", "") + ".java");
            return elsewhere ? "" : "there is no class " + packages + classes;
        }
    }

    /** Whether any module has a source file or folder of this name below org/tandemrl. */
    private static boolean file(String below) {
        return SOURCES.stream()
                .anyMatch(s ->
                        Files.exists(root.resolve(s).resolve("org/tandemrl").resolve(below)));
    }

    /** Whether any module has a class of a simple name. */
    private static boolean source(String simpleName) {
        return SOURCES.stream().anyMatch(s -> {
            try (var files = Files.walk(root.resolve(s))) {
                return files.anyMatch(f -> f.getFileName().toString().equals(simpleName + ".java"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Whether a path, or anything that a pattern of paths with stars matches, is there; notebooks may be named without their ending. */
    private static boolean there(String path) {
        if (!path.contains("*")) {
            return Files.exists(root.resolve(path)) || Files.exists(root.resolve(path + ".ipynb"));
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + root.resolve(path));
        try (var files = Files.walk(root.resolve(path.replaceFirst("/[^/]*\\*.*", "")))) {
            return files.anyMatch(matcher::matches);
        } catch (IOException e) {
            return false;
        }
    }

    private static DocumentedPage page(String name) {
        return pages.stream()
                .filter(p -> p.file().equals(root.resolve(name)))
                .findFirst()
                .orElseThrow();
    }

    private static String name(DocumentedPage page) {
        return root.relativize(page.file()).toString();
    }

    private static void assertNothing(List<String> found) {
        assertTrue(found.isEmpty(), () -> "\n" + String.join("\n", found));
    }
}
