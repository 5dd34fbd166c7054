package org.tandemrl.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tandemrl.gradient.StepPullBack;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.Rows;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/**
 * Recordings of the original simulator (JSON) and how far this one is from them.
 *
 * <p>A rollout file is compared state by state: one control step from every recorded state, error of each component
 * over 1 + the norm of its row. A
 * gradient file holds ∂(Σ reward)/∂(actions, q₀, q̇₀) over a window: relative Euclidean error and cosine.
 */
public final class Recording {
    private static final Map<String, String> TASKS = Map.of(
            "CartPoleSwingUpEnv", "cartpole", "HopperEnv", "hopper", "AntEnv", "ant", "CheetahEnv", "cheetah",
            "HumanoidEnv", "humanoid", "SNUHumanoidEnv", "snu");

    /**
     * One comparison.
     *
     * @param file that was read
     * @param quantity compared
     * @param error the largest error over 1 + the Euclidean norm of its row; for a gradient the relative Euclidean one
     * @param componentError the same over 1 + each component's own size, a harder measure; for a gradient as error
     * @param cosine of a gradient, 1 for other quantities
     */
    public record Comparison(Path file, String quantity, double error, double componentError, double cosine) {}

    /** The contents of a file: arrays [T][N][dim]; what a kind of file has not is absent. */
    private record Contents(
            String env,
            double[][][] q,
            double[][][] qd,
            double[][][] action,
            double[][][] obs,
            double[][] reward,
            double[][] q0,
            double[][] qd0,
            double[][] d_q0,
            double[][] d_qd0,
            double[][][] d_action) {}

    private Recording() {}

