package org.tandemrl.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Datasets;

/** From records to pages and tables. */
final class ReportTest {
    private static final Report NUMBERS = Report.numbers(Datasets.path("results"), Datasets.path("published"));

    private static Path template(String name) {
        return Datasets.root().resolve("docs/templates").resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"results.md", "speed.md", "go2.md", "hand.md", "robot.md", "settings.md"})
    void aPageOfNumbersIsWhatTheRecordsSay(String name) throws IOException {
        var page = NUMBERS.page(template(name));
        assertEquals(List.of(), page.missing());
        assertFalse(page.text().contains("{{"), "a place was left");
        assertEquals(
                "",
                difference(Files.readString(Datasets.root().resolve("docs").resolve(name)), page.text()),
                "docs/" + name + " is not what environment/tandem figures writes");
    }

    @Test
    void theNumbersOfTheReadmeAreThoseOfTheRecords() throws IOException {
        String readme = Files.readString(Datasets.root().resolve("README.md"));
        var page = NUMBERS.page(template("readme.md"));
        assertEquals(List.of(), page.missing());
        int from = readme.indexOf(page.text().substring(0, 30));
        int to = readme.indexOf("All numbers, with what they do not show");
        assertTrue(0 < from && from < to, "README.md has no section as docs/templates/readme.md begins");
        assertEquals("", difference(readme.substring(from, to), page.text()), "README.md, by docs/templates/readme.md");
    }

    @Test
    void everyCommittedTableIsTheOneOfTheRecordsToTheByte() throws IOException {
        for (var table : NUMBERS.tables()) {
            var file = Datasets.root().resolve("figures/" + table + ".csv");
            assertEquals(Files.readString(file), NUMBERS.csv(table), table);
        }
    }

    @Test
    void aNumberThatDiffersIsNamed() {
        assertEquals(
                "'4609' instead of '4608' in: Ant 4609 here, 4170",
                difference("Ant 4609 here, 4170 there", "Ant 4608 here,\n4170 there"));
        assertEquals("", difference("a  b\nc", "a b c "));
        assertEquals("'(the end)' instead of 'd' in: b c", difference("a b c", "a b c d"));
    }

    /** The first word that differs, with some words around it; nothing if none does. Where lines break does not count. */
    static String difference(String found, String expected) {
        var is = words(found);
        var should = words(expected);
        for (int i = 0; i < Math.max(is.size(), should.size()); i++) {
            String a = i < is.size() ? is.get(i) : "(the end)";
            String b = i < should.size() ? should.get(i) : "(the end)";
            if (!a.equals(b)) {
                return "'" + a + "' instead of '" + b + "' in: "
                        + String.join(
                                " ", is.subList(Math.max(0, Math.min(i, is.size()) - 2), Math.min(is.size(), i + 3)));
            }
        }
        return "";
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split("\\s+"));
    }

    /** A few records, drawn twice: what a page or a program reads is the same to the byte. */
    @Test
    void tablesAndVectorFiguresAreTheSameWhenTheyAreWrittenAgain(@TempDir Path temp) throws IOException {
        var records = temp.resolve("records");
        for (var name : List.of("dmo-sapo-hopper-1", "dmo-sapo-hopper-2", "shac-hopper-1", "shac-hopper-2")) {
            copy(Datasets.path("results").resolve(name), records.resolve(name));
        }
        var first = Report.write(records, Datasets.path("published"), temp.resolve("a"));
        Report.write(records, Datasets.path("published"), temp.resolve("b"));
        var a = contents(temp.resolve("a"));
        assertEquals(a.keySet(), contents(temp.resolve("b")).keySet());
        contents(temp.resolve("b")).forEach((file, text) -> assertEquals(a.get(file), text, file));
        assertTrue(a.size() > 3 * first.tables().size(), a.keySet().toString());
        // What there is no record of is said in words.
        String benchmark = a.get("paper/benchmark.csv");
        assertTrue(benchmark.contains("not run"), benchmark);
        assertFalse(String.join("", a.values()).contains("NaN"), "a table says NaN");
        var page = first.page(template("results.md"));
        assertFalse(page.missing().isEmpty());
        assertTrue(page.text().contains(WideTables.NOT_RUN));
    }

    /** A record more is a row, a cell and a seed more, with nothing else changed. */
    @Test
    void aFolderOfRecordsIsEnoughToBeInTheTables(@TempDir Path temp) throws IOException {
        var records = temp.resolve("records");
        copy(Datasets.path("results/shac-hopper-1"), records.resolve("shac-hopper-1"));
        var before = Report.numbers(records, Datasets.path("published"));
        copy(Datasets.path("results/shac-humanoid-1"), records.resolve("shac-humanoid-1"));
        var after = Report.numbers(records, Datasets.path("published"));
        var template = Files.writeString(
                temp.resolve("t.md"),
                "{{paper/runs; record=shac-humanoid-1; seed; 0}} {{paper/benchmark; algorithm=`shac`; humanoid; text}}");
        assertEquals("not run not run", before.page(template).text());
        assertEquals("1 3974 (one seed) · 2 M, 4.1 min", after.page(template).text());
    }

    @Test
    void aFolderWithoutRecordsIsNamed(@TempDir Path temp) {
        var none = assertThrows(
                RunException.class, () -> Report.numbers(temp.resolve("nowhere"), Datasets.path("published")));
        assertTrue(none.getMessage().contains("nowhere"), none.getMessage());
        var empty = assertThrows(RunException.class, () -> Report.numbers(temp, Datasets.path("published")));
        assertTrue(empty.getMessage().contains("no record"), empty.getMessage());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** All but pictures of pixels. */
    private static TreeMap<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        var all = new ArrayList<Path>();
        try (var files = Files.walk(folder)) {
            files.filter(f -> Files.isRegularFile(f) && !f.toString().endsWith(".png"))
                    .forEach(all::add);
        }
        for (var file : all) {
            contents.put(folder.relativize(file).toString(), Files.readString(file));
        }
        return contents;
    }
}
