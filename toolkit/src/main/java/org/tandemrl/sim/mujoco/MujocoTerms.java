package org.tandemrl.sim.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The terms of the equations of motion as MuJoCo computes them, turned into the frames and coordinates of {@code sim.rigid}: with
 * MuJoCo's velocities v = B q̇ and H' v̇ + h' = τ', that is H = Bᵀ H' B, τ = Bᵀ τ' and h = Bᵀ h' + H B⁻¹ Ḃ q̇.
 */
public final class MujocoTerms implements AutoCloseable {
    private final MujocoModel model;
    private final MujocoData data;

    /**
     * Where a body is.
     *
     * @param position of its frame, m
     * @param rotation 3×3, row-major
     * @param center of mass, m
     */
    public record Body(double[] position, double[] rotation, double[] center) {}

    /**
     * What a body resists with.
     *
     * @param mass kg
     * @param axes principal axes in the body's frame, a quaternion (x, y, z, w)
     * @param moments about them, kg·m²
     */
    public record Inertial(double mass, double[] axes, double[] moments) {}

    /**
     * Where a joint is.
     *
     * @param anchor m
     * @param axis unit vector of a hinge or slide
     */
    public record Joint(double[] anchor, double[] axis) {}

    /**
     * The terms at one state; world with y up.
     *
     * @param bodies by name
     * @param joints in the file's order
     * @param massMatrix H, [freedoms][freedoms], armature included
     * @param bias h: what holds the robot at q̈ = 0
     * @param passive springs and dampers of the joints
     */
    public record Terms(
            Map<String, Body> bodies, List<Joint> joints, double[][] massMatrix, double[] bias, double[] passive) {}

    /** @throws MujocoException if MuJoCo is missing (the message says how to install it) or refuses the file */
    public MujocoTerms(Path mjcf) {
        model = MujocoModel.read(mjcf, MujocoSettings.of(0.01, 1));
        data = new MujocoData(model);
    }

    /** Mass and inertia of each body, by name, as MuJoCo has compiled them. */
    public Map<String, Inertial> inertials() {
        double[] mass = bodyNumbers(MujocoLayout.Model_body_mass, 1);
        double[] moments = bodyNumbers(MujocoLayout.Model_body_inertia, 3);
        double[] axes = bodyNumbers(MujocoLayout.Model_body_iquat, 4);
        var inertials = new LinkedHashMap<String, Inertial>();
        for (int b = 0; b < mass.length; b++) {
            inertials.put(
                    model.bodies[b],
                    new Inertial(
                            mass[b],
                            new double[] {axes[4 * b + 1], axes[4 * b + 2], axes[4 * b + 3], axes[4 * b]},
                            Arrays.copyOfRange(moments, 3 * b, 3 * b + 3)));
        }
        return inertials;
    }

    private double[] bodyNumbers(long field, int width) {
        return model.bodyNumbers(field, width).toArray(JAVA_DOUBLE);
    }

    /** For tests: another mass than the file's. */
    void setMass(String body, double mass) {
        model.bodyNumbers(MujocoLayout.Model_body_mass, 1)
                .setAtIndex(JAVA_DOUBLE, List.of(model.bodies).indexOf(body), mass);
    }

    /**
     * The terms at a state.
     *
     * @param state q, then q̇, as in {@code sim.rigid}
     * @throws IllegalArgumentException if the state has another length or is not finite
     */
    public Terms at(double[] state) {
        if (state.length != model.coordinates + model.freedoms) {
            throw new IllegalArgumentException("a state of this robot has " + model.coordinates + " + " + model.freedoms
                    + " numbers, this one has " + state.length);
        }
        if (!data.load(state, 0, new double[model.actuated.length], 0)) {
            throw new IllegalArgumentException(
                    "the state has a number that is not finite, or a quaternion of length zero");
        }
        Mujoco.forward(model.address(), data.address());
        double[][] b = velocities(state);
        double[][] h = transformed(massMatrix(), b);
        double[] bias = transposed(b, numbers(MujocoLayout.Data_qfrc_bias, model.freedoms));
        subtract(bias, h, drift(state));
        return new Terms(
                bodies(), joints(), h, bias, transposed(b, numbers(MujocoLayout.Data_qfrc_passive, model.freedoms)));
    }

    private Map<String, Body> bodies() {
        double[] position = numbers(MujocoLayout.Data_xpos, 3 * model.bodies.length);
        double[] matrix = numbers(MujocoLayout.Data_xmat, 9 * model.bodies.length);
        double[] center = numbers(MujocoLayout.Data_xipos, 3 * model.bodies.length);
        var bodies = new LinkedHashMap<String, Body>();
        for (int i = 0; i < model.bodies.length; i++) {
            double[] r = new double[9];
            for (int column = 0; column < 3; column++) {
                int o = 9 * i + column;
                r[column] = matrix[o];
                r[3 + column] = matrix[o + 6];
                r[6 + column] = -matrix[o + 3];
            }
            bodies.put(model.bodies[i], new Body(yUp(position, 3 * i), r, yUp(center, 3 * i)));
        }
        return bodies;
    }

