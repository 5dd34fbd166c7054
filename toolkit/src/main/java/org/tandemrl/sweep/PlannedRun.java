package org.tandemrl.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tandemrl.run.RunSettings;

/**
 * One run of a plan.
 *
 * @param name of its folder: algorithm, task, variant and seed, as {@code dmo-sapo-humanoid-lean-1}
 * @param settings what is trained
 * @param changed the settings that the plan gives, by name, as they are after all rules
 * @param episodes of the evaluation at its end
 */
public record PlannedRun(String name, RunSettings settings, Map<String, String> changed, int episodes) {
    /** Copies what is given. */
    public PlannedRun {
        changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }
}
