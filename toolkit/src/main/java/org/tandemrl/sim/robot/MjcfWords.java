package org.tandemrl.sim.robot;

import java.util.List;
import java.util.Set;

/** MJCF's attributes as far as they are read: by element, those that matter and those that are left aside. */
final class MjcfWords {
    private static final Set<String> LEFT_ASIDE = Set.of(
            "asset",
            "visual",
            "statistic",
            "size",
            "custom",
            "sensor",
            "keyframe",
            "light",
            "camera",
            "site",
            "contact");

    private final Vocabulary vocabulary = new Vocabulary(LEFT_ASIDE);

    List<String> notes() {
        return vocabulary.notes();
    }

    boolean leavesAside(String element) {
        return vocabulary.leavesAside(element);
    }

    void note(Element e, String what) {
        vocabulary.note(e, what);
    }

    void attributes(Element e, Set<String> read, Set<String> leftAside) {
        vocabulary.attributes(e, read, leftAside);
    }

    void children(Element e, Set<String> read) {
        vocabulary.children(e, read);
    }

    /** The attributes of an element that defaults may fill. */
    void check(Element e) {
        switch (e.name()) {
            case "joint" ->
                attributes(
                        e,
                        Set.of(
                                "name",
                                "class",
                                "type",
                                "pos",
                                "axis",
                                "limited",
                                "range",
                                "stiffness",
                                "damping",
                                "armature",
                                "springref"),
                        Set.of(
                                "group",
                                "user",
                                "frictionloss",
                                "solreflimit",
                                "solimplimit",
                                "solreffriction",
                                "solimpfriction",
                                "margin"));
            case "geom" ->
                attributes(
                        e,
                        Set.of(
                                "name",
                                "class",
                                "type",
                                "size",
                                "fromto",
                                "pos",
                                "quat",
                                "axisangle",
                                "euler",
                                "xyaxes",
                                "zaxis",
                                "mass",
                                "density",
                                "friction",
                                "contype",
                                "conaffinity",
                                "mesh"),
                        Set.of(
                                "rgba",
                                "material",
                                "group",
                                "user",
                                "condim",
                                "solref",
                                "solimp",
                                "solmix",
                                "margin",
                                "gap",
                                "priority"));
            case "motor" -> actuator(e, Set.of());
            case "position" -> actuator(e, Set.of("kp", "kv"));
            case "general" -> actuator(e, Set.of("dyntype", "gaintype", "biastype", "gainprm", "biasprm"));
            default -> throw e.wrong("not supported here");
        }
    }

    private void actuator(Element e, Set<String> more) {
        var read = new java.util.HashSet<>(more);
        read.addAll(
                List.of("name", "class", "joint", "gear", "ctrllimited", "ctrlrange", "forcelimited", "forcerange"));
        attributes(e, read, Set.of("group", "user"));
    }
}
