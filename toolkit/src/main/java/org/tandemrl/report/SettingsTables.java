package org.tandemrl.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.extension.Origin;
import org.tandemrl.run.RunSettings;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The settings that the algorithms have, and the sizes of the tasks: of the code, not of records. */
final class SettingsTables {
    private static final String ROOM = "settings";
    /** Whose settings the general table has; the others are told by what they have otherwise. */
    private static final String GENERAL = "ant";

    private SettingsTables() {}

    static void write(Output out) {
        // What comes with the toolkit: not what a user has loaded from a file.
        var tasks = Tasks.names().stream()
                .filter(t -> Tasks.origin(Tasks.named(t)).from() == Origin.From.TOOLKIT)
                .toList();
        var algorithms = Algorithms.names().stream()
                .filter(a -> Algorithms.origin(a).from() == Origin.From.TOOLKIT)
                .toList();
        out.table(ROOM, "tasks", tasks(tasks));
        out.table(ROOM, "general", general(algorithms));
        out.table(ROOM, "by-task", otherwise(tasks, algorithms));
        out.table(ROOM, "lean", lean(tasks, algorithms));
    }

    private static Table tasks(List<String> names) {
        var columns = new LinkedHashMap<String, IntColumn>();
        for (var name : List.of("state", "control", "observation", "policy sees", "action", "steps of an episode")) {
            columns.put(name, IntColumn.create(name));
        }
        for (var name : names) {
            var task = Tasks.named(name);
            columns.get("state").append(task.stateSize());
            columns.get("control").append(task.controlSize());
            columns.get("observation").append(task.observationSize());
            columns.get("policy sees").append(task.policyColumns().count());
            columns.get("action").append(task.actionSize());
            columns.get("steps of an episode").append(task.episodeLength());
        }
        return Table.create("tasks", StringColumn.create("task", names))
                .addColumns(columns.values().toArray(IntColumn[]::new));
    }

    private static Map<String, String> settings(String algorithm, String task) {
        return RunSettings.of(algorithm, task, 1, 1).config().settings();
    }

    private static Table general(List<String> algorithms) {
        Set<String> names = new LinkedHashSet<>();
        algorithms.forEach(a -> names.addAll(settings(a, GENERAL).keySet()));
        var table = Table.create("settings on " + GENERAL, StringColumn.create("setting", names));
        for (var algorithm : algorithms) {
            var of = settings(algorithm, GENERAL);
            table.addColumns(StringColumn.create(algorithm, names.stream().map(n -> of.getOrDefault(n, ""))));
        }
        return table;
    }

    /** What an algorithm has on a task otherwise than on that of the general table; algorithms with the same share a row. */
    private static Table otherwise(List<String> tasks, List<String> algorithms) {
        var rows = new Rows();
        for (var task : tasks) {
            for (var algorithm : algorithms) {
                rows.add(task, algorithm, settings(algorithm, GENERAL), settings(algorithm, task));
            }
        }
        return rows.table("otherwise than on " + GENERAL);
    }

    /** What the preset "lean" has otherwise on a task. */
    private static Table lean(List<String> tasks, List<String> algorithms) {
        var rows = new Rows();
        for (var task : tasks) {
            for (var algorithm : algorithms) {
                var own = RunSettings.of(algorithm, task, 1, 1);
                rows.add(
                        task,
                        algorithm,
                        own.config().settings(),
                        own.lean().config().settings());
            }
        }
        return rows.table("the preset lean");
    }

    /** Algorithms by task, setting and value. */
    private static final class Rows {
        private record Key(String task, String setting, String value) {}

        private final Map<Key, List<String>> algorithms = new LinkedHashMap<>();

        void add(String task, String algorithm, Map<String, String> from, Map<String, String> to) {
            to.forEach((setting, value) -> {
                if (!value.equals(from.get(setting))) {
                    algorithms
                            .computeIfAbsent(new Key(task, setting, value), k -> new ArrayList<>())
                            .add(algorithm);
                }
            });
        }

        /** A row has all settings that the same algorithms have otherwise on a task. */
        Table table(String name) {
            var order = new LinkedHashMap<List<String>, List<String>>();
            algorithms.forEach((key, who) -> order.computeIfAbsent(
                            List.of(key.task, String.join(", ", who)), k -> new ArrayList<>())
                    .add(key.setting + " = " + key.value));
            var task = StringColumn.create("task");
            var who = StringColumn.create("algorithms");
            var settings = StringColumn.create("settings");
            order.forEach((key, values) -> {
                task.append(key.get(0));
                who.append(key.get(1));
                settings.append(String.join("; ", values));
            });
            return Table.create(name, task, who, settings);
        }
    }
}
