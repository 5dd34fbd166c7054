package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.requireWeight;

import java.util.Map;
import java.util.Optional;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.nn.Mlp;
import org.tandemrl.policy.Actor;

/**
 * Every setting of SAPO and DMO-SAPO (Rewarped, ICLR 2025): the short-horizon loop's, and those of maximum entropy.
 *
 * @param base the short-horizon loop's; the actor's head is state-dependent
 * @param critics in the ensemble; 2
 * @param criticChoice what of them bootstraps: their mean, as in SAPO, or the smallest, as DMO-SAPO on Go2
 * @param activation of the hidden layers of actor and critics; SiLU
 * @param temperature α at the start
 * @param temperatureRate learning rate of log α
 * @param targetEntropy H* per action; −1/2 makes H* = −A/2
 * @param normalizedBonus whether the bonus is α (h + |H*|)/(2 |H*|) instead of α h
 * @param weightDecay of AdamW on actor and critics, SAPO's optimiser; 0.01, PyTorch's own, as none is published
 */
public record SapoConfig(
        DmoConfig base,
        int critics,
        CriticEnsemble.Choice criticChoice,
        Mlp.Activation activation,
        double temperature,
        double temperatureRate,
        double targetEntropy,
        boolean normalizedBonus,
        double weightDecay)
        implements LoopConfig {

    /** Settings that came after runs were recorded, with what was done before. */
    static final Map<String, String> LATER = Map.of("weightDecay", "0");

    @Override
    public Optional<AlgorithmConfig> lean(String task) {
        return LeanModel.of(this, base.source(), task);
    }

    /** Checks what would fail late or silently. */
    public SapoConfig {
        require(base != null, "base", "missing", "the short-horizon loop's settings");
        require(
                base.actor().head() != Actor.Head.DETERMINISTIC,
                "actor.head",
                base.actor().head(),
                "one that has an entropy: state_dependent or state_independent");
        require(
                base.critic().bootstrap(),
                "critic.bootstrap",
                false,
                "true: the soft value carries the entropy to come");
        require(
                base.gradientQualityEvery() == 0,
                "gradientQualityEvery",
                base.gradientQualityEvery(),
                "0: gradients are compared in dmo only");
        require(
                base.critic().input() == CriticInput.OBSERVATION,
                "critic.input",
                base.critic().input(),
                "observation: other inputs are in dmo and shac only");
        requirePositive("critics", critics);
        require(criticChoice != null, "criticChoice", "missing", "mean or min");
        require(
                activation == Mlp.Activation.SILU || activation == Mlp.Activation.ELU,
                "activation",
                activation,
                "silu or elu");
        require(temperature > 0 && Double.isFinite(temperature), "temperature", temperature, "positive");
        requireRate("temperatureRate", temperatureRate);
        require(Double.isFinite(targetEntropy), "targetEntropy", targetEntropy, "any finite number");
        requireWeight("weightDecay", weightDecay);
        require(
                targetEntropy != 0 || !normalizedBonus,
                "targetEntropy",
                targetEntropy,
                "other than 0 when the bonus is normalised by it");
    }

    /** SHAC's settings for the task and source, with SAPO's: windows, networks and rates are the loop's. */
    public static SapoConfig forTask(String task, DmoConfig.Source source) {
        return with(DmoConfig.forTask(task, source).with("actor.head", Actor.Head.STATE_DEPENDENT));
    }

    /** SAPO's own settings on those of a loop. */
    static SapoConfig with(DmoConfig base) {
        return new SapoConfig(base, 2, CriticEnsemble.Choice.MEAN, Mlp.Activation.SILU, 1.0, 5e-3, -0.5, true, 0.01);
    }

    /** Refuses settings that make another algorithm than the named one. */
    static void check(String algorithm, SapoConfig config) {
        DmoConfig.check(algorithm, config.base);
    }

    @Override
    public boolean needsDerivative() {
        return base.needsDerivative();
    }

    @Override
    public SapoConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
