package org.tandemrl.algorithm.sac;

import java.util.List;
import org.tandemrl.algorithm.AlgorithmProvider;
import org.tandemrl.algorithm.Algorithms.Kind;

/** Soft actor-critic by name. */
public final class SacAlgorithm implements AlgorithmProvider {
    @Override
    public List<Kind<?>> kinds() {
        return List.of(new Kind<>(
                "sac",
                "SAC: model-free, replay, two critics, maximum entropy",
                SacConfig.class,
                SacConfig::forTask,
                (n, c) -> {},
                Sac::new));
    }
}
