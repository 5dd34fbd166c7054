package org.tandemrl.algorithm.sac;

import org.tandemrl.dynamics.NStepReplay.Minibatch;

/**
 * SAC's updates, on DJL's tape or written out: the same losses, minibatches, noise and Adam. Between {@link #begin} and {@link #end} the
 * parameters may live elsewhere than in their tensors.
 */
interface SacUpdate {
    /**
     * What an update of the critics found.
     *
     * @param loss mean squared error, mean of the two critics
     * @param value mean of Q over both and the minibatch
     */
    record CriticStep(double loss, double value) {}

    /**
     * What an update of the actor found.
     *
     * @param objective mean of min Q − α log π
     * @param entropy mean of −log π
     * @param norm of the gradient
     */
    record ActorStep(double objective, double entropy, double norm) {}

    /** Before the first update of an epoch. */
    void begin();

    /** Actions [N, A] for normalised observations [N, O] and noise [N, A]. */
    double[] act(double[] normalized, double[] noise);

    /**
     * Both critics step on the mean squared error to y = scale · R + γᵏ (min_i Q_target,i(s', a') − α log π(a'|s')), a' by the noise.
     *
     * @param noise [B, A]
     * @throws org.tandemrl.task.NumericalException if a loss or a gradient is not finite; that critic is then unchanged
     */
    CriticStep critics(Minibatch batch, float[] noise, double temperature);

    /**
     * The actor steps up the mean of min_i Q_i(s, a) − α log π(a|s), a by the noise.
     *
     * @param noise [B, A]
     * @throws org.tandemrl.task.NumericalException if the objective or its gradient is not finite; the actor is then unchanged
     */
    ActorStep actor(Minibatch batch, float[] noise, double temperature);

    /** Polyak's average of both critics. */
    void moveTargets();

    /** After the last update of an epoch: the tensors hold the parameters and optimisers again. */
    void end();
}
