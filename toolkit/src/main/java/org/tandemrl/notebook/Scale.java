package org.tandemrl.notebook;

import java.util.Arrays;
import java.util.Locale;

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
        return Arrays.stream(values()).filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("TANDEM_SCALE is '" + name + "'; allowed is smoke, short or paper."));
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
