package org.tandemrl.algorithm.firstorder;

import java.util.Set;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.nn.kernels.Arithmetic;

/** Settings of an algorithm on the short-horizon loop: those of the loop, and its own. */
interface LoopConfig extends AlgorithmConfig {
    /** The loop's. */
    DmoConfig base();

    @Override
    default int environments() {
        return base().environments();
    }

    @Override
    default boolean randomStarts() {
        return base().randomStarts();
    }

    @Override
    default Set<String> fixed() {
        return base().fixed();
    }

    @Override
    default Arithmetic arithmetic() {
        return base().arithmetic();
    }
}
