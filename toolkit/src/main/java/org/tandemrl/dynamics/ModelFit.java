package org.tandemrl.dynamics;

import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.task.NumericalException;

/** How a model's parameters are moved: the same minibatches, loss and Adam, on DJL's tape or written out. */
interface ModelFit extends AutoCloseable {
    /**
     * Updates the model on minibatches drawn uniformly from the buffer.
     *
     * @param random draws the transitions, one after the other
     * @param scaling by which observations are normalised
     * @return the mean loss
     * @throws NumericalException if a loss is not finite; what the call had done before may be kept (tape) or dropped (written out), so
     *     go on from a checkpoint
     */
    double run(Buffer buffer, int updates, RandomGenerator random, Normalizer.Scaling scaling);

    @Override
    default void close() {}
}
