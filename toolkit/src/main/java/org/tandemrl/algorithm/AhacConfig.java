package org.tandemrl.algorithm;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;

import java.util.Map;
import org.tandemrl.nn.written.Arithmetic;

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
        implements AlgorithmConfig {
    /** Checks what would fail late or silently. */
    public AhacConfig {
        require(base != null, "base", "missing", "SHAC's settings");
        requirePositive("minHorizon", minHorizon);
        require(base.horizon() >= minHorizon && base.horizon() <= maxHorizon, "horizon", base.horizon(),
                "from minHorizon, " + minHorizon + ", to maxHorizon, " + maxHorizon);
        require(base.criticMinibatches() <= (long) base.environments() * minHorizon, "criticMinibatches",
                base.criticMinibatches(), "from 1 to environments × minHorizon");
        require(jacobianThreshold > 0 && Double.isFinite(jacobianThreshold), "jacobianThreshold", jacobianThreshold, "positive");
        requireRate("horizonRate", horizonRate);
    }

    /**
     * SHAC's settings for the task, with AHAC's. Thresholds are ours, near what windows of SHAC's 32 steps measure while they still
     * learn (medians over 300 000 samples: Hopper 1.16, Cheetah 1.24, Ant 1.15, CartPole 0.99). On Hopper 1.1 led to windows of 15 to 17
     * steps and, at 470 000 samples, to twice the return of 1.2, which led to the longest; on Ant 1.1 and 1.2 both led to the
     * longest, and to less than half the return of fixed windows of 32.
     */
    static AhacConfig forTask(String task) {
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
    public int environments() {
        return base.environments();
    }

    @Override
    public boolean randomStarts() {
        return base.randomStarts();
    }

    @Override
    public Arithmetic arithmetic() {
        return base.arithmetic();
    }

    @Override
    public AhacConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }

    @Override
    public Map<String, String> settings() {
        return Settings.of(this);
    }
}
