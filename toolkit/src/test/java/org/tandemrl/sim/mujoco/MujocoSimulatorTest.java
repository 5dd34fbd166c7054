package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.robot.InertiaRule;
import org.tandemrl.sim.robot.Mjcf;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.Environment;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.suite.Ant;

class MujocoSimulatorTest {
    /** Every kind of joint; nothing near its ground. */
    private static final String ALL_JOINTS = """
            <mujoco model="all joints">
              <compiler angle="radian" autolimits="true"/>
              <worldbody>
                <body name="root" pos="0 0 9"><freejoint name="free"/><geom type="box" size="0.2 0.1 0.15"/>
                  <body name="arm" pos="0.3 0 0.1"><joint name="ball" type="ball"/>
                    <geom type="capsule" fromto="0 0 0 0.3 0.1 0" size="0.05"/>
                    <body name="slider" pos="0.3 0.1 0"><joint name="slide" type="slide" axis="1 1 0"/>
                      <geom type="sphere" size="0.08"/>
                      <body name="end" pos="0.1 0 0"><joint name="hinge" axis="0 1 0"/>
                        <geom type="capsule" fromto="0 0 0 0.1 0 0.2" size="0.04"/></body></body></body></body>
              </worldbody>
              <actuator><motor joint="hinge" gear="7" ctrlrange="-1 1"/><motor joint="slide"/></actuator>
            </mujoco>
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void mujocoIsInstalled() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    @Test
    void aStateThatGoesInComesOut() throws IOException {
        try (var model = MujocoModel.read(file(ALL_JOINTS), MujocoSettings.of(0.01, 1));
                var data = new MujocoData(model)) {
            double[] state = allJoints(new Well19937c(3), 1).clone();
            double[] back = new double[state.length];
            assertTrue(data.load(state, 0, new double[2], 0));
            data.store(back, 0);
            assertArrayEquals(state, back, 1e-14);
        }
    }

    @Test
    void bothEnginesMoveEveryKindOfJointAlikeAndTheMoreSoTheSmallerTheSubstep() throws IOException {
        var path = file(ALL_JOINTS);
        double coarse = difference(path, 4);
        double fine = difference(path, 32);
        assertTrue(fine < 2e-3, "differences of one step of 20 ms: " + coarse + ", " + fine);
        // Both integrators are of first order.
        assertTrue(fine < coarse / 6, "differences of one step of 20 ms: " + coarse + ", " + fine);
    }

    private static double difference(Path path, int substeps) {
        var constants = new PhysicsConstants(0.02, substeps, 1, 0, 0, 0, 0, 0, 0, InertiaRule.EXACT, Map.of());
        RigidModel model = Mjcf.read(path).compile(constants);
        int environments = 5;
        double[] state = allJoints(new Well19937c(3), environments);
        double[] control = {2, 0, 0, -4, 3, 5, 0, 0, -6, 2};
        double[] a = new double[state.length];
        double[] b = new double[state.length];
        try (var ours = new RigidSimulator(model, environments, 1);
                var theirs = new MujocoSimulator(path, MujocoSettings.of(0.02, substeps), environments, 1)) {
            assertEquals(ours.stateSize(), theirs.stateSize());
            assertEquals(ours.controlSize(), theirs.controlSize());
            assertEquals(ours.timeStep(), theirs.timeStep());
            ours.step(state, control, a);
            theirs.step(state, control, b);
        }
        double worst = 0;
        for (int k = 0; k < a.length; k++) {
            worst = Math.max(worst, Math.abs(a[k] - b[k]) / (1 + Math.abs(a[k])));
        }
        return worst;
    }

    @Test
    void anAntLandsAndStandsAndItsTaskDoesNotNoticeTheEngine() {
        try (var environment = new Environment(new Ant(), ant(4, 2), new Seeds(1), true)) {
            for (int t = 0; t < 120; t++) {
                var step = environment.step(new double[4 * 8]);
                for (int e = 0; e < 4; e++) {
                    assertFalse(step.terminated()[e], "environment " + e + " fell in step " + t);
                }
            }
            // Standing on the ground: not sunk, not thrown up.
            for (int e = 0; e < 4; e++) {
                double height = environment.state()[29 * e + 1];
                assertTrue(height > 0.3 && height < 1, "height " + height);
            }
            double[] before = environment.state();
            double[] push = new double[4 * 8];
            Arrays.fill(push, 0.5);
            environment.step(push);
            assertFalse(Arrays.equals(before, environment.state()));
        }
    }

    @Test
    void aRowDependsOnItselfOnlyBitForBit() {
        try (var one = ant(1, 1);
                var many = ant(6, 2)) {
            double[] start = starts(6);
            double[] control = new double[6 * 8];
            var random = new Well19937c(5);
            Arrays.setAll(control, k -> 20 * random.nextGaussian());
            double[] next = new double[start.length];
            double[] later = new double[start.length];
            many.step(start, control, next);
            // Down on the ground, where the solver has work that it could remember.
            for (int t = 0; t < 40; t++) {
                many.step(next, new double[6 * 8], later);
                many.step(later, control, next);
            }
            many.step(next, control, later);
            double[] alone = new double[29];
            // Backwards, and once more after another state: nothing is remembered.
            for (int e = 5; e >= 0; e--) {
                one.step(
                        Arrays.copyOfRange(next, 29 * e, 29 * e + 29),
                        Arrays.copyOfRange(control, 8 * e, 8 * e + 8),
                        alone);
                assertArrayEquals(Arrays.copyOfRange(later, 29 * e, 29 * e + 29), alone, 0);
            }
        }
    }

    @Test
    void aStateThatDivergesComesOutAsNotANumberAndItsTaskStopsWithEnvironmentAndStep() {
        var simulator = ant(3, 1);
        try (var environment = new Environment(new Ant(), simulator, new Seeds(1), false)) {
            double[] state = environment.state();
            double[] next = new double[state.length];
            double[] control = new double[3 * 8];
            control[8] = 1e300;
            simulator.step(state, control, next);
            assertTrue(Double.isFinite(next[0]) && Double.isNaN(next[29]) && Double.isFinite(next[2 * 29]));
            assertEquals(1, simulator.divergences());
            assertTrue(simulator.lastDivergence().startsWith("environment 1: "), simulator.lastDivergence());
            assertTrue(simulator.lastDivergence().contains("QACC"), simulator.lastDivergence());

            state[2 * 29 + 20] = 1e12;
            control[8] = 0;
            simulator.step(state, control, next);
            assertTrue(Double.isFinite(next[0]) && Double.isFinite(next[29]) && Double.isNaN(next[2 * 29]));
            var saved = environment.save();
            environment.restore(new Environment.Snapshot(
                    state, saved.lastAction(), saved.age(), saved.episode(), saved.episodeReturn()));
            var e = assertThrows(NumericalException.class, () -> environment.step(new double[3 * 8]));
            assertTrue(
                    e.getMessage().contains("environment 2") && e.getMessage().contains("step 1"), e.getMessage());
        }
    }

    @Test
    void numbersThatAreNotFiniteNeverReachMujoco() {
        try (var simulator = ant(2, 1)) {
            double[] state = starts(2);
            double[] next = new double[state.length];
            double[] control = new double[16];
            control[3] = Double.NaN;
            state[29 + 10] = Double.POSITIVE_INFINITY;
            simulator.step(state, control, next);
            assertTrue(Arrays.stream(next).allMatch(Double::isNaN));
            assertEquals(2, simulator.divergences());
        }
    }

    @Test
    void whatMujocoRefusesIsRefusedWithItsOwnWordsAndTheFile() throws IOException {
        refused("<mujoco><worldbody><body><joint/></body></worldbody></mujoco>", "mass");
        refused("<mujoco><worldbody><body><geom type=\"spher\"/></body></worldbody></mujoco>", "'spher'");
        refused("<mujoco><worldbody><body>", "robot.xml");
        refused("", "robot.xml");
        refused(ALL_JOINTS.replace("joint=\"slide\"", "joint=\"free\""), "actuator 2");
        var e = assertThrows(
                MujocoException.class,
                () -> new MujocoSimulator(folder.resolve("none.xml"), MujocoSettings.of(0.01, 1), 1));
        assertTrue(e.getMessage().contains("none.xml"), e.getMessage());
    }

    private void refused(String text, String word) throws IOException {
        var file = file(text);
        var e = assertThrows(MujocoException.class, () -> new MujocoSimulator(file, MujocoSettings.of(0.01, 1), 1));
        assertTrue(e.getMessage().startsWith(file.toString()) && e.getMessage().contains(word), e.getMessage());
        assertFalse(e.getMessage().contains("scene.xml"), e.getMessage());
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ant(0, 1));
        assertThrows(IllegalArgumentException.class, () -> ant(1, 0));
        assertThrows(IllegalArgumentException.class, () -> MujocoSettings.of(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> MujocoSettings.of(0.01, 0));
        assertThrows(IllegalArgumentException.class, () -> new MujocoSettings(0.01, 1, 0));
        try (var simulator = ant(2, 1)) {
            double[] state = starts(2);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> simulator.step(new double[29], new double[16], new double[58]));
            assertThrows(IllegalArgumentException.class, () -> simulator.step(state, new double[8], new double[58]));
            assertThrows(IllegalArgumentException.class, () -> simulator.step(state, new double[16], state));
        }
    }

    @Test
    void aClosedSimulatorSaysSoAndMayBeClosedAgain() {
        var simulator = ant(2, 2);
        simulator.close();
        simulator.close();
        assertThrows(IllegalStateException.class, () -> simulator.step(starts(2), new double[16], new double[58]));
    }

    @Test
    void closingGivesTheMemoryBack() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "only Linux says how much memory a process has");
        openAndClose(10);
        long before = virtualMegabytes();
        openAndClose(100);
        long grown = virtualMegabytes() - before;
        // 100 simulators of two working memories hold 2 GB.
        assertTrue(grown < 400, grown + " MB more than before");
    }

    private static void openAndClose(int times) {
        for (int k = 0; k < times; k++) {
            try (var simulator = ant(2, 2)) {
                simulator.step(starts(2), new double[16], new double[58]);
            }
        }
    }

    private static long virtualMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmSize:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("robot.xml"), text);
    }

    private static MujocoSimulator ant(int environments, int threads) {
        return new MujocoSimulator(
                Datasets.path("robots").resolve("ant.xml"), MujocoSettings.of(1 / 60.0, 16), environments, threads);
    }

    private static double[] starts(int environments) {
        double[] start = Robots.model("ant").qDefault();
        double[] states = new double[environments * 29];
        for (int e = 0; e < environments; e++) {
            System.arraycopy(start, 0, states, e * 29, start.length);
            states[e * 29 + 1] -= 0.1 * e / environments;
            states[e * 29 + 20] = 0.3 * e;
        }
        return states;
    }

    /** Random states of {@link #ALL_JOINTS}, quaternions of unit length. */
    private static double[] allJoints(Well19937c random, int environments) {
        int width = 13 + 11;
        double[] states = new double[environments * width];
        for (int e = 0; e < environments; e++) {
            int o = e * width;
            for (int k = 0; k < width; k++) {
                states[o + k] = random.nextGaussian();
            }
            states[o + 1] += 9;
            for (int q : new int[] {o + 3, o + 7}) {
                double n = Math.sqrt(
                        Arrays.stream(states, q, q + 4).map(x -> x * x).sum());
                for (int k = q; k < q + 4; k++) {
                    states[k] /= n;
                }
            }
            states[o + 11] *= 0.2;
        }
        return states;
    }
}
