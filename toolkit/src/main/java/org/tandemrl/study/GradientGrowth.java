package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.gradient.StepPullBack;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How far a task's gradients reach: their norms over windows of h = 1, 2, 4, … steps, by the simulator's adjoint.
 *
 * <p>Trajectories start at random and run under smooth random actions, a ← clip(0.9 a + U(−0.3, 0.3)), without early ends; a
 * window's first step is some steps into them, so that robots which start in the air have landed in some and not in others. Two
 * norms, of each environment on its own:
 *
 * <ul>
 *   <li>reward: ‖∂(Σ_{t&lt;h} r_t) / ∂a_0‖, what a policy's gradient is made of;
 *   <li>state: ‖(∂s_h / ∂s_0)ᵀ λ‖ with λ a random direction of length 1, how much a step's Jacobians stretch.
 * </ul>
 *
 * A norm that stays level says that the future forgets; one that is a straight line on a logarithmic axis says that small changes
 * grow exponentially, and that beyond some horizon the gradient of a single trajectory tells little about the mean of many.
 */
public final class GradientGrowth {
    /** The horizons. */
    private static final int[] HORIZONS = {1, 2, 4, 8, 16, 32, 64};

    /** Windows start at a multiple of this many steps, one a seed. */
    private static final int STRIDE = 10;

    private static final int STARTS = 4;

    /** Which norm. */
    public enum Quantity {
        /** ‖∂(Σ r) / ∂a₀‖. */
        REWARD,
        /** ‖(∂s_h / ∂s₀)ᵀ λ‖. */
        STATE
    }

    /**
     * Norms at one horizon.
     *
     * @param task name
     * @param horizon h, steps
     * @param quantity which norm
     * @param norms one an environment and seed
     */
    public record Norms(String task, int horizon, Quantity quantity, double[] norms) {
        /** The p-quantile of the norms. */
        public double quantile(double p) {
            return Statistics.quantile(norms, p);
        }
    }

    private GradientGrowth() {}

    /**
     * Norms on a task at h = 1, 2, 4, …, 64.
     *
     * @param environments trajectories a seed
     * @param trials number of seeds; the window of trial k starts 10 (k mod 4) steps into its trajectories
     * @param threads of the simulator
     */
    public static List<Norms> of(String name, int environments, int trials, int threads, Seeds seeds) {
        var task = Tasks.named(name);
        int longest = HORIZONS[HORIZONS.length - 1];
        double[][] reward = new double[HORIZONS.length][environments * trials];
        double[][] state = new double[HORIZONS.length][environments * trials];
        try (DifferentiableSimulator simulator = Tasks.differentiable(task, environments, threads)) {
            for (int trial = 0; trial < trials; trial++) {
                var own = seeds.split("growth " + name, trial);
                var window = Window.of(task, simulator, STRIDE * (trial % STARTS), longest, own);
                for (int k = 0; k < HORIZONS.length; k++) {
                    window.pullBack(
                            HORIZONS[k], 1, new double[environments * task.stateSize()], reward[k], trial, true);
                    window.pullBack(HORIZONS[k], 0, directions(task, environments, own), state[k], trial, false);
                }
            }
        }
        var result = new ArrayList<Norms>();
        for (int k = 0; k < HORIZONS.length; k++) {
            result.add(new Norms(name, HORIZONS[k], Quantity.REWARD, finite(reward[k])));
            result.add(new Norms(name, HORIZONS[k], Quantity.STATE, finite(state[k])));
        }
        return result;
    }

    /** Trajectories that blew up have no gradient; Humanoid's and SNU's tasks give such states up. */
    private static double[] finite(double[] norms) {
        return Arrays.stream(norms).filter(Double::isFinite).toArray();
    }

    /** Random directions of length 1, one an environment. */
    private static double[] directions(Task task, int environments, Seeds seeds) {
        var random = seeds.stream("directions");
        double[] rows = new double[environments * task.stateSize()];
        for (int e = 0; e < environments; e++) {
            double norm = 0;
            for (int i = e * task.stateSize(); i < (e + 1) * task.stateSize(); i++) {
                rows[i] = random.nextGaussian();
                norm = Math.hypot(norm, rows[i]);
            }
            for (int i = e * task.stateSize(); i < (e + 1) * task.stateSize(); i++) {
                rows[i] /= norm;
            }
        }
        return rows;
    }

