package org.tandemrl.sim.robot;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells what a reader knows from what it leaves aside (and notes) and from what it refuses. */
final class Vocabulary {
    private final Set<String> leftAside;
    private final Set<String> notes = new LinkedHashSet<>();

    /** @param leftAside elements without a meaning for the motion, wherever they stand */
    Vocabulary(Set<String> leftAside) {
        this.leftAside = leftAside;
    }

    boolean leavesAside(String element) {
        return leftAside.contains(element);
    }

    /** What was left aside so far, one sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    void note(Element e, String what) {
        notes.add(what + " is left aside (first at line " + e.line() + ")");
    }

    /** Refuses attributes outside both sets; notes those that are left aside. */
    void attributes(Element e, Set<String> read, Set<String> leftAside) {
        for (String a : e.attributes().keySet()) {
            if (leftAside.contains(a)) {
                note(e, "attribute '" + a + "' of <" + e.name() + ">");
            } else if (!read.contains(a)) {
                throw e.wrong("attribute '" + a + "' is not supported; allowed: "
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
                throw c.wrong("not supported in <" + e.name() + ">; allowed: "
                        + (read.isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(read))));
            }
            note(c, "<" + c.name() + ">");
        }
    }
}
