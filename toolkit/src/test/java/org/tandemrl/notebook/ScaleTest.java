package org.tandemrl.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.run.RunSettings;
import org.tandemrl.task.Tasks;

final class ScaleTest {
    static java.util.List<String> algorithms() {
        return Algorithms.names();
    }

    /** Each algorithm on each task: a combination that is refused would stop a notebook whose task was changed. */
    @ParameterizedTest
    @MethodSource("algorithms")
    void atTheSmallestScaleEveryAlgorithmIsSmallOnEveryTask(String algorithm) {
        for (var task : Tasks.names()) {
            var settings = Scale.SMOKE
                    .of(RunSettings.of(algorithm, task, 1, 100))
                    .config()
                    .settings();
            assertEquals("16", settings.get("environments"), task);
        }
    }

    @Test
    void atOtherScalesARunIsLeftAsItIs() {
        var settings = RunSettings.of("dmo", "hopper", 1, 100);
        assertSame(settings, Scale.SHORT.of(settings));
        assertSame(settings, Scale.PAPER.of(settings));
    }
}
