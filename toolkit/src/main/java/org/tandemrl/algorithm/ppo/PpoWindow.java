package org.tandemrl.algorithm.ppo;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.critic.Returns;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.task.Environment;

/**
 * A window of H control steps of N environments: what a likelihood-ratio method needs of it, without the states and derivatives of a
 * {@code Rollout}. Networks see it in float32, row t·N + e. One object serves all epochs.
 */
final class PpoWindow {
    private final int horizon;
    private final int environments;
    private final int observations;
    private final int actions;
    private final double limit;
    /** [H][N·O], raw. */
    private final double[][] raw;
    /** [(H + 1)·N·O], normalised and clipped; the last is to act on after the window. */
    private final float[] normalized;

    private final float[] mean;
    private final float[] action;
    private final float[] logProbability;
    /** [(H + 1)·N], by the critic, in units of the normalised returns. */
    private final float[] value;
    /** [H·N], of the state before the restart where the time limit cut. */
    private final float[] cutValue;

    private final float[] cut;
    private final float[] cutResult;
    private final double[][] reward;
    private final boolean[][] terminated;
    private final boolean[][] truncated;
    private final boolean[] dropped;
    private final double[][] finishedReturn;
    private final int[][] finishedLength;
    private double[] logStd = {};

    PpoWindow(int horizon, int environments, int observations, int actions, double limit) {
        this.horizon = horizon;
        this.environments = environments;
        this.observations = observations;
        this.actions = actions;
        this.limit = limit;
        int rows = horizon * environments;
        raw = new double[horizon][];
        normalized = new float[(rows + environments) * observations];
        mean = new float[rows * actions];
        action = new float[rows * actions];
        logProbability = new float[rows];
        value = new float[rows + environments];
        cutValue = new float[rows];
        cut = new float[environments * observations];
        cutResult = new float[environments];
        reward = new double[horizon][];
        terminated = new boolean[horizon][];
        truncated = new boolean[horizon][];
        dropped = new boolean[rows];
        finishedReturn = new double[horizon][];
        finishedLength = new int[horizon][];
    }

    /**
     * Unrolls the policy from where the environments stand; the statistics do not change in a window.
     *
     * @param random source of the exploration noise
     */
    void collect(
            Environment environment,
            PpoLearner learner,
            double[] logStd,
            Normalizer.Scaling scaling,
            RandomGenerator random) {
        this.logStd = logStd;
        double[] deviation = new double[actions];
        Arrays.setAll(deviation, i -> Math.exp(logStd[i]));
        double constant = -Arrays.stream(logStd).sum() - actions * PpoLoss.HALF_LOG_2PI;
        for (int t = 0; t < horizon; t++) {
            int from = t * environments;
            raw[t] = environment.observation();
            normalize(raw[t], scaling, from);
            learner.means(normalized, mean, from, from + environments);
            double[] applied = draw(from, deviation, constant, random);
            var step = environment.step(applied);
            reward[t] = step.reward();
            terminated[t] = step.terminated();
            truncated[t] = step.truncated();
            finishedReturn[t] = step.finishedReturn();
            finishedLength[t] = step.finishedLength();
            System.arraycopy(step.invalid(), 0, dropped, from, environments);
            bootstrap(step, learner, scaling, from);
        }
        normalize(environment.observation(), scaling, horizon * environments);
        learner.values(normalized, value, 0, (horizon + 1) * environments);
    }

    private void normalize(double[] observation, Normalizer.Scaling scaling, int row) {
        for (int e = 0; e < environments; e++) {
            normalize(observation, e, scaling, normalized, row + e);
        }
    }

    private void normalize(double[] observation, int from, Normalizer.Scaling scaling, float[] result, int row) {
        double[] center = scaling.mean();
        double[] deviation = scaling.deviation();
        for (int i = 0; i < observations; i++) {
            double x = (observation[from * observations + i] - center[i]) / deviation[i];
            result[row * observations + i] = (float) Math.clamp(x, -limit, limit);
        }
    }

    /** Draws the actions of a step, [N·A], and their log-probabilities. */
    private double[] draw(int from, double[] deviation, double constant, RandomGenerator random) {
        double[] applied = new double[environments * actions];
        for (int e = 0; e < environments; e++) {
            double sum = constant;
            for (int i = 0; i < actions; i++) {
                double noise = random.nextGaussian();
                int at = (from + e) * actions + i;
                action[at] = (float) (mean[at] + deviation[i] * noise);
                applied[e * actions + i] = action[at];
                sum -= 0.5 * noise * noise;
            }
            logProbability[from + e] = (float) sum;
        }
        return applied;
    }

