package org.tandemrl.sim.rigid;

/** Refuses models that the equations cannot run, by name of the link and the quantity. */
final class ModelCheck {
    private static final int MOST_LINKS = 500;
    private static final int MOST_POINTS = 20_000;
    private static final int MOST_SUBSTEPS = 10_000;

    /** Beyond this a number is a slip of the pen, in whatever unit. */
    private static final double LARGEST = 1e9;

    /** kg. */
    private static final double HEAVIEST = 1e7;

    /** Relative to the largest; single-precision files round. */
    private static final double NEGATIVE_MOMENT = 1e-6;

    private ModelCheck() {}

    static void check(RigidModel model) {
        finite(model.name(), "timeStep", model.timeStep());
        demand(
                model.timeStep() > 0 && model.timeStep() <= 10,
                model.name(),
                "timeStep must be positive and at most 10 s, was " + model.timeStep());
        demand(
                model.substeps() > 0 && model.substeps() <= MOST_SUBSTEPS,
                model.name(),
                "substeps must be positive and at most " + MOST_SUBSTEPS + ", was " + model.substeps());
        demand(
                model.massMatrixEvery() > 0,
                model.name(),
                "massMatrixEvery must be positive, was " + model.massMatrixEvery());
        numbers(model.name(), "gravity", model.gravity(), 3);
        demand(!model.links().isEmpty(), model.name(), "a model needs at least one link");
        demand(
                model.links().size() <= MOST_LINKS && model.contacts().size() <= MOST_POINTS,
                model.name(),
                "a model may have " + MOST_LINKS + " links and " + MOST_POINTS + " contact points, has "
                        + model.links().size() + " and " + model.contacts().size());
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

    /** Also whether it can move from its default coordinates, which a simulator does not ask: its states come from elsewhere. */
    static void checkWithStart(RigidModel model) {
        check(model);
        quaternions(model);
        movable(model);
        stable(model);
    }

    /**
     * Refuses what certainly explodes: with a substep h, a damper d on an inertia m gains by |1 − h d/m| a substep, a spring k
     * oscillates ever wider if h² k/m > 4. The same of all dampers or springs together. (Models may explode for other reasons too.)
     */
    private static void stable(RigidModel model) {
        double h = model.timeStep() / model.substeps();
        double[] damping = new double[model.freedoms()];
        double[] stiffness = damping.clone();
        int f = 0;
        for (var link : model.links()) {
            for (int k = 0; k < link.type().freedoms; k++, f++) {
                if (link.type() != JointType.FREE) {
                    damping[f] = link.targetDamping() + (link.type() == JointType.BALL ? 0 : link.limitDamping());
                    stiffness[f] = link.targetStiffness();
                }
            }
        }
        double fastest = h * StartMass.quickest(model, damping);
        demand(
                fastest <= 2,
                model.name(),
                "the damping of joints and their limits is unstable: h·d/m = " + (float) fastest
                        + " with substeps h of " + (float) h
                        + " s; allowed: up to 2; take more substeps, less damping, or give joints armature");
        double hardest = h * h * StartMass.quickest(model, stiffness);
        demand(
                hardest <= 4,
                model.name(),
                "the stiffness of joints is unstable: h²·k/m = " + (float) hardest + " with substeps h of " + (float) h
                        + " s; allowed: up to 4; take more substeps, softer springs, or give joints armature");
        double mass = model.links().stream().mapToDouble(RigidModel.Link::mass).sum();
        double rotors = model.links().stream()
                .flatMapToDouble(l -> java.util.Arrays.stream(l.armature()))
                .sum();
        for (var contact : model.contacts()) {
            demand(
                    h * h * contact.ke() <= 4 * (mass + rotors),
                    model.name(),
                    "the contact stiffness " + contact.ke() + " under a robot of " + (float) mass
                            + " kg is unstable with substeps of " + (float) h
                            + " s; take more substeps or a softer contact");
        }
    }

    private static void quaternions(RigidModel model) {
        int q = 0;
        for (var link : model.links()) {
            q += link.type().coordinates;
            if (link.type().coordinates >= 4) {
                double square = 0;
                for (int k = q - 4; k < q; k++) {
                    square += model.qDefault()[k] * model.qDefault()[k];
                }
                demand(
                        Math.abs(square - 1) < 1e-4,
                        model.name() + ", link " + link.name(),
                        "qDefault must hold a unit quaternion, its length is " + Math.sqrt(square));
            }
        }
    }

    private static void movable(RigidModel model) {
        int idle = StartMass.firstIdleFreedom(model);
        int freedoms = 0;
        for (var link : model.links()) {
            freedoms += link.type().freedoms;
            demand(
                    idle < 0 || idle >= freedoms,
                    model.name() + ", link " + link.name(),
                    "its joint moves no mass of its own (none at all, or only what the joints before it move in the same way):"
                            + " the mass matrix is singular; give it mass, inertia or armature");
        }
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
        demand(
                link.mass() >= 0 && link.mass() <= HEAVIEST,
                name,
                "mass must be from 0 to " + HEAVIEST + " kg, was " + link.mass());
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
        moments(name, link);
        amounts(name, "targetStiffness", link.targetStiffness());
        amounts(name, "targetDamping", link.targetDamping());
        amounts(name, "limitStiffness", link.limitStiffness());
        amounts(name, "limitDamping", link.limitDamping());
        numbers(name, "armature", link.armature(), link.type().freedoms);
        amounts(name, "armature", link.armature());
        numbers(name, "target", link.target(), link.type().coordinates);
        numbers(name, "lower", link.lower(), link.type().coordinates);
        numbers(name, "upper", link.upper(), link.type().coordinates);
        if (link.type().coordinates == 1) {
            demand(
                    link.lower()[0] < link.upper()[0],
                    name,
                    "lower limit " + link.lower()[0] + " must be below upper limit " + link.upper()[0]);
        }
        if (link.type() == JointType.FREE) {
            demand(
                    link.parent() == -1 && link.parentToJoint().equals(Transform.IDENTITY),
                    name,
                    "a free joint must hang on the world (parent -1) with parentToJoint the identity");
        }
    }

    /** By Sylvester's criterion on I + ε·trace: no principal moment clearly below zero, and with a mass at least one above. */
    private static void moments(String name, RigidModel.Link link) {
        double[] i = link.inertia();
        double trace = i[0] + i[4] + i[8];
        if (link.mass() == 0) {
            return;
        }
        demand(trace > 0, name, "a link with a mass must have an inertia; its trace is " + trace);
        double e = NEGATIVE_MOMENT * trace;
        double xx = i[0] + e;
        double yy = i[4] + e;
        double zz = i[8] + e;
        double minor = xx * yy - i[1] * i[1];
        double determinant =
                xx * (yy * zz - i[5] * i[5]) - i[1] * (i[1] * zz - i[5] * i[2]) + i[2] * (i[1] * i[5] - yy * i[2]);
        demand(xx > 0 && minor > 0 && determinant > 0, name, "the inertia must not have a negative principal moment");
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
        amounts(
                name,
                "radius, ke, kd, kf, mu",
                contact.radius(),
                contact.ke(),
                contact.kd(),
                contact.kf(),
                contact.mu());
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
        demand(Math.abs(value) <= LARGEST, name, what + " must be finite and at most " + LARGEST + ", was " + value);
    }

    private static void amounts(String name, String what, double... values) {
        for (double value : values) {
            finite(name, what, value);
            demand(value >= 0, name, what + " must not be negative, was " + value);
        }
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
