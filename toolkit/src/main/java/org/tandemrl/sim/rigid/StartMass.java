package org.tandemrl.sim.rigid;

import java.util.Arrays;

/**
 * Whether forces move the robot at its start: the joint-space mass matrix there, H = Σ m JᵥᵀJᵥ + J_ωᵀ I J_ω plus the armature, must be
 * positive definite. Two equal hinges in a row without armature, say, make it singular, and its factor not a number.
 */
final class StartMass {
    /** Of a pivot over its diagonal entry; rounding leaves some 1e-14 of what should be zero. */
    private static final double SMALLEST_PIVOT = 1e-11;

    private StartMass() {}

    /** The first freedom that those before it already move, or that moves nothing; −1 if there is none. */
    static int firstIdleFreedom(RigidModel model) {
        return factor(matrix(model, model.freedoms()));
    }

    /** Cholesky's factor in place of the lower triangle; the first row whose pivot is not positive, or −1. */
    private static int factor(double[][] h) {
        for (int i = 0; i < h.length; i++) {
            double diagonal = h[i][i];
            for (int j = 0; j <= i; j++) {
                double sum = h[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= h[i][k] * h[j][k];
                }
                if (i > j) {
                    h[i][j] = sum / h[j][j];
                } else if (sum > SMALLEST_PIVOT * diagonal && sum < Double.POSITIVE_INFINITY) {
                    h[i][i] = Math.sqrt(sum);
                } else {
                    return i;
                }
            }
        }
        return -1;
    }

    /**
     * The largest eigenvalue of √D H⁻¹ √D, D a diagonal of dampers or springs, at least nearly (from below, by power iteration): what
     * the quickest of their motions feels.
     */
    static double quickest(RigidModel model, double[] d) {
        int n = d.length;
        double[][] h = matrix(model, n);
        factor(h);
        double[] x = new double[n];
        Arrays.setAll(x, i -> 1 + 0.1 * i);
        double eigenvalue = 0;
        for (int round = 0; round < 60; round++) {
            double norm = Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
            if (norm == 0) {
                return 0;
            }
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] /= norm;
                y[i] = Math.sqrt(d[i]) * x[i];
            }
            solve(h, y);
            eigenvalue = 0;
            for (int i = 0; i < n; i++) {
                y[i] *= Math.sqrt(d[i]);
                eigenvalue += x[i] * y[i];
            }
            x = y;
        }
        return eigenvalue;
    }

    private static void solve(double[][] l, double[] y) {
        for (int i = 0; i < y.length; i++) {
            for (int k = 0; k < i; k++) {
                y[i] -= l[i][k] * y[k];
            }
            y[i] /= l[i][i];
        }
        for (int i = y.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < y.length; k++) {
                y[i] -= l[k][i] * y[k];
            }
            y[i] /= l[i][i];
        }
    }

    private static double[][] matrix(RigidModel model, int n) {
        int count = model.links().size();
        double[][] quaternion = new double[count][];
        double[][] position = new double[count][];
        double[][] spin = new double[n][3]; // of each freedom, in world
        double[][] slide = new double[n][3]; // velocity of the point at the world's origin
        int[] first = new int[count];
        double[][] h = new double[n][n];
        int q = 0;
        int f = 0;
        for (int i = 0; i < count; i++) {
            var link = model.links().get(i);
            var up = link.parentToJoint();
            double[] parentTurn = link.parent() < 0 ? new double[] {0, 0, 0, 1} : quaternion[link.parent()];
            double[] parentPlace = link.parent() < 0 ? new double[3] : position[link.parent()];
            double[] turn = Rotations.multiply(parentTurn, Rotations.unit(up));
            double[] place = sum(parentPlace, Rotations.apply(parentTurn, new double[] {up.px(), up.py(), up.pz()}));
            first[i] = f;
            double[] start = Arrays.copyOfRange(model.qDefault(), q, q + link.type().coordinates);
            double[] axis = Rotations.apply(turn, Rotations.unit(link.axis()));
            switch (link.type()) {
                case REVOLUTE -> {
                    spin[f] = axis;
                    slide[f] = cross(place, axis);
                    double s = Math.sin(start[0] / 2);
                    double[] e = Rotations.unit(link.axis());
                    turn = Rotations.multiply(
                            turn, new double[] {s * e[0], s * e[1], s * e[2], Math.cos(start[0] / 2)});
                }
                case PRISMATIC -> {
                    slide[f] = axis;
                    place = sum(place, new double[] {start[0] * axis[0], start[0] * axis[1], start[0] * axis[2]});
                }
                case BALL -> {
                    for (int k = 0; k < 3; k++) {
                        spin[f + k][k] = 1;
                        slide[f + k] = cross(place, spin[f + k]);
                    }
                    turn = Rotations.multiply(turn, start);
                }
                case FREE -> {
                    for (int k = 0; k < 3; k++) {
                        // About the body's own place instead of the world's origin: as definite, better conditioned.
                        spin[f + k][k] = 1;
                        slide[f + k] = cross(Arrays.copyOf(start, 3), spin[f + k]);
                        slide[f + 3 + k][k] = 1;
                    }
                    place = Arrays.copyOf(start, 3);
                    turn = Arrays.copyOfRange(start, 3, 7);
                }
                case FIXED -> {}
            }
            q += link.type().coordinates;
            f += link.type().freedoms;
            quaternion[i] = turn;
            position[i] = place;
            add(model, i, turn, place, first, spin, slide, h);
        }
        f = 0;
        for (var link : model.links()) {
            for (double a : link.armature()) {
                h[f][f] += a;
                f++;
            }
        }
        return h;
    }

    private static void add(
            RigidModel model,
            int i,
            double[] turn,
            double[] place,
            int[] first,
            double[][] spin,
            double[][] slide,
            double[][] h) {
        var link = model.links().get(i);
        if (link.mass() == 0) {
            return;
        }
        var cm = link.linkToCenter();
        double[] center = sum(place, Rotations.apply(turn, new double[] {cm.px(), cm.py(), cm.pz()}));
        double[] t = Rotations.inertia(Rotations.multiply(turn, Rotations.unit(cm)), link.inertia());
        int n = 0;
        int[] moved = new int[h.length];
        for (int k = i; k >= 0; k = model.links().get(k).parent()) {
            for (int d = 0; d < model.links().get(k).type().freedoms; d++) {
                moved[n++] = first[k] + d;
            }
        }
        for (int a = 0; a < n; a++) {
            double[] w = spin[moved[a]];
            double[] v = sum(slide[moved[a]], cross(w, center));
            double[] angular = {
                t[0] * w[0] + t[1] * w[1] + t[2] * w[2],
                t[1] * w[0] + t[3] * w[1] + t[4] * w[2],
                t[2] * w[0] + t[4] * w[1] + t[5] * w[2]
            };
            for (int b = 0; b < n; b++) {
                double[] u = spin[moved[b]];
                double[] y = sum(slide[moved[b]], cross(u, center));
                h[moved[a]][moved[b]] += link.mass() * dot(v, y) + dot(angular, u);
            }
        }
    }

    private static double[] sum(double[] a, double[] b) {
        return new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
