package org.tandemrl.task.hand;

import java.util.LinkedHashMap;
import java.util.Map;

/** What algorithms are set to for the hand. */
final class HandSettings {
    private HandSettings() {}

    static Map<String, Object> of(String algorithm) {
        return switch (algorithm) {
            case "dmo", "dmo-bptt", "imagined", "maac", "dmo-sapo", "maac-sapo" -> firstOrder();
            case "ppo" ->
                Map.of("environments", 1024, "horizon", 16, "actorHidden", "512,256", "criticHidden", "512,256");
            default -> Map.of();
        };
    }

    private static Map<String, Object> firstOrder() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("environments", 128);
        settings.put("horizon", 16);
        settings.put("optimiser.scheduleEpochs", 2000);
        settings.put("actor.hidden", "512,256");
        settings.put("actor.rate", 5e-4);
        settings.put("critic.hidden", "256,256");
        settings.put("critic.rate", 5e-4);
        settings.put("critic.passes", 8);
        settings.put("model.hidden", "512,512");
        settings.put("model.rate", 1e-3);
        settings.put("model.updates", 32);
        settings.put("model.batch", 512);
        settings.put("exploration.transitions", 20_480);
        settings.put("exploration.updates", 1000);
        return settings;
    }
}
