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
    /**
     * What is remembered where windows begin.
     *
     * @param hidden [N·R], by the model
     * @param memory [N·K], by the actor
     */
    record Remembered(double[] hidden, double[] memory) {}

    private WindowStarts() {}

    /**
     * Brings each environment to an age from U{0 … spread − 1} control steps after a new start.
     *
     * @param seeds of the ages
     * @param noise of the policy on the way
     */
    static Remembered begin(
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
        int units = actor.memorySize();
        double[] memory = actor.nothingRemembered(age.length);
        double[] startMemory = memory.clone();
        int last = Arrays.stream(age).max().orElse(0);
        for (int t = 0; t <= last; t++) {
            copy(environment.save(), start, age, t);
            for (int e = 0; e < age.length; e++) {
                if (age[e] == t) {
                    System.arraycopy(hidden, e * width, startHidden, e * width, width);
                    System.arraycopy(memory, e * units, startMemory, e * units, units);
                }
            }
            if (t < last) {
                double[] epsilon = new double[age.length * actor.actionSize()];
                for (int i = 0; i < epsilon.length; i++) {
                    epsilon[i] = noise.nextGaussian();
                }
                double[] observation = environment.observation();
                var acted = actor.act(observation, scaling, epsilon, memory);
                memory = acted.memory().clone();
                hidden = model.remember(observation, acted.action(), hidden, scaling);
                var step = environment.step(acted.action());
                for (int e = 0; e < age.length; e++) {
                    if (step.terminated()[e] || step.truncated()[e]) {
                        Arrays.fill(hidden, e * width, (e + 1) * width, 0);
                        Arrays.fill(memory, e * units, (e + 1) * units, 0);
                    }
                }
            }
        }
        environment.restore(start);
        return new Remembered(startHidden, startMemory);
    }

    /** A window from there on. */
    static Rollout collect(
            Environment environment,
            Actor actor,
            Predictor model,
            int horizon,
            RandomGenerator noise,
            Remembered remembered) {
        var window = Rollout.collect(environment, actor, horizon, noise, remembered.memory);
        return model.hiddenSize() == 0 ? window : window.withHiddenStates(model, remembered.hidden);
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
