package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.Motors;
import org.tandemrl.sim.robot.Robots;

/** MuJoCo's WebAssembly build beside the native library. */
class WebMujocoTest {
    private static final Path GO2 = Datasets.path("robots").resolve("go2.xml");
    private static final MujocoSettings SETTINGS = MujocoSettings.of(0.01, 2);

    @BeforeEach
    void itIsThere() {
        assumeTrue(WebMujoco.missing().isEmpty(), WebMujoco.missing());
    }

    /** Go2's inertias are given in full: version 2.2.2 turns them into principal ones to some 1e-6 only (ReadersAgreeTest): 2e-6 rad/s of 8 are found. */
    @ParameterizedTest
    @CsvSource({"ant, 1e-9", "go2, 1e-5"})
    void aFlyingRobotMovesAsInTheNativeLibrary(String robot, double tolerance) {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        var random = new Random(4);
        var file = Datasets.path("robots").resolve(robot + ".xml");
        var model = Robots.model(robot);
        int motors = model.actuated().length;
        int q = model.qDefault().length;
        int n = 3;
        try (var web = new WebMujoco(file, SETTINGS, Motors.forces(motors), n);
                var here = new MujocoSimulator(file, SETTINGS, n, 1)) {
            assertTrue(web.version().startsWith("3"), web.version());
            int width = web.stateSize();
            double[] state = new double[n * width];
            for (int e = 0; e < n; e++) {
                System.arraycopy(model.qDefault(), 0, state, e * width, q);
                state[e * width + 1] = 5;
                for (int k = q; k < width; k++) {
                    state[e * width + k] = random.nextGaussian();
                }
            }
            double[] there = state.clone();
            for (int t = 0; t < 20; t++) {
                double[] control = random.doubles((long) motors * n, -5, 5).toArray();
                double[] next = new double[state.length];
                web.step(there, control, next);
                there = next;
                next = new double[state.length];
                here.step(state, control, next);
                state = next;
            }
            assertArrayEquals(state, there, tolerance);
        }
    }

    @Test
    void whatIsNotFiniteComesOutNotANumberAndTheOthersGoOn() {
        try (var web = new WebMujoco(GO2, SETTINGS, Motors.forces(12), 2)) {
            int width = web.stateSize();
            double[] state = new double[2 * width];
            System.arraycopy(Robots.model("go2").qDefault(), 0, state, width, 19);
            state[0] = Double.NaN;
            double[] next = new double[state.length];
            web.step(state, new double[24], next);
            assertTrue(Arrays.stream(next, 0, width).allMatch(Double::isNaN));
            assertTrue(Arrays.stream(next, width, 2 * width).allMatch(Double::isFinite));
            var refused = assertThrows(
                    IllegalArgumentException.class, () -> web.step(state, new double[3], new double[2 * width]));
            assertEquals(
                    "states, controls and next states have 74, 3 and 74 numbers; allowed: 74, 24 and 74",
                    refused.getMessage());
        }
    }
}
