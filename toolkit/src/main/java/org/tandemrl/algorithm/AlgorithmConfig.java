package org.tandemrl.algorithm;

import java.util.Map;
import org.tandemrl.nn.written.Arithmetic;

/**
 * The settings of an algorithm: a record with one documented component a setting. A component that is itself an algorithm's
 * settings, as those that SAPO shares with DMO, gives them as if they were the record's own; a component that is another record is a
 * group, and its settings are named with it: {@code model.updates}.
 */
public interface AlgorithmConfig {
    /** Environments N, simulated together. */
    int environments();

    /** Whether episodes start at random. */
    boolean randomStarts();

    /** What networks are fitted and differentiated with. */
    Arithmetic arithmetic();

    /**
     * A copy with one setting changed.
     *
     * @param setting its name, as {@code gamma} or {@code model.updates}
     * @param value of the setting's type, or a text to be read as one
     * @throws IllegalArgumentException naming the settings there are, or the values that are allowed
     */
    AlgorithmConfig with(String setting, Object value);

    /** All settings by name, as text. */
    default Map<String, String> settings() {
        return Settings.of((Record) this);
    }
}
