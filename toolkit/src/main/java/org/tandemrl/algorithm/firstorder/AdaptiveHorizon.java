package org.tandemrl.algorithm.firstorder;

import java.util.Map;
import org.tandemrl.gradient.CostateObserver;
import org.tandemrl.gradient.JacobianNorm;

/**
 * The length of AHAC's windows, H = H_max − φ: the longest, shortened by the multiplier φ of the constraint that a step's Jacobian
 * stays below C,
 *
 * <pre>
 * φ ← min(max(φ + η (m/C − 1), 0), H_max − H_min)
 * </pre>
 *
 * with m the window's {@link JacobianNorm}. H is kept as a real number; a window has round(H) steps.
 */
final class AdaptiveHorizon {
    private final AhacConfig config;
    private final JacobianNorm norm;
    private double shortening;

    AdaptiveHorizon(AhacConfig config, int stateSize) {
        this.config = config;
        norm = new JacobianNorm(stateSize);
        shortening = config.maxHorizon() - config.base().horizon();
    }

    /** Of the backward sweep. */
    CostateObserver observer() {
        return norm;
    }

    /** Steps of the next window. */
    int steps() {
        return Math.toIntExact(Math.round(config.maxHorizon() - shortening));
    }

    /** φ, in steps. */
    double shortening() {
        return shortening;
    }

    /** Continues with a φ. */
    void restore(double multiplier) {
        shortening = multiplier;
    }

    /** Adds the window's length and Jacobian norm to the metrics and adapts the length. */
    void update(Map<String, Double> metrics) {
        metrics.put("horizon", (double) steps());
        double mean = norm.takeMean();
        metrics.put("jacobian_norm", mean);
        // Where every episode failed at once there was nothing to measure.
        if (!Double.isNaN(mean)) {
            update(mean);
        }
    }

    void update(double jacobianNorm) {
        double moved = shortening + config.horizonRate() * (jacobianNorm / config.jacobianThreshold() - 1);
        shortening = Math.clamp(moved, 0, config.maxHorizon() - config.minHorizon());
    }
}
