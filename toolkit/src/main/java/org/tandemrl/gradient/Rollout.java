package org.tandemrl.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.Window;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.policy.Actor;
import org.tandemrl.task.Environment;
import org.tandemrl.task.TaskSizes;

/**
 * A window of H control steps of N environments, unrolled in the simulator: everything that a gradient source needs to
 * differentiate it and a critic or model to learn from it. It is made of one {@link Transition} a step, and read by column: rows of time,
 * each row-major over environments.
 */
public final class Rollout implements Window {
    private final Environment environment;
    private final Actor actor;
    private final Normalizer.Scaling scaling;
    private final List<Transition> transitions;
    private final double[] finalObservation;
    private final double[][] state;
    private final double[][] nextState;
    private final double[][] observation;
    private final double[][] nextObservation;
    private final double[][] noise;
    private final double[][] action;
    private final double[][] reward;
    private final boolean[][] terminated;
    private final boolean[][] truncated;
    private final boolean[][] invalid;
    private final boolean[][] renewed;
    private final double[][] continuation;
    private final double[][] finishedReturn;
    private final int[][] finishedLength;
    private final double[][] hidden;
    private final double[][] nextHidden;
    private final double[][] memory;
    private final double[][] nextMemory;

    /**
     * A window of steps; their arrays are shared, not copied.
     *
     * @param environment where it was collected (for its task and simulator)
     * @param actor that acted
     * @param scaling the statistics in force, frozen at the window's start
     * @param transitions the H steps, in the order of time
     * @param finalObservation [N·O], to act on after the window
     */
    public Rollout(
            Environment environment,
            Actor actor,
            Normalizer.Scaling scaling,
            List<Transition> transitions,
            double[] finalObservation) {
        this.environment = environment;
        this.actor = actor;
        this.scaling = scaling;
        this.transitions = List.copyOf(transitions);
        this.finalObservation = finalObservation;
        int h = transitions.size();
        state = new double[h][];
        nextState = new double[h][];
        observation = new double[h][];
        nextObservation = new double[h][];
        noise = new double[h][];
        action = new double[h][];
        reward = new double[h][];
        terminated = new boolean[h][];
        truncated = new boolean[h][];
        invalid = new boolean[h][];
        renewed = new boolean[h][];
        continuation = new double[h][];
        finishedReturn = new double[h][];
        finishedLength = new int[h][];
        hidden = new double[h][];
        nextHidden = new double[h][];
        memory = new double[h][];
        nextMemory = new double[h][];
        for (int t = 0; t < h; t++) {
            var transition = transitions.get(t);
            var step = transition.step();
            state[t] = transition.state();
            nextState[t] = step.nextState();
            observation[t] = transition.observation();
            nextObservation[t] = step.nextObservation();
            noise[t] = transition.noise();
            action[t] = transition.action();
            reward[t] = step.reward();
            terminated[t] = step.terminated();
            truncated[t] = step.truncated();
            invalid[t] = step.invalid();
            renewed[t] = step.renewed();
            continuation[t] = step.continuation();
            finishedReturn[t] = step.finishedReturn();
            finishedLength[t] = step.finishedLength();
            hidden[t] = transition.hidden();
            nextHidden[t] = transition.nextHidden();
            memory[t] = transition.memory();
            nextMemory[t] = transition.nextMemory();
        }
    }

    /**
     * Unrolls the actor for a window, from where the environments stand. Observations are normalised by the statistics as
     * of its start; the actor does not change.
     *
     * @param random source of the exploration noise
     * @throws IllegalArgumentException with the sizes of both, if the actor was made for another task
     */
    public static Rollout collect(Environment environment, Actor actor, int horizon, RandomGenerator random) {
        return collect(environment, actor, horizon, random, actor.nothingRemembered(environment.environments()));
    }

