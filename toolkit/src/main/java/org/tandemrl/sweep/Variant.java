package org.tandemrl.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A way in which a plan's algorithms are run beside others: a name, which becomes part of the runs' names, and settings. A pair of algorithm
 * and task that none of a plan's variants is for is run as it is.
 *
 * @param name lower case letters, digits, - and _; empty for runs as they are, beside the other variants
 * @param algorithms that it is for; empty for all of the plan's
 * @param tasks that it is for; empty for all of the plan's
 * @param preset the settings to begin with: "paper" or "lean"
 * @param set settings by name, as {@code model.updates}, with their values as text; the last word, after the rules
 */
public record Variant(
        String name, List<String> algorithms, List<String> tasks, String preset, Map<String, String> set) {
    static final String PAPER = "paper";

    /** Copies what is given. */
    public Variant {
        algorithms = List.copyOf(algorithms);
        tasks = List.copyOf(tasks);
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }

    /** Without settings yet, for all algorithms and tasks. */
    public static Variant named(String name) {
        return new Variant(name, List.of(), List.of(), PAPER, Map.of());
    }

    /** Runs as they are, beside other variants. */
    public static Variant plain() {
        return named("");
    }

    /** A copy with a setting; given as {@code "512,512"} where it is a list. */
    public Variant with(String setting, Object value) {
        return new Variant(name, algorithms, tasks, preset, plus(set, setting, value));
    }

    /** A copy for these algorithms only. */
    public Variant forAlgorithms(String... names) {
        return new Variant(name, Arrays.asList(names), tasks, preset, set);
    }

    /** A copy for these tasks only. */
    public Variant forTasks(String... names) {
        return new Variant(name, algorithms, Arrays.asList(names), preset, set);
    }

    /** A copy that begins with the settings of a preset, "paper" or "lean". */
    public Variant withPreset(String name) {
        return new Variant(this.name, algorithms, tasks, name, set);
    }

    Scope scope() {
        return new Scope(algorithms, tasks, List.of());
    }

    static Map<String, String> plus(Map<String, String> set, String setting, Object value) {
        var more = new LinkedHashMap<>(set);
        more.put(setting, text(value));
        return more;
    }

    /** Lists as settings take them, without brackets. */
    static String text(Object value) {
        if (value instanceof List<?> list) {
            var parts = new ArrayList<String>();
            list.forEach(part -> parts.add(String.valueOf(part)));
            return String.join(",", parts);
        }
        return String.valueOf(value);
    }
}
