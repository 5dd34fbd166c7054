package org.tandemrl.policy;

import java.util.Optional;
import java.util.OptionalDouble;
import org.tandemrl.nn.Gru;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.task.Columns;

/**
 * What a trained policy computes without exploration: a = squash(the first A outputs of network((o − mean)/deviation)). Another program can
 * compute it from these parts. A recurrent one's network reads h_{t+1} = gru((o − mean)/deviation, h_t), h = 0 where an episode begins.
 *
 * @param seen columns of the observation that it reads
 * @param scaling of whole observations, as of now
 * @param limit beyond which a normalised observation is cut off, if it is
 * @param gru of a recurrent policy
 * @param network whose tensors live as long as the algorithm
 * @param actionSize A; further outputs are of exploration only
 * @param squash to [−1, 1]
 */
public record PolicyFunction(
        Columns seen,
        Normalizer.Scaling scaling,
        OptionalDouble limit,
        Optional<Gru> gru,
        Mlp network,
        int actionSize,
        Squash squash) {
    /** How an output becomes an action. */
    public enum Squash {
        /** Hyperbolic tangent. */
        TANH,
        /** What is outside of [−1, 1] becomes its end. */
        CLAMP
    }
}
