package org.tandemrl.sim.rigid;

import java.util.List;
import java.util.Random;

/** Made-up robots for what the recorded ones do not cover. */
final class Robots {
    private Robots() {}

    /**
     * Every joint type in one tree, with turned joint frames, turned inertias, massless links, a fixed branch, a second root,
     * contacts, limits, and gravity; pushes on all kinds of freedoms.
     */
    static RigidModel menagerie(int massMatrixEvery) {
        var random = new Random(3);
        var links = List.of(
                link(random, -1, JointType.FREE, 2),
                link(random, 0, JointType.REVOLUTE, 0),
                link(random, 1, JointType.REVOLUTE, 1),
                link(random, 0, JointType.BALL, 1.5),
                link(random, 3, JointType.PRISMATIC, 0.7),
                link(random, 4, JointType.FIXED, 0.4),
                link(random, 5, JointType.BALL, 0.8),
                link(random, -1, JointType.FIXED, 0),
                link(random, 7, JointType.BALL, 1.1),
                link(random, 8, JointType.REVOLUTE, 0.9));
        var contacts = List.of(
                new RigidModel.Contact(0, vector(random, 0.3), 0.2, 2000, 300, 50, 0.7),
                new RigidModel.Contact(2, vector(random, 0.3), 0.3, 3000, 500, 200, 0.5),
                new RigidModel.Contact(5, vector(random, 0.3), 0.1, 1000, 100, 2, 0.9),
                new RigidModel.Contact(9, vector(random, 0.3), 0.5, 4000, 100, 90, 0));
        int[] actuated = {8, 0, 6, 7, 13};
        int coordinates = links.stream().mapToInt(l -> l.type().coordinates).sum();
        return new RigidModel(
                "menagerie",
                1 / 60.0,
                8,
                massMatrixEvery,
                new double[] {0.3, -9.81, -0.2},
                links,
                contacts,
                List.of(),
                actuated,
                new double[coordinates]);
    }

    /** The same with muscles in place of pushes. */
    static RigidModel muscled() {
        var model = menagerie(4);
        var random = new Random(9);
        var muscles = List.of(
                new RigidModel.Muscle("across", new int[] {0, 0, 2}, points(random, 3), 50),
                new RigidModel.Muscle("along", new int[] {0, 3, 4, 6}, points(random, 4), 80),
                new RigidModel.Muscle("between", new int[] {9, 6, 6}, points(random, 3), 20));
        return new RigidModel(
                "muscled",
                model.timeStep(),
                model.substeps(),
                model.massMatrixEvery(),
                model.gravity(),
                model.links(),
                model.contacts(),
                muscles,
                new int[0],
                model.qDefault());
    }

    /** A free body with a hinged arm in empty space. */
    static RigidModel satellite(int substeps) {
        var random = new Random(5);
        var body = link(random, -1, JointType.FREE, 2);
        var arm = link(random, 0, JointType.REVOLUTE, 1);
        return new RigidModel(
                "satellite",
                1 / 60.0,
                substeps,
                1,
                new double[3],
                List.of(body, arm),
                List.of(),
                List.of(),
                new int[] {6},
                new double[8]);
    }

    /** State rows with unit quaternions and everything else of the order of one. */
    static double[] states(RigidModel model, int environments, long seed) {
        var random = new Random(seed);
        int width = model.coordinates() + model.freedoms();
        var states = new double[environments * width];
        for (int e = 0; e < environments; e++) {
            int c = e * width;
            for (var link : model.links()) {
                for (int k = 0; k < link.type().coordinates; k++) {
                    states[c + k] = link.type() == JointType.FREE && k == 1
                            ? 0.2 + 0.3 * random.nextDouble()
                            : 0.5 * random.nextGaussian();
                }
                c += link.type().coordinates;
            }
            for (int k = 0; k < model.freedoms(); k++) {
                states[c + k] = random.nextGaussian();
            }
        }
        normalise(model, states);
        return states;
    }

    /** Gives the quaternions of state rows unit length. */
    static void normalise(RigidModel model, double[] states) {
        for (int c : quaternions(model, states.length)) {
            double norm = Math.sqrt(square(states, c));
            for (int k = c; k < c + 4; k++) {
                states[k] /= norm;
            }
        }
    }

    /** Gives the quaternions of state rows, of unit length, another one, the same for all. */
    static void stretch(RigidModel model, double[] states, double length) {
        for (int c : quaternions(model, states.length)) {
            for (int k = c; k < c + 4; k++) {
                states[k] *= length;
            }
        }
    }

    /** Where the quaternions stand in state rows. */
    private static int[] quaternions(RigidModel model, int length) {
        var places = java.util.stream.IntStream.builder();
        int c = 0;
        while (c < length) {
            for (var link : model.links()) {
                c += link.type().coordinates;
                if (link.type() == JointType.BALL || link.type() == JointType.FREE) {
                    places.add(c - 4);
                }
            }
            c += model.freedoms();
        }
        return places.build().toArray();
    }

    private static double square(double[] a, int from) {
        double sum = 0;
        for (int k = from; k < from + 4; k++) {
            sum += a[k] * a[k];
        }
        return sum;
    }

    /** Control rows of the order of ten newtons. */
    static double[] controls(RigidModel model, int environments, long seed) {
        int width = model.muscles().isEmpty()
                ? model.actuated().length
                : model.muscles().size();
        return new Random(seed).doubles((long) environments * width, 1, 20).toArray();
    }

    private static RigidModel.Link link(Random random, int parent, JointType type, double mass) {
        boolean free = type == JointType.FREE;
        var a = vector(random, 0.3);
        var b = vector(random, 0.3);
        // A sum of point masses: a possible inertia.
        var inertia = new double[9];
        double size = mass * (dot(a) + dot(b));
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) {
                inertia[3 * r + c] = (r == c ? size + 0.05 * mass : 0) - mass * (a[r] * a[c] + b[r] * b[c]);
            }
        }
        var axis = type == JointType.REVOLUTE || type == JointType.PRISMATIC ? unit(vector(random, 1)) : new double[3];
        var armature = new double[type.freedoms];
        java.util.Arrays.fill(armature, free ? 0 : 0.02);
        return new RigidModel.Link(
                type.name().toLowerCase(java.util.Locale.ROOT),
                parent,
                type,
                free ? Transform.IDENTITY : pose(random),
                axis,
                pose(random),
                mass,
                inertia,
                3,
                0.4,
                50,
                0.2,
                armature,
                fill(type.coordinates, 0.1),
                fill(type.coordinates, -0.4),
                fill(type.coordinates, 0.3));
    }

    private static double[] fill(int n, double value) {
        var result = new double[n];
        java.util.Arrays.fill(result, value);
        return result;
    }

    private static double[][] points(Random random, int count) {
        var points = new double[count][];
        java.util.Arrays.setAll(points, k -> vector(random, 0.3));
        return points;
    }

    private static Transform pose(Random random) {
        var p = vector(random, 0.2);
        var q = new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian()
        };
        double norm = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        return new Transform(p[0], p[1], p[2], q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm);
    }

    private static double[] vector(Random random, double size) {
        return new double[] {size * random.nextGaussian(), size * random.nextGaussian(), size * random.nextGaussian()};
    }

    private static double[] unit(double[] v) {
        double norm = Math.sqrt(dot(v));
        return new double[] {v[0] / norm, v[1] / norm, v[2] / norm};
    }

    private static double dot(double[] v) {
        return v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
    }
}
