package org.tandemrl.task.hand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.math3.complex.Quaternion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.check.TaskCheck;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.Evaluation;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.mujoco.MujocoException;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.mujoco.MujocoSimulator;
import org.tandemrl.sim.mujoco.MujocoTerms;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** The hand and its cube: figures, what is seen and rewarded, and how one goal follows the other. What needs MuJoCo is skipped where it is not. */
final class AllegroTest {
    private static final Task ALLEGRO = new Allegro(Drive.POSITION);
    private static final int S = Row.SIZE;

    private static void mujoco() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    private static Environment environment(Task task, int n) {
        return new Environment(task, task.simulator(n, 1), new Seeds(5), true);
    }

    @ParameterizedTest
    @EnumSource(Drive.class)
    void theTaskIsWithoutFaults(Drive drive) {
        mujoco();
        assertEquals(List.of(), TaskCheck.of(new Allegro(drive)));
        assertEquals(List.of(), TaskCheck.of(new Allegro(drive, Goals.PACED)));
        assertEquals(List.of(), TaskCheck.of(new Allegro(drive, Goals.LYING)));
        assertEquals(List.of(), TaskCheck.of(new Allegro(drive, Goals.NEAR)));
        assertEquals(List.of(), TaskCheck.of(new Allegro(drive, Goals.GROWING)));
    }

    @ParameterizedTest
    @EnumSource(Drive.class)
    void limitsAreTheFiles(Drive drive) {
        var robot = Robots.robot(drive.robot);
        var joints = robot.bodies().stream()
                .flatMap(b -> b.joints().stream())
                .limit(Row.JOINTS)
                .toList();
        for (int j = 0; j < Row.JOINTS; j++) {
            assertEquals(Allegro.LOWER[j], joints.get(j).lower(), joints.get(j).name());
            assertEquals(Allegro.UPPER[j], joints.get(j).upper(), joints.get(j).name());
            assertEquals(drive.damping, joints.get(j).damping(), joints.get(j).name());
            assertEquals(j, robot.motors().get(j).joint());
        }
        assertEquals(Row.JOINTS, robot.motors().size());
    }

    /** What both quaternions of an observation do in a step is one turn, the cube's. */
    @ParameterizedTest
    @EnumSource(Drive.class)
    void theCubeAndWhatIsWrongTurnAlike(Drive drive) {
        mujoco();
        var task = new Allegro(drive);
        var random = new Random(4);
        int moved = 0;
        try (var environment = environment(task, 4)) {
            for (int t = 0; t < 20; t++) {
                double[] before = environment.observation();
                double[] action = random.doubles(4 * task.actionSize(), -1, 1).toArray();
                double[] after = environment.step(action).nextObservation();
                for (int e = 0; e < 4; e++) {
                    int from = e * task.observationSize();
                    var turns = task.quaternions().stream()
                            .map(c -> quaternion(after, from + c)
                                    .multiply(quaternion(before, from + c).getConjugate()))
                            .toList();
                    assertEquals(2, turns.size());
                    assertTrue(turns.get(0).equals(turns.get(1), 1e-9), turns.toString());
                    moved += turns.get(0).equals(Quaternion.IDENTITY, 1e-4) ? 0 : 1;
                }
            }
        }
        assertTrue(moved > 20, "turned in " + moved + " of 80 steps");
    }

    private static Quaternion quaternion(double[] row, int at) {
        return new Quaternion(row[at + 3], row[at], row[at + 1], row[at + 2]);
    }

