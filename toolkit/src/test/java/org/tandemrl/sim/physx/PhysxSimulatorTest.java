package org.tandemrl.sim.physx;

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
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.Motors;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.mujoco.MujocoSimulator;
import org.tandemrl.sim.mujoco.MujocoTerms;
import org.tandemrl.sim.rigid.RigidBodyTerms;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.rigid.StateProbe;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.InertiaRule;
import org.tandemrl.sim.robot.Mjcf;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robots;

class PhysxSimulatorTest {
    private static final int Q = 19;
    private static final int WIDTH = 37;
    private static final double WEIGHT = 15.017 * 9.81;
    private static final List<List<String>> SENSORS =
            List.of(List.of("FL_foot"), List.of("FR_foot"), List.of("RL_foot"), List.of("RR_foot"), List.of("base"));

    private static final double[] POSE = Robots.model("go2").qDefault();

    /** Explicit PD towards the start's pose, moved by the control. */
    private static final Motors SERVOS = new Motors() {
        @Override
        public int controlSize() {
            return 12;
        }

        @Override
        public void drive(double[] state, int s, double[] control, int c, double[] force) {
            for (int j = 0; j < 12; j++) {
                double target = POSE[7 + j] + 0.5 * control[c + j];
                force[j] = Math.clamp(20 * (target - state[s + 7 + j]) - 0.5 * state[s + 25 + j], -23.7, 23.7);
            }
        }
    };

    @TempDir
    Path folder;

    @BeforeEach
    void physxIsThere() {
        assumeTrue(Physx.missing().isEmpty(), Physx.missing());
    }

    private static PhysxSimulator go2(int environments, int threads) {
        return new PhysxSimulator(
                Robots.robot("go2"), PhysxSettings.of(0.02, 4).withSensors(SENSORS), SERVOS, environments, threads);
    }

    private static double[] starts(PhysxSimulator simulator, double height) {
        int width = simulator.stateSize();
        double[] state = new double[simulator.environments() * width];
        for (int e = 0; e < simulator.environments(); e++) {
            System.arraycopy(POSE, 0, state, e * width, Q);
            state[e * width + 1] = height;
            state[(e + 1) * width - 2] = 1;
        }
        return state;
    }

    /** The state after steps under the same control or, without one, under random ones. */
    private static double[] run(PhysxSimulator simulator, double[] state, int steps, RandomGenerator random) {
        double[] now = state;
        double[] control = new double[simulator.environments() * simulator.controlSize()];
        for (int t = 0; t < steps; t++) {
            for (int i = 0; random != null && i < control.length; i++) {
                control[i] = 2 * random.nextDouble() - 1;
            }
            double[] next = new double[now.length];
            simulator.step(now, control, next);
            now = next;
        }
        return now;
    }

    private static double[] randomState(RandomGenerator random) {
        double[] state = new double[WIDTH + SENSORS.size() + 2];
        double square = 0;
        state[0] = 0.3;
        state[1] = 4;
        state[2] = -0.7;
        for (int k = 3; k < 7; k++) {
            state[k] = random.nextGaussian();
            square += state[k] * state[k];
        }
        for (int k = 3; k < 7; k++) {
            state[k] /= Math.sqrt(square);
        }
        for (int j = 0; j < 12; j++) {
            state[7 + j] = POSE[7 + j] + 0.4 * (2 * random.nextDouble() - 1);
        }
        for (int k = Q; k < WIDTH; k++) {
            state[k] = 2 * random.nextDouble() - 1;
        }
        state[state.length - 2] = 1;
        return state;
    }

