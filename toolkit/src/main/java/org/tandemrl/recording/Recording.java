package org.tandemrl.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/**
 * What the original simulator did, from a JSON file: any number of steps T, environments N and any seed. States are rows
 * [q, q̇], one environment behind the other.
 */
public sealed interface Recording {
    /** The file it was read from. */
    Path file();

    /** What it was recorded on. */
    Original original();

    /** Number N of environments. */
    int environments();

    /**
     * A task of the original simulator.
     *
     * @param env its name there
     * @param name the task's name here
     * @param stateTolerance how far one control step may be from a recorded one, over 1 + the state's norm: the recordings are
     *     single precision, and 48 substeps with 48 roundings leave more of it than 16
     */
    record Original(String env, String name, double stateTolerance) {
        private static final List<Original> ALL = List.of(
                new Original("CartPoleSwingUpEnv", "cartpole", 1e-4),
                new Original("HopperEnv", "hopper", 1e-4),
                new Original("CheetahEnv", "cheetah", 1e-4),
                new Original("AntEnv", "ant", 1e-4),
                new Original("HumanoidEnv", "humanoid", 5e-4),
                new Original("SNUHumanoidEnv", "snu", 5e-4));

        /** The task. */
        public Task task() {
            return Tasks.named(name);
        }
    }

    /**
     * A trajectory.
     *
     * @param state [T + 1][N·S]
     * @param action [T][N·A]
     * @param observation [T][N·O], after the step
     * @param reward [T][N]
     */
    record Rollout(
            Path file,
            Original original,
            int environments,
            double[][] state,
            double[][] action,
            double[][] observation,
            double[][] reward)
            implements Recording {}

    /**
     * The derivative of the summed rewards of a window.
     *
     * @param start [N·S]
     * @param action [T][N·A]
     * @param byCoordinates [N·nq], by the q of the start
     * @param byVelocities [N·nv], by its q̇
     * @param byAction [T][N·A]
     */
    record Gradient(
            Path file,
            Original original,
            int environments,
            double[] start,
            double[][] action,
            double[] byCoordinates,
            double[] byVelocities,
            double[][] byAction)
            implements Recording {}

    /** The recordings in a folder and below, by name. */
    static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new RunException(directory + (Files.exists(directory) ? " is not a folder." : " does not exist."));
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.toString().endsWith(".rollout.json")
                            || f.toString().endsWith(".gradient.json"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new RunException(
                    "Cannot read the folder " + directory + " (" + RunException.reason(e.getCause()) + ").", e);
        } catch (IOException e) {
            throw new RunException("Cannot read the folder " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    /**
     * Reads a file; empty if it was recorded on none of our tasks.
     *
     * @throws RunException if it is no recording, or has arrays of other shapes than its task
     */
    static Optional<Recording> read(Path file) {
        var json = RecordingReader.read(
                file, Set.of("q", "qd", "action", "obs", "reward", "q0", "qd0", "d_q0", "d_qd0", "d_action"));
        var original =
                Original.ALL.stream().filter(o -> o.env().equals(json.env())).findFirst();
        return original.map(o -> json.has("d_action") || file.toString().endsWith(".gradient.json") && !json.has("obs")
                ? gradient(file, o, json)
                : rollout(file, o, json));
    }

    private static Rollout rollout(Path file, Original original, RecordingReader json) {
        var task = original.task();
        RigidModel robot = task.robot().orElseThrow().model();
        int steps = json.length("action");
        int n = json.environments("action");
        requireSome(file, original, steps, n);
        double[][] q = json.steps("q", steps + 1, n, robot.coordinates());
        double[][] qd = json.steps("qd", steps + 1, n, robot.freedoms());
        double[][] state = new double[steps + 1][];
        for (int t = 0; t <= steps; t++) {
            state[t] = beside(q[t], qd[t], n);
        }
        return new Rollout(
                file,
                original,
                n,
                state,
                json.steps("action", steps, n, task.actionSize()),
                json.steps("obs", steps, n, task.observationSize()),
                json.numbers("reward", steps, n));
    }

    private static Gradient gradient(Path file, Original original, RecordingReader json) {
        var task = original.task();
        RigidModel robot = task.robot().orElseThrow().model();
        int steps = json.length("action");
        int n = json.environments("action");
        requireSome(file, original, steps, n);
        double[] start = beside(json.rows("q0", n, robot.coordinates()), json.rows("qd0", n, robot.freedoms()), n);
        return new Gradient(
                file,
                original,
                n,
                start,
                json.steps("action", steps, n, task.actionSize()),
                json.rows("d_q0", n, robot.coordinates()),
                json.rows("d_qd0", n, robot.freedoms()),
                json.steps("d_action", steps, n, task.actionSize()));
    }

    private static void requireSome(Path file, Original original, int steps, int environments) {
        if (steps == 0 || environments == 0) {
            throw new RunException(
                    "Recording " + file + " of " + original.env() + " has no steps: 'action' must be an array"
                            + " [steps][environments][numbers]. A rollout has q, qd, action, obs, reward; a gradient has q0, qd0, action,"
                            + " d_action, d_q0, d_qd0.");
        }
    }

    /** Rows of the left, each continued by the right's. */
    private static double[] beside(double[] left, double[] right, int rows) {
        int a = left.length / rows;
        int b = right.length / rows;
        double[] result = new double[left.length + right.length];
        for (int e = 0; e < rows; e++) {
            System.arraycopy(left, e * a, result, e * (a + b), a);
            System.arraycopy(right, e * b, result, e * (a + b) + a, b);
        }
        return result;
    }
}
