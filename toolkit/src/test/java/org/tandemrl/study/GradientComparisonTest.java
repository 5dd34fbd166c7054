package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.TinyRuns;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

final class GradientComparisonTest {
    /** Sources of a training: the model's where it fits one, none where the objective is another. */
    @ParameterizedTest
    @CsvSource({
        "dmo, 0, adjoint decoupled imagined",
        "dmo, 4, adjoint decoupled imagined",
        "dmo-bptt, 0, adjoint decoupled imagined",
        "shac, 0, adjoint",
        "ahac, 0, adjoint",
        "sapo, 0, ''",
        "ppo, 0, ''",
        "sac, 0, ''",
        "maac, 0, ''"
    })
    void aTrainingIsComparedByTheSourcesThatItHas(String name, int recurrent, String sources) {
        var settings = TinyRuns.settings(name, 1, 1);
        settings = recurrent == 0
                ? settings
                : settings.with("model.recurrent", recurrent).with("model.sequence", 2);
        var task = Tasks.named("cartpole");
        var seeds = new Seeds(1);
        try (var own = new Environment(task, Tasks.differentiable(task, 4, 1), seeds, true);
                var algorithm = Algorithms.named(name)
                        .make(
                                settings.config(),
                                new Environment(task, Tasks.differentiable(task, 8, 1), seeds, true),
                                seeds,
                                1)) {
            var table = GradientComparison.of(algorithm, own, 3, seeds.stream("noise"));
            assertEquals(
                    sources.isEmpty() ? List.of() : List.of(sources.split(" ")),
                    table.map(t -> t.stringColumn("source").asList()).orElse(List.of()));
            table.ifPresent(t -> assertEquals(1, t.doubleColumn("cosine").get(0), 1e-12));
        }
    }
}
