package org.tandemrl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.result.Results;
import org.tandemrl.sim.Datasets;

/** The tables of runs in docs/reproduce.md are of the records that lie in datasets/results. */
final class ReproduceTest {
    /** A row: record, seeds, arguments, minutes. */
    private static final Pattern ROW =
            Pattern.compile("\\| `([\\w-]+)` \\| ([\\d, ]+) \\| `([^`]+)` \\| ([\\d.]+)( †)? \\|");

    private static final Pattern OPTION = Pattern.compile("--([a-z]+) (\\S+)");

    private static Path root;
    private static List<MatchResult> rows;

    @BeforeAll
    static void read() throws IOException {
        root = Datasets.root();
        rows = ROW.matcher(Files.readString(root.resolve("docs/reproduce.md")))
                .results()
                .toList();
        assertTrue(rows.size() >= 60, "rows: " + rows.size());
    }

    private static Stream<String> records(MatchResult row) {
        return Arrays.stream(row.group(2).split(", ")).map(seed -> row.group(1) + "-" + seed);
    }

    @Test
    void commandsGiveTheRecordedSettings() {
        var entries = Results.read(root.resolve("datasets/results")).all().stream()
                .collect(Collectors.toMap(Results.Entry::name, Function.identity()));
        var wrong = new ArrayList<String>();
        for (var row : rows) {
            var said = settings(row.group(3));
            records(row).forEach(name -> {
                if (!entries.containsKey(name)) {
                    wrong.add("there is no record " + name);
                    return;
                }
                var recorded = entries.get(name).record().settings();
                var has = new TreeMap<>(recorded.config().settings());
                has.put("algorithm", recorded.algorithm());
                has.put("task", recorded.task());
                has.put("samples", Long.toString(recorded.samples()));
                has.put("threads", Integer.toString(recorded.threads()));
                Set<String> apart = Stream.concat(said.keySet().stream(), has.keySet().stream())
                        .filter(k -> !said.getOrDefault(k, "").equals(has.getOrDefault(k, "")))
                        .map(k -> k + " " + said.get(k) + ", recorded " + has.get(k))
                        .collect(Collectors.toSet());
                if (!apart.isEmpty()) {
                    wrong.add(name + ": " + apart);
                }
            });
        }
        assertEquals(List.of(), wrong);
    }

    /** All settings that a command's arguments give, by name. */
    private static Map<String, String> settings(String arguments) {
        var options = new TreeMap<String, String>();
        var changes = new ArrayList<String[]>();
        OPTION.matcher(arguments).results().forEach(o -> {
            if (o.group(1).equals("set")) {
                changes.add(o.group(2).split("=", 2));
            } else {
                options.put(o.group(1), o.group(2));
            }
        });
        String algorithm = options.get("algorithm");
        String task = options.get("task");
        var config = Algorithms.named(algorithm)
                .config(task)
                .preset(options.getOrDefault("preset", "paper"), algorithm, task);
        for (var change : changes) {
            config = config.with(change[0], change[1]);
        }
        var all = new TreeMap<>(config.settings());
        options.remove("preset");
        all.putAll(options);
        return all;
    }

    @Test
    void minutesAreThoseOfTheRecords() {
        var wrong = new ArrayList<String>();
        for (var row : rows) {
            var runs = records(row)
                    .map(name -> root.resolve("datasets/results").resolve(name))
                    .toList();
            if (!runs.stream().allMatch(Files::isDirectory)) {
                wrong.add("there is no record for each seed of: " + row.group());
                continue;
            }
            String column = row.group(5) == null ? "cpu_seconds" : "seconds";
            double minutes = runs.stream()
                            .mapToDouble(r -> last(r.resolve("metrics.csv"), column))
                            .average()
                            .orElseThrow()
                    / 60;
            if (!(Double.isFinite(minutes)
                    && new BigDecimal(minutes).round(new MathContext(2)).compareTo(new BigDecimal(row.group(4)))
                            == 0)) {
                wrong.add(minutes + " minutes by " + column + ": " + row.group());
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** A column's last number, NaN without such a column; the rows between are not read. */
    private static double last(Path metrics, String column) {
        try (var lines = Files.lines(metrics)) {
            var ends = lines.reduce(
                    new String[2], (kept, line) -> new String[] {kept[0] == null ? line : kept[0], line}, (a, b) -> b);
            int at = List.of(ends[0].split(",")).indexOf(column);
            return at < 0 ? Double.NaN : Double.parseDouble(ends[1].split(",")[at]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRecordStandsThere() throws IOException {
        Set<String> named = rows.stream().flatMap(ReproduceTest::records).collect(Collectors.toSet());
        try (var folders = Files.list(root.resolve("datasets/results"))) {
            assertEquals(
                    List.of(),
                    folders.filter(f -> Files.exists(f.resolve("run.json")))
                            .map(f -> f.getFileName().toString())
                            .filter(run -> !named.contains(run))
                            .sorted()
                            .toList());
        }
    }
}
