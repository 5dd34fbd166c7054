package org.tandemrl.algorithm.ppo;

import org.tandemrl.task.NumericalException;

/**
 * How PPO's networks are evaluated and moved: the same minibatches, losses and Adam, on DJL's tape or written out. Between {@link #load} and
 * {@link #store} a learner may hold parameters of its own, all but the log-std.
 */
interface PpoLearner {
    /** Begins an epoch. */
    void load();

    /**
     * Writes the means of the actions for rows [from, to).
     *
     * @param observation [·, O], normalised
     * @param mean [·, A]
     */
    void means(float[] observation, float[] mean, int from, int to);

    /**
     * Writes the values of rows [from, to).
     *
     * @param observation [·, O], normalised
     * @param value [·]
     */
    void values(float[] observation, float[] value, int from, int to);

    /**
     * One step of actor and critic on a minibatch.
     *
     * @param order whose elements [from, to) are the minibatch's rows
     * @return the losses before the step
     * @throws NumericalException if a loss or a gradient is not finite; nothing has been stored of the epoch then
     */
    PpoLoss.Sums update(PpoBatch batch, int[] order, int from, int to, double rate);

    /** Ends an epoch. */
    void store();
}
