package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.task.Environment;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What a model knows of the effect of actions, which is what a gradient by the action is made of: one state is continued for a step many times, each with exploration
 * noise of its own, and what the model predicts of the differences is compared with what they are. A model may know well how a state goes on and nothing of
 * what the action does to it; {@link PredictionStudy} cannot tell that.
 */
public final class ActionStudy {
    /** A quantity on which the action has less effect than this, in running deviations, does not count: what is left of it is rounding. */
    private static final double LEAST = 1e-6;

    private ActionStudy() {}

    /**
     * A row an observed quantity: {@code effect}, the spread of its next value among the continuations of a state, in running deviations, root mean square over
     * states; {@code correlation} of what is predicted with what is, mean over the states in which there is an effect (0 where the same is predicted for all), missing
     * where there are none; {@code spread} of what is predicted over that of what is, root mean square; {@code states} that counted.
     *
     * @param played environments from whose states, up to as many as there are, it goes on
     * @param memory [N·M], what a recurrent actor remembers there
     * @param copies environments of the same task: continuations of one state
     * @param states that are looked at
     * @param noise of the continuations
     */
    public static Table of(
            DynamicsModel model,
            Actor actor,
            Environment played,
            double[] memory,
            Environment copies,
            int states,
            RandomGenerator noise) {
        if (states < 1 || states > played.environments() || copies.environments() < 3) {
            throw new IllegalArgumentException(states + " states of " + played.environments() + " environments, "
                    + copies.environments() + " continuations; allowed are 1 to " + played.environments()
                    + " states and 3 continuations or more.");
        }
        var from = played.save();
        var effects = new ArrayList<Effect>();
        for (int e = 0; e < states; e++) {
            copies.restore(repeated(from, e, copies.environments()));
            double[] remembered = row(memory, e, played.environments());
            var window = Rollout.collect(copies, actor, 1, noise, repeated(remembered, copies.environments()));
            effects.add(Effect.of(model, window));
        }
        return table(effects, actor.normalizer().scaling().deviation());
    }

    private static double[] row(double[] rows, int row, int count) {
        int width = rows.length / count;
        return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
    }

    private static double[] repeated(double[] row, int times) {
        double[] rows = new double[row.length * times];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row[i % row.length];
        }
        return rows;
    }

    private static Environment.Snapshot repeated(Environment.Snapshot of, int environment, int times) {
        int n = of.age().length;
        int[] age = new int[times];
        int[] episode = new int[times];
        double[] episodeReturn = new double[times];
        Arrays.fill(age, of.age()[environment]);
        Arrays.fill(episode, of.episode()[environment]);
        Arrays.fill(episodeReturn, of.episodeReturn()[environment]);
        return new Environment.Snapshot(
                repeated(row(of.state(), environment, n), times),
                repeated(row(of.lastAction(), environment, n), times),
                age,
                episode,
                episodeReturn);
    }

    /**
     * Of the continuations of one state.
     *
     * @param real standard deviations of what the quantities are, [O]
     * @param predicted of what is predicted, [O]
     * @param correlation of both, [O]
     */
    private record Effect(double[] real, double[] predicted, double[] correlation) {
        static Effect of(DynamicsModel model, Rollout window) {
            int n = window.environments();
            int o = window.observation()[0].length / n;
            int a = window.action()[0].length / n;
            var type = window.actor().parameters().type();
            double[] said;
            try (var scope = Tensors.scope(window.actor().parameters().manager())) {
                said = Tensors.values(model.predict(
                        Tensors.of(scope, type, window.observation()[0], n, o),
                        Tensors.of(scope, type, window.action()[0], n, a),
                        window.scaling().on(scope, type)));
            }
            double[] real = new double[o];
            double[] predicted = new double[o];
            double[] correlation = new double[o];
            for (int i = 0; i < o; i++) {
                double[] is = column(window.nextObservation()[0], i, o, window.invalid()[0]);
                double[] was = column(said, i, o, window.invalid()[0]);
                real[i] = Math.sqrt(StatUtils.variance(is));
                predicted[i] = Math.sqrt(StatUtils.variance(was));
                correlation[i] = real[i] > 0 && predicted[i] > 0 ? new PearsonsCorrelation().correlation(is, was) : 0;
            }
            return new Effect(real, predicted, correlation);
        }

        private static double[] column(double[] rows, int column, int width, boolean[] leftOut) {
            var values = new ArrayList<Double>();
            for (int e = 0; e < leftOut.length; e++) {
                if (!leftOut[e]) {
                    values.add(rows[e * width + column]);
                }
            }
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    private static Table table(List<Effect> effects, double[] running) {
        var table = Table.create(
                "effect of the action by observed quantity",
                IntColumn.create("quantity"),
                DoubleColumn.create("effect"),
                DoubleColumn.create("correlation"),
                DoubleColumn.create("spread"),
                IntColumn.create("states"));
        for (int i = 0; i < running.length; i++) {
            int quantity = i;
            var counting = effects.stream()
                    .filter(e -> e.real[quantity] > LEAST * running[quantity])
                    .toList();
            double real = rootMeanSquare(effects, e -> e.real[quantity]);
            table.intColumn("quantity").append(i);
            table.doubleColumn("effect").append(real / running[i]);
            table.doubleColumn("correlation")
                    .append(counting.stream()
                            .mapToDouble(e -> e.correlation[quantity])
                            .average()
                            .orElse(Double.NaN));
            table.doubleColumn("spread")
                    .append(
                            counting.isEmpty()
                                    ? Double.NaN
                                    : rootMeanSquare(counting, e -> e.predicted[quantity])
                                            / rootMeanSquare(counting, e -> e.real[quantity]));
            table.intColumn("states").append(counting.size());
        }
        return table;
    }

    private static double rootMeanSquare(List<Effect> effects, ToDoubleFunction<Effect> of) {
        return Math.sqrt(
                effects.stream().mapToDouble(of).map(x -> x * x).average().orElse(Double.NaN));
    }
}
