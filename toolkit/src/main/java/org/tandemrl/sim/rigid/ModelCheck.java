package org.tandemrl.sim.rigid;

/** Refuses models that the equations cannot run, by name of the link and the quantity. */
final class ModelCheck {
    private ModelCheck() {}

    static void check(RigidModel model) {
        finite(model.name(), "timeStep", model.timeStep());
        demand(model.timeStep() > 0, model.name(), "timeStep must be positive, was " + model.timeStep());
        demand(model.substeps() > 0, model.name(), "substeps must be positive, was " + model.substeps());
        demand(
                model.massMatrixEvery() > 0,
                model.name(),
                "massMatrixEvery must be positive, was " + model.massMatrixEvery());
        numbers(model.name(), "gravity", model.gravity(), 3);
        demand(!model.links().isEmpty(), model.name(), "a model needs at least one link");
        for (int i = 0; i < model.links().size(); i++) {
            link(model, i);
        }
        for (int i = 0; i < model.contacts().size(); i++) {
            contact(model, i);
        }
        for (var muscle : model.muscles()) {
            muscle(model, muscle);
        }
        demand(
                model.muscles().isEmpty() || model.actuated().length == 0,
                model.name(),
                "a robot is driven by muscles or by actuated freedoms, not by both");
        for (int k : model.actuated()) {
            demand(
                    k >= 0 && k < model.freedoms(),
                    model.name(),
                    "actuated freedom " + k + " is not in 0.." + (model.freedoms() - 1));
        }
        demand(
                java.util.Arrays.stream(model.actuated()).distinct().count() == model.actuated().length,
                model.name(),
                "an actuated freedom is listed twice");
        numbers(model.name(), "qDefault", model.qDefault(), model.coordinates());
    }

    private static void link(RigidModel model, int i) {
        var link = model.links().get(i);
        var name = model.name() + ", link " + i + " (" + link.name() + ")";
        demand(
                link.parent() >= -1 && link.parent() < i,
                name,
                "parent must be -1 (the world) or an earlier link, was " + link.parent());
        transform(name, "parentToJoint", link.parentToJoint());
        transform(name, "linkToCenter", link.linkToCenter());
        numbers(name, "axis", link.axis(), 3);
        if (link.type().coordinates == 1) {
            double norm = Math.sqrt(dot(link.axis()));
            demand(Math.abs(norm - 1) < 1e-5, name, "axis must be a unit vector, its length is " + norm);
        }
        finite(name, "mass", link.mass());
        demand(link.mass() >= 0, name, "mass must not be negative, was " + link.mass());
        numbers(name, "inertia", link.inertia(), 9);
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < a; b++) {
                double difference = Math.abs(link.inertia()[3 * a + b] - link.inertia()[3 * b + a]);
                double scale = Math.abs(link.inertia()[4 * a]) + Math.abs(link.inertia()[4 * b]);
                demand(difference <= 1e-6 * scale, name, "inertia must be symmetric");
            }
        }
        demand(
                link.mass() > 0 || java.util.Arrays.stream(link.inertia()).allMatch(x -> x == 0),
                name,
                "a link without mass must have no inertia");
        finite(name, "targetStiffness", link.targetStiffness());
        finite(name, "targetDamping", link.targetDamping());
        finite(name, "limitStiffness", link.limitStiffness());
        finite(name, "limitDamping", link.limitDamping());
        numbers(name, "armature", link.armature(), link.type().freedoms);
        numbers(name, "target", link.target(), link.type().coordinates);
        numbers(name, "lower", link.lower(), link.type().coordinates);
        numbers(name, "upper", link.upper(), link.type().coordinates);
        if (link.type().coordinates == 1) {
            demand(
                    link.lower()[0] <= link.upper()[0],
                    name,
                    "lower limit " + link.lower()[0] + " exceeds upper limit " + link.upper()[0]);
        }
        if (link.type() == JointType.FREE) {
            demand(
                    link.parent() == -1 && link.parentToJoint().equals(Transform.IDENTITY),
                    name,
                    "a free joint must hang on the world (parent -1) with parentToJoint the identity");
        }
    }

    private static void contact(RigidModel model, int i) {
        var contact = model.contacts().get(i);
        var name = model.name() + ", contact " + i;
        linkIndex(model, name, contact.link());
        numbers(name, "point", contact.point(), 3);
        numbers(
                name,
                "radius, ke, kd, kf, mu",
                new double[] {contact.radius(), contact.ke(), contact.kd(), contact.kf(), contact.mu()},
                5);
    }

    private static void muscle(RigidModel model, RigidModel.Muscle muscle) {
        var name = model.name() + ", muscle " + muscle.name();
        demand(
                muscle.links().length == muscle.points().length,
                name,
                muscle.links().length + " links for " + muscle.points().length + " points");
        for (int k = 0; k < muscle.links().length; k++) {
            linkIndex(model, name, muscle.links()[k]);
            numbers(name, "point " + k, muscle.points()[k], 3);
        }
        finite(name, "strength", muscle.strength());
    }

    private static void transform(String name, String what, Transform t) {
        numbers(name, what, new double[] {t.px(), t.py(), t.pz(), t.qx(), t.qy(), t.qz(), t.qw()}, 7);
        double norm = Math.sqrt(t.qx() * t.qx() + t.qy() * t.qy() + t.qz() * t.qz() + t.qw() * t.qw());
        demand(Math.abs(norm - 1) < 1e-5, name, what + " must carry a unit quaternion, its length is " + norm);
    }

    private static void linkIndex(RigidModel model, String name, int link) {
        int links = model.links().size();
        demand(link >= 0 && link < links, name, "link " + link + " is not in 0.." + (links - 1));
    }

    private static void numbers(String name, String what, double[] values, int length) {
        demand(values.length == length, name, what + " must have " + length + " numbers, has " + values.length);
        for (double value : values) {
            finite(name, what, value);
        }
    }

    private static void finite(String name, String what, double value) {
        demand(Double.isFinite(value), name, what + " must be finite, was " + value);
    }

    private static double dot(double[] v) {
        return v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
    }

    private static void demand(boolean condition, String name, String message) {
        if (!condition) {
            throw new IllegalArgumentException(name + ": " + message);
        }
    }
}
