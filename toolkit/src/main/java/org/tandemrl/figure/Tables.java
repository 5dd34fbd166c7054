package org.tandemrl.figure;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Tables for papers and pages: CSV with every digit, Markdown, LaTeX and HTML with four significant ones. A cell without a value stays
 * empty.
 */
public final class Tables {
    /** Rows of the longest table that is shown whole: about a screen of a notebook. */
    private static final int UNFOLDED = 24;

    /** Rows that a longer one shows. */
    private static final int SHOWN = 12;

    private static final MathContext DIGITS = new MathContext(4);

    private static final Pattern NUMBER = Pattern.compile("(-?\\d+(?:\\.\\d+)?)(?:[eE]([+-]?\\d{1,3}))?");

    private Tables() {}

    /**
     * Writes NAME.csv, NAME.md and NAME.tex, making the folder if need be.
     *
     * @return the files
     */
    public static List<Path> save(Table table, Path folder, String name) {
        try {
            Files.createDirectories(folder);
            return List.of(
                    Files.writeString(folder.resolve(name + ".csv"), csv(table), StandardCharsets.UTF_8),
                    Files.writeString(folder.resolve(name + ".md"), markdown(table), StandardCharsets.UTF_8),
                    Files.writeString(folder.resolve(name + ".tex"), latex(table), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("table " + name + " cannot be written to " + folder, e);
        }
    }

    /** A record's components as a table of names and values: settings, to be looked at. */
    public static Table of(Record settings) {
        var table = Table.create(
                settings.getClass().getSimpleName(), StringColumn.create("setting"), StringColumn.create("value"));
        for (var component : settings.getClass().getRecordComponents()) {
            try {
                table.stringColumn(0).append(component.getName());
                table.stringColumn(1)
                        .append(String.valueOf(component.getAccessor().invoke(settings)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        "the settings " + settings.getClass().getName() + " are not public", e);
            }
        }
        return table;
    }

    /** Names and values as a table: an algorithm's settings, to be looked at. */
    public static Table of(String name, Map<String, String> settings) {
        var table = Table.create(name, StringColumn.create("setting"), StringColumn.create("value"));
        settings.forEach((setting, value) -> {
            table.stringColumn(0).append(setting);
            table.stringColumn(1).append(value);
        });
        return table;
    }

    /** Comma-separated, one header line, quotes where a cell needs them (RFC 4180, but lines end in \n). */
    public static String csv(Table table) {
        var out = new StringWriter();
        rows(out, table, ",", "", "\n", Tables::quoted, true);
        return out.toString();
    }

    /** A pipe table; columns of numbers are aligned to the right. */
    public static String markdown(Table table) {
        var out = new StringWriter();
        String[] rows = rows(new StringWriter(), table, " | ", "| ", " |\n", Tables::markdownCell, false)
                .split("(?<=\n)", 2);
        out.append(rows[0]);
        out.append(table.columns().stream()
                .map(c -> isNumeric(c) ? "---:" : ":---")
                .collect(Collectors.joining(" | ", "| ", " |\n")));
        out.append(rows[1]);
        return out.toString();
    }

    /** A {@code tabular} with the lines of the package booktabs. */
    public static String latex(Table table) {
        String[] rows = rows(new StringWriter(), table, " & ", "", " \\\\\n", Tables::latexCell, false)
                .split("(?<=\n)", 2);
        String columns =
                table.columns().stream().map(c -> isNumeric(c) ? "r" : "l").collect(Collectors.joining());
        return "% needs \\usepackage{booktabs}\n\\begin{tabular}{" + columns + "}\n\\toprule\n" + rows[0]
                + "\\midrule\n" + rows[1] + "\\bottomrule\n\\end{tabular}\n";
    }

    /**
     * A table of HTML, for notebooks; columns of numbers are aligned to the right. A table of more than {@value #UNFOLDED} rows shows the
     * first {@value #SHOWN}, and the others when they are asked for.
     */
    public static String html(Table table) {
        int rows = table.rowCount();
        if (rows <= UNFOLDED) {
            return html(table, 0, rows);
        }
        return html(table, 0, SHOWN)
                + folded("the other " + (rows - SHOWN) + " of " + rows + " rows", html(table, SHOWN, rows));
    }

    /** All rows of a table behind a line that is opened by a click: what an answer rests on, when it has been given already. */
    public static String folded(Table table) {
        int rows = table.rowCount();
        return folded(table.name() + ", " + rows + (rows == 1 ? " row" : " rows"), html(table, 0, rows));
    }

    private static String folded(String summary, String html) {
        return "<details>\n<summary>" + htmlCell(summary) + "</summary>\n" + html + "</details>\n";
    }

    private static String html(Table table, int from, int to) {
        var out = new StringBuilder("<table>\n<tr>");
        table.columns()
                .forEach(c -> out.append("<th>").append(htmlCell(c.name())).append("</th>"));
        out.append("</tr>\n");
        for (int r = from; r < to; r++) {
            out.append("<tr>");
            for (var column : table.columns()) {
                out.append("<td style=\"text-align:")
                        .append(isNumeric(column) ? "right" : "left")
                        .append("\">")
                        .append(htmlCell(text(column, r, false)))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        return out.append("</table>\n").toString();
    }

    private static String htmlCell(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String rows(
            StringWriter out,
            Table table,
            String between,
            String before,
            String after,
            UnaryOperator<String> cell,
            boolean exact) {
        out.append(table.columns().stream()
                .map(c -> cell.apply(c.name()))
                .collect(Collectors.joining(between, before, after)));
        for (int r = 0; r < table.rowCount(); r++) {
            int row = r;
            out.append(IntStream.range(0, table.columnCount())
                    .mapToObj(c -> cell.apply(text(table.column(c), row, exact)))
                    .collect(Collectors.joining(between, before, after)));
        }
        return out.toString();
    }

    private static boolean isNumeric(Column<?> column) {
        return column instanceof NumericColumn<?>;
    }

    private static String text(Column<?> column, int row, boolean exact) {
        if (column.isMissing(row)) {
            return "";
        }
        if (column.get(row) instanceof Double d) {
            return number(d, exact);
        }
        return column.get(row) instanceof Float f
                ? number(Double.parseDouble(f.toString()), exact)
                : String.valueOf(column.get(row));
    }

    private static String number(double x, boolean exact) {
        if (!Double.isFinite(x) || x == 0) {
            return x == 0 ? "0" : Double.toString(x);
        }
        if (exact) {
            return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
        }
        double size = Math.abs(x);
        var rounded = new BigDecimal(x).round(DIGITS);
        if (size >= 1e9 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3e", x);
        }
        // Digits before the point are never turned into zeros.
        return (size >= 1000 ? new BigDecimal(Math.rint(x)) : rounded.stripTrailingZeros()).toPlainString();
    }

    private static String quoted(String s) {
        boolean plain = s.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r') && s.equals(s.strip());
        return plain ? s : '"' + s.replace("\"", "\"\"") + '"';
    }

    private static String markdownCell(String s) {
        return s.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", "<br>");
    }

    private static String latexCell(String s) {
        var number = NUMBER.matcher(s);
        if (number.matches()) {
            String exponent = number.group(2) == null ? "" : " \\times 10^{" + Integer.parseInt(number.group(2)) + "}";
            return s.startsWith("-") || !exponent.isEmpty() ? "$" + number.group(1) + exponent + "$" : s;
        }
        var out = new StringBuilder();
        s.codePoints()
                .forEach(c -> out.append(
                        switch (c) {
                            case '\\' -> "\\textbackslash{}";
                            case '~' -> "\\textasciitilde{}";
                            case '^' -> "\\textasciicircum{}";
                            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) c;
                            case '[' -> "{[}"; // behind a row's end it would be taken for an option of that end
                            case '<' -> "$<$";
                            case '>' -> "$>$";
                            case '|' -> "$|$";
                            case '±' -> "$\\pm$";
                            case '−' -> "$-$";
                            case '×' -> "$\\times$";
                            case '·' -> "$\\cdot$";
                            case '∞' -> "$\\infty$";
                            case '≤' -> "$\\leq$";
                            case '≥' -> "$\\geq$";
                            case '≈' -> "$\\approx$";
                            case 'λ' -> "$\\lambda$";
                            case 'γ' -> "$\\gamma$";
                            case 'σ' -> "$\\sigma$";
                            case '\n', '\r' -> " ";
                            default -> Character.toString(c);
                        }));
        return out.toString();
    }
}