    /** The figures as published: masses, and where straight fingers end. */
    @Test
    void mujocoHasTheFiguresMassesAndFingertips() {
        mujoco();
        try (var terms = new MujocoTerms(Datasets.path("robots").resolve("allegro.xml"))) {
            var inertials = terms.inertials();
            assertEquals(0.4154, inertials.get("palm").mass(), 1e-12);
            for (String finger : List.of("index", "middle", "ring")) {
                double[] masses = {0.0119, 0.065, 0.0355, 0.0096 + 0.0168};
                for (int k = 0; k < 4; k++) {
                    assertEquals(masses[k], inertials.get(finger + "_" + k).mass(), 1e-12);
                }
            }
            double[] thumb = {0.0176, 0.0119, 0.038, 0.0388 + 0.0168};
            for (int k = 0; k < 4; k++) {
                assertEquals(thumb[k], inertials.get("thumb_" + k).mass(), 1e-12);
            }
            assertEquals(0.065 * 0.065 * 0.065 * 400, inertials.get("cube").mass(), 1e-12);
            double[] state = new double[Row.ENGINE];
            state[Row.QUATERNION + 3] = 1;
            var bodies = terms.at(state).bodies();
            // 5.4° down, along the world's z of y up, from the knuckle: 0.0164 + 0.054 + 0.0384 to the last joint.
            double along = 0.0007 + 0.0164 + 0.054 + 0.0384;
            double tilt = 0.03 * Math.PI;
            assertArrayEquals(
                    new double[] {0, 0.5 - along * Math.sin(tilt), along * Math.cos(tilt)},
                    bodies.get("middle_3").position(),
                    1e-9);
            // Index and ring finger lean outwards by 5° and are each other's mirror images.
            double[] index = bodies.get("index_3").position();
            double[] ring = bodies.get("ring_3").position();
            assertArrayEquals(new double[] {-ring[0], ring[1], ring[2]}, index, 1e-9);
            double length = 0.0164 + 0.054 + 0.0384;
            assertEquals(0.0435 + length * Math.sin(0.0872665), Math.abs(index[0]), 1e-9);
        }
    }

    /** A hand that gravity does not pull stays where it is; with its weight it sinks. */
    @Test
    void theHandHasNoWeightAndTheCubeHas() {
        mujoco();
        var file = Datasets.path("robots").resolve("allegro.xml");
        double[] state = new double[Row.ENGINE];
        // Away from the limits, and the cube from the hand.
        for (int j = 0; j < Row.JOINTS; j++) {
            state[j] = (Allegro.LOWER[j] + Allegro.UPPER[j]) / 2;
        }
        state[Row.PLACE + 1] = 3;
        state[Row.QUATERNION + 3] = 1;
        double[] next = new double[Row.ENGINE];
        double[] heavy = new double[Row.ENGINE];
        try (var light = new MujocoSimulator(
                        file, MujocoSettings.of(0.1, 20).touchingThemselves().weightless("palm"), 1, 1);
                var other = new MujocoSimulator(file, MujocoSettings.of(0.1, 20).touchingThemselves(), 1, 1)) {
            light.step(state, new double[Row.JOINTS], next);
            other.step(state, new double[Row.JOINTS], heavy);
        }
        assertArrayEquals(Arrays.copyOf(state, Row.JOINTS), Arrays.copyOf(next, Row.JOINTS), 1e-9);
        assertTrue(Math.abs(heavy[1] - state[1]) > 1e-3, "a finger with its weight");
        // h = 5 ms, 20 substeps of v += g h, x += v h: g h² 20·21/2.
        assertEquals(3 - 9.81 * 0.005 * 0.005 * 210, next[Row.PLACE + 1], 1e-9);
        var refusal = assertThrows(
                MujocoException.class,
                () -> new MujocoSimulator(file, MujocoSettings.of(0.1, 20).weightless("paw"), 1, 1));
        assertTrue(
                refusal.getMessage().contains("'paw'") && refusal.getMessage().contains("palm"), refusal.getMessage());
    }

