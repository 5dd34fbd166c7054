package org.tandemrl.sim.rigid;

import java.util.Arrays;
import org.tandemrl.parallel.Workers;
import org.tandemrl.sim.DifferentiableSimulator;

/**
 * The benchmark physics: a tree of rigid bodies on flat ground with penalty contacts, N environments at once. The equations
 * are listed in the description of this package.
 *
 * <p>A state row is q, then q̇, joint by joint in the model's order. A control row is one generalised force (N or N·m) for
 * each of {@link RigidModel#actuated()}, or one force (N) for each muscle.
 *
 * <p>Environments are simulated in blocks of the machine's vector length, and blocks are shared out to threads. A row's
 * result depends on that row alone, bit for bit: not on N, not on its place in the batch, not on the number of threads.
 * One simulator serves one caller at a time.
 */
public final class RigidSimulator implements DifferentiableSimulator {
    /**
     * Nanoseconds below which a call's blocks are not shared out: handing one over and waiting for it takes a microsecond on an
     * idle machine, more on a busy one.
     */
    private static final double WORTH_SHARING = 5000;
    /** What a link of a block takes in a substep, roughly, and how much longer the adjoint with its own forward pass takes. */
    private static final double NANOS_A_LINK = 130;

    private static final double ADJOINT = 3;

    private final RigidModel model;
    private final Plan plan;
    private final int environments;
    private final int blocks;
    private final int stateSize;
    private final Workers workers;
    private final double[][] workspaces;
    private final double[][] factors;
    private final Workers.Job stepJob = this::stepBlock;
    private final Workers.Job adjointJob = this::adjointBlock;
    private final Tape[] tapes;
    private final boolean sharedStep;
    private final boolean sharedAdjoint;
    private double[] state;
    private double[] control;
    private double[] next;
    private double[] nextAdjoint;
    private double[] stateAdjoint;
    private double[] controlAdjoint;

