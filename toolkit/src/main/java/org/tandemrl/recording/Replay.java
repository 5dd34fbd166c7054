package org.tandemrl.recording;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tandemrl.gradient.StepPullBack;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How far this simulator is from a {@link Recording} of the original one.
 *
 * <p>A rollout is compared state by state: one control step from every recorded state. Its observations and rewards are
 * compared twice: as functions of the recorded next state, which judges their definitions alone, and after the own step,
 * where what single precision left in the recorded step shows as well. A gradient, ∂(Σ reward)/∂(actions, q₀, q̇₀) over a
 * window, is compared environment by environment: a cosine over several would hide the small ones behind the largest.
 *
 * <p>Where the task ends an episode in an invalid state (a number that is not finite, or beyond 1e6), rows that start or end
 * in one are left out and counted.
 */
public final class Replay {
    /** Of observations and rewards computed from recorded states, over 1 + their norm. */
    private static final double FUNCTION_TOLERANCE = 1e-5;

    /** Of a gradient: difference over norm. */
    private static final double GRADIENT_TOLERANCE = 2e-4;

    private static final double MINIMAL_COSINE = 0.99999;

    /**
     * One comparison.
     *
     * @param quantity compared
     * @param error the largest error over 1 + the Euclidean norm of its row; of a gradient the relative Euclidean one of the
     *     worst environment
     * @param median of the rows', or environments', errors
     * @param componentError the largest error over 1 + each component's own size, a harder measure; of a gradient as error
     * @param cosine of a gradient, in the worst environment; 1 for other quantities
     * @param tolerance of the error
     * @param worst where the largest error is
     * @param leftOut number of rows that end in an invalid state
     */
    public record Comparison(
            String quantity,
            double error,
            double median,
            double componentError,
            double cosine,
            double tolerance,
            String worst,
            int leftOut) {
        /** Whether error and cosine are within a tolerance; a NaN is not. */
        public boolean within(double limit) {
            return error <= limit && cosine > MINIMAL_COSINE;
        }
    }

    private Replay() {}

    /** Compares a recording of either kind, on a number of threads. */
    public static List<Comparison> compare(Recording recording, int threads) {
        return switch (recording) {
            case Recording.Rollout rollout -> rollout(rollout, threads);
            case Recording.Gradient gradient -> gradient(gradient, threads);
        };
    }

    /**
     * All recordings in a folder and below, a row a quantity; files of tasks that are not ours are left out.
     *
     * @throws RunException if one of them cannot be read
     */
    public static Table table(Path folder, int threads) {
        var table = Table.create(
                "replay",
                StringColumn.create("task"),
                StringColumn.create("quantity"),
                DoubleColumn.create("median error"),
                DoubleColumn.create("worst error"),
                DoubleColumn.create("worst by component"),
                DoubleColumn.create("1 − cosine"),
                DoubleColumn.create("tolerance"),
                StringColumn.create("worst at"),
                StringColumn.create("verdict"));
        for (var file : Recording.files(folder)) {
            Recording.read(file)
                    .ifPresent(recording -> compare(recording, threads).forEach(c -> {
                        table.stringColumn(0).append(recording.original().name());
                        table.stringColumn(1).append(c.quantity());
                        table.doubleColumn(2).append(c.median());
                        table.doubleColumn(3).append(c.error());
                        table.doubleColumn(4).append(c.componentError());
                        if (recording instanceof Recording.Gradient) {
                            table.doubleColumn(5).append(1 - c.cosine());
                        } else {
                            table.doubleColumn(5).appendMissing();
                        }
                        table.doubleColumn(6).append(c.tolerance());
                        table.stringColumn(7).append(c.worst());
                        table.stringColumn(8).append(c.within(c.tolerance()) ? "within" : "BEYOND");
                    }));
        }
        return table;
    }

    /** Of each task in what {@link #table} gave: how many quantities, how many within tolerance, and the one that comes nearest to it. */
    public static Table nearest(Table comparisons) {
        var table = Table.create(
                "the quantity nearest its tolerance",
                StringColumn.create("task"),
                IntColumn.create("quantities"),
                IntColumn.create("within"),
                StringColumn.create("nearest"),
                DoubleColumn.create("worst error"),
                DoubleColumn.create("tolerance"));
        for (var task : comparisons.stringColumn("task").unique().asList().stream()
                .sorted()
                .toList()) {
            var own = comparisons.where(comparisons.stringColumn("task").isEqualTo(task));
            int nearest = 0;
            for (int r = 1; r < own.rowCount(); r++) {
                nearest = part(own, r) > part(own, nearest) ? r : nearest;
            }
            table.stringColumn(0).append(task);
            table.intColumn(1).append(own.rowCount());
            table.intColumn(2).append(own.stringColumn("verdict").countOccurrences("within"));
            table.stringColumn(3).append(own.stringColumn("quantity").get(nearest));
            table.doubleColumn(4).append(own.doubleColumn("worst error").getDouble(nearest));
            table.doubleColumn(5).append(own.doubleColumn("tolerance").getDouble(nearest));
        }
        return table;
    }

