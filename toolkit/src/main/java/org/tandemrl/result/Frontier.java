package org.tandemrl.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What settings cost in return and save in time: a point for every algorithm and choice of settings on a task. A point is on the frontier
 * if no other of the task returns as much in less time, or more in as much.
 */
public final class Frontier {
    /**
     * One choice.
     *
     * @param choice the settings that are not the algorithm's own, in words
     * @param runs one a seed
     * @param minutes of processor time, mean over seeds
     * @param returns of evaluated episodes, one a seed
     */
    public record Point(
            String task, String algorithm, String choice, List<Results.Entry> runs, double minutes, double[] returns) {
        /** The mean over seeds. */
        public double mean() {
            return Statistics.mean(returns);
        }

        private boolean beats(Point other) {
            return minutes <= other.minutes
                    && mean() >= other.mean()
                    && (minutes < other.minutes || mean() > other.mean());
        }
    }

    /** The algorithm's own settings. */
    public static final String AS_PUBLISHED = "as published";

    private final List<Point> points;

    private Frontier(List<Point> points) {
        this.points = points;
    }

    /** Of points of one task. */
    static Frontier of(List<Point> points) {
        return new Frontier(points.stream()
                .sorted(Comparator.comparing(Point::algorithm).thenComparingDouble(Point::minutes))
                .toList());
    }

    /**
     * The evaluated runs on a task, grouped by algorithm and choice.
     *
     * @throws IllegalArgumentException if there is none, or two runs of a choice have the same seed or other budgets
     */
    public static Frontier of(Results results, String task) {
        var groups = new TreeMap<String, List<Results.Entry>>();
        for (var entry : results.all()) {
            if (entry.record().settings().task().equals(task)
                    && entry.evaluation().isPresent()) {
                String key = entry.record().settings().algorithm() + " " + choice(entry.changes());
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
            }
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("There is no evaluated run on " + task
                    + "; a run is evaluated by environment/tandem evaluate DIR --record.");
        }
        return of(groups.values().stream().map(Frontier::point).toList());
    }

    private static Point point(List<Results.Entry> runs) {
        var settings = runs.getFirst().record().settings();
        String choice = choice(runs.getFirst().changes());
        // As a row of the table of final returns demands: one budget, a run a seed.
        var row = new FinalReturns("")
                .add(settings.algorithm() + ", " + choice, runs)
                .table();
        return new Point(
                settings.task(),
                settings.algorithm(),
                choice,
                runs,
                row.doubleColumn("processor minutes").get(0),
                runs.stream()
                        .mapToDouble(r -> r.evaluation().orElseThrow().mean())
                        .toArray());
    }

    /** Changed settings in a few words, such as "32 updates, 256 units". */
    static String choice(Map<String, String> changes) {
        return changes.isEmpty()
                ? AS_PUBLISHED
                : changes.entrySet().stream()
                        .map(e -> words(e.getKey(), e.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String words(String setting, String value) {
        return switch (setting) {
            case "model.updates" -> value + " updates";
            case "model.batch" -> "batch " + value;
            case "environments" -> value + " environments";
            case "model.hidden" -> {
                var units = Arrays.stream(value.replaceAll("[\\[\\] ]", "").split(","))
                        .distinct()
                        .toList();
                yield units.size() == 1 ? units.getFirst() + " units" : String.join("-", units) + " units";
            }
            default -> setting + "=" + value;
        };
    }

    /** All points, by algorithm and then by time. */
    public List<Point> points() {
        return points;
    }

    /** Those that no other beats, by time. */
    public List<Point> frontier() {
        return points.stream()
                .filter(p -> points.stream().noneMatch(o -> o.beats(p)))
                .sorted(Comparator.comparingDouble(Point::minutes))
                .toList();
    }

    /** A row a point; the interval is Student's t over seeds, NaN for one. */
    public Table table() {
        var table = Table.create(
                "price of a gradient",
                StringColumn.create("task"),
                StringColumn.create("algorithm"),
                StringColumn.create("settings"),
                IntColumn.create("seeds"),
                DoubleColumn.create("million samples"),
                DoubleColumn.create("processor minutes"),
                DoubleColumn.create("return"),
                DoubleColumn.create("95 % low"),
                DoubleColumn.create("95 % high"),
                BooleanColumn.create("frontier"));
        var best = frontier();
        for (var p : points) {
            boolean interval = p.returns.length > 1;
            table.stringColumn(0).append(p.task);
            table.stringColumn(1).append(p.algorithm);
            table.stringColumn(2).append(p.choice);
            table.intColumn(3).append(p.returns.length);
            table.doubleColumn(4)
                    .append(p.runs.stream()
                            .mapToDouble(r -> r.samples() * 1e-6)
                            .average()
                            .orElse(Double.NaN));
            table.doubleColumn(5).append(p.minutes);
            table.doubleColumn(6).append(p.mean());
            table.doubleColumn(7)
                    .append(interval ? Statistics.meanInterval(p.returns, 0.95).low() : Double.NaN);
            table.doubleColumn(8)
                    .append(interval ? Statistics.meanInterval(p.returns, 0.95).high() : Double.NaN);
            table.booleanColumn(9).append(best.contains(p));
        }
        return table;
    }
}
