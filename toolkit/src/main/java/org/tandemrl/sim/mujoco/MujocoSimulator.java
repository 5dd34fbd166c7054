package org.tandemrl.sim.mujoco;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.tandemrl.parallel.Workers;
import org.tandemrl.sim.Motors;
import org.tandemrl.sim.Simulator;

/**
 * N copies of a robot in MuJoCo. State rows are those of {@code sim.rigid} for the same file (q, then q̇; the description of this
 * package gives the conversion) and so are control rows: one generalised force (N or N·m) for each motor of the file, in its
 * order. A motor's gear and range are not applied: tasks scale. With {@link Motors} a control row is what these make of it, anew in each substep.
 *
 * <p>A row's result depends on that row alone, bit for bit: not on N, not on what was stepped before, not on the number of
 * threads. To that end the solver starts each control step cold. Each thread needs one working memory of MuJoCo, N does not
 * matter. One simulator serves one caller at a time.
 *
 * <p>Where MuJoCo gives up on a state (it would go on from the robot's start without a word), and where a row that is
 * given is not finite, the row that comes out is all NaN: an {@code Environment} then stops with environment and step, or ends the
 * episode, as its task says. {@link #divergences()} counts them, {@link #lastDivergence()} tells why.
 */
public final class MujocoSimulator implements Simulator {
    private final MujocoModel model;
    private final Motors motors;
    private final int environments;
    private final List<MujocoData> data = new ArrayList<>();
    private final Workers workers;
    private final Workers.Job job = this::stepOne;
    private final int stateSize;
    /** Of each worker: the row within a control step, and the motors' forces on it. */
    private final double[][] row;

    private final double[][] force;
    private final AtomicInteger divergences = new AtomicInteger();
    private volatile String lastDivergence = "";
    private boolean closed;
    private double[] state;
    private double[] control;
    private double[] next;

    /** A simulator on all processors. */
    public MujocoSimulator(Path mjcf, MujocoSettings settings, int environments) {
        this(mjcf, settings, environments, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Reads a robot.
     *
     * @param mjcf the file
     * @param settings time step and contact
     * @param environments N, at least 1
     * @param threads at least 1
     * @throws MujocoException if MuJoCo is missing (the message says how to install it) or refuses the file
     * @throws IllegalArgumentException if a count is below 1
     */
    public MujocoSimulator(Path mjcf, MujocoSettings settings, int environments, int threads) {
        this(mjcf, settings, Optional.empty(), environments, threads);
    }

    /**
     * Reads a robot that motors drive.
     *
     * @param motors what the control does, asked anew in each substep
     * @throws MujocoException as above
     * @throws IllegalArgumentException if a count is below 1
     */
    public MujocoSimulator(Path mjcf, MujocoSettings settings, Motors motors, int environments, int threads) {
        this(mjcf, settings, Optional.of(motors), environments, threads);
    }

    private MujocoSimulator(
            Path mjcf, MujocoSettings settings, Optional<Motors> motors, int environments, int threads) {
        if (environments < 1) {
            throw new IllegalArgumentException("environments must be at least 1, was " + environments);
        }
        Workers.checked("threads", threads);
        this.environments = environments;
        model = MujocoModel.read(mjcf, settings);
        this.motors = motors.orElseGet(() -> Motors.forces(model.actuated.length));
        stateSize = model.coordinates + model.freedoms;
        int count = Math.min(threads, environments);
        try {
            for (int k = 0; k < count; k++) {
                data.add(new MujocoData(model));
            }
        } catch (RuntimeException e) {
            data.forEach(MujocoData::close);
            model.close();
            throw e;
        }
        workers = new Workers(count, "mujoco");
        row = new double[count][stateSize];
        force = new double[count][model.actuated.length];
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
        return motors.controlSize();
    }

    @Override
    public double timeStep() {
        return model.settings.timeStep();
    }

    /** How many rows came out NaN so far. */
    public int divergences() {
        return divergences.get();
    }

    /** Which environment came out NaN last, and why; empty if none did. */
    public String lastDivergence() {
        return lastDivergence;
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        length("state", state, stateSize);
        length("control", control, controlSize());
        length("next", next, stateSize);
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        if (closed) {
            throw new IllegalStateException("the simulator is closed");
        }
        this.state = state;
        this.control = control;
        this.next = next;
        workers.run(job, environments);
    }

    private void stepOne(int worker, int e) {
        var own = data.get(worker);
        int c = e * controlSize();
        motors.drive(state, e * stateSize, control, c, force[worker]);
        if (!own.load(state, e * stateSize, force[worker], 0)) {
            diverged(e, "its state or control is not finite, or a quaternion is zero");
            return;
        }
        for (int k = 0; k < model.settings.substeps(); k++) {
            if (k > 0) {
                own.store(row[worker], 0);
                motors.drive(row[worker], 0, control, c, force[worker]);
                // What is not finite by now shows below.
                own.push(force[worker], 0);
            }
            Mujoco.step(model.address(), own.address());
        }
        if (own.diverged()) {
            diverged(e, Mujoco.lastWarning());
        } else {
            own.store(next, e * stateSize);
        }
    }

    private void diverged(int e, String why) {
        Arrays.fill(next, e * stateSize, (e + 1) * stateSize, Double.NaN);
        divergences.incrementAndGet();
        lastDivergence = "environment " + e + ": " + why;
    }

    private void length(String name, double[] array, int width) {
        if (array.length != environments * width) {
            throw new IllegalArgumentException(name + " must have " + environments + " × " + width + " = "
                    + environments * width + " numbers, has " + array.length);
        }
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            workers.close();
            data.forEach(MujocoData::close);
            model.close();
        }
    }
}
