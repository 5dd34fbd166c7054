package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.rigid.StateProbe;
import org.tandemrl.sim.rigid.Transform;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What an exact solution keeps and the integrator keeps to its order: the same motion in ever shorter substeps h, and how far
 * energy and momentum wander, max over time of |x(t) − x(0)|. Semi-implicit Euler is of order 1: the wandering is C·h, a line of
 * slope 1 in a double logarithmic plot.
 */
public final class Conservation {
    private static final double CONTROL_STEP = 1.0 / 60;

    /**
     * How far a motion in substeps of one length wanders.
     *
     * @param substeps of a control step of 1/60 s
     * @param h their length, s
     * @param energy over the largest kinetic energy of the motion
     * @param angular of the angular momentum, over its size
     * @param linear of the linear momentum, over its size
     */
    public record Drift(int substeps, double h, double energy, double angular, double linear) {}

    private Conservation() {}

    /**
     * A chain of equal rods hung on the world by hinges whose axes alternate between z and x: no friction, no spring, no ground.
     */
    public static RigidModel chain(int rods) {
        List<RigidModel.Link> links = new ArrayList<>();
        for (int i = 0; i < rods; i++) {
            // A rod of 0.3 m and 1 kg, 2 cm thick, hanging down from its hinge.
            links.add(link(
                    "rod" + i,
                    i - 1,
                    JointType.REVOLUTE,
                    i == 0 ? at(0, 2, 0) : at(0, -0.3, 0),
                    i % 2 == 0 ? new double[] {0, 0, 1} : new double[] {1, 0, 0},
                    at(0, -0.15, 0),
                    1,
                    new double[] {7.6e-3, 0, 0, 0, 2e-4, 0, 0, 0, 7.6e-3}));
        }
        return model("chain", new double[] {0, -9.81, 0}, links);
    }

    /** The chain lifted to the side, at rest. */
    public static double[] chainStart(RigidModel chain) {
        double[] state = new double[chain.coordinates() + chain.freedoms()];
        for (int i = 0; i < chain.coordinates(); i++) {
            state[i] = i == 0 ? 1.2 : 0.4;
        }
        return state;
    }

    /** A free body with three different moments of inertia, without gravity. */
    public static RigidModel spinningBody() {
        return model(
                "spinning body",
                new double[3],
                List.of(link("body", -1, JointType.FREE, at(0, 0, 0), new double[3], at(0, 0, 0), 2, new double[] {
                    0.02, 0, 0, 0, 0.05, 0, 0, 0, 0.06
                })));
    }

    /** Away from the origin, flying, and tumbling about the axis of the middle moment, which is unstable. */
    public static double[] spinningStart() {
        double[] p = {0.3, 1, -0.2};
        double[] omega = {0.3, 4, 0.2};
        double[] velocity = {0.5, 0.4, -0.3};
        // v₀ is the velocity of the body's point at the origin: velocity − ω × p.
        return new double[] {
            p[0],
            p[1],
            p[2],
            0,
            0,
            0,
            1,
            omega[0],
            omega[1],
            omega[2],
            velocity[0] - omega[1] * p[2] + omega[2] * p[1],
            velocity[1] - omega[2] * p[0] + omega[0] * p[2],
            velocity[2] - omega[0] * p[1] + omega[1] * p[0]
        };
    }

    /**
     * The same motion at several lengths of the substep.
     *
     * @param model without friction, control or contact
     * @param start its state
     * @param seconds of motion
     * @param everySubstep whether the mass matrix is computed at every substep, or once a control step as in the benchmark
     * @param substeps numbers of substeps of a control step
     */
    public static List<Drift> drifts(
            RigidModel model, double[] start, double seconds, boolean everySubstep, int... substeps) {
        return Arrays.stream(substeps)
                .mapToObj(n -> drift(model.withSubsteps(n, everySubstep ? 1 : n), start, seconds))
                .toList();
    }

    private static Drift drift(RigidModel model, double[] start, double seconds) {
        var probe = new StateProbe(model);
        var first = probe.mechanics(start);
        double kinetic = first.kinetic();
        double energy = 0;
        double angular = 0;
        double linear = 0;
        double[] state = start.clone();
        double[] next = new double[state.length];
        try (var simulator = new RigidSimulator(model, 1, 1)) {
            double[] control = new double[simulator.controlSize()];
            for (int t = 0; t < Math.round(seconds / model.timeStep()); t++) {
                simulator.step(state, control, next);
                System.arraycopy(next, 0, state, 0, state.length);
                var now = probe.mechanics(state);
                kinetic = Math.max(kinetic, now.kinetic());
                energy = Math.max(energy, Math.abs(now.energy() - first.energy()));
                angular = Math.max(angular, distance(now.angular(), first.angular()));
                linear = Math.max(linear, distance(now.linear(), first.linear()));
            }
        }
        return new Drift(
                model.substeps(),
                model.timeStep() / model.substeps(),
                energy / kinetic,
                angular / distance(first.angular(), new double[3]),
                linear / distance(first.linear(), new double[3]));
    }

    /** The order seen: slope of log drift against log h, least squares. */
    public static double order(List<Drift> drifts, ToDoubleFunction<Drift> quantity) {
        var line = new SimpleRegression();
        drifts.forEach(d -> line.addData(Math.log(d.h()), Math.log(quantity.applyAsDouble(d))));
        return line.getSlope();
    }

    /** Rows of a table: motion, substeps, h and the three drifts; momentum is left empty where something holds the robot. */
    public static Table table(String motion, List<Drift> drifts) {
        var table = Table.create(
                "conservation",
                StringColumn.create("motion"),
                IntColumn.create("substeps"),
                DoubleColumn.create("h (s)"),
                DoubleColumn.create("energy"),
                DoubleColumn.create("angular momentum"),
                DoubleColumn.create("linear momentum"));
        for (var d : drifts) {
            table.stringColumn(0).append(motion);
            table.intColumn(1).append(d.substeps());
            table.doubleColumn(2).append(d.h());
            table.doubleColumn(3).append(d.energy());
            appendFinite(table.doubleColumn(4), d.angular());
            appendFinite(table.doubleColumn(5), d.linear());
        }
        return table;
    }

    private static void appendFinite(DoubleColumn column, double x) {
        if (Double.isFinite(x)) {
            column.append(x);
        } else {
            column.appendMissing();
        }
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    private static Transform at(double x, double y, double z) {
        return new Transform(x, y, z, 0, 0, 0, 1);
    }

    private static RigidModel.Link link(
            String name,
            int parent,
            JointType type,
            Transform joint,
            double[] axis,
            Transform center,
            double mass,
            double[] inertia) {
        int n = type.coordinates;
        double[] free = new double[n];
        Arrays.fill(free, 1e9);
        return new RigidModel.Link(
                name,
                parent,
                type,
                joint,
                axis,
                center,
                mass,
                inertia,
                0,
                0,
                0,
                0,
                new double[type.freedoms],
                new double[n],
                Arrays.stream(free).map(x -> -x).toArray(),
                free);
    }

    private static RigidModel model(String name, double[] gravity, List<RigidModel.Link> links) {
        int n = links.stream().mapToInt(l -> l.type().coordinates).sum();
        return new RigidModel(
                name, CONTROL_STEP, 1, 1, gravity, links, List.of(), List.of(), new int[0], new double[n]);
    }
}
