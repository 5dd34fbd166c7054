package org.tandemrl.sim.robot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    private static final Set<String> READ = Set.of("joint", "geom", "motor", "position", "velocity", "general");

    /** Kinds that are not read: what stands here counts only where such an element is looked at. */
    private static final Set<String> OTHERS = Set.of(
            "mesh",
            "material",
            "pair",
            "equality",
            "tendon",
            "muscle",
            "cylinder",
            "damper",
            "intvelocity",
            "adhesion",
            "plugin",
            "skin",
            "dcmotor",
            "freejoint",
            "texture",
            "inertial",
            "body");

    private static final String MAIN = "main";

    /** Beside the elements: which kinds of actuators a class speaks of. */
    private static final String KINDS = "kinds of actuators";

    private final MjcfWords words;
    private final Map<String, Map<String, Map<String, String>>> classes = new HashMap<>();
    private final List<Element> read = new ArrayList<>();
    private String outermost = MAIN;

    MjcfDefaults(MjcfWords words) {
        this.words = words;
        classes.put(MAIN, new HashMap<>());
    }

    /** Refuses what the toolkit's own reader does not know. */
    void known() {
        read.forEach(MjcfWords::known);
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
        words.noAttributes(e, "class");
        for (var d : e.children()) {
            if (d.name().equals("default") || words.leavesAside(d.name())) {
                continue;
            }
            if (OTHERS.contains(d.name())) {
                put(values, d);
                continue;
            }
            if (!READ.contains(d.name())) {
                throw d.beyond(
                        "not supported in <default>; allowed: default, " + String.join(", ", new TreeSet<>(READ)));
            }
            read.add(d);
            if (d.has("class")) {
                throw d.wrong("'class' stands at the <default> around it, not here");
            }
            if (!d.children().isEmpty()) {
                throw d.children().getFirst().wrong("not supported in <" + d.name() + ">; allowed: nothing");
            }
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
        if (MjcfWords.ACTUATORS.contains(d.name())) {
            values.computeIfAbsent(KINDS, n -> new HashMap<>()).put(d.name(), "");
        }
        d.attributes().forEach((attribute, value) -> {
            boolean shared = MjcfWords.ACTUATORS.contains(d.name()) && OF_ALL_ACTUATORS.contains(attribute);
            for (String element : shared ? MjcfWords.ACTUATORS : Set.of(d.name())) {
                values.computeIfAbsent(element, n -> new HashMap<>()).put(attribute, value);
            }
        });
    }

    /** The element with the values of its class filled in. */
    Element applied(Element e, String childClass) {
        return applied(e, e.name(), childClass);
    }

    /** The same where the defaults call the element otherwise: "tendon" for a fixed one. */
    Element applied(Element e, String kind, String childClass) {
        String name = e.text("class", childClass);
        return e.withDefaults(known(e, name.isEmpty() ? MAIN : name).getOrDefault(kind, Map.of()));
    }

    /** The kinds of actuators that the class of an actuator speaks of. */
    Set<String> actuatorKinds(Element e) {
        return known(e, e.text("class", MAIN)).getOrDefault(KINDS, Map.of()).keySet();
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