    /** The recordings in a folder and below, by name. */
    public static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new RunException(directory + (Files.exists(directory) ? " is not a folder." : " does not exist."));
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.toString().endsWith(".rollout.json") || f.toString().endsWith(".gradient.json"))
                    .sorted().toList();
        } catch (UncheckedIOException e) {
            throw new RunException("Cannot read the folder " + directory + " (" + RunException.reason(e.getCause()) + ").", e);
        } catch (IOException e) {
            throw new RunException("Cannot read the folder " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** The task a file was recorded on, empty if it is none of ours. */
    public static String task(Path file) {
        String name = TASKS.getOrDefault(String.valueOf(read(file).env), "");
        return Tasks.names().contains(name) ? name : "";
    }

    /** Compares a file of either kind. */
    public static List<Comparison> compare(Path file, int threads) {
        var contents = read(file);
        var task = Tasks.named(TASKS.getOrDefault(contents.env, contents.env));
        try {
            return contents.d_action == null ? rollout(file, contents, task, threads)
                    : gradient(file, contents, task, threads);
        } catch (NullPointerException e) {
            throw new RunException("Recording " + file + " of " + contents.env + " lacks an array: a rollout has q, qd,"
                    + " action, obs, reward; a gradient has q0, qd0, action, d_action, d_q0, d_qd0.", e);
        } catch (ArrayIndexOutOfBoundsException | ArrayStoreException | IllegalArgumentException e) {
            throw new RunException("Recording " + file + " of " + contents.env
                    + " has an array of another shape than task " + task.name() + " needs (" + e.getMessage() + ").", e);
        }
    }

    private static Contents read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            var contents = new Gson().fromJson(reader, Contents.class);
            if (contents == null || contents.env == null) {
                throw new RunException("Recording " + file + " does not name its environment ('env').");
            }
            return contents;
        } catch (IOException e) {
            throw new RunException("Recording " + file + " cannot be read (" + RunException.reason(e) + ").", e);
        } catch (JsonParseException | NullPointerException | IllegalArgumentException e) {
            throw new RunException("Recording " + file + " is not one (" + e.getMessage() + ").", e);
        }
    }

    private static List<Comparison> rollout(Path file, Contents recorded, Task task, int threads) {
        requireSteps(recorded.action.length);
        requireLength("q", recorded.q.length, recorded.action.length + 1);
        requireLength("qd", recorded.qd.length, recorded.action.length + 1);
        requireLength("obs", recorded.obs.length, recorded.action.length);
        requireLength("reward", recorded.reward.length, recorded.action.length);
        int n = recorded.q[0].length;
        var state = new Largest();
        var observation = new Largest();
        var reward = new Largest();
        try (var simulator = Tasks.simulator(task, n, threads)) {
            double[] next = new double[n * task.stateSize()];
            for (int t = 0; t < recorded.action.length; t++) {
                double[] action = join(recorded.action[t]);
                var rows = Rows.of(action, n, task.actionSize());
                simulator.step(beside(recorded.q[t], recorded.qd[t]), task.control(rows).data(), next);
                var seen = task.observe(Rows.of(next, n, task.stateSize()), rows);
                state.add(next, beside(recorded.q[t + 1], recorded.qd[t + 1]), task.stateSize());
                observation.add(seen.data(), join(recorded.obs[t]), task.observationSize());
                reward.add(task.reward(seen, rows).data(), recorded.reward[t], 1);
            }
        }
        return List.of(state.comparison(file, "state"), observation.comparison(file, "observation"),
                reward.comparison(file, "reward"));
    }

    private static List<Comparison> gradient(Path file, Contents recorded, Task task, int threads) {
        int n = recorded.q0.length;
        int horizon = recorded.action.length;
        requireSteps(horizon);
        requireLength("d_action", recorded.d_action.length, horizon);
        try (DifferentiableSimulator simulator = Tasks.simulator(task, n, threads)) {
            double[][] states = new double[horizon + 1][n * task.stateSize()];
            states[0] = beside(recorded.q0, recorded.qd0);
            double[][] actions = new double[horizon][];
            for (int t = 0; t < horizon; t++) {
                actions[t] = join(recorded.action[t]);
                simulator.step(states[t], task.control(Rows.of(actions[t], n, task.actionSize())).data(), states[t + 1]);
            }
            var step = new StepPullBack(task, simulator);
            double[] costate = new double[n * task.stateSize()];
            double[] one = new double[n];
            Arrays.fill(one, 1);
            double[][] byAction = new double[horizon][];
            for (int t = horizon - 1; t >= 0; t--) {
                byAction[t] = step.pullBack(states[t], actions[t], states[t + 1], new double[n * task.observationSize()],
                        one, costate);
            }
            int nq = recorded.q0[0].length;
            double[][] byState = rows(costate, n);
            double[][] recordedAction = new double[horizon][];
            for (int t = 0; t < horizon; t++) {
                recordedAction[t] = join(recorded.d_action[t]);
            }
            return List.of(difference(file, "d_action", join(byAction), join(recordedAction)),
                    difference(file, "d_q0", join(columns(byState, 0, nq)), join(recorded.d_q0)),
                    difference(file, "d_qd0", join(columns(byState, nq, byState[0].length)), join(recorded.d_qd0)));
        }
    }

    private static void requireSteps(int steps) {
        if (steps == 0) {
            throw new IllegalArgumentException("it has no steps");
        }
    }

    private static void requireLength(String array, int given, int wanted) {
        if (given != wanted) {
            throw new IllegalArgumentException(array + " has " + given + " entries, not " + wanted);
        }
    }

    private static Comparison difference(Path file, String quantity, double[] values, double[] reference) {
        if (values.length != reference.length) {
            throw new IllegalArgumentException(quantity + " has " + reference.length + " numbers, not " + values.length);
        }
        double difference = 0;
        double dot = 0;
        double own = 0;
        double other = 0;
        for (int i = 0; i < values.length; i++) {
            difference += (values[i] - reference[i]) * (values[i] - reference[i]);
            dot += values[i] * reference[i];
            own += values[i] * values[i];
            other += reference[i] * reference[i];
        }
        double error = Math.sqrt(difference / other);
        return new Comparison(file, quantity, error, error, dot / Math.sqrt(own * other));
    }

    /** The largest errors of rows: over 1 + the row's norm, and over 1 + the component's own size. */
    private static final class Largest {
        private double byRow;
        private double byComponent;

        void add(double[] values, double[] reference, int width) {
            if (values.length != reference.length) {
                throw new IllegalArgumentException(
                        "a step has " + reference.length + " numbers, not " + values.length);
            }
            for (int from = 0; from < values.length; from += width) {
                double norm = 0;
                for (int i = from; i < from + width; i++) {
                    norm += reference[i] * reference[i];
                }
                for (int i = from; i < from + width; i++) {
                    double error = Math.abs(values[i] - reference[i]);
                    // Math.max keeps a NaN: it must not pass for a small error.
                    byRow = Math.max(byRow, error / (1 + Math.sqrt(norm)));
                    byComponent = Math.max(byComponent, error / (1 + Math.abs(reference[i])));
                }
            }
        }

        Comparison comparison(Path file, String quantity) {
            return new Comparison(file, quantity, byRow, byComponent, 1);
        }
    }

    private static double[] beside(double[][] left, double[][] right) {
        double[][] rows = new double[left.length][];
        for (int e = 0; e < left.length; e++) {
            rows[e] = new double[left[e].length + right[e].length];
            System.arraycopy(left[e], 0, rows[e], 0, left[e].length);
            System.arraycopy(right[e], 0, rows[e], left[e].length, right[e].length);
        }
        return join(rows);
    }

    private static double[] join(double[][] rows) {
        return Stream.of(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[][] rows(double[] flat, int n) {
        int width = flat.length / n;
        double[][] rows = new double[n][];
        for (int e = 0; e < n; e++) {
            rows[e] = Arrays.copyOfRange(flat, e * width, (e + 1) * width);
        }
        return rows;
    }

    private static double[][] columns(double[][] rows, int from, int to) {
        return Stream.of(rows).map(r -> Arrays.copyOfRange(r, from, to)).toArray(double[][]::new);
    }
}
