package org.tandemrl.algorithm.firstorder;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.dynamics.DynamicsModel;

/**
 * The preset "lean": a smaller model with fewer updates, fitted by least squares of scaled changes instead of by the Gaussian
 * likelihood of raw ones. The paper's 128 updates of 512 transitions for 1024 new ones are the choice for a GPU; on a processor the
 * model's fit is nearly all of a training's time. What the sizes cost in return and what the fit is worth is in docs/speed.md, for
 * Humanoid and SNU, where the paper's model is out of reach, in docs/results.md.
 */
final class LeanModel {
    private LeanModel() {}

    /** What it changes on a task. */
    static Map<String, Object> changes(String task) {
        var changes = new LinkedHashMap<String, Object>();
        switch (task) {
            case "humanoid", "snu" -> {
                // A plain network instead of the paper's recurrent one of 1792 units.
                changes.put("model.recurrent", 0);
                changes.put("model.hidden", "512,512");
                changes.put("model.updates", 64);
                changes.put("model.batch", 512);
                changes.put("model.rate", 1e-3);
                if (task.equals("snu")) {
                    changes.put("exploration.updates", 3000);
                }
            }
            case "cartpole" -> {
                changes.put("model.hidden", "128,128");
                changes.put("model.updates", 32);
            }
            default -> {
                changes.put("model.hidden", "256,256");
                changes.put("model.updates", 32);
            }
        }
        // By the likelihood of raw changes dmo fails on Humanoid, and a small model loses on Hopper and Ant
        // (docs/speed.md).
        changes.put("model.target", DynamicsModel.Target.SCALED_CHANGE);
        changes.put("model.loss", DynamicsModel.Loss.DETERMINISTIC);
        return changes;
    }

    /** The settings with these changes; none if they fit no model. */
    static Optional<AlgorithmConfig> of(AlgorithmConfig config, DmoConfig.Source source, String task) {
        if (source == DmoConfig.Source.ADJOINT) {
            return Optional.empty();
        }
        AlgorithmConfig lean = config;
        for (var change : changes(task).entrySet()) {
            lean = lean.with(change.getKey(), change.getValue());
        }
        return Optional.of(lean);
    }
}
