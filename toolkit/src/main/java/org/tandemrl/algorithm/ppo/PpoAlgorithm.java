package org.tandemrl.algorithm.ppo;

import java.util.List;
import org.tandemrl.algorithm.AlgorithmProvider;
import org.tandemrl.algorithm.Algorithms.Kind;

/** Proximal policy optimisation by name. */
public final class PpoAlgorithm implements AlgorithmProvider {
    @Override
    public List<Kind<?>> kinds() {
        return List.of(new Kind<>(
                "ppo",
                "PPO: model-free, clipped surrogate",
                PpoConfig.class,
                PpoConfig::forTask,
                (n, c) -> {},
                Ppo::new));
    }
}