    /** A simulator on all processors. */
    public RigidSimulator(RigidModel model, int environments) {
        this(model, environments, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Compiles the model.
     *
     * @param model the robot
     * @param environments N, at least 1
     * @param threads at least 1; more than there are blocks of environments are not started
     * @throws IllegalArgumentException if the model is inconsistent (the message names the link) or a count is below 1
     */
    public RigidSimulator(RigidModel model, int environments, int threads) {
        if (environments < 1) {
            throw new IllegalArgumentException("environments must be at least 1, was " + environments);
        }
        Workers.checked("threads", threads);
        this.model = model;
        this.environments = environments;
        plan = new Plan(model);
        stateSize = plan.coordinates + plan.freedoms;
        blocks = (environments + Lanes.L - 1) / Lanes.L;
        workers = new Workers(Math.min(threads, blocks), "rigid-" + model.name());
        double nanos = NANOS_A_LINK * plan.links * plan.substeps * blocks;
        sharedStep = nanos >= WORTH_SHARING;
        sharedAdjoint = ADJOINT * nanos >= WORTH_SHARING;
        workspaces = new double[workers.count()][];
        factors = new double[workers.count()][];
        tapes = new Tape[workers.count()];
        for (int k = 0; k < workers.count(); k++) {
            workspaces[k] = plan.workspace();
            factors[k] = new double[plan.matrixSize];
        }
    }

    /** The robot. */
    public RigidModel model() {
        return model;
    }

    @Override
    public int environments() {
        return environments;
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int controlSize() {
        return plan.controls;
    }

    @Override
    public double timeStep() {
        return model.timeStep();
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        length("state", state, stateSize);
        length("control", control, plan.controls);
        length("next", next, stateSize);
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        this.state = state;
        this.control = control;
        this.next = next;
        workers.run(stepJob, blocks, sharedStep);
    }

    @Override
    public void stepAdjoint(
            double[] state, double[] control, double[] nextAdjoint, double[] stateAdjoint, double[] controlAdjoint) {
        length("state", state, stateSize);
        length("control", control, plan.controls);
        length("nextAdjoint", nextAdjoint, stateSize);
        length("stateAdjoint", stateAdjoint, stateSize);
        length("controlAdjoint", controlAdjoint, plan.controls);
        if (stateAdjoint == state || controlAdjoint == control) {
            throw new IllegalArgumentException(
                    "an adjoint must not be written over the state or control it belongs to");
        }
        this.state = state;
        this.control = control;
        this.nextAdjoint = nextAdjoint;
        this.stateAdjoint = stateAdjoint;
        this.controlAdjoint = controlAdjoint;
        workers.run(adjointJob, blocks, sharedAdjoint);
    }

    @Override
    public void close() {
        workers.close();
    }

    private void stepBlock(int worker, int block) {
        var w = workspaces[worker];
        var m = factors[worker];
        load(w, block);
        for (int substep = 0; substep < plan.substeps; substep++) {
            substep(plan, w, m, w, substep % plan.massMatrixEvery == 0);
        }
        for (int lane = 0; lane < Lanes.L && block * Lanes.L + lane < environments; lane++) {
            unpack(w, plan.q, lane, next, (block * Lanes.L + lane) * stateSize, stateSize);
        }
    }

    private void adjointBlock(int worker, int block) {
        if (tapes[worker] == null) {
            tapes[worker] = new Tape(plan);
        }
        var tape = tapes[worker];
        var w = tape.values;
        var g = tape.adjoint;
        load(w[0], block);
        for (int k = 0; k < plan.substeps; k++) {
            System.arraycopy(w[k], plan.control, w[k + 1], plan.control, plan.tau - plan.control);
            substep(plan, w[k], tape.factors[k / plan.massMatrixEvery], w[k + 1], k % plan.massMatrixEvery == 0);
        }
        for (int lane = 0; lane < Lanes.L; lane++) {
            pack(nextAdjoint, environment(block, lane) * stateSize, g, plan.q, lane, stateSize);
        }
        Arrays.fill(g, plan.control, plan.tau, 0);
        for (int k = plan.substeps - 1; k >= 0; k--) {
            substepAdjoint(
                    plan,
                    w[k],
                    tape.factors[k / plan.massMatrixEvery],
                    w[k + 1],
                    g,
                    tape.matrixAdjoint,
                    k % plan.massMatrixEvery == 0);
        }
        for (int lane = 0; lane < Lanes.L && block * Lanes.L + lane < environments; lane++) {
            int e = block * Lanes.L + lane;
            unpack(g, plan.q, lane, stateAdjoint, e * stateSize, stateSize);
            for (int k = 0; k < plan.controls; k++) {
                int o = plan.muscles ? plan.control + k * Lanes.L : plan.push + plan.actuated[k] * Lanes.L;
                controlAdjoint[e * plan.controls + k] = g[o + lane];
            }
        }
    }

    /** The reverse of {@link #substep}: g holds the adjoint of the next state and leaves with that of this one. */
    private static void substepAdjoint(
            Plan plan, double[] w, double[] m, double[] next, double[] g, double[] gm, boolean refactor) {
        Arrays.fill(g, plan.tau, refactor ? plan.size : plan.inertial, 0);
        Integration.adjoint(plan, w, next, g);
        MassMatrix.solveAdjoint(plan, m, w, g, gm);
        Joints.adjoint(plan, w, g);
        if (refactor) {
            // What the later substeps asked of these factors flows back to the pose they were computed from.
            MassMatrix.assembleAdjoint(plan, w, g, gm);
            Arrays.fill(gm, 0);
        }
        if (plan.muscles) {
            Muscles.adjoint(plan, w, g);
        }
        Contacts.adjoint(plan, w, g);
        BiasForces.adjoint(plan, w, g, refactor);
        Kinematics.adjoint(plan, w, g);
    }

    /** One substep from the state in {@code w} to that in {@code next}, with new factors {@code m} if {@code refactor}. */
    private static void substep(Plan plan, double[] w, double[] m, double[] next, boolean refactor) {
        Kinematics.forward(plan, w);
        BiasForces.forward(plan, w, refactor);
        Contacts.forward(plan, w);
        if (plan.muscles) {
            Muscles.forward(plan, w);
        }
        Joints.forward(plan, w);
        if (refactor) {
            MassMatrix.assemble(plan, w, m);
            MassMatrix.factor(plan, m);
        }
        MassMatrix.solve(plan, m, w, plan.qdd, plan.tau);
        Integration.forward(plan, w, next);
    }

    /** State and control rows of a block into its lanes; a last block that is not full repeats the last environment. */
    private void load(double[] w, int block) {
        for (int lane = 0; lane < Lanes.L; lane++) {
            int e = environment(block, lane);
            pack(state, e * stateSize, w, plan.q, lane, stateSize);
            pack(control, e * plan.controls, w, plan.control, lane, plan.controls);
            if (!plan.muscles) {
                for (int k = 0; k < plan.actuated.length; k++) {
                    w[plan.push + plan.actuated[k] * Lanes.L + lane] = control[e * plan.controls + k];
                }
            }
        }
    }

    private int environment(int block, int lane) {
        return Math.min(block * Lanes.L + lane, environments - 1);
    }

    private static void pack(double[] row, int from, double[] w, int o, int lane, int count) {
        for (int k = 0; k < count; k++) {
            w[o + k * Lanes.L + lane] = row[from + k];
        }
    }

    private static void unpack(double[] w, int o, int lane, double[] row, int from, int count) {
        for (int k = 0; k < count; k++) {
            row[from + k] = w[o + k * Lanes.L + lane];
        }
    }

    private void length(String name, double[] array, int width) {
        if (array.length != environments * width) {
            throw new IllegalArgumentException(name + " must have " + environments + " × " + width + " = "
                    + environments * width + " numbers, has " + array.length);
        }
    }
}