    /** Nothing holds the cube but the hand: where bodies do not touch each other it falls through. */
    @Test
    void theCubeRestsOnTheFingersWhichItTouches() {
        mujoco();
        var file = Datasets.path("robots").resolve("allegro.xml");
        double[] state = new double[S];
        ALLEGRO.start(new Seeds(1).stream("start"), false, state, 0);
        double[] control = new double[Row.JOINTS];
        for (int j = 0; j < Row.JOINTS; j++) {
            double share = j % 4 == 0 || j > 11 ? 0 : -0.7;
            control[j] = (Allegro.UPPER[j] + Allegro.LOWER[j]) / 2 + share * (Allegro.UPPER[j] - Allegro.LOWER[j]) / 2;
        }
        double[] held = Arrays.copyOf(state, Row.ENGINE);
        double[] falls = held.clone();
        double[] next = new double[Row.ENGINE];
        try (var touching = new MujocoSimulator(
                        file, new MujocoSettings(1 / 30.0, 4, 1, true, List.of("palm")), new Servos(), 1, 1);
                var apart = new MujocoSimulator(
                        file, new MujocoSettings(1 / 30.0, 4, 1, false, List.of("palm")), new Servos(), 1, 1)) {
            for (int t = 0; t < 60; t++) {
                touching.step(held, control, next);
                System.arraycopy(next, 0, held, 0, next.length);
                apart.step(falls, control, next);
                System.arraycopy(next, 0, falls, 0, next.length);
            }
        }
        assertEquals(0.54, held[Row.PLACE + 1], 0.02);
        assertTrue(falls[Row.PLACE + 1] < -1, "height " + falls[Row.PLACE + 1]);
    }

    /** Steps of 1/500 to 1/120 s, and control that jumps from one end to the other: nothing that is not finite. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 17})
    void violentPlayStaysFiniteAtEverySubstep(int substeps) {
        mujoco();
        var file = Datasets.path("robots").resolve("allegro.xml");
        var settings = new MujocoSettings(1 / 30.0, substeps, 1, true, List.of("palm"));
        int n = 4;
        double[] rows = new double[n * S];
        var random = new Random(3);
        double[] state = new double[n * Row.ENGINE];
        for (int e = 0; e < n; e++) {
            ALLEGRO.start(new Seeds(1).stream("start", e), true, rows, e);
            System.arraycopy(rows, e * S, state, e * Row.ENGINE, Row.ENGINE);
        }
        double[] next = new double[state.length];
        double[] control = new double[n * Row.JOINTS];
        try (var simulator = new MujocoSimulator(file, settings, new Servos(), n, 1)) {
            for (int t = 0; t < 60; t++) {
                for (int i = 0; i < control.length; i++) {
                    control[i] = random.nextBoolean() ? Allegro.UPPER[i % 16] : Allegro.LOWER[i % 16];
                }
                simulator.step(state, control, next);
                System.arraycopy(next, 0, state, 0, next.length);
                assertTrue(Arrays.stream(next).allMatch(x -> Math.abs(x) < 1e3), "step " + t);
            }
            assertEquals(0, simulator.divergences());
        }
    }

    /** A finger is on its way as long as damping over stiffness says: after a step of 33 ms the slow one has gone less than a fifth of it. */
    @Test
    void slowFingersFollowTheirTargetsLater() {
        mujoco();
        double[] gone = new double[2];
        for (int d = 0; d < 2; d++) {
            var task = new Allegro(d == 0 ? Drive.POSITION : Drive.SLOW);
            try (var environment = environment(task, 1)) {
                double before = environment.state()[2];
                double[] action = new double[16];
                action[2] = before > (Allegro.LOWER[2] + Allegro.UPPER[2]) / 2 ? -1 : 1;
                environment.step(action);
                double target = action[2] > 0 ? Allegro.UPPER[2] : Allegro.LOWER[2];
                gone[d] = (environment.state()[2] - before) / (target - before);
            }
        }
        assertTrue(gone[1] > 0.01 && gone[1] < 0.2, "slow: " + gone[1]);
        assertTrue(gone[0] > 2 * gone[1], "quick " + gone[0] + ", slow " + gone[1]);
    }

