package org.tandemrl.sim.robot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads {@code actuator}: {@code motor}, {@code position}, and {@code general} where it is one of the two. With c the control and
 * q, q̇ coordinate and velocity of the joint, MuJoCo's actuators give f = gain·c + bias and push the joint with gear·f; a motor has
 * gain 1 and no bias, a servo gain kp and bias −kp·gear·q − kv·gear·q̇.
 */
final class MjcfActuators {
    private static final double STRONGEST = 1e6;

    private final MjcfSource source;
    private final MjcfWords words;
    private final MjcfDefaults defaults;
    private final Map<String, Integer> jointIndex;
    private final List<Robot.Joint> joints;
    private final List<Robot.Motor> motors = new ArrayList<>();

    MjcfActuators(MjcfSource source, Map<String, Integer> jointIndex, List<Robot.Joint> joints) {
        this.source = source;
        words = source.words;
        defaults = source.defaults;
        this.jointIndex = jointIndex;
        this.joints = joints;
    }

    List<Robot.Motor> motors() {
        return motors;
    }

    void read(Element e) {
        words.noAttributes(e);
        words.children(e, MjcfWords.ACTUATORS);
        for (var m : e.children()) {
            if (!words.leavesAside(m.name())) {
                lawIsItsOwn(m);
                one(defaults.applied(m, ""));
            }
        }
    }

    /**
     * MuJoCo has one set of defaults for all actuators, gain and bias too: a default position servo makes a servo of a general actuator that
     * does not say otherwise.
     */
    private void lawIsItsOwn(Element e) {
        var kinds = defaults.actuatorKinds(e);
        boolean others =
                kinds.stream().anyMatch(k -> !k.equals(e.name()) && (!k.equals("motor") || kinds.contains(e.name())));
        boolean says = e.name().equals("motor")
                || e.name().equals("position") && e.has("kp")
                || e.name().equals("velocity") && e.has("kv");
        if (others && !says) {
            throw e.beyond("takes its gain from defaults of several kinds of actuators ("
                    + String.join(", ", new TreeSet<>(kinds))
                    + "); allowed: to write it here, or defaults of one kind");
        }
    }

    private void one(Element e) {
        words.check(e);
        words.children(e, java.util.Set.of());
        String name = e.required("joint");
        Integer joint = jointIndex.get(name);
        if (joint == null) {
            throw e.wrong("'joint' is \"" + name + "\"; there are " + new TreeSet<>(jointIndex.keySet()));
        }
        if (joints.get(joint).type().freedoms != 1) {
            throw e.wrong("'joint' is \"" + name + "\", a " + joints.get(joint).type()
                    + " joint; motors drive hinge and slide");
        }
        if (motors.stream().anyMatch(m -> m.joint() == joint)) {
            throw e.wrong("joint \"" + name + "\" already has a motor");
        }
        double gear = gear(e);
        double gain = 1;
        double kp = 0;
        double kv = 0;
        if (e.name().equals("position")) {
            kp = positive(e, "kp", e.number("kp", 1));
            kv = e.amount("kv", 0);
        } else if (e.name().equals("velocity")) {
            kv = positive(e, "kv", e.number("kv", 1));
        } else if (e.name().equals("general")) {
            e.oneOf("dyntype", "none", "none");
            e.oneOf("gaintype", "fixed", "fixed");
            gain = parameters(e, "gainprm", 1)[0];
            if (e.oneOf("biastype", "none", "none", "affine").equals("affine")) {
                double[] bias = parameters(e, "biasprm", 0);
                var law = Robot.Motor.Law.of(gain, bias)
                        .orElseThrow(
                                () -> e.wrong(
                                        "an affine bias is supported as a position servo: gainprm=\"kp\" biasprm=\"0 -kp -kv\", or as one of velocity: gainprm=\"kv\" biasprm=\"0 0 -kv\""));
                kp = law.kp();
                kv = law.kv();
                gain = law.gain();
            }
        }
        if (gain == 0) {
            throw e.wrong("'gainprm' is \"" + e.text("gainprm", "") + "\"; allowed: one number other than 0");
        }
        source.bounds(e, "forcerange", "forcelimited");
        source.bounds(e, "ctrlrange", "ctrllimited");
        double[] force = range(e, "force");
        double[] control = range(e, "ctrl");
        if (control.length > 0 && !Arrays.equals(control, new double[] {-1, 1})) {
            words.bounds(e);
        }
        motors.add(source.bounded(
                Robot.Motor.of(e.text("name", name), joint, gear, new Robot.Motor.Law(gain, kp, kv), force, control),
                name));
    }

    private static double gear(Element e) {
        double[] gear = e.has("gear") ? e.numbers("gear", 1, 6) : new double[] {1};
        if (gear[0] == 0
                || Math.abs(gear[0]) > STRONGEST
                || Arrays.stream(gear).skip(1).anyMatch(g -> g != 0)) {
            throw e.wrong("'gear' is \"" + e.text("gear", "")
                    + "\"; allowed: one number other than 0 of magnitude up to 1e6 (further ones 0)");
        }
        return gear[0];
    }

    /** The first three of the parameters; further ones must be zero. */
    private static double[] parameters(Element e, String attribute, double first) {
        if (!e.has(attribute)) {
            return new double[] {first, 0, 0};
        }
        double[] all = e.numbers(attribute, 1, 10);
        if (Arrays.stream(all).skip(attribute.equals("gainprm") ? 1 : 3).anyMatch(x -> x != 0)) {
            throw e.wrong("'" + attribute + "' is \"" + e.text(attribute, "") + "\"; its further numbers must be 0");
        }
        return Arrays.copyOf(all, 3);
    }

    private static double positive(Element e, String attribute, double value) {
        if (!(value > 0)) {
            throw e.wrong("'" + attribute + "' is " + value + "; allowed: above 0");
        }
        return value;
    }

    /** Lower and upper bound, or nothing where the actuator is not bounded. */
    private static double[] range(Element e, String what) {
        String limited = e.oneOf(what + "limited", "auto", "auto", "true", "false");
        if (!e.has(what + "range")) {
            if (limited.equals("true")) {
                throw e.wrong(what + "limited=\"true\" needs '" + what + "range'");
            }
            return new double[0];
        }
        double[] range = e.numbers(what + "range", 2, 2);
        if (!(range[0] < range[1])) {
            throw e.wrong("'" + what + "range' is \"" + e.text(what + "range", "")
                    + "\"; allowed: a lower, then a greater upper bound");
        }
        return limited.equals("false") ? new double[0] : range;
    }
}