    @Test
    void massesAreThoseOfMujoco() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        double ours = RobotPlan.of(Robots.robot("go2")).links().stream()
                .mapToDouble(RobotPlan.Link::mass)
                .sum();
        try (var theirs = new MujocoTerms(Datasets.path("robots").resolve("go2.xml"))) {
            double sum = theirs.inertials().values().stream()
                    .mapToDouble(MujocoTerms.Inertial::mass)
                    .sum();
            assertEquals(sum, ours, 1e-9 * sum);
        }
    }

    @Test
    void linksAreWhereTheKinematicsHasThem() {
        var random = new Well19937c(3);
        var terms = new RigidBodyTerms(Robots.model("go2"));
        try (var simulator = new PhysxSimulator(
                Robots.robot("go2"), PhysxSettings.of(1e-6, 1).withSensors(SENSORS), Motors.forces(12), 1, 1)) {
            for (int k = 0; k < 20; k++) {
                double[] state = randomState(random);
                double[] next = new double[state.length];
                simulator.step(state, new double[12], next);
                var links = terms.at(Arrays.copyOf(state, WIDTH)).links();
                var poses = simulator.poses(0);
                for (int i = 0; i < links.size(); i++) {
                    var pose = poses.get(terms.model().links().get(i).name());
                    if (pose != null) {
                        double[] r = Frames.matrix(pose);
                        double[] expected = Frames.matrix(links.get(i));
                        assertArrayEquals(expected, r, 2e-5);
                        assertEquals(links.get(i).px(), pose.px(), 2e-5);
                        assertEquals(links.get(i).py(), pose.py(), 2e-5);
                        assertEquals(links.get(i).pz(), pose.pz(), 2e-5);
                    }
                }
            }
        }
    }

    @Test
    void aFlyingRobotMovesLikeTheBenchmarkPhysicsAndTheMoreSoTheSmallerTheSubstep() {
        double coarse = difference(4);
        double fine = difference(32);
        assertTrue(fine < 5e-3, "differences of a step of 20 ms: " + coarse + ", " + fine);
        // Both integrators are of first order.
        assertTrue(fine < coarse / 4, "differences of a step of 20 ms: " + coarse + ", " + fine);
    }

    /** The largest difference of a step under random torques, relative to 1 + |x|. */
    private static double difference(int substeps) {
        var constants = new PhysicsConstants(0.02, substeps, 1, 0, 0, 0, 0, 0, 0, InertiaRule.EXACT, Map.of());
        RigidModel model = Robots.robot("go2").compile(constants);
        var random = new Well19937c(5);
        double worst = 0;
        try (var ours = new RigidSimulator(model, 1, 1);
                var theirs = new PhysxSimulator(
                        Robots.robot("go2"),
                        PhysxSettings.of(0.02, substeps).withSensors(SENSORS),
                        Motors.forces(12),
                        1,
                        1)) {
            for (int k = 0; k < 5; k++) {
                double[] state = randomState(random);
                double[] control = new double[12];
                Arrays.setAll(control, u -> 4 * random.nextDouble() - 2);
                double[] a = new double[WIDTH];
                double[] b = new double[state.length];
                ours.step(Arrays.copyOf(state, WIDTH), control, a);
                theirs.step(state, control, b);
                for (int i = 0; i < WIDTH; i++) {
                    worst = Math.max(worst, Math.abs(a[i] - b[i]) / (1 + Math.abs(a[i])));
                }
            }
        }
        return worst;
    }

    @Test
    void itStandsAsInMujocoOnFeetThatCarryItsWeight() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        double[] theirs = Arrays.copyOf(POSE, WIDTH);
        theirs[1] = 0.34;
        double[] force = new double[12];
        double[] ours;
        double[] sum = new double[2];
        // With such soft legs it rocks for seconds.
        try (var physx = go2(1, 1);
                var mujoco = new MujocoSimulator(
                        Datasets.path("robots").resolve("go2.xml"), MujocoSettings.of(0.005, 1), 1, 1)) {
            ours = starts(physx, 0.34);
            for (int t = 0; t < 400; t++) {
                ours = run(physx, ours, 1, null);
                for (int k = 0; k < 4; k++) {
                    SERVOS.drive(theirs, 0, new double[12], 0, force);
                    double[] next = new double[WIDTH];
                    mujoco.step(theirs, force, next);
                    theirs = next;
                }
                sum[0] += t < 300 ? 0 : ours[1] / 100;
                sum[1] += t < 300 ? 0 : theirs[1] / 100;
            }
        }
        System.out.println("standing height in PhysX and MuJoCo, m: " + Arrays.toString(sum));
        assertEquals(sum[1], sum[0], 3e-3, "height");
        for (int j = 7; j < Q; j++) {
            assertEquals(theirs[j], ours[j], 0.03, "joint " + (j - 7));
        }
        double carried = Arrays.stream(ours, WIDTH, WIDTH + 4).sum();
        assertEquals(WEIGHT, carried, 0.02 * WEIGHT);
        assertEquals(0, ours[WIDTH + 4], "the base touches nothing");
    }

    @Test
    void thePayloadIsCarried() {
        try (var simulator = go2(2, 1)) {
            double[] state = starts(simulator, 0.34);
            state[state.length - 1] = 3;
            double[] stands = run(simulator, state, 100, null);
            int width = simulator.stateSize();
            double plain = Arrays.stream(stands, WIDTH, WIDTH + 4).sum();
            double loaded =
                    Arrays.stream(stands, width + WIDTH, width + WIDTH + 4).sum();
            assertEquals(3 * 9.81, loaded - plain, 0.02 * WEIGHT);
        }
    }

    @Test
    void aSlidingRobotLosesTheMomentumThatItsFrictionTakes() {
        var probe = new StateProbe(Robots.model("go2"));
        // A step of one substep, as forces are of the last.
        try (var simulator = new PhysxSimulator(
                Robots.robot("go2"), PhysxSettings.of(0.005, 1).withSensors(SENSORS), SERVOS, 3, 1)) {
            int width = simulator.stateSize();
            double[] state = run(simulator, starts(simulator, 0.34), 800, null);
            double[] mu = {0, 0.05, 0.2};
            double[] momentum = new double[3];
            double[] taken = new double[3];
            for (int e = 0; e < 3; e++) {
                state[e * width + width - 2] = mu[e];
                state[e * width + Q + 3] += 2;
                momentum[e] = momentum(probe, state, e * width);
            }
            for (int t = 0; t < 2; t++) {
                state = run(simulator, state, 1, null);
                for (int e = 0; e < 3; e++) {
                    int from = e * width + WIDTH;
                    taken[e] +=
                            0.005 * mu[e] * Arrays.stream(state, from, from + 4).sum();
                }
            }
            for (int e = 0; e < 3; e++) {
                double lost = momentum[e] - momentum(probe, state, e * width);
                assertEquals(taken[e], lost, 0.06 * taken[e] + 1e-3, "μ = " + mu[e]);
            }
        }
    }

    private static double momentum(StateProbe probe, double[] state, int from) {
        return probe.mechanics(Arrays.copyOfRange(state, from, from + WIDTH)).linear()[0];
    }

    @Test
    void theSameStepsGiveTheSameNumbersOnAnyNumberOfThreads() {
        double[] first = repeated(1, 6);
        assertArrayEquals(first, repeated(1, 6));
        assertArrayEquals(first, repeated(2, 6));
    }

    private static double[] repeated(int threads, int environments) {
        try (var simulator = go2(environments, threads)) {
            return run(simulator, starts(simulator, 0.34), 60, new Well19937c(11));
        }
    }

    @Test
    void randomTorquesStayFiniteAndJointsNearTheirLimits() {
        try (var simulator = new PhysxSimulator(
                Robots.robot("go2"), PhysxSettings.of(0.02, 4).withSensors(SENSORS), Motors.forces(12), 8, 1)) {
            var random = new Well19937c(2);
            double[] state = starts(simulator, 0.34);
            double[] control = new double[8 * 12];
            for (int t = 0; t < 250; t++) {
                Arrays.setAll(control, i -> 23.7 * (2 * random.nextDouble() - 1));
                double[] next = new double[state.length];
                simulator.step(state, control, next);
                state = next;
                assertTrue(Arrays.stream(state).allMatch(x -> Math.abs(x) < 1e4), "step " + t);
            }
            assertEquals(0, simulator.divergences());
        }
    }

    @Test
    void aRowThatIsNotFiniteComesOutNaNAndDisturbsNoOther() {
        double[] alone;
        double[] beside;
        try (var simulator = go2(2, 1)) {
            alone = run(simulator, starts(simulator, 0.34), 20, null);
        }
        try (var simulator = go2(2, 1)) {
            double[] state = starts(simulator, 0.34);
            state[1] = Double.NaN;
            beside = run(simulator, state, 20, null);
            assertEquals(20, simulator.divergences());
        }
        int width = alone.length / 2;
        for (int i = 0; i < width; i++) {
            assertTrue(Double.isNaN(beside[i]));
            assertEquals(alone[width + i], beside[width + i]);
        }
    }

    @Test
    void aRowWrittenAnewMovesOnNearlyAsTheOneRemembered() {
        try (var simulator = go2(4, 1);
                var fresh = go2(4, 1)) {
            double[] standing = run(simulator, starts(simulator, 0.34), 50, null);
            double[] a = run(simulator, standing, 13, null);
            double[] b = run(fresh, standing, 13, null);
            int width = simulator.stateSize();
            double position = 0;
            for (int e = 0; e < 4; e++) {
                for (int i = 0; i < Q; i++) {
                    position = Math.max(position, Math.abs(a[e * width + i] - b[e * width + i]));
                }
            }
            System.out.println("after 52 substeps from a written row: coordinates differ by " + position);
            assertTrue(position < 1e-2, "coordinates differ by " + position);
        }
    }

    @Test
    void itStandsOnAHeightFieldAndOnAMesh() {
        double[][] heights = new double[9][9];
        for (double[] row : heights) {
            Arrays.fill(row, 0.25);
        }
        var field = new PhysxGround.HeightField(-4, -4, 1, heights);
        var mesh = new PhysxGround.Mesh(
                new double[] {-4, 0.25, -4, -4, 0.25, 4, 4, 0.25, 4, 4, 0.25, -4}, new int[] {0, 1, 2, 0, 2, 3});
        assertEquals(0, lowest(PhysxGround.plane(), 0.34), 2e-3);
        assertEquals(0.25, lowest(field, 0.59), 2e-3);
        assertEquals(0.25, lowest(mesh, 0.59), 2e-3);
    }

    /** The height of the lowest foot's lowest point after two seconds. */
    private static double lowest(PhysxGround ground, double start) {
        try (var simulator = new PhysxSimulator(
                Robots.robot("go2"),
                PhysxSettings.of(0.02, 4).withSensors(SENSORS).on(ground),
                SERVOS,
                1,
                1)) {
            run(simulator, starts(simulator, start), 100, null);
            return List.of("FL", "FR", "RL", "RR").stream()
                            .mapToDouble(
                                    leg -> Frames.apply(simulator.poses(0).get(leg + "_calf"), -0.002, 0, -0.213)[1])
                            .min()
                            .orElseThrow()
                    - 0.022;
        }
    }

    @Test
    void memoryIsFreedOnClose() throws IOException {
        int before = Physx.users();
        for (int k = 0; k < 5; k++) {
            go2(64, 1).close();
        }
        long resident = resident();
        for (int k = 0; k < 40; k++) {
            go2(64, 1 + k % 2).close();
        }
        assertEquals(before, Physx.users());
        long grown = resident() - resident;
        // One of them is some 6 MB; the rest is Java's.
        assertTrue(grown < 120 << 20, "resident memory grew by " + (grown >> 20) + " MB");
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    @Test
    void aClosedSimulatorAndWrongArraysAreRefused() {
        var simulator = go2(1, 1);
        double[] state = starts(simulator, 0.34);
        assertThrows(
                IllegalArgumentException.class, () -> simulator.step(state, new double[11], new double[state.length]));
        assertThrows(IllegalArgumentException.class, () -> simulator.step(state, new double[12], state));
        simulator.close();
        simulator.close();
        assertThrows(
                IllegalStateException.class, () -> simulator.step(state, new double[12], new double[state.length]));
    }

    @Test
    void robotsItCannotTakeAreRefusedByName() throws IOException {
        var failure = assertThrows(
                PhysxException.class,
                () -> new PhysxSimulator(Robots.robot("hopper"), PhysxSettings.of(0.02, 4), Motors.forces(3), 1, 1));
        assertTrue(failure.getMessage().contains("free root"), failure.getMessage());
        var other = assertThrows(
                PhysxException.class,
                () -> new PhysxSimulator(
                        Robots.robot("go2"),
                        PhysxSettings.of(0.02, 4).withSensors(List.of(List.of("FL_fot"))),
                        SERVOS,
                        1,
                        1));
        assertTrue(other.getMessage().contains("FL_foot"), other.getMessage());
        var file = folder.resolve("two.xml");
        Files.writeString(file, """
                <mujoco><worldbody><body name="root"><freejoint/><geom type="sphere" size="0.1"/>
                <body name="arm"><joint name="a" axis="1 0 0"/><joint name="b" axis="0 1 0"/>
                <geom type="sphere" size="0.1"/></body></body></worldbody></mujoco>""");
        var two = assertThrows(
                PhysxException.class,
                () -> new PhysxSimulator(Mjcf.read(file), PhysxSettings.of(0.02, 4), Motors.forces(0), 1, 1));
        assertTrue(two.getMessage().contains("one hinge a body"), two.getMessage());
        assertFalse(Physx.lastError().contains("leak"));
    }
}
