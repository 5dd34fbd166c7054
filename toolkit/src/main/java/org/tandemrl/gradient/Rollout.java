package org.tandemrl.gradient;

import java.util.Arrays;
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
 * differentiate it and a critic or model to learn from it. Rows of time, each row-major over environments.
 *
 * @param environment where it was collected (for its task and simulator)
 * @param actor that acted
 * @param scaling the statistics in force, frozen at the window's start
 * @param state [H][N·S] before each step
 * @param nextState [H][N·S] after it, before any restart
 * @param observation [H][N·O] acted on
 * @param nextObservation [H][N·O] after the step, before any restart
 * @param finalObservation [N·O], to act on after the window
 * @param noise [H][N·A], ε of the policy
 * @param action [H][N·A], as applied
 * @param reward [H][N]
 * @param terminated [H][N], ended early
 * @param truncated [H][N], cut by the time limit
 * @param invalid [H][N], ended by an invalid state, whose place in the next state and observation that of before the step
 *     has taken; no reward, no gradient, nothing for the buffer
 * @param finishedReturn [H][N], return of the episode that ended there, NaN where none did
 * @param finishedLength [H][N], its length
 * @param hidden [H][N·K], what a recurrent model remembers before each step; K = 0 without one
 * @param nextHidden [H][N·K], after it, before any restart
 */
public record Rollout(
        Environment environment,
        Actor actor,
        Normalizer.Scaling scaling,
        double[][] state,
        double[][] nextState,
        double[][] observation,
        double[][] nextObservation,
        double[] finalObservation,
        double[][] noise,
        double[][] action,
        double[][] reward,
        boolean[][] terminated,
        boolean[][] truncated,
        boolean[][] invalid,
        double[][] finishedReturn,
        int[][] finishedLength,
        double[][] hidden,
        double[][] nextHidden)
        implements Window {

    /** A window along which nothing is remembered. */
    public Rollout(Environment environment, Actor actor, Normalizer.Scaling scaling, double[][] state, double[][] nextState,
            double[][] observation, double[][] nextObservation, double[] finalObservation, double[][] noise, double[][] action,
            double[][] reward, boolean[][] terminated, boolean[][] truncated, boolean[][] invalid, double[][] finishedReturn,
            int[][] finishedLength) {
        this(environment, actor, scaling, state, nextState, observation, nextObservation, finalObservation, noise, action, reward,
                terminated, truncated, invalid, finishedReturn, finishedLength, new double[action.length][0],
                new double[action.length][0]);
    }

    /**
     * Unrolls the actor for a window, from where the environments stand. Observations are normalised by the statistics as
     * of its start; the actor does not change.
     *
     * @param random source of the exploration noise
     * @throws IllegalArgumentException with the sizes of both, if the actor was made for another task
     */
    public static Rollout collect(Environment environment, Actor actor, int horizon, RandomGenerator random) {
        actor.sizes().requireFor("actor", environment.task());
        int n = environment.environments();
        var rollout = new Rollout(environment, actor, actor.normalizer().scaling(), new double[horizon][],
                new double[horizon][], new double[horizon][], new double[horizon][],
                new double[n * environment.task().observationSize()], new double[horizon][], new double[horizon][],
                new double[horizon][], new boolean[horizon][], new boolean[horizon][], new boolean[horizon][],
                new double[horizon][], new int[horizon][]);
        for (int t = 0; t < horizon; t++) {
            double[] observation = environment.observation();
            double[] noise = new double[n * actor.actionSize()];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextGaussian();
            }
            double[] action = actor.act(observation, rollout.scaling, noise);
            rollout.state[t] = environment.state();
            rollout.observation[t] = observation;
            rollout.noise[t] = noise;
            rollout.action[t] = action;
            var step = environment.step(action);
            rollout.nextState[t] = step.nextState();
            rollout.nextObservation[t] = step.nextObservation();
            rollout.reward[t] = step.reward();
            rollout.terminated[t] = step.terminated();
            rollout.truncated[t] = step.truncated();
            rollout.invalid[t] = step.invalid();
            rollout.finishedReturn[t] = step.finishedReturn();
            rollout.finishedLength[t] = step.finishedLength();
        }
        double[] last = environment.observation();
        System.arraycopy(last, 0, rollout.finalObservation, 0, last.length);
        return rollout;
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
        return new Rollout(environment, actor, scaling, Arrays.copyOf(state, steps), Arrays.copyOf(nextState, steps),
                Arrays.copyOf(observation, steps), Arrays.copyOf(nextObservation, steps), observation[steps].clone(),
                Arrays.copyOf(noise, steps), Arrays.copyOf(action, steps), Arrays.copyOf(reward, steps),
                Arrays.copyOf(terminated, steps), Arrays.copyOf(truncated, steps), Arrays.copyOf(invalid, steps),
                Arrays.copyOf(finishedReturn, steps), Arrays.copyOf(finishedLength, steps), Arrays.copyOf(hidden, steps),
                Arrays.copyOf(nextHidden, steps));
    }

    /** Whether environment e was restarted after step t. */
    public boolean ended(int t, int e) {
        return terminated[t][e] || truncated[t][e];
    }

    /** The same window with other rewards, [H][N]. */
    public Rollout withReward(double[][] other) {
        return new Rollout(environment, actor, scaling, state, nextState, observation, nextObservation, finalObservation, noise, action,
                other, terminated, truncated, invalid, finishedReturn, finishedLength, hidden, nextHidden);
    }

    /**
     * The same window with what a model remembers along it: from the given hidden states, and from zeros where an episode ended.
     *
     * @param start [N·K], before the first step
     */
    public Rollout remembering(Predictor model, double[] start) {
        double[][] before = new double[horizon()][];
        double[][] after = new double[horizon()][];
        double[] now = start;
        for (int t = 0; t < horizon(); t++) {
            before[t] = now;
            after[t] = model.remember(observation[t], action[t], now, scaling);
            now = restarted(t, after[t]);
        }
        return new Rollout(environment, actor, scaling, state, nextState, observation, nextObservation, finalObservation, noise, action,
                reward, terminated, truncated, invalid, finishedReturn, finishedLength, before, after);
    }

    /** What is remembered after the window, [N·K]; zeros where an episode ended with it. */
    public double[] finalHidden() {
        return restarted(horizon() - 1, nextHidden[horizon() - 1]);
    }

    /** Rows [N·K] after step t, zeros where an episode ended there. */
    private double[] restarted(int t, double[] rows) {
        int width = rows.length / environments();
        double[] result = rows.clone();
        for (int e = 0; e < environments(); e++) {
            if (ended(t, e)) {
                Arrays.fill(result, e * width, (e + 1) * width, 0);
            }
        }
        return result;
    }

    /** log π of the actions as applied, [H][N], by the actor as it is now. */
    public double[][] logProbabilities() {
        double[][] logProbability = new double[horizon()][];
        for (int t = 0; t < horizon(); t++) {
            logProbability[t] = actor.logProbabilities(observation[t], scaling, noise[t]);
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
            throw new IllegalArgumentException("The running statistics are of " + TaskSizes.ofObservations(normalizer.width()) + "; "
                    + TaskSizes.words(environment.task()) + ".");
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
     * J = Σ_t Σ_e rewardWeight · r + valueWeight · V_target(s⁺), which is (1/NH) Σ_e [Σ_{t<H} γ^t r_t + γ^H V_target(s_H)]
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
