package org.tandemrl.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.tandemrl.algorithm.Counts;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Spelling;

/** Reads plans from YAML, strictly, remembering the line of everything for messages. */
final class PlanReader {
    private static final List<String> KEYS =
            List.of("algorithms", "tasks", "seeds", "samples", "threads", "episodes", "rules", "variants");
    private static final List<String> RULE_KEYS = List.of("algorithms", "tasks", "variants", "set", "samples", "seeds");
    private static final List<String> VARIANT_KEYS = List.of("name", "algorithms", "tasks", "preset", "set");
    private static final int MOST_SEEDS = 10_000;

    private final Map<String, Integer> lines = new HashMap<>();

    private PlanReader() {}

    static Plan read(Path file) {
        var reader = new PlanReader();
        try {
            var plan = reader.plan(Files.readString(file));
            // A plan is checked by writing it out as runs.
            plan.runs();
            return plan;
        } catch (PlanException e) {
            throw e.in(file.toString(), reader.line(e.place()));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
            throw new PlanException("", "It is no YAML (" + e.getProblem() + ").").in(file.toString(), line);
        } catch (YamlEngineException e) {
            throw new PlanException("", "It is no YAML (" + e.getMessage() + ").").in(file.toString(), 1);
        } catch (IOException e) {
            throw new RunException("Cannot read the plan " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Of a place or of what it is in. */
    private int line(String place) {
        for (String at = place;
                !at.isEmpty();
                at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
            if (lines.containsKey(at)) {
                return lines.get(at);
            }
        }
        return lines.getOrDefault("", 1);
    }

    private Plan plan(String text) {
        var settings = LoadSettings.builder().setLabel("plan").build();
        var documents = new ArrayList<Node>();
        new Compose(settings).composeAllFromString(text).forEach(documents::add);
        if (documents.size() != 1) {
            throw new PlanException("", "There are " + documents.size() + " YAML documents; allowed is one.");
        }
        var entries = entries("", documents.getFirst(), KEYS);
        return new Plan(
                names("algorithms", entries.get("algorithms")),
                names("tasks", entries.get("tasks")),
                seeds("seeds", entries.get("seeds")),
                count("samples", required("samples", entries), Long.MAX_VALUE),
                entries.containsKey("threads")
                        ? (int) count("threads", entries.get("threads"), Integer.MAX_VALUE)
                        : Plan.THREADS,
                entries.containsKey("episodes")
                        ? (int) count("episodes", entries.get("episodes"), Integer.MAX_VALUE)
                        : Plan.EPISODES,
                items("rules", entries.get("rules"), this::rule),
                items("variants", entries.get("variants"), this::variant));
    }

    private Rule rule(String place, Node node) {
        var entries = entries(place, node, RULE_KEYS);
        return new Rule(
                names(place + ".algorithms", entries.get("algorithms")),
                names(place + ".tasks", entries.get("tasks")),
                names(place + ".variants", entries.get("variants")),
                set(place + ".set", entries.get("set")),
                entries.containsKey("samples")
                        ? OptionalLong.of(count(place + ".samples", entries.get("samples"), Long.MAX_VALUE))
                        : OptionalLong.empty(),
                entries.containsKey("seeds") ? seeds(place + ".seeds", entries.get("seeds")) : List.of());
    }

    private Variant variant(String place, Node node) {
        var entries = entries(place, node, VARIANT_KEYS);
        return new Variant(
                entries.containsKey("name") ? scalar(place + ".name", entries.get("name")) : "",
                names(place + ".algorithms", entries.get("algorithms")),
                names(place + ".tasks", entries.get("tasks")),
                entries.containsKey("preset") ? scalar(place + ".preset", entries.get("preset")) : Variant.PAPER,
                set(place + ".set", entries.get("set")));
    }

    /** Reads an item of a list. */
    private interface Item<T> {
        T of(String place, Node node);
    }

    private <T> List<T> items(String place, Node node, Item<T> item) {
        var found = new ArrayList<T>();
        if (node != null) {
            if (!(node instanceof SequenceNode list)) {
                throw at(place, node, "It is no list; allowed is one, with a line beginning with - for each.");
            }
            for (int i = 0; i < list.getValue().size(); i++) {
                found.add(item.of(place + "[" + i + "]", list.getValue().get(i)));
            }
        }
        return found;
    }

    private Map<String, Node> entries(String place, Node node, List<String> allowed) {
        if (!(node instanceof MappingNode map)) {
            throw at(
                    place,
                    node,
                    "It is no mapping; allowed are " + String.join(", ", allowed) + ", each as NAME: VALUE.");
        }
        remember(place, node);
        var found = new LinkedHashMap<String, Node>();
        for (var tuple : map.getValue()) {
            String key = key(place, tuple.getKeyNode());
            String below = place.isEmpty() ? key : place + "." + key;
            if (allowed != null && !allowed.contains(key)) {
                throw at(place, tuple.getKeyNode(), Spelling.unknown("key", key, allowed));
            }
            if (found.put(key, tuple.getValueNode()) != null) {
                throw at(below, tuple.getKeyNode(), "It is there twice; allowed is once.");
            }
            remember(below, tuple.getKeyNode());
        }
        return found;
    }

    private Node required(String key, Map<String, Node> entries) {
        if (!entries.containsKey(key)) {
            throw new PlanException("", "There is no '" + key + "', which a plan must have.");
        }
        return entries.get(key);
    }

    private Map<String, String> set(String place, Node node) {
        var settings = new LinkedHashMap<String, String>();
        if (node != null) {
            if (!(node instanceof MappingNode map)) {
                throw at(place, node, "It is no mapping; allowed are settings, each as NAME: VALUE.");
            }
            for (var tuple : map.getValue()) {
                String name = key(place, tuple.getKeyNode());
                String below = place + "." + name;
                String value = tuple.getValueNode() instanceof SequenceNode
                        ? String.join(",", names(below, tuple.getValueNode()))
                        : scalar(below, tuple.getValueNode());
                if (settings.put(name, value) != null) {
                    throw at(below, tuple.getKeyNode(), "It is there twice; allowed is once.");
                }
                remember(below, tuple.getKeyNode());
            }
        }
        return settings;
    }

    /** A list, or one by itself. */
    private List<String> names(String place, Node node) {
        if (node == null) {
            return List.of();
        }
        return node instanceof SequenceNode ? items(place, node, this::scalar) : List.of(scalar(place, node));
    }

    /** A list, or from the first to the last as 1..5. */
    private List<Long> seeds(String place, Node node) {
        if (node == null) {
            return List.of();
        }
        if (node instanceof ScalarNode range && range.getValue().contains("..")) {
            String[] ends = range.getValue().split("\\.\\.", 2);
            long first = number(place, node, ends[0]);
            long last = number(place, node, ends[1]);
            if (last < first || last - first >= MOST_SEEDS) {
                throw at(
                        place,
                        node,
                        "It is " + range.getValue() + "; allowed is FIRST..LAST, of at most " + MOST_SEEDS + ".");
            }
            return LongStream.rangeClosed(first, last).boxed().toList();
        }
        return node instanceof SequenceNode
                ? items(place, node, (at, item) -> number(at, item, scalar(at, item)))
                : List.of(number(place, node, scalar(place, node)));
    }

    private long number(String place, Node node, String text) {
        try {
            return Counts.parse(text, Long.MIN_VALUE, Long.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw at(place, node, e.getMessage());
        }
    }

    private long count(String place, Node node, long most) {
        String text = scalar(place, node);
        try {
            return Counts.parse(text, 1, most);
        } catch (IllegalArgumentException e) {
            throw at(place, node, e.getMessage());
        }
    }

    private String key(String place, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw at(place, node, "A name there is no single value; allowed is NAME: VALUE.");
        }
        return scalar.getValue();
    }

    private String scalar(String place, Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw at(place, node, "It is no single value; allowed is one.");
        }
        remember(place, node);
        return scalar.getValue();
    }

    private PlanException at(String place, Node node, String reason) {
        remember(place, node);
        return new PlanException(place, reason);
    }

    private void remember(String place, Node node) {
        node.getStartMark().ifPresent(mark -> lines.put(place, mark.getLine() + 1));
    }
}
