package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

final class TablesTest {
    private static Table table() {
        return Table.create(
                "results",
                StringColumn.create("method & task", "DMO_1, 100 %", "a \"b\" | c\\d\ne"),
                DoubleColumn.create("return", 12345.678901, -0.0123456),
                IntColumn.create("seeds", 3, 5));
    }

    @Test
    void csvKeepsEveryDigitAndQuotesWhatNeedsIt() {
        assertEquals(
                "method & task,return,seeds\n\"DMO_1, 100 %\",12345.678901,3\n\"a \"\"b\"\" | c\\d\ne\",-0.0123456,5\n",
                Tables.csv(table()));
    }

    @Test
    void csvComesBackAsItWent() {
        var back = Table.read().csv(new StringReader(Tables.csv(table())));
        assertArrayEquals(
                table().doubleColumn(1).asDoubleArray(), back.doubleColumn(1).asDoubleArray(), 0);
        assertEquals(table().stringColumn(0).get(1), back.stringColumn(0).get(1));
    }

    @Test
    void markdownEscapesBarsAndAlignsNumbersToTheRight() {
        assertEquals("""
                | method & task | return | seeds |
                | :--- | ---: | ---: |
                | DMO_1, 100 % | 12346 | 3 |
                | a "b" \\| c\\\\d<br>e | -0.01235 | 5 |
                """, Tables.markdown(table()));
    }

    @Test
    void latexEscapesItsSpecialCharacters() {
        assertEquals("""
                % needs \\usepackage{booktabs}
                \\begin{tabular}{lrr}
                \\toprule
                method \\& task & return & seeds \\\\
                \\midrule
                DMO\\_1, 100 \\% & 12346 & 3 \\\\
                a "b" $|$ c\\textbackslash{}d e & $-0.01235$ & 5 \\\\
                \\bottomrule
                \\end{tabular}
                """, Tables.latex(table()));
        var special = Table.create(
                "t", StringColumn.create("x", "1 ± 2 $ # { } ~ ^", "[a]"), DoubleColumn.create("y", 1.5e12, 0));
        String latex = Tables.latex(special);
        assertEquals(
                "1 $\\pm$ 2 \\$ \\# \\{ \\} \\textasciitilde{} \\textasciicircum{} & $1.500 \\times 10^{12}$ \\\\",
                latex.split("\n")[5]);
        assertEquals("{[}a] & 0 \\\\", latex.split("\n")[6]);
    }

    @Test
    void aCellWithoutAValueStaysEmpty() {
        var table = Table.create("t", DoubleColumn.create("a", 1, Double.NaN), StringColumn.create("b", "", "x"));
        assertEquals("a,b\n1,\n,x\n", Tables.csv(table));
        assertEquals("| a | b |\n| ---: | :--- |\n| 1 |  |\n|  | x |\n", Tables.markdown(table));
    }

    @Test
    void savesThreeFilesIntoANewFolder(@TempDir Path folder) throws IOException {
        var files = Tables.save(table(), folder.resolve("figures/deep"), "results");
        assertEquals(3, files.size());
        assertEquals(Tables.latex(table()), Files.readString(folder.resolve("figures/deep/results.tex")));
    }

    @Test
    void aTableWithoutRowsHasItsHead() {
        var table = Table.create("t", DoubleColumn.create("a"));
        assertEquals("a\n", Tables.csv(table));
        assertEquals("| a |\n| ---: |\n", Tables.markdown(table));
    }

    private static Table numbers(int rows) {
        return Table.create(
                "numbers", IntColumn.create("n", IntStream.range(0, rows).toArray()));
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /** No row is lost or shown twice, and the folded part has the head of the table again. */
    @Test
    void aTableLongerThanAScreenShowsItsBeginningAndFoldsTheRest() {
        String whole = Tables.html(numbers(24));
        assertEquals(0, count(whole, "<details>"));
        assertEquals(24, count(whole, "<td "));
        String[] parts = Tables.html(numbers(90)).split("<details>");
        assertEquals(2, parts.length);
        assertEquals(12, count(parts[0], "<td "));
        assertEquals(78, count(parts[1], "<td "));
        assertEquals(1, count(parts[1], "<th>n</th>"));
        assertTrue(parts[1].contains("<summary>the other 78 of 90 rows</summary>"), parts[1]);
        assertTrue(parts[0].contains(">11</td>") && parts[1].contains(">12</td>") && parts[1].contains(">89</td>"));
        assertTrue(parts[1].endsWith("</table>\n</details>\n"));
    }

    @Test
    void aFoldedTableIsOneLineWithItsNameAndAllRowsBehindIt() {
        String html = Tables.folded(numbers(66).setName("a < b"));
        assertTrue(html.startsWith("<details>\n<summary>a &lt; b, 66 rows</summary>\n<table>"), html);
        assertEquals(66, count(html, "<td "));
    }
}