    /** The part of its tolerance that an error takes; all of it and more for one that is no number. */
    private static double part(Table comparisons, int row) {
        double part = comparisons.doubleColumn("worst error").getDouble(row)
                / comparisons.doubleColumn("tolerance").getDouble(row);
        return Double.isNaN(part) ? Double.POSITIVE_INFINITY : part;
    }

    private static List<Comparison> rollout(Recording.Rollout recorded, int threads) {
        var task = recorded.original().task();
        int n = recorded.environments();
        var state = new Errors("state", recorded.original().stateTolerance(), task.stateSize());
        var observation = new Errors("observation", FUNCTION_TOLERANCE, task.observationSize());
        var reward = new Errors("reward", FUNCTION_TOLERANCE, 1);
        // What a step in single precision left in a state its observation and reward have too; the reward may weigh it
        // more.
        var ownObservation =
                new Errors("observation after own step", recorded.original().stateTolerance(), task.observationSize());
        var ownReward = new Errors("reward after own step", recorded.original().stateTolerance(), 1);
        try (var simulator = task.simulator(n, threads)) {
            double[] next = new double[n * task.stateSize()];
            for (int t = 0; t < recorded.action().length; t++) {
                var action = DoubleBatch.of(recorded.action()[t], n, task.actionSize());
                simulator.step(recorded.state()[t], task.control(action).data(), next);
                boolean[] skipped = invalid(task, recorded, t);
                state.add(t, next, recorded.state()[t + 1], skipped);
                functions(task, recorded, t, recorded.state()[t + 1], observation, reward, skipped);
                functions(task, recorded, t, next, ownObservation, ownReward, skipped);
            }
        }
        return List.of(
                state.comparison(),
                observation.comparison(),
                reward.comparison(),
                ownObservation.comparison(),
                ownReward.comparison());
    }

    private static void functions(
            Task task,
            Recording.Rollout recorded,
            int t,
            double[] next,
            Errors observation,
            Errors reward,
            boolean[] skipped) {
        int n = recorded.environments();
        var action = DoubleBatch.of(recorded.action()[t], n, task.actionSize());
        // Observed is the action that was applied.
        var seen = task.observe(DoubleBatch.of(next, n, task.stateSize()), action.clip(-1, 1));
        observation.add(t, seen.data(), recorded.observation()[t], skipped);
        reward.add(t, task.reward(seen, action.clip(-1, 1)).data(), recorded.reward()[t], skipped);
    }

    /** Rows that the task gives up: nothing was promised of them. */
    private static boolean[] invalid(Task task, Recording.Rollout recorded, int t) {
        int n = recorded.environments();
        boolean[] invalid = new boolean[n];
        if (task.invalidStates() == InvalidStates.END_EPISODE) {
            for (int e = 0; e < n; e++) {
                invalid[e] = invalid(recorded.state()[t], e, task.stateSize())
                        || invalid(recorded.state()[t + 1], e, task.stateSize());
            }
        }
        return invalid;
    }

    private static boolean invalid(double[] rows, int e, int width) {
        for (int i = e * width; i < (e + 1) * width; i++) {
            if (!(Math.abs(rows[i]) <= InvalidStates.LARGEST)) {
                return true;
            }
        }
        return false;
    }

