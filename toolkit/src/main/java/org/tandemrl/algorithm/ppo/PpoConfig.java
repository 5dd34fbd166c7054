package org.tandemrl.algorithm.ppo;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.requireWeight;
import static org.tandemrl.algorithm.Settings.units;

import java.util.List;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.nn.kernels.Arithmetic;

/**
 * Every setting of PPO. Networks and samples an epoch are those of the paper's rivals (1024 environments, windows of 32 steps); the rest is what
 * well-known implementations for many parallel robots use (rl_games, rsl_rl), named at each.
 *
 * <p>There is no weight of the critic's loss: actor and critic share nothing and have an Adam each, which does not see a loss's scale.
 *
 * @param environments N, simulated together; 1024, the paper's
 * @param horizon H, control steps in a window; 32, the paper's
 * @param actorHidden units of the hidden layers of the mean, each with ELU and layer normalisation as all standard networks here
 * @param criticHidden the same of the value
 * @param learningRate of actor and critic at the start; 3e-4
 * @param targetKl KL(π_old ‖ π) a pass that {@link KlSchedule} holds by the learning rate; 0.008, rl_games. 0 keeps the rate constant
 * @param minimumRate below which it does not lower it; 1e-6, rl_games
 * @param maximumRate beyond which it does not raise it; 1e-2, both
 * @param beta1 Adam's first decay; 0.9
 * @param beta2 Adam's second decay; 0.999
 * @param maxNorm bound of the gradients' norm, of actor and critic each; 1, both
 * @param gamma discount γ; 0.99, the paper's
 * @param lambda λ of the generalised advantages; 0.95
 * @param clip ε of the surrogate, which gains nothing from probability ratios beyond 1 ± ε; 0.2
 * @param valueClip how far the critic's loss follows a value from its old one, in standard deviations of the returns; 0, without a bound: with
 *     rl_games' 0.2 (around the old outputs of the network, in the units before the window) the critic lagged behind CartPole's returns, and
 *     Hopper learned no faster
 * @param entropyWeight of the policy's entropy in the objective
 * @param boundWeight of Σ max(|μ| − 1.1, 0)² in the loss: beyond ±1 actions are clipped, and a mean far outside explores nothing; 1e-4, rl_games
 * @param passes over the window in an epoch; 5, rsl_rl
 * @param minibatches in a pass, shuffled anew in each
 * @param logStd start value of the policy's log-std; 0, both
 * @param observationLimit to which normalised observations are clipped, in standard deviations; 10, CleanRL
 * @param randomStarts whether episodes start at random
 * @param staggered whether first episodes begin at random ages, so that environments without early ends are not cut all at once ever after (rsl_rl)
 * @param arithmetic what networks are evaluated and fitted with; where a shape is not written out (hidden units or minibatches that are
 *     no multiples of 16) it is DJL's tape
 */
public record PpoConfig(
        int environments,
        int horizon,
        List<Integer> actorHidden,
        List<Integer> criticHidden,
        double learningRate,
        double targetKl,
        double minimumRate,
        double maximumRate,
        double beta1,
        double beta2,
        double maxNorm,
        double gamma,
        double lambda,
        double clip,
        double valueClip,
        double entropyWeight,
        double boundWeight,
        int passes,
        int minibatches,
        double logStd,
        double observationLimit,
        boolean randomStarts,
        boolean staggered,
        Arithmetic arithmetic)
        implements AlgorithmConfig {

    /** Checks what would fail late or silently. */
    public PpoConfig {
        requirePositive("environments", environments);
        requirePositive("horizon", horizon);
        actorHidden = units("actorHidden", actorHidden);
        criticHidden = units("criticHidden", criticHidden);
        requireRate("minimumRate", minimumRate);
        requireRate("maximumRate", maximumRate);
        require(
                learningRate >= minimumRate && learningRate <= maximumRate,
                "learningRate",
                learningRate,
                "from minimumRate " + minimumRate + " to maximumRate " + maximumRate);
        require(
                targetKl >= 0 && Double.isFinite(targetKl),
                "targetKl",
                targetKl,
                "positive, or 0 for a constant learning rate");
        require(
                targetKl == 0 || minimumRate > 0,
                "minimumRate",
                minimumRate,
                "positive: a rate of 0 could never be raised again");
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
        // An infinite bound would leave the norm uncomputed, and with it the search for numbers that are not finite.
        require(maxNorm > 0 && Double.isFinite(maxNorm), "maxNorm", maxNorm, "positive and finite");
        require(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
        require(lambda >= 0 && lambda <= 1, "lambda", lambda, "in [0, 1]");
        require(clip > 0 && clip < 1, "clip", clip, "in (0, 1)");
        requireWeight("valueClip", valueClip);
        requireWeight("entropyWeight", entropyWeight);
        requireWeight("boundWeight", boundWeight);
        requirePositive("passes", passes);
        long rows = (long) environments * horizon;
        require(rows <= 1 << 24, "environments × horizon", rows, "at most " + (1 << 24) + " steps in a window");
        require(
                minibatches > 0 && rows % minibatches == 0,
                "minibatches",
                minibatches,
                "a divisor of environments × horizon = " + rows);
        require(rows / minibatches > 1, "minibatches", minibatches, "a number that leaves two steps or more in each");
        require(Double.isFinite(logStd), "logStd", logStd, "any finite number");
        require(observationLimit > 0, "observationLimit", observationLimit, "positive");
        require(arithmetic != null, "arithmetic", "missing", "djl, fast or bf16");
    }

    /** The settings for a task of the suite; for any other, Ant's. CartPole, which is not in the paper's table, has a quarter of the environments. */
    public static PpoConfig forTask(String task) {
        var ant = new PpoConfig(
                1024,
                32,
                List.of(128, 64, 32),
                List.of(64, 64),
                3e-4,
                0.008,
                1e-6,
                1e-2,
                0.9,
                0.999,
                1.0,
                0.99,
                0.95,
                0.2,
                0.0,
                0.0,
                1e-4,
                5,
                4,
                0.0,
                10,
                true,
                true,
                Arithmetic.FAST);
        return switch (task) {
            case "cartpole" -> ant.with("environments", 256).with("minibatches", 8);
            case "humanoid" -> ant.with("actorHidden", List.of(256, 128)).with("criticHidden", List.of(128, 128));
            case "snu" -> ant.with("actorHidden", List.of(512, 256)).with("criticHidden", List.of(256, 256));
            default -> ant;
        };
    }

    /** How the learning rate follows the policy's change. */
    KlSchedule schedule() {
        return new KlSchedule(targetKl, minimumRate, maximumRate);
    }

    @Override
    public PpoConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
