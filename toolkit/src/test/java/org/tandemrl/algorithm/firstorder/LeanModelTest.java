package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.task.Tasks;

final class LeanModelTest {
    @Test
    void whatFitsAModelHasACheaperOneOnEveryTask() {
        for (var task : Tasks.names()) {
            for (var name : List.of("dmo", "dmo-sapo", "dmo-bptt", "maac", "maac-sapo", "imagined")) {
                var paper = Algorithms.named(name).config(task);
                var before = paper.settings();
                var after = paper.lean(task).orElseThrow().settings();
                Set<String> changed = before.keySet().stream()
                        .filter(s -> !before.get(s).equals(after.get(s)))
                        .collect(Collectors.toSet());
                assertTrue(changed.stream().allMatch(s -> s.matches("(model|exploration)\\..*")), changed.toString());
                assertTrue(cost(after) < cost(before) / 3, name + " on " + task + ": " + changed);
            }
        }
    }

    /** Of an epoch's updates, in multiplications of the widest layer. */
    private static double cost(Map<String, String> settings) {
        var units = settings.get("model.hidden").replaceAll("[\\[\\] ]", "").split(",");
        return Double.parseDouble(settings.get("model.updates"))
                * Double.parseDouble(settings.get("model.batch"))
                * Math.pow(Double.parseDouble(units[0]), 2)
                * (settings.get("model.recurrent").equals("0")
                        ? 1
                        : Double.parseDouble(settings.get("model.sequence")));
    }

    @Test
    void aSampleCostsAsManyUpdatesWhateverAnEpochsLength() {
        for (var task : List.of("humanoid", "hopper", "snu", "ant")) {
            var dmo = Algorithms.named("dmo")
                    .config(task)
                    .lean(task)
                    .orElseThrow()
                    .settings();
            var maac = Algorithms.named("maac")
                    .config(task)
                    .lean(task)
                    .orElseThrow()
                    .settings();
            assertEquals(
                    Double.parseDouble(dmo.get("model.updates"))
                            / Integer.parseInt(dmo.get("environments"))
                            / Integer.parseInt(dmo.get("horizon")),
                    Double.parseDouble(maac.get("model.updates"))
                            / Integer.parseInt(maac.get("environments"))
                            / Integer.parseInt(maac.get("steps")),
                    task);
        }
        assertEquals(
                "8",
                Algorithms.named("maac")
                        .config("humanoid")
                        .lean("humanoid")
                        .orElseThrow()
                        .settings()
                        .get("model.updates"));
    }

    @Test
    void whatFitsNoneHasNone() {
        for (var name : List.of("shac", "sapo", "ahac", "bptt", "ppo", "sac")) {
            assertEquals(Optional.empty(), Algorithms.named(name).config("ant").lean("ant"));
        }
    }
}
