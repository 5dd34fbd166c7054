package org.tandemrl.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tandemrl.figure.Tables;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * Prose with places for numbers, so that none is typed.
 *
 * <pre>
 * {{table paper/benchmark}}                                                      the whole table
 * {{table algorithms/equal-time; task, runs, return}}                            some of its columns
 * {{algorithms/final-returns; task=hopper, algorithm=dmo, million samples<1.1; return}}            a number, without decimals
 * {{…; return; interval}}   3138 (468 … 5807)      {{…; return; bounds}}   468 … 5807     {{…; return; 2}}   two decimals
 * {{…; return; digits2}}    two significant digits  {{…; return; thousands}} 584 000      {{…; name; text}}  as it stands
 * {{…; error; percent}}     89 %
 * </pre>
 *
 * A place must mean one row. One that has none becomes words, and is told; one that has several is an error, as the prose would be about
 * another number than its writer looked at.
 */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]+)\\}\\}");
    private static final Pattern CONDITION = Pattern.compile("([^=<>]+)([=<>])(.+)");

    private final Map<String, Table> tables;
    private final List<String> empty = new ArrayList<>();

    Template(Map<String, Table> tables) {
        this.tables = tables;
    }

    /** The text with all places filled. */
    String fill(String text) {
        return PLACE.matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(filled(m.group(1).strip())));
    }

    /** Places for which there was no row. */
    List<String> empty() {
        return empty;
    }

    private String filled(String place) {
        String[] parts = Arrays.stream(place.split(";")).map(String::strip).toArray(String[]::new);
        boolean whole = parts[0].startsWith("table ");
        var table = tables.get(whole ? parts[0].substring(6).strip() : parts[0]);
        if (table == null) {
            if (whole || parts.length >= 3) {
                empty.add(place);
                return WideTables.NOT_RUN;
            }
            throw new IllegalArgumentException(
                    "{{" + place + "}}: a number is {{TABLE; COLUMN=VALUE, …; COLUMN; FORMAT}}");
        }
        if (whole) {
            return markdown(parts.length > 1 ? table.selectColumns(names(table, parts[1], place)) : table);
        }
        if (parts.length < 3) {
            throw new IllegalArgumentException(
                    "{{" + place + "}}: a number is {{TABLE; COLUMN=VALUE, …; COLUMN; FORMAT}}");
        }
        var rows = new ArrayList<Row>();
        for (Row row : table) {
            if (Arrays.stream(parts[1].split(",(?=[^,]*[=<>])"))
                    .allMatch(c -> holds(c.strip(), table, row.getRowNumber(), place))) {
                rows.add(table.row(row.getRowNumber()));
            }
        }
        if (rows.isEmpty()) {
            empty.add(place);
            return WideTables.NOT_RUN;
        }
        if (rows.size() > 1) {
            throw new IllegalArgumentException("{{" + place + "}} means " + rows.size() + " rows of " + parts[0]
                    + "; allowed: one. Another condition tells them apart.");
        }
        return value(
                table,
                rows.getFirst().getRowNumber(),
                names(table, parts[2], place)[0],
                parts.length > 3 ? parts[3] : "0",
                place);
    }

    private static String markdown(Table table) {
        return table.isEmpty() ? WideTables.NOT_RUN : Tables.markdown(table).stripTrailing();
    }

    private static String[] names(Table table, String list, String place) {
        String[] names = Arrays.stream(list.split(",")).map(String::strip).toArray(String[]::new);
        for (var name : names) {
            if (!table.containsColumn(name)) {
                throw new IllegalArgumentException(
                        "{{" + place + "}}: there is no column '" + name + "'; there are " + table.columnNames() + ".");
            }
        }
        return names;
    }

    private static boolean holds(String condition, Table table, int row, String place) {
        var m = CONDITION.matcher(condition);
        if (!m.matches()) {
            throw new IllegalArgumentException("{{" + place + "}}: '" + condition + "'; allowed: COLUMN=VALUE, < or >");
        }
        var column = table.column(names(table, m.group(1).strip(), place)[0]);
        String value = m.group(3).strip();
        if (column instanceof NumericColumn<?> numeric) {
            double x = numeric.getDouble(row);
            double limit = Double.parseDouble(value);
            DoublePredicate test = switch (m.group(2)) {
                case "<" -> v -> v < limit;
                case ">" -> v -> v > limit;
                default -> v -> v == limit;
            };
            return test.test(x);
        }
        return String.valueOf(column.get(row)).equals(value);
    }

    private static String value(Table table, int row, String column, String format, String place) {
        if (format.equals("text")) {
            return String.valueOf(table.column(column).get(row));
        }
        if (!(table.column(column) instanceof NumericColumn<?> numeric)) {
            throw new IllegalArgumentException("{{" + place + "}}: " + column + " is no number; allowed: text");
        }
        double x = numeric.getDouble(row);
        if (format.matches("\\d")) {
            return Numbers.fixed(x, Integer.parseInt(format));
        }
        if (format.matches("digits\\d")) {
            return Numbers.digits(x, Integer.parseInt(format.substring(6)));
        }
        if (format.matches("(interval|bounds)\\d?")) {
            int decimals = format.matches(".*\\d") ? format.charAt(format.length() - 1) - '0' : 0;
            String bounds = Numbers.interval(
                    bound(table, row, column, "low", place), bound(table, row, column, "high", place), decimals);
            return format.startsWith("bounds") ? bounds : Numbers.fixed(x, decimals) + " (" + bounds + ")";
        }
        if (format.equals("percent")) {
            return Numbers.digits(100 * x, 2) + " %";
        }
        if (format.equals("thousands")) {
            return Numbers.thousands(x);
        }
        throw new IllegalArgumentException(
                "{{" + place + "}}: format '" + format
                        + "'; allowed: 0 … 9, digits1 … digits9, interval, interval2, bounds, bounds2, percent, thousands, text");
    }

    private static double bound(Table table, int row, String column, String side, String place) {
        String own = column + "_" + side;
        return ((NumericColumn<?>)
                        table.column(names(table, table.containsColumn(own) ? own : "95 % " + side, place)[0]))
                .getDouble(row);
    }
}
