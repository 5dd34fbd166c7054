package org.tandemrl.algorithm.firstorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** The length of AHAC's windows. */
final class AhacTest {
    private static final int ENVIRONMENTS = 8;

    private static AhacConfig config() {
        return new AhacConfig(
                DmoConfig.forTask("cartpole", DmoConfig.Source.ADJOINT)
                        .with("environments", ENVIRONMENTS)
                        .with("horizon", 8)
                        .with("actor.hidden", "16")
                        .with("critic.hidden", "16"),
                4,
                12,
                1.5,
                3);
    }

    @Test
    void theMultiplierFollowsItsFormulaWithinItsBounds() {
        var horizon = new AdaptiveHorizon(config(), 1);
        assertEquals(4, horizon.shortening(), "12 − φ is the first window's 8");
        assertEquals(8, horizon.steps());
        horizon.update(1.5);
        assertEquals(4, horizon.shortening(), "at the threshold nothing moves");
        horizon.update(1.75);
        assertEquals(4 + 3 * (1.75 / 1.5 - 1), horizon.shortening(), 1e-15);
        assertEquals(8, horizon.steps(), "7.5 rounds up");
        horizon.update(1.6);
        assertEquals(4 + 3 * (1.75 / 1.5 - 1) + 3 * (1.6 / 1.5 - 1), horizon.shortening(), 1e-15);
        assertEquals(7, horizon.steps());
        horizon.update(100);
        assertEquals(8, horizon.shortening());
        assertEquals(4, horizon.steps(), "not below the shortest");
        for (int i = 0; i < 10; i++) {
            horizon.update(0);
        }
        assertEquals(0, horizon.shortening());
        assertEquals(12, horizon.steps(), "not beyond the longest");
    }

    @Test
    void aWindowWithNothingToPullBackLeavesTheLengthAsItIs() {
        var horizon = new AdaptiveHorizon(config(), 1);
        var metrics = new LinkedHashMap<String, Double>();
        horizon.update(metrics);
        assertEquals(8, horizon.steps());
        assertEquals(8.0, metrics.get("horizon"));
        assertTrue(metrics.get("jacobian_norm").isNaN());
    }

    @Test
    void stiffDynamicsShortenTheWindowToItsShortest() {
        var epochs = trained(2, 20);
        assertEquals(8.0, epochs.getFirst().get("horizon"), "the first window is the base's");
        for (var epoch : epochs) {
            assertEquals(2, epoch.get("jacobian_norm"), 1e-12, "every direction is stretched by 2");
        }
        assertEquals(7.0, epochs.get(1).get("horizon"), "3 (2/1.5 − 1) is one step");
        assertEquals(4.0, epochs.getLast().get("horizon"));
    }

    @Test
    void softDynamicsLengthenTheWindowToItsLongest() {
        var epochs = trained(1, 20);
        assertEquals(9.0, epochs.get(1).get("horizon"), "3 (1/1.5 − 1) is one step");
        assertEquals(12.0, epochs.getLast().get("horizon"));
    }

    @Test
    void theLengthIsPartOfWhatIsSaved() {
        try (var one = ahac(2);
                var other = ahac(2)) {
            for (int i = 0; i < 3; i++) {
                one.epoch();
            }
            other.restore(one.save());
            assertEquals(5.0, other.epoch().get("horizon"));
            assertEquals(ENVIRONMENTS * (8 + 7 + 6 + 5), other.samples(), "samples count the steps that were taken");
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        var config = config();
        var refused = assertThrows(IllegalArgumentException.class, () -> config.with("minHorizon", 9))
                .getMessage();
        assertEquals("horizon is 8; allowed is from minHorizon, 9, to maxHorizon, 12.", refused);
        assertThrows(IllegalArgumentException.class, () -> config.with("maxHorizon", 7));
        assertThrows(IllegalArgumentException.class, () -> config.with("jacobianThreshold", 0));
        assertThrows(IllegalArgumentException.class, () -> config.with("horizonRate", -1));
        var ahac = Algorithms.named("ahac");
        ahac.check(config);
        assertThrows(IllegalArgumentException.class, () -> ahac.check(config.with("critic.bootstrap", false)));
        assertThrows(IllegalArgumentException.class, () -> ahac.check(config.with("source", "decoupled")));
    }

    private static List<Map<String, Double>> trained(int factor, int epochs) {
        try (var ahac = ahac(factor)) {
            var rows = new ArrayList<Map<String, Double>>();
            for (int i = 0; i < epochs; i++) {
                rows.add(ahac.epoch());
            }
            return rows;
        }
    }

    private static Dmo ahac(int factor) {
        Tensors.threads(1);
        var task = Tasks.named("cartpole");
        var seeds = new Seeds(3);
        var simulator = new Sawtooth(factor, ENVIRONMENTS, task.stateSize(), task.controlSize());
        return new Dmo("ahac", config(), new Environment(task, simulator, seeds, true), seeds, 1);
    }

    /** s⁺ = frac(k s + control): stretches every direction by k and stays bounded. */
    private record Sawtooth(int factor, int environments, int stateSize, int controlSize)
            implements DifferentiableSimulator {
        @Override
        public double timeStep() {
            return 1;
        }

        @Override
        public void step(double[] state, double[] control, double[] next) {
            for (int i = 0; i < next.length; i++) {
                double moved = factor * state[i] + control[i / stateSize * controlSize];
                next[i] = moved - Math.rint(moved);
            }
        }

        @Override
        public void stepAdjoint(
                double[] state,
                double[] control,
                double[] nextAdjoint,
                double[] stateAdjoint,
                double[] controlAdjoint) {
            Arrays.fill(controlAdjoint, 0);
            for (int i = 0; i < nextAdjoint.length; i++) {
                stateAdjoint[i] = factor * nextAdjoint[i];
                controlAdjoint[i / stateSize * controlSize] += nextAdjoint[i];
            }
        }
    }
}
