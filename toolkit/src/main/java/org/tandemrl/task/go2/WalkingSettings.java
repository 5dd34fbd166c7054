package org.tandemrl.task.go2;

import java.util.LinkedHashMap;
import java.util.Map;

/** What algorithms are set to for walking, and for standing on the front legs. */
final class WalkingSettings {
    private WalkingSettings() {}

    static Map<String, Object> of(String algorithm) {
        return switch (algorithm) {
            case "dmo", "dmo-bptt" -> {
                var settings = firstOrder();
                settings.put("actor.rate", 3e-4);
                settings.put("optimiser.beta1", 0.9);
                settings.put("optimiser.beta2", 0.999);
                if (algorithm.equals("dmo-bptt")) {
                    // As the authors released it: no critic, no noise.
                    settings.put("actor.head", "deterministic");
                }
                yield settings;
            }
            case "dmo-sapo" -> {
                var settings = firstOrder();
                settings.put("actor.rate", 2e-3);
                settings.put("critic.passes", 8);
                settings.put("critic.minibatches", 2);
                settings.put("criticChoice", "min");
                settings.put("targetEntropy", -1);
                yield settings;
            }
            case "ppo" ->
                Map.of("environments", 1024, "horizon", 32, "actorHidden", "256,128,64", "criticHidden", "256,128,64");
            default -> Map.of();
        };
    }

    static Map<String, Object> frontLegs(String algorithm) {
        var settings = new LinkedHashMap<>(of(algorithm));
        if (settings.containsKey("optimiser.scheduleEpochs")) {
            settings.put("optimiser.scheduleEpochs", 2000);
        }
        return settings;
    }

    private static Map<String, Object> firstOrder() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("environments", 256);
        settings.put("horizon", 16);
        settings.put("optimiser.scheduleEpochs", 1000);
        settings.put("actor.hidden", "256,128,64");
        settings.put("critic.hidden", "256,128,64");
        settings.put("critic.rate", 5e-4);
        // The authors' recurrent model (1024 to 1792 units) is fitted on a GPU; this one takes a third of a second an
        // epoch of a core.
        settings.put("model.recurrent", 0);
        settings.put("model.hidden", "512,512");
        settings.put("model.rate", 1e-3);
        settings.put("model.updates", 32);
        settings.put("model.batch", 512);
        settings.put("model.bufferCapacity", 99_840);
        settings.put("exploration.transitions", 40_000);
        settings.put("exploration.updates", 2000);
        return settings;
    }
}
