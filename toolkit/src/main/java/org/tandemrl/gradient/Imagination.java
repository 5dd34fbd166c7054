package org.tandemrl.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;

/**
 * Windows that the learned model imagines: what the simulator does in {@link Rollout#collect} the model does here, from starts that
 * are given. As the states are the model's own, the decoupled and the imagined gradient of such a window are the same.
 */
public final class Imagination {
    /** Beyond this a prediction has exploded. */
    private static final double LIMIT = 1e6;

    private Imagination() {}

    /**
     * Unrolls actor and model for a window.
     *
     * @param environment whose task gives rewards and ends; it does not move
     * @param start draws the observation [O] that an imagined episode starts from; called again where one ends inside the window,
     *     by {@code terminated} or as what was asked for is reached: what is asked then no model knows
     * @param windows N, unrolled together
     * @param random source of the exploration noise
     * @return a rollout without states; a prediction beyond ±10⁶ or not finite counts as invalid and ends its episode; a gradient through one
     *     that is not finite is not finite either, which stops a training
     */
    public static Rollout of(
            Environment environment,
            Actor actor,
            Predictor model,
            Supplier<double[]> start,
            int windows,
            int horizon,
            RandomGenerator random) {
        var task = environment.task();
        actor.sizes().requireFor("actor", task);
        if (actor.memorySize() > 0) {
            throw new IllegalArgumentException("The actor remembers " + actor.memorySize()
                    + " numbers; allowed is one that remembers nothing, as imagined windows begin anywhere.");
        }
        model.sizes().ifPresent(sizes -> sizes.requireFor("model", task));
        int o = task.observationSize();
        int a = task.actionSize();
        var scaling = actor.normalizer().scaling();
        var transitions = new ArrayList<Transition>(horizon);
        double[] observation = new double[windows * o];
        for (int e = 0; e < windows; e++) {
            System.arraycopy(start.get(), 0, observation, e * o, o);
        }
        for (int t = 0; t < horizon; t++) {
            double[] noise = new double[windows * a];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextGaussian();
            }
            double[] action = actor.act(observation, scaling, noise);
            var predicted = predict(model, actor, scaling, observation, action, windows);
            double[] next = predicted.next;
            boolean[] invalid = new boolean[windows];
            for (int e = 0; e < windows; e++) {
                invalid[e] = exploded(next, e * o, o);
                if (invalid[e]) {
                    System.arraycopy(observation, e * o, next, e * o, o);
                }
            }
            double[] reward = predicted.reward.orElseGet(() -> task.reward(
                            DoubleBatch.of(predicted.next, windows, o), DoubleBatch.of(predicted.action, windows, a))
                    .data()
                    .clone());
            boolean[] terminated = new boolean[windows];
            double[] following = next.clone();
            for (int e = 0; e < windows; e++) {
                terminated[e] = invalid[e] || task.terminated(next, e) || task.reached(next, e);
                reward[e] = invalid[e] ? 0 : reward[e];
                if (terminated[e]) {
                    System.arraycopy(start.get(), 0, following, e * o, o);
                }
            }
            double[] finished = new double[windows];
            Arrays.fill(finished, Double.NaN);
            transitions.add(new Transition(
                    Transition.NONE,
                    observation,
                    noise,
                    action,
                    new Environment.Step(
                            Transition.NONE,
                            next,
                            reward,
                            terminated,
                            new boolean[windows],
                            invalid,
                            finished,
                            new int[windows])));
            observation = following;
        }
        return new Rollout(environment, actor, scaling, transitions, observation);
    }

    /** The next observation, and the reward if that is learned. */
    private record Prediction(double[] next, double[] action, Optional<double[]> reward) {}

    private static Prediction predict(
            Predictor model, Actor actor, Normalizer.Scaling scaling, double[] observation, double[] action, int rows) {
        var type = actor.parameters().type();
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            var seen = Tensors.of(scope, type, observation, rows, observation.length / rows);
            var done = Tensors.of(scope, type, action, rows, action.length / rows);
            var on = scaling.on(scope, type);
            return new Prediction(
                    Tensors.values(model.predict(seen, done, on)),
                    action,
                    model.reward(seen, done, on).map(Tensors::values));
        }
    }

    private static boolean exploded(double[] rows, int from, int width) {
        for (int i = from; i < from + width; i++) {
            if (!(Math.abs(rows[i]) <= LIMIT)) {
                return true;
            }
        }
        return false;
    }
}