    /**
     * The same in the middle of episodes.
     *
     * @param memory [N·M], what a recurrent actor remembers of them; {@link #finalMemory} of the window before
     */
    public static Rollout collect(
            Environment environment, Actor actor, int horizon, RandomGenerator random, double[] memory) {
        actor.sizes().requireFor("actor", environment.task());
        var scaling = actor.normalizer().scaling();
        var transitions = new ArrayList<Transition>(horizon);
        double[] before = memory;
        for (int t = 0; t < horizon; t++) {
            double[] observation = environment.observation();
            double[] noise = new double[environment.environments() * actor.actionSize()];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextGaussian();
            }
            var acted = actor.act(observation, scaling, noise, before);
            double[] state = environment.state();
            var step = environment.step(acted.action());
            transitions.add(new Transition(
                    state,
                    observation,
                    noise,
                    acted.action(),
                    step,
                    Transition.NONE,
                    Transition.NONE,
                    before,
                    acted.memory()));
            before = restarted(step, acted.memory());
        }
        return new Rollout(environment, actor, scaling, transitions, environment.observation());
    }

    /** Where it was collected. */
    public Environment environment() {
        return environment;
    }

    /** The actor that acted. */
    public Actor actor() {
        return actor;
    }

    @Override
    public Normalizer.Scaling scaling() {
        return scaling;
    }

    /** The H steps, in the order of time. */
    public List<Transition> transitions() {
        return transitions;
    }

    /** [N·O], to act on after the window. */
    public double[] finalObservation() {
        return finalObservation;
    }

    /** [H][N·S] before each step. */
    @Override
    public double[][] state() {
        return state;
    }

    /** [H][N·S] after it, before any restart. */
    @Override
    public double[][] nextState() {
        return nextState;
    }

    /** [H][N·O] acted on. */
    @Override
    public double[][] observation() {
        return observation;
    }

    /** [H][N·O] after the step, before any restart. */
    @Override
    public double[][] nextObservation() {
        return nextObservation;
    }

    /** [H][N·A], ε of the policy. */
    public double[][] noise() {
        return noise;
    }

    /** [H][N·A], as applied. */
    public double[][] action() {
        return action;
    }

    /** [H][N]. */
    @Override
    public double[][] reward() {
        return reward;
    }

    /** [H][N], ended early. */
    @Override
    public boolean[][] terminated() {
        return terminated;
    }

    /** [H][N], cut by the time limit. */
    @Override
    public boolean[][] truncated() {
        return truncated;
    }

    /**
     * [H][N], ended by an invalid state, whose place in the next state and observation that of before the step has taken; no
     * reward, no gradient, nothing for the buffer.
     */
    public boolean[][] invalid() {
        return invalid;
    }

    /** [H][N], where something else is asked from there on; the next observation is as it was reached, with what was asked before. */
    public boolean[][] renewed() {
        return renewed;
    }

    /** [H][N·O], the next observation, but with what is asked from there on. */
    @Override
    public double[][] continuation() {
        return continuation;
    }

    /** [H][N], return of the episode that ended there, NaN where none did. */
    public double[][] finishedReturn() {
        return finishedReturn;
    }

    /** [H][N], its length; 0 where none did. */
    public int[][] finishedLength() {
        return finishedLength;
    }

    /** [H][N·K], what a recurrent model remembers before each step; K = 0 without one. */
    @Override
    public double[][] hidden() {
        return hidden;
    }

    /** [H][N·K], after it, before any restart. */
    @Override
    public double[][] nextHidden() {
        return nextHidden;
    }

    /** [H][N·M], what a recurrent actor remembers before each step; M = 0 without one. */
    public double[][] memory() {
        return memory;
    }

    @Override
    public int horizon() {
        return action.length;
    }

    @Override
    public int environments() {
        return reward[0].length;
    }

    /**
     * The window's first steps as a window of their own, from the same starts with the same noise; rows are shared, not copied.
     *
     * @param steps from 1 to the horizon
     * @throws IllegalArgumentException if there are not so many
     */
    public Rollout first(int steps) {
        if (steps < 1 || steps > horizon()) {
            throw new IllegalArgumentException("The first " + steps + " steps of a window of " + horizon()
                    + "; allowed is 1 to " + horizon() + ".");
        }
        if (steps == horizon()) {
            return this;
        }
        return new Rollout(environment, actor, scaling, transitions.subList(0, steps), observation[steps].clone());
    }

    /** Whether environment e was restarted after step t. */
    public boolean ended(int t, int e) {
        return terminated[t][e] || truncated[t][e];
    }

    /** Whether what environment e is in after step t, and gradients cross, is what step t led to: not after an end, nor where something else is asked. */
    public boolean goesOn(int t, int e) {
        return !ended(t, e) && !renewed[t][e];
    }

    /** The same window with other rewards, [H][N]. */
    public Rollout withReward(double[][] other) {
        var others = new ArrayList<Transition>(horizon());
        for (int t = 0; t < horizon(); t++) {
            others.add(transitions.get(t).withReward(other[t]));
        }
        return new Rollout(environment, actor, scaling, others, finalObservation);
    }

    /**
     * The same window with what a model remembers along it: from the given hidden states, and from zeros where an episode ended.
     *
     * @param start [N·K], before the first step
     */
    public Rollout withHiddenStates(Predictor model, double[] start) {
        var remembering = new ArrayList<Transition>(horizon());
        double[] before = start;
        for (int t = 0; t < horizon(); t++) {
            double[] after = model.remember(observation[t], action[t], before, scaling);
            remembering.add(transitions.get(t).withHiddenStates(before, after));
            before = restarted(transitions.get(t).step(), after);
        }
        return new Rollout(environment, actor, scaling, remembering, finalObservation);
    }

    /** What is remembered after the window, [N·K]; zeros where an episode ended with it. */
    public double[] finalHidden() {
        return restarted(transitions.getLast().step(), nextHidden[horizon() - 1]);
    }

    /** What a recurrent actor remembers after the window, [N·M]; zeros where an episode ended with it. */
    public double[] finalMemory() {
        return restarted(transitions.getLast().step(), nextMemory[horizon() - 1]);
    }

    /** Rows [N·K] after a step, zeros where an episode ended with it. */
    private static double[] restarted(Environment.Step step, double[] rows) {
        int environments = step.reward().length;
        int width = rows.length / environments;
        double[] result = rows.clone();
        for (int e = 0; e < environments; e++) {
            if (step.terminated()[e] || step.truncated()[e]) {
                Arrays.fill(result, e * width, (e + 1) * width, 0);
            }
        }
        return result;
    }

    /** log π of the actions as applied, [H][N], by the actor as it is now. */
    public double[][] logProbabilities() {
        double[][] logProbability = new double[horizon()][];
        for (int t = 0; t < horizon(); t++) {
            logProbability[t] = actor.logProbabilities(observation[t], scaling, noise[t], memory[t]);
        }
        return logProbability;
    }

    /**
     * Adds the window's valid transitions to a buffer, in the order of time; one extra number of the buffer is the reward.
     *
     * @throws IllegalArgumentException with the sizes of both, if the buffer is for another task
     */
    public void addTo(Buffer buffer) {
        buffer.sizes().requireFor("buffer", environment.task());
        for (int t = 0; t < horizon(); t++) {
            double[] extra = buffer.extras() == 0 ? new double[0] : reward[t];
            buffer.add(observation[t], action[t], nextObservation[t], extra, invalid[t]);
        }
    }

    /**
     * Adds the observations acted on to running statistics, step by step.
     *
     * @throws IllegalArgumentException if these are of observations of another width
     */
    public void addTo(Normalizer normalizer) {
        if (normalizer.width() != environment.task().observationSize()) {
            throw new IllegalArgumentException("The running statistics are of "
                    + TaskSizes.ofObservations(normalizer.width()) + "; " + TaskSizes.words(environment.task()) + ".");
        }
        for (double[] rows : observation) {
            normalizer.update(rows);
        }
    }

    /** The objective that all gradient sources differentiate, as weights of rewards and of bootstrapped values. */
    public Objective objective(Bootstrap critic) {
        return objective(critic.gamma(), critic.present());
    }

    /** The same by γ, with or without bootstrapped values. */
    Objective objective(double gamma, boolean bootstraps) {
        int h = horizon();
        int n = environments();
        double[][] rewardWeight = new double[h][n];
        double[][] valueWeight = new double[h][n];
        double[] discount = new double[n];
        Arrays.fill(discount, 1);
        double scale = 1.0 / (n * h);
        for (int t = 0; t < h; t++) {
            for (int e = 0; e < n; e++) {
                rewardWeight[t][e] = invalid[t][e] ? 0 : scale * discount[e];
                discount[e] *= gamma;
                if (bootstraps && !terminated[t][e] && (truncated[t][e] || t == h - 1)) {
                    valueWeight[t][e] = scale * discount[e];
                }
                if (ended(t, e)) {
                    discount[e] = 1;
                }
            }
        }
        return new Objective(rewardWeight, valueWeight);
    }

    /**
     * J = Σ_t Σ_e rewardWeight · r + valueWeight · V_target(s⁺), which is {@code (1/NH) Σ_e [Σ_{t<H} γ^t r_t + γ^H V_target(s_H)]}
     * with the discount restarting at 1 after an episode's end, 0 bootstrapped after an early one, and V_target of the
     * state before the restart after one cut by the time limit. The reward that led into an invalid state weighs 0.
     *
     * @param rewardWeight [H][N]
     * @param valueWeight [H][N]
     */
    public record Objective(double[][] rewardWeight, double[][] valueWeight) {
        /** Whether any environment's value is bootstrapped after step t. */
        boolean bootstraps(int t) {
            return Arrays.stream(valueWeight[t]).anyMatch(w -> w != 0);
        }
    }
}
