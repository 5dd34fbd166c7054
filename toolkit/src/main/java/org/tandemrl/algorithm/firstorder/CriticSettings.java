package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.units;

import java.util.List;
import org.tandemrl.critic.CriticInput;

/**
 * The value function of a first-order algorithm: settings {@code critic.hidden}, {@code critic.rate} and so on.
 *
 * @param hidden units of the hidden layers
 * @param rate learning rate at the start
 * @param lambda λ of the targets
 * @param alpha share of V_target that is kept in an epoch
 * @param passes over the window in an epoch
 * @param minibatches slices in a pass
 * @param input what it sees: the observation; also what a recurrent model remembers; or, where the simulator is differentiated, its
 *     full state
 * @param bootstrap whether the objective ends with V_target(s_H); without, there is no critic: BPTT
 */
public record CriticSettings(
        List<Integer> hidden,
        double rate,
        double lambda,
        double alpha,
        int passes,
        int minibatches,
        CriticInput input,
        boolean bootstrap) {
    /** Checks what would fail late or silently. */
    public CriticSettings {
        hidden = units("critic.hidden", hidden);
        requireRate("critic.rate", rate);
        require(lambda >= 0 && lambda <= 1, "critic.lambda", lambda, "in [0, 1]");
        require(alpha >= 0 && alpha < 1, "critic.alpha", alpha, "in [0, 1)");
        requirePositive("critic.passes", passes);
        require(input != null, "critic.input", "missing", "observation, observation_and_hidden or state");
        require(input == CriticInput.OBSERVATION || bootstrap, "critic.input", input, "observation without a critic");
    }
}