    private static List<Comparison> gradient(Recording.Gradient recorded, int threads) {
        var task = recorded.original().task();
        int n = recorded.environments();
        int horizon = recorded.action().length;
        double[] costate = new double[n * task.stateSize()];
        double[][] byAction = new double[horizon][];
        try (DifferentiableSimulator simulator = Tasks.differentiable(task, n, threads)) {
            double[][] states = new double[horizon + 1][n * task.stateSize()];
            states[0] = recorded.start();
            for (int t = 0; t < horizon; t++) {
                var action = DoubleBatch.of(recorded.action()[t], n, task.actionSize());
                simulator.step(states[t], task.control(action).data(), states[t + 1]);
            }
            var step = new StepPullBack(task, simulator);
            double[] one = new double[n];
            Arrays.fill(one, 1);
            for (int t = horizon - 1; t >= 0; t--) {
                byAction[t] = step.pullBack(
                        states[t],
                        recorded.action()[t],
                        states[t + 1],
                        new double[n * task.observationSize()],
                        one,
                        costate);
            }
        }
        int nq = recorded.byCoordinates().length / n;
        int nv = recorded.byVelocities().length / n;
        var action = new Environments("d_action");
        var coordinates = new Environments("d_q0");
        var velocities = new Environments("d_qd0");
        for (int e = 0; e < n; e++) {
            action.add(window(byAction, e, n), window(recorded.byAction(), e, n));
            coordinates.add(
                    Arrays.copyOfRange(costate, e * (nq + nv), e * (nq + nv) + nq),
                    Arrays.copyOfRange(recorded.byCoordinates(), e * nq, (e + 1) * nq));
            velocities.add(
                    Arrays.copyOfRange(costate, e * (nq + nv) + nq, (e + 1) * (nq + nv)),
                    Arrays.copyOfRange(recorded.byVelocities(), e * nv, (e + 1) * nv));
        }
        return List.of(action.comparison(), coordinates.comparison(), velocities.comparison());
    }

    /** An environment's numbers of all steps. */
    private static double[] window(double[][] steps, int e, int n) {
        int width = steps[0].length / n;
        double[] result = new double[steps.length * width];
        for (int t = 0; t < steps.length; t++) {
            System.arraycopy(steps[t], e * width, result, t * width, width);
        }
        return result;
    }

    private static double median(List<Double> values) {
        // A NaN is the largest of all.
        return values.stream()
                .sorted()
                .skip((values.size() - 1) / 2)
                .findFirst()
                .orElse(0.0);
    }

    /** Errors of rows: over 1 + the row's norm, and over 1 + the component's own size. */
    private static final class Errors {
        private final String quantity;
        private final double tolerance;
        private final int width;
        private final List<Double> rows = new ArrayList<>();
        private double largest = -1;
        private double byComponent;
        private String worst = "nowhere";
        private int leftOut;

        Errors(String quantity, double tolerance, int width) {
            this.quantity = quantity;
            this.tolerance = tolerance;
            this.width = width;
        }

        void add(int step, double[] values, double[] reference, boolean[] skipped) {
            for (int e = 0; e < skipped.length; e++) {
                if (skipped[e]) {
                    leftOut++;
                } else {
                    add(step, e, values, reference);
                }
            }
        }

        private void add(int step, int e, double[] values, double[] reference) {
            double norm = 0;
            for (int i = e * width; i < (e + 1) * width; i++) {
                norm += reference[i] * reference[i];
            }
            double row = 0;
            for (int i = e * width; i < (e + 1) * width; i++) {
                double difference = Math.abs(values[i] - reference[i]);
                double error = difference / (1 + Math.sqrt(norm));
                // Math.max keeps a NaN, and so does the comparison below: it must not pass for a small error.
                row = Math.max(row, error);
                byComponent = Math.max(byComponent, difference / (1 + Math.abs(reference[i])));
                if (!(error <= largest) && !Double.isNaN(largest)) {
                    largest = error;
                    worst = String.format(Locale.ROOT, "step %d, env. %d, number %d", step, e, i - e * width);
                }
            }
            rows.add(row);
        }

        Comparison comparison() {
            double error = Math.max(largest, 0);
            return new Comparison(quantity, error, median(rows), byComponent, 1, tolerance, worst, leftOut);
        }
    }

    /** Differences of gradients, environment by environment. */
    private static final class Environments {
        private final String quantity;
        private final List<Double> errors = new ArrayList<>();
        private double error;
        private double cosine = 1;
        private String worst = "nowhere";

        Environments(String quantity) {
            this.quantity = quantity;
        }

        void add(double[] own, double[] reference) {
            double difference = 0;
            double dot = 0;
            double ownSquare = 0;
            double square = 0;
            for (int i = 0; i < own.length; i++) {
                difference += (own[i] - reference[i]) * (own[i] - reference[i]);
                dot += own[i] * reference[i];
                ownSquare += own[i] * own[i];
                square += reference[i] * reference[i];
            }
            // A gradient may vanish; then only another that vanishes agrees with it.
            boolean bothVanish = ownSquare == 0 && square == 0;
            double relative = bothVanish ? 0 : Math.sqrt(difference / square);
            if (!(relative <= error) && !Double.isNaN(error)) {
                worst = "env. " + errors.size();
            }
            error = Math.max(error, relative);
            cosine = Math.min(cosine, bothVanish ? 1 : dot / Math.sqrt(ownSquare * square));
            errors.add(relative);
        }

        Comparison comparison() {
            return new Comparison(quantity, error, median(errors), error, cosine, GRADIENT_TOLERANCE, worst, 0);
        }
    }
}