    private List<Joint> joints() {
        double[] anchor = numbers(MujocoLayout.Data_xanchor, 3 * model.jointType.length);
        double[] axis = numbers(MujocoLayout.Data_xaxis, 3 * model.jointType.length);
        var joints = new ArrayList<Joint>();
        for (int j = 0; j < model.jointType.length; j++) {
            joints.add(new Joint(yUp(anchor, 3 * j), yUp(axis, 3 * j)));
        }
        return joints;
    }

    private double[][] massMatrix() {
        int n = model.freedoms;
        try (var arena = Arena.ofConfined()) {
            var dense = arena.allocate(JAVA_DOUBLE, (long) n * n);
            Mujoco.fullMassMatrix(model.address(), dense, data.numbers(MujocoLayout.Data_qM, n));
            double[][] matrix = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    matrix[i][j] = dense.getAtIndex(JAVA_DOUBLE, (long) n * i + j);
                }
            }
            return matrix;
        }
    }

    /** B of v = B q̇: a free joint's v = (Wᵀ(v₀ + ω × p), Rᵀω), a ball's Rᵀω, the others' q̇. */
    private double[][] velocities(double[] state) {
        double[][] b = new double[model.freedoms][model.freedoms];
        for (int j = 0; j < model.jointType.length; j++) {
            int q = model.coordinateOf[j];
            int v = model.freedomOf[j];
            switch (model.jointType[j]) {
                case MujocoLayout.JOINT_FREE -> {
                    double x = state[q];
                    double y = state[q + 1];
                    double z = state[q + 2];
                    // Rows of Wᵀ: x, −z, y of ours.
                    double[][] cross = {{0, z, -y}, {-z, 0, x}, {y, -x, 0}};
                    int[] from = {0, 2, 1};
                    double[] sign = {1, -1, 1};
                    for (int row = 0; row < 3; row++) {
                        b[v + row][v + 3 + from[row]] = sign[row];
                        for (int k = 0; k < 3; k++) {
                            b[v + row][v + k] = sign[row] * cross[from[row]][k];
                        }
                    }
                    turn(b, v + 3, v, state, q + 3);
                }
                case MujocoLayout.JOINT_BALL -> turn(b, v, v, state, q);
                default -> b[v][v] = 1;
            }
        }
        return b;
    }

    /** Rᵀ of a quaternion into rows and columns from (row, column). */
    private static void turn(double[][] b, int row, int column, double[] s, int q) {
        double n = s[q] * s[q] + s[q + 1] * s[q + 1] + s[q + 2] * s[q + 2] + s[q + 3] * s[q + 3];
        double x = s[q];
        double y = s[q + 1];
        double z = s[q + 2];
        double w = s[q + 3];
        double[][] r = {
            {n - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), n - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), n - 2 * (x * x + y * y)}
        };
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                b[row + i][column + k] = r[k][i] / n;
            }
        }
    }

    /** −B⁻¹ Ḃ q̇, the q̈ at which v̇ = 0: of a free joint v̇₀ = −ω × ṗ, with ṗ = v₀ + ω × p; of the others nothing. */
    private double[] drift(double[] state) {
        double[] a = new double[model.freedoms];
        for (int j = 0; j < model.jointType.length; j++) {
            if (model.jointType[j] == MujocoLayout.JOINT_FREE) {
                int v = model.freedomOf[j];
                double[] p = {
                    state[model.coordinateOf[j]], state[model.coordinateOf[j] + 1], state[model.coordinateOf[j] + 2]
                };
                int o = model.coordinates + v;
                double[] omega = {state[o], state[o + 1], state[o + 2]};
                double[] moving = cross(omega, p);
                for (int k = 0; k < 3; k++) {
                    moving[k] += state[o + 3 + k];
                }
                double[] turning = cross(omega, moving);
                for (int k = 0; k < 3; k++) {
                    a[v + 3 + k] = -turning[k];
                }
            }
        }
        return a;
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double[][] transformed(double[][] m, double[][] b) {
        int n = m.length;
        double[][] result = new double[n][n];
        for (int j = 0; j < n; j++) {
            double[] column = new double[n];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < n; k++) {
                    column[i] += m[i][k] * b[k][j];
                }
            }
            double[] row = transposed(b, column);
            for (int i = 0; i < n; i++) {
                result[i][j] = row[i];
            }
        }
        return result;
    }

    private static double[] transposed(double[][] b, double[] f) {
        double[] result = new double[f.length];
        for (int i = 0; i < f.length; i++) {
            for (int k = 0; k < f.length; k++) {
                result[i] += b[k][i] * f[k];
            }
        }
        return result;
    }

    private static void subtract(double[] from, double[][] h, double[] a) {
        for (int i = 0; i < from.length; i++) {
            for (int k = 0; k < a.length; k++) {
                from[i] -= h[i][k] * a[k];
            }
        }
    }

    private double[] numbers(long field, int count) {
        return data.numbers(field, count).toArray(JAVA_DOUBLE);
    }

    private static double[] yUp(double[] v, int o) {
        return new double[] {v[o], v[o + 2], -v[o + 1]};
    }

    @Override
    public void close() {
        data.close();
        model.close();
    }
}
