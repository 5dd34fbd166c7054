package org.tandemrl.dynamics;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.task.Environment;

/**
 * Draws transitions of up to n steps from a buffer that holds every step of N environments in the order of time, so that an
 * environment's next transition lies N further on. Beside observation, action and next observation (before any restart) a row
 * has the reward and, apart from each other, whether the episode ended early and whether the time limit cut it.
 *
 * <p>From a row drawn, {@code Σ_{i<k} γ^i r_i} is summed over k ≤ n steps: up to an early end, after which nothing is worth anything; up to
 * a cut by the time limit, after which the state before the restart still has its value; or up to the newest row.
 */
public final class NStepReplay {
    private static final int EXTRAS = 3;

    private final Buffer buffer;
    private final int environments;
    private final int steps;
    private final double gamma;

    /**
     * Transitions drawn, rows of B.
     *
     * @param observation [B, O], normalised
     * @param action [B, A], as applied
     * @param reward [B], {@code Σ_{i<k} γ^i r_i}
     * @param discount [B], of the value of the next observation: γ^k, 0 after an early end
     * @param next [B, O], normalised, k steps later
     */
    public record Minibatch(float[] observation, float[] action, float[] reward, float[] discount, float[] next) {
        /** Memory for B transitions. */
        public static Minibatch of(int rows, int observationSize, int actionSize) {
            return new Minibatch(
                    new float[rows * observationSize],
                    new float[rows * actionSize],
                    new float[rows],
                    new float[rows],
                    new float[rows * observationSize]);
        }

        /** Number B of transitions. */
        public int rows() {
            return reward.length;
        }
    }

    /**
     * @param steps n
     * @param gamma discount γ
     * @param capacity number of single transitions
     */
    public NStepReplay(int observationSize, int actionSize, int environments, int steps, double gamma, int capacity) {
        if (capacity < environments) {
            throw new IllegalArgumentException("A replay of " + capacity
                    + " transitions; allowed are as many as there are environments, " + environments + ", or more.");
        }
        buffer = new Buffer(observationSize, actionSize, EXTRAS, capacity);
        this.environments = environments;
        this.steps = steps;
        this.gamma = gamma;
    }

    /** The transitions: observation, action, next observation, reward, ended early (0 or 1), cut by the time limit (0 or 1). */
    public Buffer buffer() {
        return buffer;
    }

    /**
     * Adds a step of all environments. One that led into an invalid state is an early end with no reward, as the environment says.
     *
     * @param observation [N, O], acted on
     * @param action [N, A]
     */
    public void add(double[] observation, double[] action, Environment.Step step) {
        double[] extra = new double[environments * EXTRAS];
        for (int e = 0; e < environments; e++) {
            extra[e * EXTRAS] = step.reward()[e];
            extra[e * EXTRAS + 1] = step.terminated()[e] ? 1 : 0;
            extra[e * EXTRAS + 2] = step.truncated()[e] ? 1 : 0;
        }
        buffer.add(observation, action, step.continuation(), extra, new boolean[environments]);
    }

    /** Draws rows uniformly, with observations normalised by the statistics. */
    public void draw(RandomGenerator random, Normalizer.Scaling scaling, Minibatch into) {
        double[] inverse = Arrays.stream(scaling.deviation()).map(d -> 1 / d).toArray();
        long oldest = buffer.written() - buffer.size();
        for (int b = 0; b < into.rows(); b++) {
            take(oldest + random.nextInt(buffer.size()), scaling.mean(), inverse, into, b);
        }
    }

    /** The transition that begins at the row with a running number. */
    private void take(long number, double[] mean, double[] inverse, Minibatch into, int b) {
        int o = buffer.observationSize();
        int a = buffer.actionSize();
        float[] rows = buffer.rows();
        int first = slot(number);
        normalize(rows, first, mean, inverse, into.observation, b);
        System.arraycopy(rows, first + o, into.action, b * a, a);
        double reward = 0;
        double discount = 1;
        for (int i = 0; ; i++) {
            int at = slot(number + (long) i * environments);
            int extra = at + 2 * o + a;
            reward += discount * rows[extra];
            discount *= gamma;
            boolean terminated = rows[extra + 1] != 0;
            boolean truncated = rows[extra + 2] != 0;
            boolean newest = number + (i + 1L) * environments >= buffer.written();
            if (terminated || truncated || newest || i == steps - 1) {
                into.reward[b] = (float) reward;
                into.discount[b] = terminated ? 0 : (float) discount;
                normalize(rows, at + o + a, mean, inverse, into.next, b);
                return;
            }
        }
    }

    private int slot(long number) {
        return buffer.start((int) (number % buffer.capacity()));
    }

    private static void normalize(float[] rows, int at, double[] mean, double[] inverse, float[] to, int b) {
        int o = mean.length;
        for (int i = 0; i < o; i++) {
            to[b * o + i] = (float) ((rows[at + i] - mean[i]) * inverse[i]);
        }
    }
}