    /** The row is all there is: a simulator that is made anew, with other threads, goes on bit for bit. */
    @Test
    void aResumedSimulatorGoesOnBitForBit() {
        mujoco();
        try (var first = environment(ALLEGRO, 3);
                var second = new Environment(ALLEGRO, ALLEGRO.simulator(3, 2), new Seeds(5), true)) {
            double[] action = new double[48];
            var random = new Random(1);
            for (int t = 0; t < 80; t++) {
                Arrays.setAll(action, i -> 2 * random.nextDouble() - 1);
                first.step(action);
                if (t == 40) {
                    second.restore(first.save());
                } else if (t > 40) {
                    second.step(action);
                    assertArrayEquals(first.state(), second.state(), "step " + t);
                }
            }
        }
    }

    @Test
    void aReachedGoalIsRewardedOnceAndFollowedByAnother() {
        mujoco();
        try (var environment = environment(ALLEGRO, 2)) {
            var snapshot = environment.save();
            double[] state = snapshot.state();
            // The first cube stands as it should, turned on by 0.02 rad, with the other sign.
            System.arraycopy(state, Row.QUATERNION, state, Row.GOAL, 4);
            state[Row.GOAL] += 0.01;
            environment.restore(new Environment.Snapshot(
                    state, snapshot.lastAction(), snapshot.age(), snapshot.episode(), snapshot.episodeReturn()));
            var step = environment.step(new double[32]);
            assertArrayEquals(new boolean[] {true, false}, step.renewed());
            assertTrue(step.reward()[0] > 250 && step.reward()[1] < 20, Arrays.toString(step.reward()));
            int goal = 61;
            assertArrayEquals(
                    Arrays.copyOfRange(state, Row.GOAL, Row.GOAL + 4),
                    Arrays.copyOfRange(step.nextObservation(), goal, goal + 4),
                    "as it was reached");
            double[] now = environment.state();
            assertArrayEquals(
                    Arrays.copyOfRange(now, Row.GOAL, Row.GOAL + 4),
                    Arrays.copyOfRange(environment.observation(), goal, goal + 4));
            assertTrue(Rotations.angle(now, Row.QUATERNION, now, Row.GOAL) > 0.1, "another goal");
            assertEquals(1, now[Row.COUNT]);
            assertTrue(environment.step(new double[32]).reward()[0] < 20, "once");
            assertEquals(
                    List.of("successes", "held", "angle", "distance", "shaking"),
                    ALLEGRO.measures().stream().map(m -> m.name()).toList());
            assertEquals(1, ALLEGRO.measures().getFirst().quantity().of(step.nextState(), step.nextObservation(), 0));
        }
    }

    /** Goals are a function of key and count: nothing else decides which comes next. */
    @Test
    void theNextGoalIsAFunctionOfTheRow() {
        double[] one = new double[S];
        ALLEGRO.start(new Seeds(2).stream("start"), true, one, 0);
        double[] two = one.clone();
        ALLEGRO.renew(one, 0);
        ALLEGRO.renew(two, 0);
        assertArrayEquals(one, two);
        double[] before = one.clone();
        ALLEGRO.renew(one, 0);
        assertFalse(Arrays.equals(before, Row.GOAL, Row.GOAL + 4, one, Row.GOAL, Row.GOAL + 4));
        assertArrayEquals(Arrays.copyOf(before, Row.QUATERNION), Arrays.copyOf(one, Row.QUATERNION));
        assertTrue(Rotations.dot(one, Row.QUATERNION, one, Row.GOAL) >= 0 && one[Row.QUATERNION + 3] >= 0, "signs");
    }

