package org.tandemrl.sim.robot;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells what a reader knows from what it leaves aside (and notes) and from what it refuses. */
final class Vocabulary {
    private final Map<String, LeftAside.Kind> elements;
    private final Map<String, Noted> notes = new LinkedHashMap<>();
    private final Element root;

    private record Noted(LeftAside.Kind kind, String first, Set<String> places) {}

    /**
     * @param root its file is the one that places without a file's name are in
     * @param elements without a meaning for the motion, wherever they stand
     */
    Vocabulary(Element root, Map<String, LeftAside.Kind> elements) {
        this.root = root;
        this.elements = elements;
    }

    boolean leavesAside(String element) {
        return elements.containsKey(element);
    }

    /** What was left aside so far. */
    List<LeftAside> leftAside() {
        return notes.entrySet().stream()
                .map(n -> new LeftAside(
                        n.getValue().kind,
                        n.getKey(),
                        n.getValue().first,
                        n.getValue().places.size()))
                .toList();
    }

    void note(Element e, LeftAside.Kind kind, String what) {
        String place =
                e.file().equals(root.file()) ? "line " + e.line() : e.file().getFileName() + ":" + e.line();
        notes.computeIfAbsent(what, w -> new Noted(kind, place, new HashSet<>()))
                .places
                .add(place);
    }

    /** Refuses attributes outside both sets; notes those that are left aside. */
    void attributes(Element e, Set<String> read, Map<String, LeftAside.Kind> leftAside) {
        known(e, read, leftAside.keySet());
        for (String a : e.attributes().keySet()) {
            Optional.ofNullable(leftAside.get(a))
                    .ifPresent(kind -> note(e, kind, "attribute '" + a + "' of <" + e.name() + ">"));
        }
    }

    /** Refuses attributes outside both sets. */
    static void known(Element e, Set<String> read, Set<String> leftAside) {
        for (String a : e.attributes().keySet()) {
            if (!leftAside.contains(a) && !read.contains(a)) {
                throw e.beyond("attribute '" + a + "' is not supported; allowed: "
                        + (read.isEmpty() ? "none" : String.join(", ", new TreeSet<>(read))));
            }
        }
    }

    /** Refuses children outside the set; notes those that are left aside. */
    void children(Element e, Set<String> read) {
        for (var c : e.children()) {
            if (read.contains(c.name())) {
                continue;
            }
            if (!leavesAside(c.name())) {
                throw c.beyond("not supported in <" + e.name() + ">; allowed: "
                        + (read.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(read))));
            }
            note(c, elements.get(c.name()), "<" + c.name() + ">");
        }
    }
}
