package org.tandemrl.sim.robot;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * MJCF's default classes: values for attributes that an element does not write. A class inherits from the class around it; an
 * element takes its {@code class}, else the nearest {@code childclass} around it, else the outermost class, "main".
 */
final class MjcfDefaults {
    /** Said of one kind of actuator, these hold for all of them, as in MuJoCo. */
    private static final Set<String> OF_ALL_ACTUATORS =
            Set.of("gear", "ctrllimited", "ctrlrange", "forcelimited", "forcerange");

    private static final Set<String> ACTUATORS = Set.of("motor", "position", "general");
    private static final String MAIN = "main";

    private final MjcfWords words;
    private final Map<String, Map<String, Map<String, String>>> classes = new HashMap<>();
    private String outermost = MAIN;

    MjcfDefaults(MjcfWords words) {
        this.words = words;
        classes.put(MAIN, new HashMap<>());
    }

    /** A {@code default} directly in {@code mujoco}. */
    void read(Element e) {
        String name = e.text("class", outermost);
        if (!name.equals(outermost)) {
            if (!outermost.equals(MAIN)) {
                throw e.wrong(
                        "the outermost default class is already \"" + outermost + "\"; allowed: no class, or that one");
            }
            outermost = name;
            classes.put(name, classes.get(MAIN));
        }
        fill(e, classes.get(MAIN));
    }

    private void fill(Element e, Map<String, Map<String, String>> values) {
        words.attributes(e, Set.of("class"), Set.of());
        words.children(e, Set.of("joint", "geom", "motor", "position", "general", "default"));
        for (var d : e.children()) {
            if (d.name().equals("default") || words.leavesAside(d.name())) {
                continue;
            }
            words.check(d);
            if (d.has("class")) {
                throw d.wrong("'class' stands at the <default> around it, not here");
            }
            words.children(d, Set.of());
            put(values, d);
        }
        // After the values, so that an inner class inherits them wherever they stand.
        for (var inner : e.children()) {
            if (inner.name().equals("default")) {
                String name = inner.required("class");
                if (classes.containsKey(name)) {
                    throw inner.wrong("there is already a default class \"" + name + "\"");
                }
                var own = new HashMap<String, Map<String, String>>();
                values.forEach((element, attributes) -> own.put(element, new HashMap<>(attributes)));
                classes.put(name, own);
                fill(inner, own);
            }
        }
    }

    private static void put(Map<String, Map<String, String>> values, Element d) {
        d.attributes().forEach((attribute, value) -> {
            boolean shared = ACTUATORS.contains(d.name()) && OF_ALL_ACTUATORS.contains(attribute);
            for (String element : shared ? ACTUATORS : Set.of(d.name())) {
                values.computeIfAbsent(element, n -> new HashMap<>()).put(attribute, value);
            }
        });
    }

    /** The element with the values of its class filled in. */
    Element applied(Element e, String childClass) {
        String name = e.text("class", childClass);
        return e.withDefaults(known(e, name.isEmpty() ? MAIN : name).getOrDefault(e.name(), Map.of()));
    }

    /** The class for what stands in a body: its own childclass, else the one around it. */
    String childClass(Element body, String around) {
        String name = body.text("childclass", around);
        if (!name.isEmpty()) {
            known(body, name);
        }
        return name;
    }

    private Map<String, Map<String, String>> known(Element e, String name) {
        var values = classes.get(name);
        if (values == null) {
            throw e.wrong("there is no default class \"" + name + "\"; there are " + new TreeSet<>(classes.keySet()));
        }
        return values;
    }
}
