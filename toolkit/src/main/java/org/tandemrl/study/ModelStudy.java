package org.tandemrl.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.gradient.StepPullBack;
import org.tandemrl.nn.Tensors;
import org.tandemrl.statistics.Statistics;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How good a model is, on windows of real trajectories: what it predicts, and what its derivatives are worth.
 *
 * <p><b>Prediction.</b> From the observation o_0 of a window the model predicts ô_1, ô_2, … on its own under the window's actions.
 * The error after k steps is √(mean over the observed quantities of ((ô_k − o_k)/σ)²) with the running deviations σ: 1 is as wrong
 * as a guess. Beside it stands the error of the prediction that nothing changes, o_0 for o_k.
 *
 * <p><b>Jacobians.</b> Simulator and model have no common state: one has joint positions and velocities with quaternions of length
 * 1, the other what is observed. What is well defined in both is how the observation after k steps depends on the first action,
 * ∂(o_k/σ)/∂a_0, the actions after it held fixed. k = 1 is the one-step Jacobian by the action, and equals (∂o_1/∂a_0). k = 2
 * contains the one-step Jacobian by the state, in those directions that actions can reach, and so on: the chain of Jacobians that
 * a policy's gradient is made of. With M the simulator's and M̂ the model's, the error is ‖M̂ − M‖/‖M‖ in Frobenius' norm, estimated
 * without bias in numerator and denominator from pulling {@value #DIRECTIONS} random directions back, E‖Mᵀw‖² = ‖M‖² for w ~ N(0, 1).
 * 0 is exact, and 1 as wrong as no derivative at all. Decoupled, the model's Jacobians are taken at the simulator's states;
 * imagined, along its own trajectory.
 *
 * <p>A trajectory counts until its episode ends, or its numbers are no longer finite. Given are the median over trajectories, and the 10 and 90 % quantiles.
 */
final class ModelStudy {
    /** Directions pulled back in each window. */
    static final int DIRECTIONS = 8;

    private static final List<String> WAYS = List.of("decoupled", "imagined");
    private static final List<Integer> CHAINS = List.of(1, 2, 4, 8, 16);

    private final GradientStudy.Subject subject;
    private final int longest;
    private final List<List<Double>> predicted = new ArrayList<>();
    private final List<List<Double>> still = new ArrayList<>();
    private final Map<String, Map<Integer, Chains>> chains = new LinkedHashMap<>();

    /** Of one way and length, an entry a trajectory. */
    private record Chains(List<Double> error, List<Double> cosine) {}

    ModelStudy(GradientStudy.Subject subject, int longest) {
        this.subject = subject;
        this.longest = longest;
        for (int k = 0; k < longest; k++) {
            predicted.add(new ArrayList<>());
            still.add(new ArrayList<>());
        }
        for (var way : WAYS) {
            chains.put(way, new LinkedHashMap<>());
            CHAINS.stream()
                    .filter(k -> k <= longest)
                    .forEach(k -> chains.get(way).put(k, new Chains(new ArrayList<>(), new ArrayList<>())));
        }
    }

    void add(Rollout window, RandomGenerator random) {
        addPredictions(window);
        for (int k : chains.get(WAYS.getFirst()).keySet()) {
            addJacobians(window, k, random);
        }
    }

    private void addPredictions(Rollout window) {
        int n = window.environments();
        int width = subject.task().observationSize();
        var type = subject.actor().parameters().type();
        try (var scope = Tensors.scope(subject.actor().parameters().manager())) {
            var scaling = window.scaling().on(scope, type);
            var observation = Tensors.of(scope, type, window.observation()[0], n, width);
            var hidden = hidden(scope, type, window.hidden()[0], n);
            for (int k = 1; k <= longest; k++) {
                var action = Tensors.of(
                        scope, type, window.action()[k - 1], n, subject.task().actionSize());
                var predicted = subject.model().predict(observation, action, hidden, scaling);
                observation = predicted.next();
                hidden = predicted.hidden();
                double[] values = Tensors.values(observation);
                for (int e = 0; e < n; e++) {
                    double error = distance(window, values, window.nextObservation()[k - 1], e);
                    if (runsOn(window, k, e) && Double.isFinite(error)) {
                        this.predicted.get(k - 1).add(error);
                        still.get(k - 1)
                                .add(distance(window, window.observation()[0], window.nextObservation()[k - 1], e));
                    }
                }
            }
        }
    }

    /** What the model remembers at the window's start, if it remembers anything. */
    private static Optional<NDArray> hidden(NDManager scope, DataType type, double[] values, int rows) {
        return values.length == 0
                ? Optional.empty()
                : Optional.of(Tensors.of(scope, type, values, rows, values.length / rows));
    }

    /** Whether an environment's first k steps are of one episode with the same asked throughout, and valid. */
    private static boolean runsOn(Rollout window, int k, int e) {
        for (int t = 0; t < k; t++) {
            if (window.invalid()[t][e] || t < k - 1 && !window.goesOn(t, e)) {
                return false;
            }
        }
        return true;
    }

    private static double distance(Rollout window, double[] a, double[] b, int e) {
        double[] deviation = window.scaling().deviation();
        int width = deviation.length;
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double d = (a[e * width + i] - b[e * width + i]) / deviation[i];
            sum += d * d;
        }
        return Math.sqrt(sum / width);
    }

    private void addJacobians(Rollout window, int k, RandomGenerator random) {
        int n = window.environments();
        double[] deviation = window.scaling().deviation();
        double[] directions = new double[DIRECTIONS * n * deviation.length];
        for (int i = 0; i < directions.length; i++) {
            directions[i] = random.nextGaussian() / deviation[i % deviation.length];
        }
        double[] real = pulledBackBySimulator(window, k, directions);
        for (var way : WAYS) {
            double[] learned = pulledBackByModel(window, k, directions, way.equals("decoupled"));
            var found = chains.get(way).get(k);
            for (int e = 0; e < n; e++) {
                if (runsOn(window, k, e)) {
                    compare(real, learned, e, n, found);
                }
            }
        }
    }

    /** Rows of an environment stand n rows apart, a direction each. */
    private void compare(double[] real, double[] learned, int e, int n, Chains found) {
        int width = subject.task().actionSize();
        double apart = 0;
        double realSquare = 0;
        double learnedSquare = 0;
        double product = 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            for (int i = (d * n + e) * width; i < (d * n + e + 1) * width; i++) {
                apart += (learned[i] - real[i]) * (learned[i] - real[i]);
                realSquare += real[i] * real[i];
                learnedSquare += learned[i] * learned[i];
                product += real[i] * learned[i];
            }
        }
        double error = Math.sqrt(apart / realSquare);
        double cosine = product / Math.sqrt(realSquare * learnedSquare);
        if (Double.isFinite(error) && Double.isFinite(cosine)) {
            found.error.add(error);
            found.cosine.add(cosine);
        }
    }

    /** [DIRECTIONS · N, A] */
    private double[] pulledBackBySimulator(Rollout window, int k, double[] directions) {
        int n = window.environments();
        int observations = n * subject.task().observationSize();
        int actions = n * subject.task().actionSize();
        double[] result = new double[DIRECTIONS * actions];
        var step = new StepPullBack(subject.task(), subject.simulator());
        for (int d = 0; d < DIRECTIONS; d++) {
            double[] costate = Arrays.copyOfRange(directions, d * observations, (d + 1) * observations);
            double[] state = new double[n * subject.task().stateSize()];
            double[] action = {};
            for (int t = k - 1; t >= 0; t--) {
                action = step.pullBack(
                        window.state()[t], window.action()[t], window.nextState()[t], costate, new double[n], state);
                costate = new double[observations];
            }
            System.arraycopy(action, 0, result, d * actions, actions);
        }
        return result;
    }

    /** [DIRECTIONS · N, A], the directions side by side as more rows of one batch. */
    private double[] pulledBackByModel(Rollout window, int k, double[] directions, boolean decoupled) {
        int rows = DIRECTIONS * window.environments();
        int observations = subject.task().observationSize();
        int actions = subject.task().actionSize();
        DataType type = subject.actor().parameters().type();
        subject.model().setTrainable(false);
        try (var scope = Tensors.scope(subject.actor().parameters().manager())) {
            var scaling = window.scaling().on(scope, type);
            var first = Tensors.of(scope, type, repeated(window.action()[0]), rows, actions);
            first.setRequiresGradient(true);
            try (var tape = Tensors.tape()) {
                NDArray observation = Tensors.of(scope, type, repeated(window.observation()[0]), rows, observations);
                var hidden = hidden(scope, type, repeated(window.hidden()[0]), rows);
                for (int t = 0; t < k; t++) {
                    var action = t == 0 ? first : Tensors.of(scope, type, repeated(window.action()[t]), rows, actions);
                    var predicted = subject.model().predict(observation, action, hidden, scaling);
                    var next = predicted.next();
                    hidden = predicted.hidden();
                    observation = decoupled
                            ? Tensors.of(scope, type, repeated(window.nextObservation()[t]), rows, observations)
                                    .add(next.sub(next.stopGradient()))
                            : next;
                }
                tape.backward(observation
                        .mul(Tensors.of(scope, type, directions, rows, observations))
                        .sum());
            }
            return Tensors.takeGradient(first);
        } finally {
            subject.model().setTrainable(true);
        }
    }

    private static double[] repeated(double[] values) {
        double[] result = new double[DIRECTIONS * values.length];
        for (int d = 0; d < DIRECTIONS; d++) {
            System.arraycopy(values, 0, result, d * values.length, values.length);
        }
        return result;
    }

    /** A row a number of steps: error of the prediction, and of the one that nothing changes ({@code still}). */
    Table predictions() {
        var table = Table.create(
                "open-loop predictions",
                StringColumn.create("task"),
                IntColumn.create("steps"),
                IntColumn.create("trajectories"),
                DoubleColumn.create("error"),
                DoubleColumn.create("error_low"),
                DoubleColumn.create("error_high"),
                DoubleColumn.create("still"));
        for (int k = 1; k <= longest; k++) {
            table.stringColumn(0).append(subject.task().name());
            table.intColumn(1).append(k);
            append(table, 2, predicted.get(k - 1));
            table.doubleColumn(6).append(quantile(still.get(k - 1), 0.5));
        }
        return table;
    }

    /** A row a way and number of steps: error and cosine of the Jacobian of o_k by a_0. */
    Table jacobians() {
        var table = Table.create(
                "Jacobians of the observation by an action some steps before",
                StringColumn.create("task"),
                StringColumn.create("way"),
                IntColumn.create("steps"),
                IntColumn.create("trajectories"),
                DoubleColumn.create("error"),
                DoubleColumn.create("error_low"),
                DoubleColumn.create("error_high"),
                DoubleColumn.create("cosine"),
                DoubleColumn.create("cosine_low"),
                DoubleColumn.create("cosine_high"));
        chains.forEach((way, lengths) -> lengths.forEach((k, found) -> {
            table.stringColumn(0).append(subject.task().name());
            table.stringColumn(1).append(way);
            table.intColumn(2).append(k);
            append(table, 3, found.error);
            IntStream.range(0, 3).forEach(i -> table.doubleColumn(7 + i).append(quantile(found.cosine, QUANTILES[i])));
        }));
        return table;
    }

    private static final double[] QUANTILES = {0.5, 0.1, 0.9};

    /** Their number, and three quantiles. */
    private static void append(Table table, int column, List<Double> values) {
        table.intColumn(column).append(values.size());
        IntStream.range(0, 3).forEach(i -> table.doubleColumn(column + 1 + i).append(quantile(values, QUANTILES[i])));
    }

    private static double quantile(List<Double> values, double p) {
        return values.isEmpty()
                ? Double.NaN
                : Statistics.quantile(
                        values.stream().mapToDouble(Double::doubleValue).toArray(), p);
    }
}
