package org.tandemrl.sim.rigid;

import java.util.Arrays;

/**
 * The same physics for one environment, written from the spatial-algebra statement of it with dense 6×6 matrices, without
 * regard to speed: H = JᵀMJ with M = Tᵀ I T of 6×6 changes of frame, a dense Cholesky factor, bias wrenches
 * I a + v ×* I v − weight. It shares no formula's rearrangement with the kernels, and takes quaternions of any length.
 *
 * <p>On request what vectors, matrices and sums come to is rounded to single precision, as the recordings' was: not bit by bit as
 * there, which would take its order of operations, but as coarsely.
 */
final class ScalarPhysics {
    private final RigidModel model;
    private final boolean single;
    private final int links;
    private final int freedoms;
    private final int coordinates;

    ScalarPhysics(RigidModel model) {
        this(model, false);
    }

    ScalarPhysics(RigidModel model, boolean single) {
        this.model = model;
        this.single = single;
        links = model.links().size();
        freedoms = model.freedoms();
        coordinates = model.coordinates();
    }

    /** As precise as this is meant to be. */
    private double r(double x) {
        return single ? (float) x : x;
    }

    private double[] r(double... x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = r(x[i]);
        }
        return x;
    }

    /** One control step of one environment. */
    double[] step(double[] state, double[] control) {
        var q = Arrays.copyOf(state, coordinates);
        var qd = Arrays.copyOfRange(state, coordinates, coordinates + freedoms);
        double h = r(model.timeStep() / model.substeps());
        double[][] factor = null;
        for (int k = 0; k < model.substeps(); k++) {
            var pose = new Pose(q, qd);
            var tau = pose.forces(control);
            if (k % model.massMatrixEvery() == 0) {
                factor = cholesky(pose.massMatrix());
            }
            var qdd = solve(factor, tau);
            for (int i = 0; i < freedoms; i++) {
                qd[i] = r(qd[i] + r(h * qdd[i]));
            }
            integrate(q, qd, h);
        }
        var next = Arrays.copyOf(q, coordinates + freedoms);
        System.arraycopy(qd, 0, next, coordinates, freedoms);
        return next;
    }

    /** Momentum (angular about the origin, linear) of the whole robot. */
    double[] momentum(double[] state) {
        var pose = new Pose(Arrays.copyOf(state, coordinates), Arrays.copyOfRange(state, coordinates, state.length));
        var sum = new double[6];
        for (int i = 0; i < links; i++) {
            var p = times(pose.inertia[i], pose.v[i]);
            for (int k = 0; k < 6; k++) {
                sum[k] += p[k];
            }
        }
        return sum;
    }

    private void integrate(double[] q, double[] qd, double h) {
        int c = 0;
        int f = 0;
        for (var link : model.links()) {
            switch (link.type()) {
                case REVOLUTE, PRISMATIC -> q[c] = r(q[c] + r(h * qd[f]));
                case BALL -> turn(q, c, qd, f, h);
                case FREE -> {
                    double[] w = {qd[f], qd[f + 1], qd[f + 2]};
                    double[] p = {q[c], q[c + 1], q[c + 2]};
                    var wp = cross(w, p);
                    for (int k = 0; k < 3; k++) {
                        q[c + k] = r(p[k] + r(h * r(qd[f + 3 + k] + wp[k])));
                    }
                    turn(q, c + 3, qd, f, h);
                }
                case FIXED -> {}
            }
            c += link.type().coordinates;
            f += link.type().freedoms;
        }
    }

    private void turn(double[] q, int c, double[] qd, int f, double h) {
        double[] r = {q[c], q[c + 1], q[c + 2], q[c + 3]};
        var d = r(Rotations.multiply(new double[] {qd[f], qd[f + 1], qd[f + 2], 0}, r));
        double norm = 0;
        for (int k = 0; k < 4; k++) {
            r[k] = r(r[k] + r(0.5 * h * d[k]));
            norm = r(norm + r[k] * r[k]);
        }
        for (int k = 0; k < 4; k++) {
            q[c + k] = r(r[k] / r(Math.sqrt(norm)));
        }
    }

    /** Everything that follows from q and q̇. */
    private final class Pose {
        final double[] q;
        final double[] qd;
        final Frame[] body = new Frame[links];
        final double[][] subspace = new double[freedoms][];
        final double[][] v = new double[links][];
        final double[][] a = new double[links][];
        final double[][][] inertia = new double[links][][];

        Pose(double[] q, double[] qd) {
            this.q = q;
            this.qd = qd;
            int c = 0;
            int f = 0;
            for (int i = 0; i < links; i++) {
                var link = model.links().get(i);
                var up = link.parent() < 0 ? world() : body[link.parent()];
                var joint = up.times(frame(link.parentToJoint()));
                body[i] = joint.times(motion(link, c));
                for (int k = 0; k < link.type().freedoms; k++) {
                    subspace[f + k] = column(link, joint, k);
                }
                var vj = new double[6];
                for (int k = 0; k < link.type().freedoms; k++) {
                    for (int s = 0; s < 6; s++) {
                        vj[s] = r(vj[s] + subspace[f + k][s] * qd[f + k]);
                    }
                }
                v[i] = link.parent() < 0 ? vj.clone() : sum(v[link.parent()], vj);
                var bias = crossTwist(v[i], vj);
                a[i] = link.parent() < 0 ? bias : sum(a[link.parent()], bias);
                inertia[i] = worldInertia(link, body[i].times(frame(link.linkToCenter())));
                c += link.type().coordinates;
                f += link.type().freedoms;
            }
        }

        private Frame motion(RigidModel.Link link, int c) {
            double[] zero = {0, 0, 0};
            return switch (link.type()) {
                case FIXED -> world();
                case PRISMATIC ->
                    new Frame(
                            world().q,
                            r(
                                    Rotations.unit(link.axis())[0] * q[c],
                                    Rotations.unit(link.axis())[1] * q[c],
                                    Rotations.unit(link.axis())[2] * q[c]));
                case REVOLUTE -> {
                    double s = r(Math.sin(q[c] / 2));
                    var e = Rotations.unit(link.axis());
                    yield new Frame(r(e[0] * s, e[1] * s, e[2] * s, Math.cos(q[c] / 2)), zero);
                }
                case BALL -> new Frame(Arrays.copyOfRange(q, c, c + 4), zero);
                case FREE -> new Frame(Arrays.copyOfRange(q, c + 3, c + 7), Arrays.copyOfRange(q, c, c + 3));
            };
        }

        private double[] column(RigidModel.Link link, Frame joint, int k) {
            var e = new double[3];
            e[k % 3] = 1;
            return switch (link.type()) {
                case REVOLUTE -> joint.twist(Rotations.unit(link.axis()), new double[3]);
                case PRISMATIC -> joint.twist(new double[3], Rotations.unit(link.axis()));
                case BALL -> joint.twist(e, new double[3]);
                case FREE -> {
                    var unit = new double[6];
                    unit[k] = 1;
                    yield unit;
                }
                case FIXED -> throw new IllegalStateException();
            };
        }

        double[] forces(double[] control) {
            var f = new double[links][];
            for (int i = 0; i < links; i++) {
                var link = model.links().get(i);
                f[i] = sum(times(inertia[i], a[i]), crossWrench(v[i], times(inertia[i], v[i])));
                var center = body[i].times(frame(link.linkToCenter())).p;
                double[] weight = new double[3];
                for (int k = 0; k < 3; k++) {
                    weight[k] = r(link.mass() * model.gravity()[k]);
                }
                load(f[i], center, weight, -1);
            }
            contacts(f);
            muscles(f, control);
            var tau = new double[freedoms];
            int c = coordinates;
            int d = freedoms;
            for (int i = links - 1; i >= 0; i--) {
                var link = model.links().get(i);
                c -= link.type().coordinates;
                d -= link.type().freedoms;
                for (int k = 0; k < link.type().freedoms; k++) {
                    tau[d + k] = -dot(subspace[d + k], f[i]);
                    if (link.type() == JointType.BALL) {
                        tau[d + k] =
                                r(tau[d + k] - r(link.targetDamping() * qd[d + k] + link.targetStiffness() * q[c + k]));
                    } else if (link.type() != JointType.FREE) {
                        tau[d + k] = r(tau[d + k]
                                - r(link.targetStiffness() * (q[c] - link.target()[0]))
                                - r(link.targetDamping() * qd[d])
                                - r(link.limitDamping() * qd[d]));
                        if (q[c] < link.lower()[0]) {
                            tau[d] = r(tau[d] + r(link.limitStiffness() * r(link.lower()[0] - q[c])));
                        } else if (q[c] > link.upper()[0]) {
                            tau[d] = r(tau[d] + r(link.limitStiffness() * r(link.upper()[0] - q[c])));
                        }
                    }
                }
                if (link.parent() >= 0) {
                    f[link.parent()] = sum(f[link.parent()], f[i]);
                }
            }
            for (int k = 0; k < model.actuated().length; k++) {
                tau[model.actuated()[k]] = r(tau[model.actuated()[k]] + control[k]);
            }
            return tau;
        }

        private void contacts(double[][] f) {
            for (var contact : model.contacts()) {
                int i = contact.link();
                var p = body[i].point(contact.point());
                p[1] = r(p[1] - contact.radius());
                double depth = p[1];
                if (depth >= 0) {
                    continue;
                }
                var u = sum(Arrays.copyOfRange(v[i], 3, 6), cross(v[i], p));
                double normal = r(r(contact.ke() * depth) - r(depth * contact.kd() * Math.min(u[1], 0)));
                double speed = r(Math.hypot(u[0], u[2]));
                double friction = speed == 0
                        ? 0
                        : r(Math.min(contact.kf() * speed, -contact.mu() * contact.ke() * depth) / speed);
                load(f[i], p, r(friction * u[0], normal, friction * u[2]), 1);
            }
        }

        private void muscles(double[][] f, double[] control) {
            for (int m = 0; m < model.muscles().size(); m++) {
                var muscle = model.muscles().get(m);
                for (int k = 0; k + 1 < muscle.links().length; k++) {
                    int i = muscle.links()[k];
                    int j = muscle.links()[k + 1];
                    if (i == j) {
                        continue;
                    }
                    var from = body[i].point(muscle.points()[k]);
                    var to = body[j].point(muscle.points()[k + 1]);
                    double[] e = r(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
                    double length = r(Math.sqrt(dot(e, e)));
                    for (int s = 0; s < 3; s++) {
                        e[s] = r(e[s] * r(control[m] / length));
                    }
                    load(f[i], from, e, -1);
                    load(f[j], to, e, 1);
                }
            }
        }

        /** H = Σ J_iᵀ I_i J_i, plus the armature. */
        double[][] massMatrix() {
            var matrix = new double[freedoms][freedoms];
            for (int i = 0; i < links; i++) {
                var path = new boolean[freedoms];
                for (int k = i; k >= 0; k = model.links().get(k).parent()) {
                    int first = 0;
                    for (int s = 0; s < k; s++) {
                        first += model.links().get(s).type().freedoms;
                    }
                    Arrays.fill(path, first, first + model.links().get(k).type().freedoms, true);
                }
                for (int r = 0; r < freedoms; r++) {
                    for (int c = 0; c < freedoms; c++) {
                        if (path[r] && path[c]) {
                            matrix[r][c] = r(matrix[r][c] + dot(subspace[r], times(inertia[i], subspace[c])));
                        }
                    }
                }
            }
            int k = 0;
            for (var link : model.links()) {
                for (double armature : link.armature()) {
                    matrix[k][k] = r(matrix[k][k] + armature);
                    k++;
                }
            }
            return matrix;
        }
    }

    private Frame world() {
        return new Frame(new double[] {0, 0, 0, 1}, new double[3]);
    }

    /** x ↦ R(q) x + p; products of quaternions are not normalised. */
    private final class Frame {
        private final double[] q;
        private final double[] p;

        Frame(double[] q, double[] p) {
            this.q = q;
            this.p = p;
        }

        double[][] rotation() {
            return matrix(q);
        }

        Frame times(Frame other) {
            return new Frame(r(Rotations.multiply(q, other.q)), point(other.p));
        }

        double[] point(double[] x) {
            return sum(ScalarPhysics.this.times(rotation(), x), p);
        }

        double[] twist(double[] w, double[] v) {
            var rw = ScalarPhysics.this.times(rotation(), w);
            var rv = sum(ScalarPhysics.this.times(rotation(), v), cross(p, rw));
            return new double[] {rw[0], rw[1], rw[2], rv[0], rv[1], rv[2]};
        }

        Frame inverse() {
            double[] conjugate = {-q[0], -q[1], -q[2], q[3]};
            var back = ScalarPhysics.this.times(matrix(conjugate), p);
            return new Frame(conjugate, new double[] {-back[0], -back[1], -back[2]});
        }
    }

    /** Xᵀ I X with X the 6×6 change of a twist from world to the centre-of-mass frame. */
    private double[][] worldInertia(RigidModel.Link link, Frame center) {
        var body = new double[6][6];
        for (int r = 0; r < 3; r++) {
            System.arraycopy(link.inertia(), 3 * r, body[r], 0, 3);
            body[3 + r][3 + r] = link.mass();
        }
        var inverse = center.inverse();
        var rt = inverse.rotation();
        var p = inverse.p;
        var skew = new double[][] {{0, -p[2], p[1]}, {p[2], 0, -p[0]}, {-p[1], p[0], 0}};
        var lower = product(skew, rt);
        var x = new double[6][6];
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) {
                x[r][c] = rt[r][c];
                x[3 + r][3 + c] = rt[r][c];
                x[3 + r][c] = lower[r][c];
            }
        }
        return product(transpose(x), product(body, x));
    }

    private void load(double[] wrench, double[] p, double[] force, double sign) {
        var torque = cross(p, force);
        for (int k = 0; k < 3; k++) {
            wrench[k] = r(wrench[k] + sign * torque[k]);
            wrench[3 + k] = r(wrench[3 + k] + sign * force[k]);
        }
    }

    private double[] crossTwist(double[] v, double[] u) {
        var angular = cross(v, u);
        double[] v0 = Arrays.copyOfRange(v, 3, 6);
        double[] u0 = Arrays.copyOfRange(u, 3, 6);
        var linear = sum(cross(v, u0), cross(v0, u));
        return new double[] {angular[0], angular[1], angular[2], linear[0], linear[1], linear[2]};
    }

    private double[] crossWrench(double[] v, double[] f) {
        double[] v0 = Arrays.copyOfRange(v, 3, 6);
        double[] force = Arrays.copyOfRange(f, 3, 6);
        var torque = sum(cross(v, f), cross(v0, force));
        var linear = cross(v, force);
        return new double[] {torque[0], torque[1], torque[2], linear[0], linear[1], linear[2]};
    }

    private Frame frame(Transform t) {
        return new Frame(r(Rotations.unit(t)), r(t.px(), t.py(), t.pz()));
    }

    private double[][] matrix(double[] q) {
        double x = q[0];
        double y = q[1];
        double z = q[2];
        double w = q[3];
        double d = 2 * w * w - 1;
        return new double[][] {
            r(d + 2 * x * x, 2 * (x * y - w * z), 2 * (x * z + w * y)),
            r(2 * (x * y + w * z), d + 2 * y * y, 2 * (y * z - w * x)),
            r(2 * (x * z - w * y), 2 * (y * z + w * x), d + 2 * z * z)
        };
    }

    private double[][] product(double[][] a, double[][] b) {
        var result = new double[a.length][b[0].length];
        for (int r = 0; r < a.length; r++) {
            for (int c = 0; c < b[0].length; c++) {
                for (int k = 0; k < b.length; k++) {
                    result[r][c] = r(result[r][c] + a[r][k] * b[k][c]);
                }
            }
        }
        return result;
    }

    private double[][] transpose(double[][] a) {
        var result = new double[a[0].length][a.length];
        for (int r = 0; r < a.length; r++) {
            for (int c = 0; c < a[0].length; c++) {
                result[c][r] = a[r][c];
            }
        }
        return result;
    }

    private double[] times(double[][] a, double[] x) {
        return Arrays.stream(a).mapToDouble(row -> dot(row, x)).toArray();
    }

    private double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum = r(sum + a[k] * b[k]);
        }
        return sum;
    }

    private double[] sum(double[] a, double[] b) {
        var result = a.clone();
        for (int k = 0; k < a.length; k++) {
            result[k] = r(result[k] + b[k]);
        }
        return result;
    }

    /** Cross product of the first three numbers of each. */
    private double[] cross(double[] a, double[] b) {
        return r(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
    }

    private double[][] cholesky(double[][] a) {
        int n = a.length;
        var l = new double[n][n];
        for (int r = 0; r < n; r++) {
            for (int c = 0; c <= r; c++) {
                double sum = a[r][c];
                for (int k = 0; k < c; k++) {
                    sum = r(sum - l[r][k] * l[c][k]);
                }
                l[r][c] = r(r == c ? Math.sqrt(sum) : sum / l[c][c]);
            }
        }
        return l;
    }

    private double[] solve(double[][] l, double[] b) {
        int n = b.length;
        var x = b.clone();
        for (int r = 0; r < n; r++) {
            for (int k = 0; k < r; k++) {
                x[r] = r(x[r] - l[r][k] * x[k]);
            }
            x[r] = r(x[r] / l[r][r]);
        }
        for (int r = n - 1; r >= 0; r--) {
            for (int k = r + 1; k < n; k++) {
                x[r] = r(x[r] - l[k][r] * x[k]);
            }
            x[r] = r(x[r] / l[r][r]);
        }
        return x;
    }
}
