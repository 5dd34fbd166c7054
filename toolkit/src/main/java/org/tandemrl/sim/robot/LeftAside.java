package org.tandemrl.sim.robot;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something that a description says and the toolkit does not use.
 *
 * @param kind what it is about
 * @param what as "attribute 'rgba' of &lt;geom&gt;"
 * @param place of the first, as "line 7" or, in an included file, "legs.xml:7"
 * @param count at how many lines it counts
 */
public record LeftAside(Kind kind, String what, String place, int count) {
    /** What it is about, and whether the motion would be another with it. */
    public enum Kind {
        /** Colours, materials, lights, visual shapes. */
        LOOKS("looks", false),
        /** Time step, tolerances, softness of contacts, and what else is for another simulator's solver. */
        SOLVER("solver settings", false),
        /** Sensors. */
        SENSORS("sensors", false),
        /** Keyframes. */
        KEYFRAMES("keyframes", false),
        /** Sites. */
        SITES("sites", false),
        /** User data, statistics, sizes of arrays. */
        DATA("user data", false),
        /** Pairs and exclusions: the robot touches the ground and not itself. */
        EXCLUSIONS("contact pairs and exclusions", false),
        /** Tendons that nothing uses, constraints that are switched off. */
        UNUSED("tendons and constraints without effect", false),
        /** A task scales actions to forces by itself. */
        CONTROLS("bounds of controls", false),
        /** URDF's words for other programs. */
        HINTS("hints for other programs", false),
        /** Friction in joints that does not grow with speed. */
        FRICTION("dry friction of joints", true),
        /** Shapes that the ground would touch and here does not. */
        UNTOUCHED("meshes and ellipsoids that the ground does not touch", true),
        /** Shapes fixed to the world. */
        OBSTACLES("obstacles of the world", true),
        /** Joints that are to follow other joints. */
        MIMICRY("joints that follow others", true);

        private final String words;
        private final boolean moves;

        Kind(String words, boolean moves) {
            this.words = words;
            this.moves = moves;
        }

        /** As it stands in a summary. */
        public String words() {
            return words;
        }

        /** Whether the robot would move otherwise if it were not left aside. */
        public boolean moves() {
            return moves;
        }
    }

    /** "attribute 'rgba' of &lt;geom&gt; is left aside (first at line 7, 12 times)". */
    @Override
    public String toString() {
        return what + " is left aside (first at " + place + (count == 1 ? "" : ", " + count + " times") + ")";
    }

    /**
     * Kinds with their counts, the most frequent first, as "looks 31, sensors 2"; empty if there are none.
     *
     * @param moves of those that change the motion, or of those that do not
     */
    public static String summary(Collection<LeftAside> all, boolean moves) {
        var counts = new EnumMap<Kind, Integer>(Kind.class);
        all.stream().filter(a -> a.kind.moves == moves).forEach(a -> counts.merge(a.kind, a.count, Integer::sum));
        List<Map.Entry<Kind, Integer>> sorted = counts.entrySet().stream()
                .sorted(Map.Entry.<Kind, Integer>comparingByValue().reversed())
                .toList();
        return sorted.stream().map(e -> e.getKey().words + " " + e.getValue()).collect(Collectors.joining(", "));
    }
}
