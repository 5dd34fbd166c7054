package org.tandemrl.algorithm;

import java.util.List;
import java.util.Map;

/** Brings algorithms: named in {@code META-INF/services/org.tandemrl.algorithm.AlgorithmProvider} of the jar that holds it. */
public interface AlgorithmProvider {
    /** The algorithms, in the order in which they are listed. */
    List<Algorithms.Kind<?>> kinds();

    /**
     * Settings of a type of configuration by the names they had when older runs were recorded, with those they have now. Keys are
     * configuration records, or records of that kind that are components of such.
     */
    default Map<Class<?>, Map<String, String>> renamedSettings() {
        return Map.of();
    }

    /**
     * Settings that a type of configuration got after runs had been recorded without them, with what was done until then, as text;
     * by the names they have now. Keys as those of {@link #renamedSettings}.
     */
    default Map<Class<?>, Map<String, String>> laterSettings() {
        return Map.of();
    }
}
