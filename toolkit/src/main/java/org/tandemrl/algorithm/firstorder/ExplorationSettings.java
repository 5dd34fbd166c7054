package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;

/**
 * What a first-order algorithm does before its first window, for the model: settings {@code exploration.transitions} and
 * {@code exploration.updates}.
 *
 * @param transitions by uniformly random actions
 * @param updates of the model on them
 */
public record ExplorationSettings(int transitions, int updates) {
    /** Checks what would fail late or silently. */
    public ExplorationSettings {
        require(updates >= 0, "exploration.updates", updates, "0 or more");
    }
}
