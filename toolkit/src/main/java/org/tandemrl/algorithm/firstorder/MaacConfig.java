package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.nn.Mlp;
import org.tandemrl.policy.Actor;

/**
 * Every setting of MAAC: one step of many environments and one update of the actor on imagined windows an epoch.
 *
 * @param soft the objective's settings and, within, networks, rates and the model's, as DMO has them; those of entropy are idle
 *     without {@code maximumEntropy}
 * @param maximumEntropy whether the objective is SAPO's; else SHAC's
 * @param windows imagined together; 64 in the authors' configuration, 256 on Hopper
 * @param steps of every environment in an epoch; 1 in the authors' configuration
 */
public record MaacConfig(SapoConfig soft, boolean maximumEntropy, int windows, int steps) implements LoopConfig {
    /**
     * With as many updates of the model for as many samples as DMO's preset has, by the published numbers of environments: an epoch of
     * MAAC is an eighth of one of DMO on Humanoid, a quarter on Hopper, elsewhere as long.
     */
    @Override
    public Optional<AlgorithmConfig> lean(String task) {
        var dmo = DmoConfig.forTask(task, DmoConfig.Source.IMAGINED);
        var maac = forTask(task, maximumEntropy);
        double epochs = (double) maac.base().environments() * maac.steps / (dmo.environments() * dmo.horizon());
        return LeanModel.of(this, base().source(), task).map(lean -> {
            long updates = Math.round(((MaacConfig) lean).base().model().updates() * epochs);
            return lean.with("model.updates", Math.max(1, updates));
        });
    }

    /** Checks what would fail late or silently. */
    public MaacConfig {
        require(soft != null, "soft", "missing", "the objective's settings");
        requirePositive("windows", windows);
        requirePositive("steps", steps);
        var base = soft.base();
        require(
                base.critic().minibatches() <= (long) windows * base.horizon(),
                "critic.minibatches",
                base.critic().minibatches(),
                "at most windows × horizon, " + (long) windows * base.horizon());
        require(
                base.model().recurrent() == 0,
                "model.recurrent",
                base.model().recurrent(),
                "0: windows imagined from single states of the buffer have nothing to remember");
        require(
                base.actor().recurrent() == 0,
                "actor.recurrent",
                base.actor().recurrent(),
                "0: windows imagined from single states of the buffer have nothing to remember");
        require(
                base.exploration().transitions() > 0,
                "exploration.transitions",
                base.exploration().transitions(),
                "positive: the model needs data before the first window");
    }

    /**
     * The authors' earlier configuration: 1024 environments (Humanoid 128, 31 250 epochs), 3906 epochs, 64 windows of 16 steps
     * (Hopper, Go2 256); all else as DMO has it on the task.
     */
    public static MaacConfig forTask(String task, boolean maximumEntropy) {
        var base = DmoConfig.forTask(task, DmoConfig.Source.IMAGINED)
                .withPlainModel()
                .with("environments", task.equals("humanoid") ? 128 : 1024)
                .with(
                        "optimiser.scheduleEpochs",
                        task.equals("humanoid") ? 31_250 : task.equals("cartpole") ? 500 : 3906);
        if (maximumEntropy) {
            base = base.with("actor.head", Actor.Head.STATE_DEPENDENT);
        }
        var soft = SapoConfig.with(base);
        if (!maximumEntropy) {
            soft = soft.with("critics", 1)
                    .with("activation", Mlp.Activation.ELU)
                    .with("weightDecay", 0);
        }
        return new MaacConfig(soft, maximumEntropy, task.equals("hopper") ? 256 : 64, 1);
    }

    /** Refuses settings that make another algorithm than the named one. */
    static void check(String algorithm, MaacConfig config) {
        require(
                config.soft.base().source() == DmoConfig.Source.IMAGINED,
                "source",
                config.soft.base().source(),
                "IMAGINED for algorithm " + algorithm);
        require(
                config.maximumEntropy == algorithm.equals("maac-sapo"),
                "maximumEntropy",
                config.maximumEntropy,
                !config.maximumEntropy + " for algorithm " + algorithm);
    }

    @Override
    public Set<String> fixed() {
        return Stream.concat(soft.fixed().stream(), Stream.of("maximumEntropy")).collect(Collectors.toSet());
    }

    @Override
    public DmoConfig base() {
        return soft.base();
    }

    @Override
    public MaacConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
