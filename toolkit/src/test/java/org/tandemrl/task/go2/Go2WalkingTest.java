package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.check.TaskCheck;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.RunSettings;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.sim.rigid.RigidBodyTerms;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

class Go2WalkingTest {
    private static final Go2Walking TASK = new Go2Walking();
    private static final int O = TASK.observationSize();

    @BeforeEach
    void physxIsThere() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
    }

    private static double[] start(long seed) {
        double[] state = new double[Row.SIZE];
        TASK.start(new Well19937c(seed), true, state, 0);
        return state;
    }

    private static double[] observe(double[] state) {
        return TASK.observe(DoubleBatch.of(state, 1, Row.SIZE), DoubleBatch.of(new double[12], 1, 12))
                .data();
    }

    private static double reward(double[] observation, double[] action) {
        return TASK.reward(DoubleBatch.of(observation, 1, O), DoubleBatch.of(action, 1, 12))
                .data()[0];
    }

    @Test
    void itIsFoundByNameAndTheCheckFindsNothing() {
        assertEquals(List.of(), TaskCheck.of(Tasks.named("go2-walking")));
    }

    @Test
    void feetAreWhereTheKinematicsHasThem() {
        var terms = new RigidBodyTerms(Robots.model("go2"));
        var random = new Well19937c(4);
        for (int k = 0; k < 20; k++) {
            double[] state = start(k);
            double[] turn = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian()
            };
            double length = Math.sqrt(Arrays.stream(turn).map(x -> x * x).sum());
            for (int i = 0; i < 4; i++) {
                state[3 + i] = turn[i] / length;
            }
            for (int j = 7; j < 19; j++) {
                state[j] += 0.5 * random.nextGaussian();
            }
            state[0] = 3;
            state[2] = -2;
            double[] seen = observe(state);
            var links = terms.at(Arrays.copyOf(state, 37)).links();
            double[] r = Frames.matrix(links.getFirst());
            double norm = Math.hypot(r[0], r[6]);
            for (int leg = 0; leg < 4; leg++) {
                String name = List.of("FL", "FR", "RL", "RR").get(leg) + "_foot";
                for (int i = 0; i < links.size(); i++) {
                    if (terms.model().links().get(i).name().equals(name)) {
                        double dx = links.get(i).px() - 3;
                        double dz = links.get(i).pz() + 2;
                        assertEquals((r[0] * dx + r[6] * dz) / norm, seen[52 + leg], 1e-6, name + " x");
                        assertEquals((r[6] * dx - r[0] * dz) / norm, seen[56 + leg], 1e-6, name + " y");
                        assertEquals(links.get(i).py(), seen[64 + leg], 1e-9, name + " height");
                    }
                }
            }
        }
    }

    @Test
    void velocitiesAreTheBasesInItsOwnAxes() {
        double[] state = start(1);
        // Turned by 90° to the left about the vertical, 5 m away, moving along the new forward direction at 0.7 m/s.
        double half = Math.sqrt(0.5);
        double[] upright = {-half, 0, 0, half};
        double[] yaw = {0, half, 0, half};
        state[3] = yaw[3] * upright[0] + yaw[1] * upright[2];
        state[4] = yaw[1] * upright[3];
        state[5] = -yaw[1] * upright[0];
        state[6] = yaw[3] * upright[3];
        state[0] = 5;
        int qd = Row.VELOCITIES;
        state[qd + 1] = 0.9;
        // v₀ = v − ω × p with ω = (0, 0.9, 0), p = (5, h, 0), v = (0, 0, −0.7).
        state[qd + 5] = -0.7 + 0.9 * 5;
        double[] seen = observe(state);
        assertArrayEquals(new double[] {1.4, 0, 0}, Arrays.copyOfRange(seen, 0, 3), 1e-9);
        assertArrayEquals(new double[] {0, 0, 0.225}, Arrays.copyOfRange(seen, 3, 6), 1e-9);
        assertArrayEquals(new double[] {0, 0, -1}, Arrays.copyOfRange(seen, 9, 12), 1e-9);
    }

    @Test
    void stanceIsThePaperScheduleAndPhasesFollowFromTheClock() {
        var normal = new NormalDistribution(0, 0.07);
        for (int k = 0; k < 40; k++) {
            double p = k / 40.0;
            var sin = DoubleBatch.of(new double[] {Math.sin(2 * Math.PI * p)}, 1, 1);
            var cos = DoubleBatch.of(new double[] {Math.cos(2 * Math.PI * p)}, 1, 1);
            var phases = Gait.phases(sin, cos);
            double[] expected = {(p + 0.5) % 1, p, p, (p + 0.5) % 1};
            double[] stance = Gait.stance(phases).data();
            for (int leg = 0; leg < 4; leg++) {
                double phi = expected[leg];
                double apart = Math.abs(phases.data()[leg] - phi);
                assertTrue(Math.min(apart, 1 - apart) < 1e-9, "phase " + p);
                double c = normal.cumulativeProbability(phi) * (1 - normal.cumulativeProbability(phi - 0.5))
                        + normal.cumulativeProbability(phi - 1) * (1 - normal.cumulativeProbability(phi - 1.5));
                assertEquals(c, stance[leg], 1e-3, "C at " + phi);
            }
        }
    }

    @Test
    void whoWalksAsToldOnTheRightFeetGetsMost() {
        double[] seen = new double[O];
        seen[6] = 2 * 0.5;
        seen[0] = 2 * 0.5;
        seen[11] = -1;
        // Phase 1/4: FR and RL stand in the middle of their stance, FL and RR swing at their highest.
        double[] sin = {-1, 1, 1, -1};
        System.arraycopy(sin, 0, seen, 48, 4);
        double[] x = {0.225, 0.225, -0.225, -0.225};
        double[] y = {0.125, -0.125, 0.125, -0.125};
        double[] heights = {0.1, 0.02, 0.02, 0.1};
        double[] force = {0, 0.7, 0.7, 0};
        for (int leg = 0; leg < 4; leg++) {
            // Half-way through stance or swing Raibert's shift is −1/2 or 0: |1 − 2φ| − 1/2 = 0 at φ = 1/4 and 3/4.
            seen[52 + leg] = x[leg];
            seen[56 + leg] = y[leg];
            seen[60 + leg] = force[leg];
            seen[64 + leg] = heights[leg];
        }
        double best = reward(seen, new double[12]);
        assertEquals(1.5, best, 2e-3);
        assertTrue(reward(with(seen, 0, 2 * 0.3), new double[12]) < best - 0.1, "too slow");
        assertEquals(best - 1 + Math.exp(-0.04 / 0.25), reward(with(seen, 0, 2 * 0.3), new double[12]), 1e-9);
        assertEquals(best - 10 * 0.01, reward(with(seen, 52, 0.325), new double[12]), 1e-6, "a foot 10 cm off");
        assertEquals(
                best - 30 * 0.0025, reward(with(seen, 64, 0.05), new double[12]), 1e-3, "5 cm too low in the swing");
        assertEquals(best - 1, reward(with(seen, 60, 1), new double[12]), 2e-3, "a swinging foot that is pressed");
        double[] acts = new double[12];
        acts[3] = 0.5;
        assertEquals(best - 0.1 * 0.0625 * 2, reward(seen, acts), 1e-9, "an action that jumps");
        assertEquals(0.1 * (best - 5), reward(with(seen, 9, 1), new double[12]), 1e-9, "a tenth of what is below 0");
        var clipped = new Go2Walking(Go2Options.standard().withBelowZero(0));
        double below = clipped.reward(DoubleBatch.of(with(seen, 9, 1), 1, O), DoubleBatch.of(new double[12], 1, 12))
                .data()[0];
        assertEquals(0, below, "never below 0");
    }

    private static double[] with(double[] values, int at, double value) {
        double[] copy = values.clone();
        copy[at] = value;
        return copy;
    }

    @Test
    void whatIsSeenAfterARestartIsTheNewStartAndNothingOlder() {
        var seeds = new Seeds(5);
        try (var environment = new Environment(TASK, TASK.simulator(2, 1), seeds, true)) {
            double[] action = new double[24];
            Arrays.fill(action, 0.8);
            for (int t = 0; t < 20; t++) {
                environment.step(action);
            }
            environment.restart();
            double[] seen = environment.observation();
            for (int e = 0; e < 2; e++) {
                double[] state = new double[Row.SIZE];
                TASK.start(seeds.stream("start", e, 1), true, state, 0);
                assertArrayEquals(observe(state), Arrays.copyOfRange(seen, e * O, (e + 1) * O));
                double[] actions = Arrays.copyOfRange(seen, e * O + 36, e * O + 48);
                assertArrayEquals(new double[12], actions, "previous action");
                assertArrayEquals(new double[4], Arrays.copyOfRange(seen, e * O + 60, e * O + 64), "feet's forces");
            }
        }
    }

    /** As the paper's code has it: an episode's first observation has the old one's motion, the second is the new one's. */
    @Test
    void aStaleStartIsSeenForOneStepAndChangesNothingElse() {
        var stale = (Go2Walking) Tasks.named("go2-walking-stale");
        assertEquals(List.of(), TaskCheck.of(stale));
        var seeds = new Seeds(5);
        double[] action = new double[24];
        Arrays.fill(action, 0.8);
        try (var clean = new Environment(TASK, TASK.simulator(2, 1), seeds, true);
                var other = new Environment(stale, stale.simulator(2, 1), seeds, true)) {
            assertArrayEquals(
                    clean.observation(), other.observation(), 1e-12, "nothing is old at the very first start");
            for (int t = 0; t < 20; t++) {
                clean.step(action);
                other.step(action);
            }
            double[] before = other.observation();
            assertArrayEquals(clean.observation(), before, 1e-12);
            clean.restart();
            other.restart();
            double[] fresh = clean.observation();
            double[] seen = other.observation();
            for (int i = 0; i < 2 * O; i++) {
                int column = i % O;
                boolean isNew = column >= 6 && column < 9 || column >= 12 && column < 36 || column >= 69;
                assertEquals(isNew ? fresh[i] : before[i], seen[i], 1e-12, "column " + column);
            }
            assertEquals(1.6, seen[36], 1e-12, "the last action, scaled");
            clean.step(action);
            other.step(action);
            assertArrayEquals(clean.observation(), other.observation(), 1e-12);
        }
    }

    @Test
    void commandsChangeAsOftenAsTheyShouldAndKeepTheirBounds() {
        int anew = 0;
        int stopped = 0;
        int steps = 200_000;
        double[] row = {0.5, 0.3, 0.8};
        var random = new SplittableRandom(1);
        int still = 0;
        for (int t = 0; t < steps; t++) {
            double[] before = row.clone();
            Commands.change(random, row, 0);
            boolean none = before[0] == 0 && before[1] == 0 && before[2] == 0;
            still += none ? 1 : 0;
            anew += before[0] != row[0] && row[0] != 0 ? 1 : 0;
            stopped += !none && row[0] == 0 && row[1] == 0 && row[2] == 0 ? 1 : 0;
            double speed = Math.hypot(row[0], row[1]);
            assertTrue(speed == 0 || speed > 0.2 && Math.max(Math.abs(row[0]), Math.abs(row[1])) <= 0.6);
            assertTrue(row[2] == 0 || Math.abs(row[2]) > 0.2 && Math.abs(row[2]) <= 1);
        }
        double moving = steps - still;
        // A tenth of the draws is too slow to be one; some are none at all.
        assertEquals(0.002, anew / moving, 0.0006);
        assertEquals(0.0007, stopped / moving, 0.0003);
        assertTrue(still > 0, "it stands sometimes");
    }

    @Test
    void motorsGiveNoMoreThanTheyCanAndTheRowsFrictionBrakes() {
        double[] state = start(2);
        double[] control = new double[ServoMotors.CONTROL];
        double[] motor = new double[12];
        double[] paper = new double[12];
        Arrays.fill(control, 0, 12, 40);
        new ServoMotors(Go2Options.Torque.MOTOR.limits(), 1, false).drive(state, 0, control, 0, motor);
        new ServoMotors(Go2Options.Torque.PAPER.limits(), 1, false).drive(state, 0, control, 0, paper);
        assertArrayEquals(Go2.TORQUE, motor);
        Arrays.stream(paper).forEach(t -> assertEquals(100, t));
        state[Row.VELOCITIES + 6] = 3;
        control[12] = 2;
        control[24] = 0.3;
        new ServoMotors(Go2Options.Torque.MOTOR.limits(), 1, false).drive(state, 0, control, 0, motor);
        assertEquals(23.7 - 2 - 0.9, motor[0], 1e-6);
    }

    @Test
    void aShoveSetsTheBasesHorizontalVelocity() {
        var task = new Go2Walking(new Go2Options(Go2Options.Torque.MOTOR, false, true, false, 0, false, false, false));
        int shoved = 0;
        try (var simulator = task.simulator(1, 1)) {
            double[] state = new double[Row.SIZE];
            task.start(new Well19937c(1), false, state, 0);
            state[1] = 3;
            for (int t = 0; t < 3000; t++) {
                state[Row.AGE] = t;
                double[] next = new double[Row.SIZE];
                simulator.step(state, new double[12], next);
                double speed = Math.hypot(observe(next)[0] / 2, observe(next)[1] / 2);
                shoved += speed > 1e-3 ? 1 : 0;
                assertTrue(speed < 0.75, "speed " + speed);
            }
        }
        assertTrue(shoved >= 1 && shoved <= 12, shoved + " shoves in 3000 steps");
    }

    @Test
    void aRobotThatHoldsItsPoseStandsInAllEnginesAtTheSameHeight() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        var plain = new Go2Walking(Go2Options.calm());
        var heights = new ArrayList<Double>();
        for (var engine : Go2Walking.Engine.present()) {
            var task = plain.in(engine);
            try (var environment = new Environment(task, task.simulator(1, 1), new Seeds(1), false)) {
                double sum = 0;
                for (int t = 0; t < 400; t++) {
                    var step = environment.step(new double[12]);
                    assertFalse(step.terminated()[0], engine + " step " + t);
                    sum += t < 300 ? 0 : step.nextState()[1] / 100;
                    double force = step.nextObservation()[60];
                    assertTrue(t < 300 || force > 0.2 && force < 0.6, engine + ": a foot of force " + force);
                }
                heights.add(sum);
            }
        }
        heights.forEach(height -> assertEquals(heights.getFirst(), height, 4e-3));
    }

    @Test
    void anEpisodeEndsUpsideDownOnTheTrunkAndOnTheGround() {
        double[] state = start(3);
        double[] seen = observe(state);
        assertFalse(TASK.ended(state, seen, 0));
        assertTrue(TASK.ended(with(state, Row.TRUNK, 1.5), seen, 0));
        assertTrue(TASK.ended(with(state, 1, 0.04), seen, 0));
        assertTrue(TASK.ended(state, with(seen, 11, 0.1), 0));
    }

    @Test
    void algorithmsHaveSettingsAndThoseThatNeedADerivativeAreRefusedByName() {
        for (String algorithm : List.of("dmo", "dmo-bptt", "dmo-sapo", "ppo")) {
            RunSettings.of(algorithm, TASK, 1, 100_000);
        }
        try (var environment = new Environment(TASK, TASK.simulator(1, 1), new Seeds(1), true)) {
            var shac = Algorithms.named("shac");
            var refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> shac.make(shac.config("go2-walking"), environment, new Seeds(1), 1));
            assertTrue(refusal.getMessage().contains("go2-walking"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("dmo-sapo"), refusal.getMessage());
            var sac = Algorithms.named("sac");
            var blind = assertThrows(
                    IllegalArgumentException.class,
                    () -> sac.make(sac.config("go2-walking"), environment, new Seeds(1), 1));
            assertTrue(blind.getMessage().contains("sees 49 of 93"), blind.getMessage());
        }
    }
}
