package org.tandemrl.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.task.Tasks;

/** What holds of every committed notebook before it is run; what holds of it afterwards is in environment/headless.py. */
final class NotebooksTest {
    /**
     * Columns that fit a cell at a window of 1280 pixels: 115 were measured in the classic notebook (8.4 pixels each), 108 in JupyterLab
     * beside its list of files (7.8 each).
     */
    private static final int COLUMNS = 100;

    /** What environment/headless.py replaces to try a notebook with another task. */
    private static final Pattern TASK =
            Pattern.compile("var task = \"[\\w-]+\";|var tasks = List\\.of\\(\"[\\w-]+\"(, \"[\\w-]+\")*\\);");

    private static final Pattern IMPORT = Pattern.compile("\\s*import\\s.*");
    private static final Pattern MAGIC = Pattern.compile("\\s*%.*");

    /** An expression that returns a stream, a builder or the like for chaining: kernels show it as the cell's value. */
    private static final Pattern CHAINED =
            Pattern.compile("System\\.(out|err)\\.(printf|format|append)\\(.*", Pattern.DOTALL);

    private static final class Cell {
        final boolean isCode;
        final List<String> lines;
        final JsonObject json;

        Cell(JsonObject json) {
            this.json = json;
            isCode = json.get("cell_type").getAsString().equals("code");
            lines = text(json.get("source")).lines().toList();
        }

        private static String text(JsonElement source) {
            return source.isJsonArray()
                    ? String.join(
                            "",
                            StreamSupport.stream(source.getAsJsonArray().spliterator(), false)
                                    .map(JsonElement::getAsString)
                                    .toList())
                    : source.getAsString();
        }

        List<String> matching(Pattern pattern) {
            return lines.stream().filter(pattern.asMatchPredicate()).toList();
        }

        /** The first line that is neither blank nor a comment; −1 if none passes. */
        int first(Predicate<String> condition) {
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank() && !lines.get(i).startsWith("//") && condition.test(lines.get(i))) {
                    return i;
                }
            }
            return -1;
        }

        /** The last statement at the cell's outermost level. */
        String lastStatement() {
            int i = lines.size() - 1;
            while (i > 0
                    && (lines.get(i).isBlank()
                            || lines.get(i).startsWith(" ")
                            || lines.get(i).startsWith("}"))) {
                i--;
            }
            return String.join("\n", lines.subList(Math.max(0, i), lines.size()));
        }
    }

    static Stream<Path> all() throws IOException {
        return Stream.concat(ours(), in("environment/kernel/src/test/notebooks"));
    }

    static Stream<Path> ours() throws IOException {
        return in("notebooks");
    }

    private static Stream<Path> in(String folder) throws IOException {
        try (var files = Files.list(Datasets.root().resolve(folder))) {
            return files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList().stream();
        }
    }

    private static List<Cell> cells(Path notebook) throws IOException {
        var cells = new ArrayList<Cell>();
        JsonParser.parseString(Files.readString(notebook))
                .getAsJsonObject()
                .getAsJsonArray("cells")
                .forEach(cell -> cells.add(new Cell(cell.getAsJsonObject())));
        return cells;
    }

    private static List<Cell> code(Path notebook) throws IOException {
        return cells(notebook).stream().filter(c -> c.isCode).toList();
    }

    @Test
    void thereAreNotebooks() throws IOException {
        assertTrue(ours().count() >= 7 && all().count() >= 9);
    }

    /** An import that JShell meets later makes IJava and JJava set variables of earlier cells to null, without a word. */
    @ParameterizedTest
    @MethodSource("all")
    void allImportsStandAtTheTopOfTheFirstCodeCell(Path notebook) throws IOException {
        var code = code(notebook);
        for (int i = 1; i < code.size(); i++) {
            assertEquals(List.of(), code.get(i).matching(IMPORT), notebook.getFileName() + ", code cell " + (i + 1));
        }
        var first = code.getFirst();
        int statement = first.first(line -> !IMPORT.matcher(line).matches());
        assertEquals(
                List.of(),
                first.lines.subList(statement, first.lines.size()).stream()
                        .filter(IMPORT.asMatchPredicate())
                        .toList(),
                notebook.getFileName() + ": imports behind other code of the first cell");
    }

    @ParameterizedTest
    @MethodSource("all")
    void noOutputIsCommitted(Path notebook) throws IOException {
        for (var cell : code(notebook)) {
            assertTrue(
                    cell.json.getAsJsonArray("outputs").isEmpty(),
                    () -> notebook.getFileName() + ": " + cell.lines.getFirst());
            assertTrue(
                    cell.json.get("execution_count").isJsonNull(),
                    () -> notebook.getFileName() + ": " + cell.lines.getFirst());
        }
    }

    /** Magics are one kernel's, each. */
    @ParameterizedTest
    @MethodSource("all")
    void noMagicIsUsed(Path notebook) throws IOException {
        for (var cell : code(notebook)) {
            assertEquals(List.of(), cell.matching(MAGIC), notebook.getFileName().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void noLineOfCodeIsWiderThanItsCellInABrowser(Path notebook) throws IOException {
        for (var cell : code(notebook)) {
            assertEquals(
                    List.of(),
                    cell.lines.stream().filter(line -> line.length() > COLUMNS).toList(),
                    notebook.getFileName().toString());
        }
    }

    /** IJava and JJava would show "java.io.PrintStream@940bcac" below it; the kernel's own test notebook tries that ours does not. */
    @ParameterizedTest
    @MethodSource("ours")
    void noCellEndsInAnExpressionThatReturnsAStream(Path notebook) throws IOException {
        for (var cell : code(notebook)) {
            assertFalse(
                    CHAINED.matcher(cell.lastStatement()).matches(),
                    () -> notebook.getFileName() + ": " + cell.lastStatement());
        }
    }

    /** Whoever changes the task has one place to do it: no other code names one, and headless.py finds the line that it replaces. */
    @ParameterizedTest
    @MethodSource("ours")
    void theTaskIsNamedInTheFirstCodeCellOnly(Path notebook) throws IOException {
        var code = code(notebook);
        assertFalse(
                code.getFirst().matching(TASK).isEmpty(),
                () -> notebook.getFileName() + " has no variable task or tasks");
        for (int i = 1; i < code.size(); i++) {
            String text = String.join("\n", code.get(i).lines);
            for (var task : Tasks.names()) {
                assertFalse(
                        text.contains('"' + task + '"'),
                        "code cell " + (i + 1) + " of " + notebook.getFileName() + " names " + task);
            }
        }
    }

    /** A sentence that names the task would be wrong for another. Other notebooks' sentences name what records are of. */
    @Test
    void theQuickstartsProseNamesNoTaskButWhereItListsThemAll() throws IOException {
        for (var cell : cells(Datasets.root().resolve("notebooks/01-quickstart.ipynb"))) {
            for (var line : cell.isCode ? List.<String>of() : cell.lines) {
                // Variants stand behind their task by what follows its name.
                boolean listsAll = Tasks.names().stream()
                        .allMatch(name -> line.contains(name)
                                || name.startsWith("go2-walking-")
                                        && line.contains(name.substring("go2-walking".length())));
                for (var word : List.of("hopper", "cheetah", "hopping", "cartpole", "humanoid")) {
                    assertTrue(
                            listsAll || !line.toLowerCase(java.util.Locale.ROOT).contains(word), line);
                }
            }
        }
    }
}