    /** The k-th paced goal is 0.2 k to 0.4 k rad away, about axes of all directions; from half a turn on goals are anywhere. */
    @Test
    void pacedGoalsAreFurtherTheMoreWereReached() {
        var paced = new Allegro(Drive.SLOW, Goals.PACED);
        assertEquals("allegro-slow-paced", paced.name());
        int rows = 200;
        double[] mean = new double[3];
        double furthest = 0;
        for (int e = 0; e < rows; e++) {
            double[] state = new double[S];
            paced.start(new Seeds(2).stream("start", e), true, state, 0);
            for (int k = 1; k <= 7; k++) {
                double angle = Rotations.angle(state, Row.QUATERNION, state, Row.GOAL);
                assertTrue(angle >= 0.2 * k - 1e-3 && angle <= 0.4 * k + 1e-3, "goal " + k + ": " + angle);
                assertEquals(1, Rotations.dot(state, Row.GOAL, state, Row.GOAL), 1e-12);
                if (k == 1) {
                    double[] turn = Rotations.between(
                                    DoubleBatch.of(Arrays.copyOfRange(state, Row.GOAL, Row.COUNT), 1, 4),
                                    DoubleBatch.of(Arrays.copyOfRange(state, Row.QUATERNION, Row.RATES), 1, 4))
                            .data();
                    for (int i = 0; i < 3; i++) {
                        mean[i] += turn[i] * Math.signum(turn[3]) / Math.sin(angle / 2) / rows;
                    }
                }
                paced.renew(state, 0);
            }
            furthest = Math.max(furthest, Rotations.angle(state, Row.QUATERNION, state, Row.GOAL));
        }
        for (double direction : mean) {
            assertEquals(0, direction, 4 / Math.sqrt(3.0 * rows), "directions " + Arrays.toString(mean));
        }
        assertTrue(furthest > 2.8, "anywhere: " + furthest);
    }

    /** Each goal is 0.2 to 0.4 rad from where the cube stands when it is drawn, however many were reached. */
    @Test
    void nearGoalsStayNear() {
        var near = new Allegro(Drive.SLOW, Goals.NEAR);
        for (int e = 0; e < 50; e++) {
            double[] state = new double[S];
            near.start(new Seeds(4).stream("start", e), true, state, 0);
            for (int k = 1; k <= 9; k++) {
                double angle = Rotations.angle(state, Row.QUATERNION, state, Row.GOAL);
                assertTrue(angle >= 0.2 - 1e-3 && angle <= 0.4 + 1e-3, "goal " + k + ": " + angle);
                near.renew(state, 0);
            }
        }
    }

