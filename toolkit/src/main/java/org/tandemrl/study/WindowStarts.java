package org.tandemrl.study;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/** Where studied windows begin: where the policy leads the environments, each at an age of its own. */
final class WindowStarts {
    private WindowStarts() {}

    /**
     * Brings each environment to an age from U{0 … spread − 1} control steps after a new start.
     *
     * @param seeds of the ages
     * @param noise of the policy on the way
     * @return [N·R], what the model remembers there
     */
    static double[] begin(
            Environment environment, Actor actor, Predictor model, int spread, Seeds seeds, RandomGenerator noise) {
        var random = seeds.stream("age");
        int[] age = IntStream.generate(() -> random.nextInt(spread))
                .limit(environment.environments())
                .toArray();
        var scaling = actor.normalizer().scaling();
        var start = environment.save();
        int width = model.hiddenSize();
        double[] hidden = new double[age.length * width];
        double[] startHidden = hidden.clone();
        int last = Arrays.stream(age).max().orElse(0);
        for (int t = 0; t <= last; t++) {
            copy(environment.save(), start, age, t);
            for (int e = 0; e < age.length; e++) {
                if (age[e] == t) {
                    System.arraycopy(hidden, e * width, startHidden, e * width, width);
                }
            }
            if (t < last) {
                double[] epsilon = new double[age.length * actor.actionSize()];
                for (int i = 0; i < epsilon.length; i++) {
                    epsilon[i] = noise.nextGaussian();
                }
                double[] observation = environment.observation();
                double[] action = actor.act(observation, scaling, epsilon);
                hidden = model.remember(observation, action, hidden, scaling);
                var step = environment.step(action);
                for (int e = 0; e < age.length; e++) {
                    if (step.terminated()[e] || step.truncated()[e]) {
                        Arrays.fill(hidden, e * width, (e + 1) * width, 0);
                    }
                }
            }
        }
        environment.restore(start);
        return startHidden;
    }

    /** A window with what the model remembers along it, if it remembers anything. */
    static Rollout remembering(Rollout window, Predictor model, double[] hidden) {
        return model.hiddenSize() == 0 ? window : window.withHiddenStates(model, hidden);
    }

    /** Takes over the environments whose age is t. */
    private static void copy(Environment.Snapshot from, Environment.Snapshot to, int[] age, int t) {
        int states = from.state().length / age.length;
        int actions = from.lastAction().length / age.length;
        for (int e = 0; e < age.length; e++) {
            if (age[e] == t) {
                System.arraycopy(from.state(), e * states, to.state(), e * states, states);
                System.arraycopy(from.lastAction(), e * actions, to.lastAction(), e * actions, actions);
                to.age()[e] = from.age()[e];
                to.episode()[e] = from.episode()[e];
                to.episodeReturn()[e] = from.episodeReturn()[e];
            }
        }
    }
}
