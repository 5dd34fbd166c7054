package org.tandemrl.algorithm;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tandemrl.nn.kernels.Arithmetic;

/**
 * The settings of an algorithm: a record with one documented component a setting. A component that is itself an algorithm's
 * settings, as those that SAPO shares with DMO, gives them as if they were the record's own; a component that is another record is a
 * group, and its settings are named with it: {@code model.updates}.
 */
public interface AlgorithmConfig {
    /** Environments N, simulated together. */
    int environments();

    /** Whether episodes start at random; true unless there is such a setting. */
    default boolean randomStarts() {
        return true;
    }

    /** What networks are fitted and differentiated with; {@link Arithmetic#DJL} unless there is such a setting. */
    default Arithmetic arithmetic() {
        return Arithmetic.DJL;
    }

    /** Whether training needs the simulator's derivative. */
    default boolean needsDerivative() {
        return false;
    }

    /** Settings that the algorithm's name decides, as {@code source}: they are kept with a run, and not the user's to choose. */
    default Set<String> fixed() {
        return Set.of();
    }

    /**
     * Settings that train in a fraction of these ones' time: the preset "lean". Its price in return was measured where these can be
     * afforded, not on Humanoid and SNU, where it fits the model otherwise, too.
     *
     * @param task whose they are
     * @return none if there are no such
     */
    default Optional<AlgorithmConfig> lean(String task) {
        return Optional.empty();
    }

    /**
     * These settings by a preset: "paper" as they are, "lean" those of {@link #lean}.
     *
     * @param algorithm whose they are, for the message
     * @throws IllegalArgumentException if there is no such preset, or none for this algorithm
     */
    default AlgorithmConfig preset(String name, String algorithm, String task) {
        return switch (name) {
            case "paper" -> this;
            case "lean" ->
                lean(task)
                        .orElseThrow(() -> new IllegalArgumentException("preset lean makes the learned model smaller; "
                                + algorithm + " has none. Allowed for it is preset paper."));
            default -> throw new IllegalArgumentException("preset is '" + name + "'; allowed are paper and lean.");
        };
    }

    /**
     * A copy with one setting changed.
     *
     * @param setting its name, as {@code gamma} or {@code model.updates}
     * @param value of the setting's type, or a text to be read as one
     * @throws IllegalArgumentException naming the settings there are, or the values that are allowed
     */
    default AlgorithmConfig with(String setting, Object value) {
        return (AlgorithmConfig) Settings.with((Record) this, setting, value);
    }

    /** All settings by name, as text. */
    default Map<String, String> settings() {
        return Settings.of((Record) this);
    }
}
