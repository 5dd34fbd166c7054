package org.tandemrl.critic;

import org.tandemrl.task.NumericalException;

/** How V's parameters are moved towards targets: the same minibatches, loss and Adam, on DJL's tape or written out. */
interface ValueFit {
    /**
     * Passes over the window in consecutive slices.
     *
     * @param observation [R, O], normalised
     * @param target [R]
     * @param rate learning rate
     * @return the mean squared error over the first pass
     * @throws NumericalException if an error is not finite
     */
    double run(double[] observation, double[] target, double rate);
}
