package org.tandemrl.algorithm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/** The algorithms by name: their settings for a task, and how they are made from them. */
public final class Algorithms {
    /**
     * An algorithm as runs know it.
     *
     * @param name by which runs refer to it
     * @param description what it is, in a few words
     * @param type of its settings
     */
    public record Kind<C extends AlgorithmConfig>(
            String name, String description, Class<C> type, Function<String, C> defaults, BiConsumer<String, C> check, Maker<C> maker) {
        /**
         * The settings for a task, the paper's where it has some.
         *
         * @throws IllegalArgumentException naming the tasks there are
         */
        public C config(String task) {
            return defaults.apply(task);
        }

        /**
         * Checks that settings are this algorithm's.
         *
         * @throws IllegalArgumentException saying what makes them another's
         */
        public void check(AlgorithmConfig config) {
            check.accept(name, own(config));
        }

        /** The algorithm in environments, with weights and noise drawn from the seeds, on so many threads. */
        public Algorithm make(AlgorithmConfig config, Environment environment, Seeds seeds, int threads) {
            return maker.make(name, own(config), environment, seeds, threads);
        }

        private C own(AlgorithmConfig config) {
            if (!type.isInstance(config)) {
                throw new IllegalArgumentException("Algorithm " + name + " has settings of " + type.getSimpleName() + "; given are "
                        + config.getClass().getSimpleName() + ".");
            }
            return type.cast(config);
        }
    }

    /** Makes an algorithm of a name. */
    @FunctionalInterface
    public interface Maker<C> {
        /** See {@link Kind#make}. */
        Algorithm make(String name, C config, Environment environment, Seeds seeds, int threads);
    }

    private static final Map<String, Kind<?>> KINDS = new LinkedHashMap<>();

    /*
     * Without a critic windows must be longer to see anything. Tried with one seed at a million samples: dmo-bptt on Hopper 16, 64, 128
     * steps: returns 124, 1001, 261; bptt on Hopper 32, 64, 128: 470, 485, 551, on CartPole 32, 120, 240: -1503, -663, -1103.
     */
    static {
        add("dmo", "DMO-SHAC: decoupled model, critic", DmoConfig.class, DmoConfig::forTask, DmoConfig::check, Dmo::new);
        add("dmo-sapo", "DMO-SAPO: decoupled model, maximum entropy", SapoConfig.class,
                t -> SapoConfig.forTask(t, DmoConfig.Source.DECOUPLED), SapoConfig::check, Sapo::new);
        add("dmo-bptt", "DMO-BPTT: decoupled model, no critic", DmoConfig.class,
                t -> DmoConfig.forTask(t).with("bootstrap", false).with("horizon", 64), DmoConfig::check, Dmo::new);
        add("shac", "SHAC: simulator adjoint, critic", DmoConfig.class,
                t -> DmoConfig.forTask(t, DmoConfig.Source.ADJOINT), DmoConfig::check, Dmo::new);
        add("ahac", "AHAC: SHAC with windows whose length adapts to the dynamics' Jacobian", AhacConfig.class, AhacConfig::forTask,
                AhacConfig::check, Dmo::new);
        add("sapo", "SAPO: simulator adjoint, maximum entropy", SapoConfig.class,
                t -> SapoConfig.forTask(t, DmoConfig.Source.ADJOINT), SapoConfig::check, Sapo::new);
        add("bptt", "BPTT, APG: simulator adjoint, no critic", DmoConfig.class,
                t -> DmoConfig.forTask(t, DmoConfig.Source.ADJOINT).with("bootstrap", false)
                        .with("horizon", t.equals("cartpole") ? 120 : 32), DmoConfig::check, Dmo::new);
        add("maac", "MAAC: windows imagined from the buffer's states, SHAC's objective", MaacConfig.class,
                t -> MaacConfig.forTask(t, false), MaacConfig::check, Maac::new);
        add("maac-sapo", "MAAC with SAPO's objective", MaacConfig.class, t -> MaacConfig.forTask(t, true), MaacConfig::check, Maac::new);
        add("imagined", "the coupled ablation of DMO: model unrolled along its own trajectory", DmoConfig.class,
                t -> DmoConfig.forTask(t, DmoConfig.Source.IMAGINED), DmoConfig::check, Dmo::new);
        add("ppo", "PPO: model-free, clipped surrogate", PpoConfig.class, PpoConfig::forTask, (n, c) -> {}, Ppo::new);
        add("sac", "SAC: model-free, replay, two critics, maximum entropy", SacConfig.class, SacConfig::forTask, (n, c) -> {}, Sac::new);
    }

    private Algorithms() {}

    private static <C extends AlgorithmConfig> void add(String name, String description, Class<C> type, Function<String, C> defaults,
            BiConsumer<String, C> check, Maker<C> maker) {
        KINDS.put(name, new Kind<>(name, description, type, defaults, check, maker));
    }

    /** All names. */
    public static List<String> names() {
        return List.copyOf(KINDS.keySet());
    }

    /**
     * The algorithm of a name.
     *
     * @throws IllegalArgumentException with the names there are
     */
    public static Kind<?> named(String name) {
        var kind = KINDS.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "There is no algorithm '" + name + "'; there are " + String.join(", ", KINDS.keySet()) + ".");
        }
        return kind;
    }

    /**
     * Settings that a type of configuration got after runs had been recorded without them, with what was done until then, as text.
     *
     * @param type a configuration record, or one that is a component of such a record
     */
    public static Map<String, String> laterSettings(Class<?> type) {
        return type == DmoConfig.class ? DmoConfig.LATER : type == SapoConfig.class ? SapoConfig.LATER : Map.of();
    }
}
