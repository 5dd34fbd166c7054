package org.tandemrl.sweep;

import java.util.HashSet;
import java.util.List;
import org.tandemrl.sim.Spelling;

/** Lists of names in plans. */
final class Names {
    private Names() {}

    /**
     * Refuses a name that is not among those that are allowed.
     *
     * @param what it names, as "task"
     */
    static void known(String place, List<String> given, List<String> allowed, String what) {
        for (int i = 0; i < given.size(); i++) {
            if (!allowed.contains(given.get(i))) {
                throw new PlanException(place + "[" + i + "]", Spelling.unknown(what, given.get(i), allowed));
            }
        }
    }

    /** Refuses an empty list, and one that says something twice. */
    static <T> void distinct(String place, List<T> given) {
        if (given.isEmpty()) {
            throw new PlanException(place, "There are none; allowed is one or more.");
        }
        var seen = new HashSet<T>();
        for (int i = 0; i < given.size(); i++) {
            if (!seen.add(given.get(i))) {
                throw new PlanException(place + "[" + i + "]", given.get(i) + " is there twice; allowed is once.");
            }
        }
    }
}
