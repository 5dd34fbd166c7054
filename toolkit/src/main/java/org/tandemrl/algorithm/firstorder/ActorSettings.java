package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.units;

import java.util.List;
import org.tandemrl.policy.Actor;

/**
 * The policy of a first-order algorithm: settings {@code actor.hidden}, {@code actor.rate} and so on.
 *
 * @param hidden units of the hidden layers
 * @param rate learning rate at the start
 * @param head how actions are drawn: paper's DMO and SHAC have a log-std that does not depend on the state
 * @param logStd start value of the log-std
 * @param recurrent units of a gated recurrent unit that reads the observation before the hidden layers; 0 for none
 */
public record ActorSettings(List<Integer> hidden, double rate, Actor.Head head, double logStd, int recurrent) {
    /** Checks what would fail late or silently. */
    public ActorSettings {
        hidden = units("actor.hidden", hidden);
        requireRate("actor.rate", rate);
        require(head != null, "actor.head", "missing", "state_independent, state_dependent or deterministic");
        require(Double.isFinite(logStd), "actor.logStd", logStd, "any finite number");
        require(recurrent >= 0, "actor.recurrent", recurrent, "0 (it remembers nothing) or a number of units");
    }
}
