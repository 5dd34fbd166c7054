package org.tandemrl.sim.mujoco;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.Motors;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.robot.Handover;
import org.tandemrl.sim.robot.RobotException;

/**
 * The makers' WebAssembly build of MuJoCo, of another version than the native one, in a process of Node: an engine that no policy here was trained in. The same rows,
 * motors and model text as {@link MujocoSimulator}; motors are asked anew in every substep. Optional: {@link #missing()} says what it takes.
 */
public final class WebMujoco implements Simulator {
    /** What the process says of itself and its model. */
    private record Layout(String error, String version, int nq, int nv, int[] type, int[] q, int[] v, int[] motors) {}

    private static final int LONGEST_LINE = 1_000_000;

    private final MujocoSettings settings;
    private final Motors motors;
    private final int environments;
    private final Process process;
    private final DataInputStream in;
    private final OutputStream out;
    private final Layout layout;
    private final MujocoRows rows;
    private final double[] qpos;
    private final double[] qvel;
    private final double[] force;
    private final double[] row;
    private final ByteBuffer question;
    private final ByteBuffer answer;

    /** Empty if it can be used, else what is missing and how to get it. */
    public static String missing() {
        var folder = folder();
        if (!Files.exists(folder.resolve("node_modules/@mujoco/mujoco/package.json"))) {
            return "MuJoCo's WebAssembly build is not installed: npm install --prefix environment/mujoco-wasm (Node 20 or later).";
        }
        return "";
    }

    private static Path folder() {
        return Datasets.root().resolve("environment/mujoco-wasm");
    }

    /**
     * Starts the process.
     *
     * @param mjcf the robot's file
     * @param environments N, at least 1
     * @throws MujocoException if it is missing or refuses the file
     */
    public WebMujoco(Path mjcf, MujocoSettings settings, Motors motors, int environments) {
        if (!missing().isEmpty()) {
            throw new MujocoException(missing());
        }
        if (environments < 1) {
            throw new IllegalArgumentException("environments must be at least 1, was " + environments);
        }
        this.settings = settings;
        this.motors = motors;
        this.environments = environments;
        Handover handover;
        try {
            handover = Handover.forSimulation(mjcf);
        } catch (RobotException e) {
            throw new MujocoException(e.getMessage());
        }
        process = start();
        in = new DataInputStream(process.getInputStream());
        out = process.getOutputStream();
        layout = MujocoModel.written(handover, MujocoModel.scene(settings, handover.hasGround()), this::greet);
        if (layout.error != null) {
            process.destroyForcibly();
            throw new MujocoException(mjcf + ": " + layout.error);
        }
        qpos = new double[layout.nq];
        qvel = new double[layout.nv];
        force = new double[layout.motors.length];
        row = new double[layout.nq + layout.nv];
        rows = new MujocoRows(
                layout.nq,
                layout.nv,
                layout.type,
                layout.q,
                layout.v,
                MemorySegment.ofArray(qpos),
                MemorySegment.ofArray(qvel));
        question = ByteBuffer.allocate(environments * (layout.nq + 2 * layout.nv) * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        answer = ByteBuffer.allocate(environments * (layout.nq + layout.nv) * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Process start() {
        try {
            return new ProcessBuilder("node", "engine.mjs")
                    .directory(folder().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new MujocoException(
                    "Node cannot be started (" + e.getMessage() + "); MuJoCo's WebAssembly build needs 20 or later.");
        }
    }

    /** Tells the process its model, and hears what that is like. */
    private Layout greet(Path model) {
        try {
            out.write((model + "\n" + environments + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            var said = new Gson().fromJson(line(), Layout.class);
            if (said != null) {
                return said;
            }
        } catch (IOException | JsonSyntaxException e) {
            // It is told below that nothing was to be understood.
        }
        process.destroyForcibly();
        throw new MujocoException("Node does not run environment/mujoco-wasm/engine.mjs; is it 20 or later?");
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n' && line.size() < LONGEST_LINE; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Of the build, as it says itself. */
    public String version() {
        return layout.version;
    }

    @Override
    public int environments() {
        return environments;
    }

    @Override
    public int stateSize() {
        return layout.nq + layout.nv;
    }

    @Override
    public int controlSize() {
        return motors.controlSize();
    }

    @Override
    public double timeStep() {
        return settings.timeStep();
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        if (state.length != environments * stateSize()
                || next.length != state.length
                || control.length != environments * controlSize()) {
            throw new IllegalArgumentException("states, controls and next states have " + state.length + ", "
                    + control.length + " and " + next.length + " numbers; allowed: " + environments * stateSize() + ", "
                    + environments * controlSize() + " and " + environments * stateSize());
        }
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        System.arraycopy(state, 0, next, 0, state.length);
        for (int k = 0; k < settings.substeps(); k++) {
            substep(next, control);
        }
    }

    private void substep(double[] states, double[] control) {
        question.clear();
        for (int e = 0; e < environments; e++) {
            System.arraycopy(states, e * row.length, row, 0, row.length);
            motors.drive(row, 0, control, e * controlSize(), force);
            boolean good = rows.load(row, 0) && Arrays.stream(force).allMatch(Double::isFinite);
            put(good, qpos);
            put(good, qvel);
            double[] all = new double[layout.nv];
            for (int u = 0; u < force.length; u++) {
                all[layout.motors[u]] += force[u];
            }
            put(good, all);
        }
        try {
            out.write(question.array());
            out.flush();
            in.readFully(answer.array());
        } catch (IOException e) {
            throw new MujocoException("MuJoCo's process of Node ended (" + e.getMessage() + ").");
        }
        answer.clear();
        for (int e = 0; e < environments; e++) {
            answer.asDoubleBuffer().get(qpos);
            answer.position(answer.position() + qpos.length * Double.BYTES);
            answer.asDoubleBuffer().get(qvel);
            answer.position(answer.position() + qvel.length * Double.BYTES);
            rows.store(states, e * row.length);
        }
    }

    /** Numbers for the process; NaN, by which it gives up, where nothing can be computed. */
    private void put(boolean good, double[] numbers) {
        for (double x : numbers) {
            question.putDouble(good ? x : Double.NaN);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