    /** Goals get 0.2 rad further from episode to episode where two were reached, nearer where none was, between 0.4 rad and anywhere. */
    @Test
    void goalsGrowAsTheyAreReached() {
        var growing = (Allegro) Tasks.named("allegro-slow-growing");
        double[] state = new double[growing.stateSize()];
        var first = new java.util.TreeSet<Double>();
        for (int e = 0; e < 60; e++) {
            Arrays.fill(state, 0);
            growing.start(new Seeds(4).stream("start", e), true, state, 0);
            first.add(Math.round(10 * state[Row.FURTHEST]) / 10.0);
        }
        assertEquals("[0.4, 0.6, 0.8, 1.0, 1.2]", first.toString(), "of an episode without one before");
        int[] reached = {2, 5, 1, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
        double expected = state[Row.FURTHEST];
        for (int k = 0; k < reached.length; k++) {
            for (int i = 0; i < reached[k]; i++) {
                growing.renew(state, 0);
                angleIsWithin(state, expected);
            }
            growing.start(new Seeds(4).stream("start", 0, k), true, state, 0);
            expected = Math.clamp(expected + (reached[k] >= 2 ? 0.2 : reached[k] == 1 ? 0 : -0.2), 0.4, Math.PI);
            assertEquals(expected, state[Row.FURTHEST], 1e-9, "after episode " + k);
            assertEquals(0, state[Row.COUNT]);
            angleIsWithin(state, expected);
        }
        assertEquals(Math.PI, expected, "in the end goals are anywhere");
    }

    private static void angleIsWithin(double[] state, double furthest) {
        double angle = Rotations.angle(state, Row.QUATERNION, state, Row.GOAL);
        double least = furthest >= Math.PI ? 0 : furthest / 2;
        assertTrue(angle >= least - 1e-3 && angle <= furthest + 1e-3, angle + " of " + furthest);
    }

    /** What is measured, and that the engine's step leaves it as it is. */
    @Test
    void anEpisodesDistanceIsMeasured() {
        mujoco();
        var growing = new Allegro(Drive.SLOW, Goals.GROWING);
        var result = Evaluation.of(growing, o -> new double[o.length / 85 * 16], 16, 0, 1);
        double[] furthest = result.measures().get("furthest");
        assertTrue(Arrays.stream(furthest).allMatch(d -> d > 0.39 && d < 1.21), Arrays.toString(furthest));
        assertTrue(Arrays.stream(furthest).distinct().count() > 2, Arrays.toString(furthest));
    }

    /** On fingers that stay nearly straight a lying cube stays as it was drawn, on any of its faces, and a falling one does not. */
    @Test
    void aLyingCubeStaysAsItLies() {
        mujoco();
        int n = 64;
        double[] turned = new double[2];
        for (var goals : List.of(Goals.PACED, Goals.LYING)) {
            var task = new Allegro(Drive.SLOW, goals);
            var faces = new java.util.TreeSet<String>();
            try (var environment = environment(task, n)) {
                double[] start = environment.state().clone();
                double[] still = new double[n * Row.JOINTS];
                Arrays.fill(still, -0.65);
                for (int t = 0; t < 30; t++) {
                    environment.step(still);
                }
                double[] later = environment.state();
                double[] angles = new double[n];
                for (int e = 0; e < n; e++) {
                    angles[e] = Rotations.angle(later, e * S + Row.QUATERNION, start, e * S + Row.QUATERNION);
                    faces.add(faceBelow(start, e * S + Row.QUATERNION));
                }
                Arrays.sort(angles);
                turned[goals == Goals.LYING ? 1 : 0] = angles[n / 2];
            }
            assertEquals(6, faces.size(), "faces " + faces);
        }
        assertTrue(turned[0] > 0.3 && turned[1] < 0.15, "turned " + Arrays.toString(turned));
    }

    /** The vertical is along an axis of the cube's in each draw, and level directions are all about it. */
    @Test
    void aLyingCubeIsFlatAndLooksAnywhere() {
        var random = new SplittableRandom(8);
        double[] q = new double[4];
        int[] quarters = new int[4];
        for (int k = 0; k < 400; k++) {
            Rotations.lying(random, q, 0);
            double[] up = {
                2 * (q[0] * q[1] + q[3] * q[2]), 1 - 2 * (q[0] * q[0] + q[2] * q[2]), 2 * (q[1] * q[2] - q[3] * q[0])
            };
            assertEquals(1, Arrays.stream(up).map(Math::abs).max().orElseThrow(), 1e-12);
            assertEquals(1, Rotations.dot(q, 0, q, 0), 1e-12);
            if (Math.abs(up[1]) > 0.5) {
                // Where its own x axis, then level, looks.
                double x = 1 - 2 * (q[1] * q[1] + q[2] * q[2]);
                double z = 2 * (q[0] * q[2] - q[3] * q[1]);
                quarters[(int) Math.floor((Math.atan2(z, x) + Math.PI) / (Math.PI / 2)) % 4]++;
            }
        }
        assertTrue(Arrays.stream(quarters).allMatch(n -> n > 15), "quarters " + Arrays.toString(quarters));
    }

    /** Which of the cube's own axes looks most up or down, and which of the two. */
    private static String faceBelow(double[] q, int at) {
        double x = q[at];
        double y = q[at + 1];
        double z = q[at + 2];
        double w = q[at + 3];
        // The vertical in the cube's frame: the second row of its rotation matrix.
        double[] up = {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)};
        int most = 0;
        for (int k = 1; k < 3; k++) {
            most = Math.abs(up[k]) > Math.abs(up[most]) ? k : most;
        }
        return (up[most] > 0 ? "+" : "-") + most;
    }

