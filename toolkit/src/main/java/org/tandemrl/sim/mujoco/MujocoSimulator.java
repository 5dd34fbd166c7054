package org.tandemrl.sim.mujoco;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.tandemrl.sim.Simulator;

/**
 * N copies of a robot in MuJoCo. State rows are those of {@code sim.rigid} for the same file (q, then q̇; the description of this
 * package gives the conversion) and so are control rows: one generalised force (N or N·m) for each motor of the file, in its
 * order. A motor's gear and range are not applied: tasks scale.
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
    private final int environments;
    private final List<MujocoData> data = new ArrayList<>();
    private final ExecutorService threads;
    private final int stateSize;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger divergences = new AtomicInteger();
    private volatile String lastDivergence = "";
    private boolean closed;

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
        if (environments < 1) {
            throw new IllegalArgumentException("environments must be at least 1, was " + environments);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        this.environments = environments;
        model = MujocoModel.read(mjcf, settings);
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
        this.threads = Executors.newFixedThreadPool(
                Math.max(1, count - 1), Thread.ofPlatform().daemon().name("mujoco-", 1).factory());
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
        return model.actuated.length;
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
        this.next.set(0);
        var others = new ArrayList<Future<?>>();
        for (var own : data.subList(1, data.size())) {
            others.add(threads.submit(() -> take(own, state, control, next)));
        }
        RuntimeException failure = null;
        try {
            take(data.getFirst(), state, control, next);
        } catch (RuntimeException e) {
            failure = e;
        }
        // Nobody may still be writing when this returns or throws.
        for (var other : others) {
            failure = join(other, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException join(Future<?> other, RuntimeException before) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    other.get();
                    return before;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return before != null ? before : new IllegalStateException("a simulation thread failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void take(MujocoData own, double[] state, double[] control, double[] next) {
        for (int e = this.next.getAndIncrement(); e < environments; e = this.next.getAndIncrement()) {
            if (!own.load(state, e * stateSize, control, e * controlSize())) {
                diverged(next, e, "its state or control is not finite, or a quaternion is zero");
                continue;
            }
            for (int k = 0; k < model.settings.substeps(); k++) {
                Mujoco.step(model.address(), own.address());
            }
            if (own.diverged()) {
                diverged(next, e, Mujoco.lastWarning());
            } else {
                own.store(next, e * stateSize);
            }
        }
    }

    private void diverged(double[] next, int e, String why) {
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
            threads.shutdownNow();
            data.forEach(MujocoData::close);
            model.close();
        }
    }
}
