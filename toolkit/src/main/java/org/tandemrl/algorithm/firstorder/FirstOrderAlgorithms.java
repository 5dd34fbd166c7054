package org.tandemrl.algorithm.firstorder;

import java.util.List;
import java.util.Map;
import org.tandemrl.algorithm.AlgorithmProvider;
import org.tandemrl.algorithm.Algorithms.Kind;

/** The algorithms that differentiate through windows of a trajectory. */
public final class FirstOrderAlgorithms implements AlgorithmProvider {
    /*
     * Without a critic windows must be longer to see anything. Tried with one seed at a million samples: dmo-bptt on Hopper 16, 64, 128
     * steps: returns 124, 1001, 261; bptt on Hopper 32, 64, 128: 470, 485, 551, on CartPole 32, 120, 240: -1503, -663, -1103.
     */
    @Override
    public List<Kind<?>> kinds() {
        return List.of(
                new Kind<>(
                        "dmo",
                        "DMO-SHAC: decoupled model, critic",
                        DmoConfig.class,
                        DmoConfig::forTask,
                        DmoConfig::check,
                        Dmo::new),
                new Kind<>(
                        "dmo-sapo",
                        "DMO-SAPO: decoupled model, maximum entropy",
                        SapoConfig.class,
                        t -> SapoConfig.forTask(t, DmoConfig.Source.DECOUPLED),
                        SapoConfig::check,
                        Sapo::new),
                new Kind<>(
                        "dmo-bptt",
                        "DMO-BPTT: decoupled model, no critic",
                        DmoConfig.class,
                        t -> DmoConfig.forTask(t)
                                .with("critic.bootstrap", false)
                                .with("horizon", 64),
                        DmoConfig::check,
                        Dmo::new),
                new Kind<>(
                        "shac",
                        "SHAC: simulator adjoint, critic",
                        DmoConfig.class,
                        t -> DmoConfig.forTask(t, DmoConfig.Source.ADJOINT),
                        DmoConfig::check,
                        Dmo::new),
                new Kind<>(
                        "ahac",
                        "AHAC: SHAC with windows whose length adapts to the dynamics' Jacobian",
                        AhacConfig.class,
                        AhacConfig::forTask,
                        AhacConfig::check,
                        Dmo::new),
                new Kind<>(
                        "sapo",
                        "SAPO: simulator adjoint, maximum entropy",
                        SapoConfig.class,
                        t -> SapoConfig.forTask(t, DmoConfig.Source.ADJOINT),
                        SapoConfig::check,
                        Sapo::new),
                new Kind<>(
                        "bptt",
                        "BPTT, APG: simulator adjoint, no critic",
                        DmoConfig.class,
                        t -> DmoConfig.forTask(t, DmoConfig.Source.ADJOINT)
                                .with("critic.bootstrap", false)
                                .with("horizon", t.equals("cartpole") ? 120 : 32),
                        DmoConfig::check,
                        Dmo::new),
                new Kind<>(
                        "maac",
                        "MAAC: windows imagined from the buffer's states, SHAC's objective",
                        MaacConfig.class,
                        t -> MaacConfig.forTask(t, false),
                        MaacConfig::check,
                        Maac::new),
                new Kind<>(
                        "maac-sapo",
                        "MAAC with SAPO's objective",
                        MaacConfig.class,
                        t -> MaacConfig.forTask(t, true),
                        MaacConfig::check,
                        Maac::new),
                new Kind<>(
                        "imagined",
                        "the coupled ablation of DMO: model unrolled along its own trajectory",
                        DmoConfig.class,
                        t -> DmoConfig.forTask(t, DmoConfig.Source.IMAGINED),
                        DmoConfig::check,
                        Dmo::new));
    }

    @Override
    public Map<Class<?>, Map<String, String>> renamedSettings() {
        return Map.of(DmoConfig.class, DmoConfig.RENAMED);
    }

    @Override
    public Map<Class<?>, Map<String, String>> laterSettings() {
        return Map.of(DmoConfig.class, DmoConfig.LATER, SapoConfig.class, SapoConfig.LATER);
    }
}
