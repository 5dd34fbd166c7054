package org.tandemrl.sim.robot;

import java.util.Map;
import java.util.Set;

/**
 * What changes a robot's motion and has no place in the toolkit's equations (a tree of rigid bodies with joints, springs, dampers, forces on
 * joints and one ground): refused by its physical reason, whatever reads the file.
 */
final class Unrepresentable {
    private static final Map<String, String> ACTUATORS = Map.of(
            "muscle", "a muscle of MuJoCo's kind, whose force depends on its length, speed and activation",
            "cylinder", "a pneumatic cylinder, whose pressure lags behind the control",
            "damper", "an actuator that damps a joint as much as it is told to",
            "intvelocity", "a servo that integrates its control",
            "adhesion", "an actuator that makes a body stick to what it touches",
            "plugin", "an actuator of a plugin, whose law stands in a program",
            "dcmotor", "an electric motor with a current that lags behind its voltage");
    private static final Map<String, String> TRANSMISSIONS = Map.of(
            "tendon", "pulls a tendon",
            "site", "pushes a site",
            "slidersite", "drives a slider and crank",
            "cranksite", "drives a slider and crank",
            "body", "acts on what a body touches",
            "refsite", "pushes a site");
    private static final Map<String, String> SOFT = Map.of(
            "composite", "a composite of many bodies held together by constraints",
            "flexcomp", "a deformable body",
            "flex", "a deformable body",
            "deformable", "a deformable body",
            "plugin", "forces of a plugin, whose law stands in a program",
            "replicate", "copies of bodies",
            "attach", "a part of another model");

    private Unrepresentable() {}

    static void refuse(Element root, MjcfDefaults defaults, MjcfWords words) {
        for (var section : root.children()) {
            switch (section.name()) {
                case "option" -> option(section, words);
                case "tendon" -> section.children().forEach(t -> tendon(defaults.applied(t, "tendon", ""), t, words));
                case "equality" ->
                    section.children().forEach(c -> equality(defaults.applied(c, "equality", ""), c, root, words));
                case "actuator" -> section.children().forEach(a -> actuator(a));
                case "extension" -> {
                    if (!section.children().isEmpty()) {
                        throw lost(section, SOFT.get("plugin"));
                    }
                }
                case "deformable" -> {
                    for (var c : section.children()) {
                        if (c.name().equals("flex")) {
                            throw lost(c, SOFT.get("flex"));
                        }
                        words.note(c, LeftAside.Kind.LOOKS, "<" + c.name() + ">");
                    }
                }
                case "worldbody" -> section.children().forEach(c -> body(c, "", defaults));
                default -> {}
            }
        }
    }

    private static RobotException lost(Element e, String what) {
        return e.wrong(what
                + ": its effect on the motion would be lost. The toolkit's robots are trees of rigid bodies on joints"
                + " with springs, dampers and forces, in empty space on a ground");
    }

    private static void option(Element e, MjcfWords words) {
        words.check(e);
        for (var flag : e.children()) {
            if (!flag.name().equals("flag")) {
                throw flag.wrong("not supported in <option>; allowed: flag");
            }
        }
        if (e.amount("density", 0) > 0 || e.amount("viscosity", 0) > 0) {
            throw lost(
                    e,
                    "a fluid (density " + e.text("density", "0") + ", viscosity " + e.text("viscosity", "0")
                            + ") whose drag and lift act on every body");
        }
        if (!e.text("collision", "all").equals("all")) {
            throw lost(e, "contacts of named pairs only (collision=\"" + e.text("collision", "") + "\")");
        }
    }

    private static void tendon(Element e, Element written, MjcfWords words) {
        if (!Set.of("spatial", "fixed").contains(e.name())) {
            throw written.wrong("not supported in <tendon>; allowed: fixed, spatial");
        }
        boolean limited = e.has("range") && !e.text("limited", "auto").equals("false");
        for (String force : new String[] {"stiffness", "damping", "frictionloss"}) {
            if (e.has(force) && e.numbers(force, 1, 3)[0] != 0) {
                throw lost(
                        written,
                        "a tendon with " + force + " " + e.text(force, "") + ", which pulls at the bodies along it");
            }
        }
        if (limited) {
            throw lost(written, "a tendon of limited length (range " + e.text("range", "") + ")");
        }
        words.note(
                written,
                LeftAside.Kind.UNUSED,
                "<" + e.name() + "> tendon without stiffness, damping, friction or limit");
    }

    private static void equality(Element e, Element written, Element root, MjcfWords words) {
        var flags = root.children("option").stream()
                .flatMap(o -> o.children("flag").stream())
                .toList();
        boolean off = MjcfSource.off(flags, "equality") || MjcfSource.off(flags, "constraint");
        if (!off && e.oneOf("active", "true", "true", "false").equals("true")) {
            throw lost(
                    written,
                    switch (e.name()) {
                        case "connect" -> "a constraint that holds two bodies together at a point and closes a loop";
                        case "weld" -> "a constraint that welds two bodies together";
                        case "joint" -> "a constraint that makes one joint follow another";
                        case "tendon" -> "a constraint that holds a tendon's length";
                        default -> "an equality constraint (" + e.name() + ")";
                    });
        }
        words.note(written, LeftAside.Kind.UNUSED, "<" + e.name() + "> constraint that is not active");
    }

    private static void actuator(Element e) {
        if (ACTUATORS.containsKey(e.name())) {
            throw lost(e, ACTUATORS.get(e.name()));
        }
        for (String attribute : new String[] {"dyntype", "gaintype", "biastype"}) {
            if (e.text(attribute, "").equals("muscle")) {
                throw lost(e, ACTUATORS.get("muscle"));
            }
        }
        for (var t : TRANSMISSIONS.entrySet()) {
            if (e.has(t.getKey())) {
                throw lost(
                        e,
                        "an actuator that " + t.getValue() + " (" + t.getKey() + "=\"" + e.text(t.getKey(), "")
                                + "\")");
            }
        }
    }

    private static void body(Element e, String classAround, MjcfDefaults defaults) {
        if (SOFT.containsKey(e.name())) {
            throw lost(e, SOFT.get(e.name()));
        }
        if (!e.name().equals("body")) {
            return;
        }
        if (e.has("gravcomp") && e.number("gravcomp", 0) != 0) {
            throw lost(e, "a body whose weight is lifted (gravcomp " + e.text("gravcomp", "") + ")");
        }
        if (e.text("mocap", "false").equals("true")) {
            throw lost(e, "a body that a program moves (mocap)");
        }
        String childClass = defaults.childClass(e, classAround);
        for (var c : e.children()) {
            body(c, childClass, defaults);
            if (c.name().equals("joint")) {
                joint(defaults.applied(c, childClass), c);
            }
            if (c.name().equals("geom")
                    && defaults.applied(c, childClass).text("type", "sphere").equals("hfield")) {
                throw lost(c, "terrain (a height field)");
            }
        }
    }

    private static void joint(Element e, Element written) {
        if (e.text("type", "hinge").equals("free")) {
            for (String force : new String[] {"stiffness", "damping"}) {
                if (e.has(force) && e.number(force, 0) != 0) {
                    throw lost(
                            written,
                            "a free joint with " + force + " " + e.text(force, "")
                                    + " (perhaps by the defaults: then a <freejoint/> is meant)");
                }
            }
        }
    }
}
