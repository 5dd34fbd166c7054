package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.Covariance;
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
    /** A quantity on which actions have less effect than this, in running deviations, has none: what is left of it is rounding. */
    private static final double LEAST = 1e-6;

    private ActionStudy() {}

    /**
     * A row an observed quantity: {@code effect}, the spread of its next value among the continuations of a state, in running deviations, root mean square over
     * states; {@code correlation} of what is predicted with what is, about each state's means and pooled over states, so that each counts by its effect (0 where the same is
     * predicted for all), missing where there is no effect; {@code spread} of what is predicted over that of what is. Continuations that lead to an invalid state are left
     * out, and states with fewer than two others.
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
            Effect.of(model, window).ifPresent(effects::add);
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
     * @param real variances of what the quantities are, [O]
     * @param predicted of what is predicted, [O]
     * @param both covariances, [O]
     */
    private record Effect(double[] real, double[] predicted, double[] both) {
        static Optional<Effect> of(DynamicsModel model, Rollout window) {
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
            int[] valid =
                    IntStream.range(0, n).filter(e -> !window.invalid()[0][e]).toArray();
            if (valid.length < 2) {
                return Optional.empty();
            }
            var effect = new Effect(new double[o], new double[o], new double[o]);
            for (int i = 0; i < o; i++) {
                double[] is = column(window.nextObservation()[0], i, o, valid);
                double[] was = column(said, i, o, valid);
                effect.real[i] = StatUtils.variance(is);
                effect.predicted[i] = StatUtils.variance(was);
                effect.both[i] = new Covariance().covariance(is, was);
            }
            return Optional.of(effect);
        }

        private static double[] column(double[] rows, int column, int width, int[] environments) {
            return Arrays.stream(environments)
                    .mapToDouble(e -> rows[e * width + column])
                    .toArray();
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
            double real = mean(effects, e -> e.real[quantity]);
            double predicted = mean(effects, e -> e.predicted[quantity]);
            double both = mean(effects, e -> e.both[quantity]);
            boolean any = Math.sqrt(real) > LEAST * running[i];
            table.intColumn("quantity").append(i);
            table.doubleColumn("effect").append(Math.sqrt(real) / running[i]);
            table.doubleColumn("correlation")
                    .append(any ? (predicted > 0 ? both / Math.sqrt(real * predicted) : 0) : Double.NaN);
            table.doubleColumn("spread").append(any ? Math.sqrt(predicted / real) : Double.NaN);
            table.intColumn("states").append(effects.size());
        }
        return table;
    }

    private static double mean(List<Effect> effects, ToDoubleFunction<Effect> of) {
        return effects.stream().mapToDouble(of).average().orElse(Double.NaN);
    }
}
