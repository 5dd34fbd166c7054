package org.tandemrl.sim.robot;

import static org.tandemrl.sim.robot.LeftAside.Kind.CONTROLS;
import static org.tandemrl.sim.robot.LeftAside.Kind.DATA;
import static org.tandemrl.sim.robot.LeftAside.Kind.EXCLUSIONS;
import static org.tandemrl.sim.robot.LeftAside.Kind.FRICTION;
import static org.tandemrl.sim.robot.LeftAside.Kind.HINTS;
import static org.tandemrl.sim.robot.LeftAside.Kind.KEYFRAMES;
import static org.tandemrl.sim.robot.LeftAside.Kind.LOOKS;
import static org.tandemrl.sim.robot.LeftAside.Kind.SENSORS;
import static org.tandemrl.sim.robot.LeftAside.Kind.SITES;
import static org.tandemrl.sim.robot.LeftAside.Kind.SOLVER;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** MJCF's words as far as they are read: by element, the attributes that matter and those that are left aside, and what they are about. */
final class MjcfWords {
    /** What an element says that is read, and what is left aside. */
    private record Said(Set<String> read, Map<String, LeftAside.Kind> leftAside) {
        static Said of(String read) {
            return new Said(words(read), new HashMap<>());
        }

        Said and(LeftAside.Kind kind, String attributes) {
            words(attributes).forEach(a -> leftAside.put(a, kind));
            return this;
        }

        private static Set<String> words(String text) {
            return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ")));
        }
    }

    static final Set<String> ACTUATORS = Set.of("motor", "position", "velocity", "general");

    private static final Map<String, LeftAside.Kind> ELEMENTS = Map.ofEntries(
            Map.entry("asset", LOOKS),
            Map.entry("visual", LOOKS),
            Map.entry("light", LOOKS),
            Map.entry("camera", LOOKS),
            Map.entry("statistic", DATA),
            Map.entry("size", DATA),
            Map.entry("custom", DATA),
            Map.entry("sensor", SENSORS),
            Map.entry("keyframe", KEYFRAMES),
            Map.entry("site", SITES),
            Map.entry("contact", EXCLUSIONS));

    private static final String DIRECTION = "quat axisangle euler xyaxes zaxis";
    private static final String ACTUATOR =
            "name class joint gear ctrllimited ctrlrange forcelimited forcerange actlimited actrange";
    private static final Map<String, Said> SAID = Map.ofEntries(
            Map.entry("mujoco", Said.of("model")),
            Map.entry(
                    "compiler",
                    Said.of("angle coordinate eulerseq inertiafromgeom autolimits settotalmass boundmass boundinertia")
                            .and(LOOKS, "meshdir texturedir assetdir strippath discardvisual")
                            .and(HINTS, "fusestatic convexhull usethread fitaabb saveinertial alignfree")),
            Map.entry(
                    "option",
                    Said.of("gravity density viscosity collision")
                            .and(
                                    SOLVER,
                                    "timestep apirate integrator solver iterations tolerance cone jacobian impratio ls_iterations"
                                            + " ls_tolerance noslip_iterations noslip_tolerance mpr_iterations mpr_tolerance"
                                            + " ccd_iterations ccd_tolerance sdf_iterations sdf_initpoints sleep_tolerance o_margin"
                                            + " o_solref o_solimp o_friction actuatorgroupdisable wind magnetic")),
            Map.entry(
                    "flag",
                    Said.of("contact gravity limit passive spring damper constraint equality")
                            .and(
                                    SOLVER,
                                    "frictionloss clampctrl warmstart filterparent actuation refsafe sensor midphase nativeccd"
                                            + " eulerdamp autoreset island override energy fwdinv invdiscrete sensornoise"
                                            + " multiccd sleep diagexact")),
            Map.entry(
                    "body",
                    Said.of("name childclass pos gravcomp mocap " + DIRECTION)
                            .and(DATA, "user")
                            .and(SOLVER, "sleep")),
            Map.entry(
                    "inertial",
                    Said.of("pos mass diaginertia fullinertia " + DIRECTION).and(DATA, "user")),
            Map.entry("freejoint", Said.of("name").and(LOOKS, "group").and(HINTS, "align")),
            Map.entry(
                    "joint",
                    Said.of(
                                    "name class type pos axis limited range stiffness damping armature springref ref actuatorfrcrange"
                                            + " actuatorfrclimited")
                            .and(LOOKS, "group")
                            .and(DATA, "user")
                            .and(FRICTION, "frictionloss")
                            .and(
                                    SOLVER,
                                    "solreflimit solimplimit solreffriction solimpfriction margin actuatorgravcomp")),
            Map.entry(
                    "geom",
                    Said.of("name class type size fromto pos mass density friction contype conaffinity mesh "
                                    + DIRECTION)
                            .and(LOOKS, "rgba material group")
                            .and(DATA, "user")
                            .and(SOLVER, "condim solref solimp solmix margin gap priority fluidshape fluidcoef")),
            Map.entry("motor", actuator("")),
            Map.entry("position", actuator(" kp kv").and(CONTROLS, "inheritrange")),
            Map.entry("velocity", actuator(" kv")),
            Map.entry("general", actuator(" dyntype gaintype biastype dynprm gainprm biasprm")));

    private final Vocabulary vocabulary;

    MjcfWords(Element root) {
        vocabulary = new Vocabulary(root, ELEMENTS);
    }

    private static Said actuator(String more) {
        return Said.of(ACTUATOR + more).and(LOOKS, "group").and(DATA, "user");
    }

    List<LeftAside> leftAside() {
        return vocabulary.leftAside();
    }

    boolean leavesAside(String element) {
        return vocabulary.leavesAside(element);
    }

    void note(Element e, LeftAside.Kind kind, String what) {
        vocabulary.note(e, kind, what);
    }

    void children(Element e, Set<String> read) {
        vocabulary.children(e, read);
    }

    /** What an attribute of an element is about, if it is left aside. */
    static Optional<LeftAside.Kind> kind(String element, String attribute) {
        return Optional.ofNullable(SAID.get(element)).map(said -> said.leftAside.get(attribute));
    }

    /** Refuses what an element says and nobody knows; notes what is left aside. */
    void check(Element e) {
        var said = SAID.get(e.name());
        if (said == null) {
            throw e.wrong("not supported here");
        }
        // A friction of nothing is nothing to speak of, nor are bounds that are the toolkit's own.
        boolean smooth = e.has("frictionloss") && e.number("frictionloss", 0) == 0;
        vocabulary.attributes(smooth ? e.without(Set.of("frictionloss")) : e, said.read, said.leftAside);
    }

    /** Notes what of an element is left aside, and leaves it to others to refuse the rest. */
    void noted(Element e) {
        var said = SAID.get(e.name());
        var unknown = e.attributes().keySet().stream()
                .filter(a -> !said.read.contains(a) && !said.leftAside.containsKey(a))
                .toList();
        check(e.without(unknown));
    }

    /** Refuses what an element of the defaults says and nobody knows; what is left aside is noted where it is used. */
    static void known(Element e) {
        var said = SAID.get(e.name());
        Vocabulary.known(e, said.read, said.leftAside.keySet());
    }

    /** Elements without attributes, as the sections of a file are. */
    void noAttributes(Element e, String... allowed) {
        Vocabulary.known(e, Set.of(allowed), Set.of());
    }

    void bounds(Element e) {
        note(e, CONTROLS, "'ctrlrange' (controls are bounded by the task, which scales actions in [−1, 1])");
    }
}
