package org.tandemrl.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Plans as YAML. */
final class PlanText {
    private PlanText() {}

    static String of(Plan plan) {
        var map = new LinkedHashMap<String, Object>();
        map.put("algorithms", plan.algorithms());
        map.put("tasks", plan.tasks());
        map.put("seeds", plan.seeds());
        map.put("samples", plan.samples());
        map.put("threads", plan.threads());
        map.put("episodes", plan.episodes());
        put(map, "rules", plan.rules().stream().map(PlanText::of).toList());
        put(map, "variants", plan.variants().stream().map(PlanText::of).toList());
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.AUTO)
                        .setWidth(150)
                        .build())
                .dumpToString(map);
    }

    private static Map<String, Object> of(Rule rule) {
        var map = new LinkedHashMap<String, Object>();
        put(map, "algorithms", rule.algorithms());
        put(map, "tasks", rule.tasks());
        put(map, "variants", rule.variants());
        rule.samples().ifPresent(samples -> map.put("samples", samples));
        put(map, "seeds", rule.seeds());
        put(map, "set", rule.set());
        return map;
    }

    private static Map<String, Object> of(Variant variant) {
        var map = new LinkedHashMap<String, Object>();
        if (!variant.name().isEmpty()) {
            map.put("name", variant.name());
        }
        put(map, "algorithms", variant.algorithms());
        put(map, "tasks", variant.tasks());
        if (!variant.preset().equals(Variant.PAPER)) {
            map.put("preset", variant.preset());
        }
        put(map, "set", variant.set());
        return map;
    }

    private static void put(Map<String, Object> map, String key, List<?> list) {
        if (!list.isEmpty()) {
            map.put(key, list);
        }
    }

    private static void put(Map<String, Object> map, String key, Map<?, ?> values) {
        if (!values.isEmpty()) {
            map.put(key, values);
        }
    }
}
