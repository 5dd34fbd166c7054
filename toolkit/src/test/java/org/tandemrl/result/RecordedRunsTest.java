package org.tandemrl.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.nn.written.Arithmetic;
import org.tandemrl.sim.Datasets;

/** The runs that the tables are made of. */
final class RecordedRunsTest {
    private static final Results RESULTS = Results.read(Datasets.path("results"));

    /**
     * Floors of the training return at the end, every seed on its own; of the evaluated one for MAAC, whose 1024 environments have hardly
     * finished an episode by then, and for SAPO, whose policy keeps much of its noise on Hopper. CartPole: a policy that has learned nothing comes to about −2100, a turned
     * sign to less (PPO −2360, SAC −9430), a missing bootstrap to −1500 (PPO) and −1930 (SAC); up from the start it is about −600.
     * Hopper: one that has learned nothing comes to less than 100.
     */
    @ParameterizedTest
    @CsvSource({
        "hopper, 2500, dmo", "hopper, 2500, dmo-sapo", "hopper, 2500, shac", "hopper, 2500, sapo", "hopper, 2500, ahac",
        "hopper, 2500, maac", "hopper, 2500, maac-sapo", "hopper, 2500, ppo", "hopper, 2500, sac",
        "cartpole, -1300, dmo", "cartpole, -1300, dmo-sapo", "cartpole, -1300, dmo-bptt", "cartpole, -1300, shac",
        "cartpole, -1300, sapo", "cartpole, -1300, ahac", "cartpole, -1300, bptt", "cartpole, -1300, maac",
        "cartpole, -1300, maac-sapo", "cartpole, -1300, ppo", "cartpole, -1300, sac",
        "hopper, 250, bptt", "hopper, 250, dmo-bptt",
    })
    void everySeedIsAboveTheFloor(String task, double floor, String algorithm) {
        var budgets = RESULTS.unchanged().budgets(algorithm, task);
        assertTrue(!budgets.isEmpty(), "no runs of " + algorithm);
        for (var run : budgets.stream().flatMap(List::stream).toList()) {
            boolean evaluated = algorithm.startsWith("maac") || algorithm.equals("sapo");
            double reached = evaluated ? run.evaluation().orElseThrow().mean() : run.metrics().last("return");
            assertTrue(reached > floor, run.table().name() + " comes to " + reached + ", not above " + floor);
        }
    }

    @Test
    void everyRecordSaysWhereItComesFromAndWhatItCost() {
        for (var run : RESULTS.all()) {
            assertTrue(!run.record().provenance().isEmpty(), run.table().name());
            assertTrue(run.metrics().last("samples") >= run.record().settings().samples(), run.table().name());
        }
    }

    @Test
    void theRunsOfDmoBeforeSettingsCameAreOfDmoAsItIs() {
        for (var seed : List.of(1L, 2L, 3L)) {
            assertEquals(1, RESULTS.unchanged().by(Arithmetic.DJL).of("dmo", "ant").stream()
                    .filter(r -> r.record().settings().seed() == seed).count());
        }
    }
}