    /** The values of the last states of episodes that the time limit cut. */
    private void bootstrap(Environment.Step step, PpoLearner learner, Normalizer.Scaling scaling, int from) {
        int count = 0;
        for (int e = 0; e < environments; e++) {
            if (step.truncated()[e]) {
                normalize(step.continuation(), e, scaling, cut, count++);
            }
        }
        if (count == 0) {
            return;
        }
        learner.values(cut, cutResult, 0, count);
        count = 0;
        for (int e = 0; e < environments; e++) {
            if (step.truncated()[e]) {
                cutValue[from + e] = cutResult[count++];
            }
        }
    }

    /**
     * What is learned from the window, with advantages by the critic that was there.
     *
     * @param returns statistics of the returns, in whose units the critic's values are; they get the window's
     */
    Lesson lesson(Normalizer returns, double gamma, double lambda) {
        double[][] values = values(returns.scaling());
        double[][] advantage = Returns.advantages(
                reward,
                Arrays.copyOf(values, horizon),
                nextValues(values, returns.scaling()),
                terminated,
                truncated,
                gamma,
                lambda);
        int rows = horizon * environments;
        double[] target = new double[rows];
        for (int r = 0; r < rows; r++) {
            target[r] = advantage[r / environments][r % environments] + values[r / environments][r % environments];
        }
        returns.update(target);
        double center = returns.scaling().mean()[0];
        double scale = returns.scaling().deviation()[0];
        // Old values and targets in the units of the new statistics, which the critic learns to answer in.
        float[] old = new float[rows];
        float[] targets = new float[rows];
        for (int r = 0; r < rows; r++) {
            old[r] = (float) ((values[r / environments][r % environments] - center) / scale);
            targets[r] = (float) ((target[r] - center) / scale);
        }
        var batch = new PpoBatch(
                normalized,
                action,
                mean,
                logStd,
                logProbability,
                old,
                normalizedAdvantages(advantage),
                targets,
                dropped);
        return new Lesson(batch, explained(advantage, target));
    }

    /**
     * @param batch what is learned from
     * @param explainedVariance 1 − variance of the advantages over variance of the targets; NaN where these do not vary
     */
    record Lesson(PpoBatch batch, double explainedVariance) {}

    /** [H + 1][N], in units of the reward. */
    private double[][] values(Normalizer.Scaling units) {
        double[][] values = new double[horizon + 1][environments];
        for (int t = 0; t <= horizon; t++) {
            for (int e = 0; e < environments; e++) {
                values[t][e] = units.mean()[0] + units.deviation()[0] * value[t * environments + e];
            }
        }
        return values;
    }

    private double[][] nextValues(double[][] values, Normalizer.Scaling units) {
        double[][] next = new double[horizon][environments];
        for (int t = 0; t < horizon; t++) {
            for (int e = 0; e < environments; e++) {
                next[t][e] = truncated[t][e]
                        ? units.mean()[0] + units.deviation()[0] * cutValue[t * environments + e]
                        : values[t + 1][e];
            }
        }
        return next;
    }

    /** With mean 0 and variance 1 over the rows that are learned from. */
    private float[] normalizedAdvantages(double[][] advantage) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int r = 0; r < dropped.length; r++) {
            if (!dropped[r]) {
                sum += advantage[r / environments][r % environments];
                count++;
            }
        }
        double center = sum / Math.max(1, count);
        for (int r = 0; r < dropped.length; r++) {
            double d = advantage[r / environments][r % environments] - center;
            squares += dropped[r] ? 0 : d * d;
        }
        double scale = Math.sqrt(squares / Math.max(1, count)) + 1e-8;
        float[] result = new float[dropped.length];
        for (int r = 0; r < dropped.length; r++) {
            result[r] = (float) ((advantage[r / environments][r % environments] - center) / scale);
        }
        return result;
    }

    private static double explained(double[][] advantage, double[] target) {
        double unexplained = variance(
                Arrays.stream(advantage).flatMapToDouble(Arrays::stream).toArray());
        double all = variance(target);
        return all > 0 ? 1 - unexplained / all : Double.NaN;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        double sum = 0;
        for (double v : values) {
            sum += (v - mean) * (v - mean);
        }
        return sum / values.length;
    }

    /** Adds the observations acted on to running statistics. */
    void addTo(Normalizer normalizer) {
        for (double[] rows : raw) {
            normalizer.update(rows);
        }
    }

    /** Returns of the episodes that ended, [H][N]. */
    double[][] finishedReturn() {
        return finishedReturn;
    }

    /** Their lengths, 0 where none ended. */
    int[][] finishedLength() {
        return finishedLength;
    }
}
