package org.tandemrl.notebook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tandemrl.run.RunSettings;

/** How much a notebook computes; chosen by the environment variable TANDEM_SCALE, {@code short} if it is not set. */
public enum Scale {
    /** Does everything once, learns nothing: for tests. */
    SMOKE,
    /** Minutes on two cores. */
    SHORT,
    /** The paper's numbers of samples. */
    PAPER;

    /**
     * The scale in force.
     *
     * @throws IllegalArgumentException if the variable is none of smoke, short, paper
     */
    public static Scale current() {
        return of(System.getenv().getOrDefault("TANDEM_SCALE", "short"));
    }

    static Scale of(String name) {
        return Arrays.stream(values())
                .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "TANDEM_SCALE is '" + name + "'; allowed is smoke, short or paper."));
    }

    /** Settings that make a run small, where an algorithm has them. */
    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("environments", "16"),
            Map.entry("horizon", "8"),
            Map.entry("model.hidden", "32,32"),
            Map.entry("model.updates", "2"),
            Map.entry("model.batch", "32"),
            Map.entry("exploration.transitions", "64"),
            Map.entry("exploration.updates", "2"),
            Map.entry("critic.passes", "1"),
            Map.entry("actor.hidden", "16"),
            Map.entry("actorHidden", "16"),
            Map.entry("exploreTransitions", "64"));

    /** A run for this scale: at the smallest one its networks, batches and windows are small, so that everything is done and nothing learned. */
    public RunSettings of(RunSettings settings) {
        var sized = settings;
        for (var change : this == SMOKE ? new TreeMap<>(SMALL).entrySet() : Set.<Map.Entry<String, String>>of()) {
            if (settings.config().settings().containsKey(change.getKey())) {
                sized = sized.with(change.getKey(), change.getValue());
            }
        }
        return sized;
    }

    /** The value for this scale. */
    public <T> T pick(T smoke, T shorter, T paper) {
        return switch (this) {
            case SMOKE -> smoke;
            case SHORT -> shorter;
            case PAPER -> paper;
        };
    }
}
