package org.tandemrl.algorithm.firstorder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.sim.Simulator;

/**
 * How good the model's policy gradients are while training goes on: of every so many windows, the gradient by the simulator's
 * adjoint, g, and by the model, decoupled and imagined, ĝ; recorded are cosine ĝ·g / (‖ĝ‖‖g‖) and ratio ‖ĝ‖ / ‖g‖, before
 * any clipping. Looking on changes nothing: no random numbers are drawn, and no parameter moves.
 */
final class GradientQuality {
    private static final List<String> COLUMNS =
            List.of("cos_decoupled", "cos_imagined", "ratio_decoupled", "ratio_imagined");

    private final int every;
    private final LearnedModel model;
    private final GradientSource adjoint = GradientSource.adjoint();
    private final GradientSource decoupled;
    private final GradientSource imagined;

    /**
     * @param every so many epochs, the first included; 0 is never
     * @throws IllegalArgumentException if it shall look and the simulator has no derivative
     */
    GradientQuality(int every, LearnedModel model, Simulator simulator) {
        if (every > 0 && !(simulator instanceof DifferentiableSimulator)) {
            throw new IllegalArgumentException("gradientQualityEvery is " + every + ", but the simulator "
                    + simulator.getClass().getSimpleName() + " has no derivative to compare with; allowed is 0.");
        }
        this.every = every;
        this.model = model;
        decoupled = GradientSource.decoupled(model);
        imagined = GradientSource.imagined(model);
    }

    /** Whether there are any columns. */
    boolean looks() {
        return every > 0;
    }

    /** The columns for an epoch (counted from 0): NaN in those between, and before the model's first fit. None if it never looks. */
    Map<String, Double> of(long epoch, Rollout rollout, Bootstrap critic) {
        var columns = new LinkedHashMap<String, Double>();
        if (looks()) {
            COLUMNS.forEach(name -> columns.put(name, Double.NaN));
            if (epoch % every == 0 && model.fits() > 0) {
                var reference = adjoint.differentiate(rollout, critic);
                Map.of("decoupled", decoupled, "imagined", imagined).forEach((name, source) -> {
                    var gradient = source.differentiate(rollout, critic);
                    columns.put("cos_" + name, reference.cosine(gradient));
                    columns.put("ratio_" + name, gradient.norm() / reference.norm());
                });
            }
        }
        return columns;
    }
}
