package org.tandemrl.algorithm.sac;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.units;

import java.util.List;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.kernels.Arithmetic;

/**
 * Every setting of SAC (Haarnoja et al. 2018, with automatic temperature), in many environments at once. Networks, τ, n,
 * rates and the ratio of updates to samples (one of {@code batch} for 64 transitions) are chosen here, by short runs of one seed on
 * Hopper, and are the same on all tasks; the rest is what Stable-Baselines3 and CleanRL share.
 *
 * @param environments N, simulated together
 * @param horizon control steps of all environments in an epoch
 * @param updates of the critics after each control step of all environments; 1
 * @param actorEvery updates of the critics for one of actor and temperature; 1 as in Stable-Baselines3, CleanRL takes 2 (with two
 *     actor updates each)
 * @param batch transitions in an update, a multiple of 16; 256
 * @param returnSteps n of the n-step returns; the entropies of the steps between are left out, as usual
 * @param actorHidden units of the actor's hidden layers; 128, 128
 * @param criticHidden units of the critics' hidden layers; 128, 128
 * @param activation of the hidden layers, each followed by layer normalisation
 * @param actorRate learning rate of the actor, constant; 1e-3
 * @param criticRate learning rate of the critics, constant; 1e-3
 * @param temperatureRate learning rate of log α; 1e-3
 * @param temperature α at the start; 1, in the unit of scaled rewards
 * @param targetEntropy H* per action; −1 makes H* = −A
 * @param rewardScale by which rewards are multiplied before anything is learned from them
 * @param targetRate τ: Q_target ← Q_target + τ (Q − Q_target) after each update of the critics; 0.02, where others take 0.005
 * @param gamma discount γ; 0.99
 * @param beta1 Adam's first decay, actor and critics; 0.9
 * @param beta2 Adam's second decay, actor and critics; 0.999
 * @param maxNorm bound of the gradients' norm; so large that it only refuses what is not finite
 * @param exploreTransitions by uniformly random actions before training
 * @param bufferCapacity transitions kept; 1 000 000
 * @param randomStarts whether episodes start at random
 * @param arithmetic what networks are fitted and differentiated with; networks with hidden layers that are no multiples of 16 units
 *     stay with DJL
 */
public record SacConfig(
        int environments,
        int horizon,
        int updates,
        int actorEvery,
        int batch,
        int returnSteps,
        List<Integer> actorHidden,
        List<Integer> criticHidden,
        Mlp.Activation activation,
        double actorRate,
        double criticRate,
        double temperatureRate,
        double temperature,
        double targetEntropy,
        double rewardScale,
        double targetRate,
        double gamma,
        double beta1,
        double beta2,
        double maxNorm,
        int exploreTransitions,
        int bufferCapacity,
        boolean randomStarts,
        Arithmetic arithmetic)
        implements AlgorithmConfig {

    /** Checks what would fail late or silently. */
    public SacConfig {
        requirePositive("environments", environments);
        requirePositive("horizon", horizon);
        requirePositive("updates", updates);
        require(
                actorEvery > 0 && actorEvery <= (long) updates * horizon,
                "actorEvery",
                actorEvery,
                "from 1 to updates × horizon, so that every epoch has an update of the actor");
        require(batch > 0 && batch % 16 == 0, "batch", batch, "a multiple of 16");
        requirePositive("returnSteps", returnSteps);
        actorHidden = units("actorHidden", actorHidden);
        criticHidden = units("criticHidden", criticHidden);
        require(
                activation == Mlp.Activation.SILU || activation == Mlp.Activation.ELU,
                "activation",
                activation,
                "silu or elu");
        requireRate("actorRate", actorRate);
        requireRate("criticRate", criticRate);
        requireRate("temperatureRate", temperatureRate);
        require(temperature > 0 && Double.isFinite(temperature), "temperature", temperature, "positive");
        require(Double.isFinite(targetEntropy), "targetEntropy", targetEntropy, "any finite number");
        require(rewardScale > 0 && Double.isFinite(rewardScale), "rewardScale", rewardScale, "positive");
        require(targetRate > 0 && targetRate <= 1, "targetRate", targetRate, "in (0, 1]");
        require(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
        require(maxNorm > 0 && Double.isFinite(maxNorm), "maxNorm", maxNorm, "positive and finite");
        requirePositive("exploreTransitions", exploreTransitions);
        require(
                bufferCapacity >= environments,
                "bufferCapacity",
                bufferCapacity,
                "as many as there are environments, or more");
        require(arithmetic != null, "arithmetic", "missing", "djl, fast or bf16");
    }

    /** The settings, the same for every task. */
    public static SacConfig forTask(String task) {
        return new SacConfig(
                64,
                64,
                1,
                1,
                256,
                3,
                List.of(128, 128),
                List.of(128, 128),
                Mlp.Activation.ELU,
                1e-3,
                1e-3,
                1e-3,
                1.0,
                -1.0,
                1.0,
                0.02,
                0.99,
                0.9,
                0.999,
                1e6,
                8192,
                1_000_000,
                true,
                Arithmetic.FAST);
    }

    @Override
    public SacConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
