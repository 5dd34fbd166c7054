package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;

import org.tandemrl.algorithm.Settings;

/**
 * Every setting of AHAC ("Adaptive Horizon Actor-Critic", Georgiev et al., ICML 2024): SHAC's, and those of the window's length.
 *
 * @param base SHAC's; its horizon is the length of the first window
 * @param minHorizon shortest window, steps; 8
 * @param maxHorizon longest window, steps; 48
 * @param jacobianThreshold C, the Jacobian norm that lengthens no window and shortens none, in the state's units
 *     ({@link org.tandemrl.gradient.JacobianNorm}); by task
 * @param horizonRate η, steps by which a window of twice the threshold shortens the next; 10
 */
public record AhacConfig(DmoConfig base, int minHorizon, int maxHorizon, double jacobianThreshold, double horizonRate)
        implements LoopConfig {
    /** Checks what would fail late or silently. */
    public AhacConfig {
        require(base != null, "base", "missing", "SHAC's settings");
        requirePositive("minHorizon", minHorizon);
        require(
                base.horizon() >= minHorizon && base.horizon() <= maxHorizon,
                "horizon",
                base.horizon(),
                "from minHorizon, " + minHorizon + ", to maxHorizon, " + maxHorizon);
        require(
                base.critic().minibatches() <= (long) base.environments() * minHorizon,
                "critic.minibatches",
                base.critic().minibatches(),
                "from 1 to environments × minHorizon");
        require(
                jacobianThreshold > 0 && Double.isFinite(jacobianThreshold),
                "jacobianThreshold",
                jacobianThreshold,
                "positive");
        requireRate("horizonRate", horizonRate);
    }

    /**
     * SHAC's settings for the task, with AHAC's. Thresholds are ours, from windows of SHAC's 32 steps, which measure (medians over
     * 300 000 samples) 1.16 on Hopper, 1.24 on Cheetah, 1.15 on Ant, and 0.99 on CartPole over 60 000; Humanoid (1.13) and SNU are
     * not tried. Hopper: 1.1 settles at windows of 15 to 17 steps and, at 470 000 samples, at twice the return of 1.2, which leads to the
     * longest. Cheetah: the norm hardly depends on the length, so 1.15 leads to the shortest; 6287 against fixed windows' 2767 at
     * 300 000. Ant: 1.1 and 1.2 lead to the longest, and to less than half of the fixed windows' return; 1.05 to 32 at first and to
     * the shortest once it runs. One seed each; a rate of 3 instead of 10 changed little on Ant.
     */
    public static AhacConfig forTask(String task) {
        double threshold = switch (task) {
            case "cheetah" -> 1.15;
            case "ant" -> 1.05;
            case "cartpole" -> 1;
            default -> 1.1;
        };
        return new AhacConfig(DmoConfig.forTask(task, DmoConfig.Source.ADJOINT), 8, 48, threshold, 10);
    }

    /** Refuses settings that make another algorithm. */
    static void check(String algorithm, AhacConfig config) {
        DmoConfig.check(algorithm, config.base);
    }

    @Override
    public boolean needsDerivative() {
        return base.needsDerivative();
    }

    @Override
    public AhacConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