    /** A window of all environments: states [T + 1][N·S] and actions [T][N·A]. */
    private record Window(Task task, DifferentiableSimulator simulator, double[][] states, double[][] actions) {
        static Window of(Task task, DifferentiableSimulator simulator, int skipped, int steps, Seeds seeds) {
            int n = simulator.environments();
            double[][] states = new double[steps + 1][n * task.stateSize()];
            double[][] actions = new double[steps][];
            for (int e = 0; e < n; e++) {
                task.start(seeds.stream("start", e), true, states[0], e);
            }
            var random = seeds.stream("actions");
            double[] action = new double[n * task.actionSize()];
            double[] next = new double[states[0].length];
            for (int t = 0; t < skipped + steps; t++) {
                StudiedStates.smooth(action, random);
                double[] state = states[Math.max(0, t - skipped)];
                simulator.step(
                        state,
                        task.control(DoubleBatch.of(action, n, task.actionSize()))
                                .data(),
                        next);
                if (t < skipped) {
                    System.arraycopy(next, 0, states[0], 0, next.length);
                } else {
                    actions[t - skipped] = action.clone();
                    System.arraycopy(next, 0, states[t - skipped + 1], 0, next.length);
                }
            }
            return new Window(task, simulator, states, actions);
        }

        /** From the costate of s_h (overwritten) and the rewards' weight to norms by a_0 or s_0, an entry an environment. */
        void pullBack(int horizon, double weight, double[] costate, double[] norms, int trial, boolean byAction) {
            int n = simulator.environments();
            var step = new StepPullBack(task, simulator);
            double[] weights = new double[n];
            Arrays.fill(weights, weight);
            double[] action = {};
            for (int t = horizon - 1; t >= 0; t--) {
                action = step.pullBack(
                        states[t], actions[t], states[t + 1], new double[n * task.observationSize()], weights, costate);
            }
            double[] rows = byAction ? action : costate;
            int width = rows.length / n;
            for (int e = 0; e < n; e++) {
                double norm = 0;
                for (int i = e * width; i < (e + 1) * width; i++) {
                    norm = Math.hypot(norm, rows[i]);
                }
                norms[trial * n + e] = norm;
            }
        }
    }

    /**
     * A row a task and horizon: median and the 10 and 90 % quantiles of a norm over all environments and seeds.
     *
     * @param norms of any tasks
     */
    public static Table table(List<Norms> norms, Quantity quantity) {
        var table = Table.create(
                quantity == Quantity.REWARD
                        ? "norm of the rewards' gradient by the first action"
                        : "norm of a pulled-back direction",
                StringColumn.create("task"),
                IntColumn.create("horizon"),
                IntColumn.create("trajectories"),
                DoubleColumn.create("10 %"),
                DoubleColumn.create("median"),
                DoubleColumn.create("90 %"));
        for (var n : norms) {
            if (n.quantity() == quantity) {
                table.stringColumn(0).append(n.task());
                table.intColumn(1).append(n.horizon());
                table.intColumn(2).append(n.norms().length);
                table.doubleColumn(3).append(n.quantile(0.1));
                table.doubleColumn(4).append(n.quantile(0.5));
                table.doubleColumn(5).append(n.quantile(0.9));
            }
        }
        return table;
    }

    /**
     * A row a task: the median norm of the rewards' gradient at h = 1, 16 and 64, and how much it grows from 16 to 64. Rewards of
     * equal influence make that 4; more is instability.
     */
    public static Table reach(List<Norms> norms) {
        var table = Table.create(
                "median norm of the rewards' gradient",
                StringColumn.create("task"),
                DoubleColumn.create("h = 1"),
                DoubleColumn.create("h = 16"),
                DoubleColumn.create("h = 64"),
                DoubleColumn.create("64 over 16"));
        for (String task : norms.stream().map(Norms::task).distinct().toList()) {
            table.stringColumn(0).append(task);
            table.doubleColumn(1).append(median(norms, task, 1));
            table.doubleColumn(2).append(median(norms, task, 16));
            table.doubleColumn(3).append(median(norms, task, 64));
            table.doubleColumn(4).append(median(norms, task, 64) / median(norms, task, 16));
        }
        return table;
    }

    private static double median(List<Norms> norms, String task, int horizon) {
        return norms.stream()
                .filter(n -> n.task().equals(task) && n.horizon() == horizon && n.quantity() == Quantity.REWARD)
                .findFirst()
                .orElseThrow()
                .quantile(0.5);
    }
}