    /** θ = 2 asin |v| of unit quaternions, whatever their signs and lengths. */
    @Test
    void theAngleIsThatOfTheRotationBetween() {
        var random = new SplittableRandom(4);
        double[] p = new double[4];
        double[] q = new double[4];
        for (int k = 0; k < 50; k++) {
            Rotations.draw(random, p, 0);
            Rotations.draw(random, q, 0);
            double dot = Math.abs(Rotations.dot(p, 0, q, 0));
            double expected = 2 * Math.acos(Math.min(dot, 1));
            double[] longer = Arrays.stream(p).map(x -> -1.5 * x).toArray();
            double angle = Rotations.angle(Rotations.between(DoubleBatch.of(p, 1, 4), DoubleBatch.of(q, 1, 4)))
                    .data()[0];
            assertEquals(expected, angle, 1e-4);
            assertEquals(angle, Rotations.angle(p, 0, q, 0), 1e-12);
            assertEquals(angle, Rotations.angle(longer, 0, q, 0), 1e-4);
        }
    }

    @Test
    void theRewardIsThePublishedOne() {
        int o = ALLEGRO.observationSize();
        double[] observation = new double[o];
        observation[48] = 0.03;
        observation[49] = 0.55;
        observation[50] = 0.09;
        // Cube turned by 0.5 rad, goal not.
        observation[51] = Math.sin(0.25);
        observation[54] = Math.cos(0.25);
        observation[64] = 1;
        double[] action = new double[16];
        Arrays.fill(action, 0.5);
        double reward = reward(ALLEGRO, observation, action);
        assertEquals(-10 * 0.05 + 1 / 0.6 - 0.0002 * 4, reward, 1e-4);
        assertFalse(ALLEGRO.reached(observation, 0) || ALLEGRO.terminated(observation, 0));
        observation[51] = Math.sin(0.045);
        observation[54] = Math.cos(0.045);
        assertEquals(-0.5 + 1 / 0.19 - 0.0008 + 250, reward(ALLEGRO, observation, action), 1e-3);
        assertTrue(ALLEGRO.reached(observation, 0));
        observation[48] = 0.3;
        assertTrue(ALLEGRO.terminated(observation, 0));
        // With torques the step is smooth: half of it at 0.1 rad.
        var torque = new Allegro(Drive.TORQUE);
        double[] other = new double[torque.observationSize()];
        other[33] = 0.56;
        other[34] = 0.1;
        other[35] = Math.sin(0.05);
        other[38] = Math.cos(0.05);
        other[48] = 1;
        assertEquals(5 + 125, reward(torque, other, new double[16]), 1.5);
    }

    private static double reward(Task task, double[] observation, double[] action) {
        return task.reward(DoubleBatch.of(observation, 1, observation.length), DoubleBatch.of(action, 1, 16))
                .data()[0];
    }

    @Test
    void withoutMujocoItIsRefusedByName() {
        assumeTrue(!Mujoco.missing().isEmpty(), "MuJoCo is there");
        var refusal = assertThrows(MujocoException.class, () -> ALLEGRO.simulator(1, 1));
        assertTrue(refusal.getMessage().contains("MuJoCo"), refusal.getMessage());
    }

    @Test
    void picturesShowHandCubeAndGoal() {
        double[] state = new double[S];
        ALLEGRO.start(new Seeds(1).stream("start"), true, state, 0);
        var robot = ALLEGRO.robot().orElseThrow();
        double[] shown = ALLEGRO.shown(state);
        assertEquals(robot.model().coordinates() + robot.model().freedoms(), shown.length);
        assertArrayEquals(Arrays.copyOf(state, Row.RATES), Arrays.copyOf(shown, Row.RATES));
        assertArrayEquals(
                Arrays.copyOfRange(state, Row.GOAL, Row.GOAL + 4),
                Arrays.copyOfRange(shown, Row.RATES + 3, Row.RATES + 7));
    }
}
