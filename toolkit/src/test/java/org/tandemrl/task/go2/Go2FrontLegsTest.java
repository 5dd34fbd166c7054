package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.RunSettings;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;
import org.tandemrl.task.go2.Go2FrontLegs.End;

class Go2FrontLegsTest {
    private static final Go2FrontLegs TASK = new Go2FrontLegs();
    private static final int O = TASK.observationSize();
    private static final int HEIGHT = 69;
    private static final int TIME = 71;

    @BeforeEach
    void physxIsThere() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
    }

    private static double[] start() {
        double[] state = new double[Row.WITH_ANGLES];
        TASK.start(new Well19937c(1), false, state, 0);
        return state;
    }

    private static double[] observe(double[] state) {
        return TASK.observe(DoubleBatch.of(state, 1, Row.WITH_ANGLES), DoubleBatch.of(new double[12], 1, 12))
                .data();
    }

    private static double reward(double[] observation) {
        return TASK.reward(DoubleBatch.of(observation, 1, O), DoubleBatch.of(new double[12], 1, 12))
                .data()[0];
    }

    private static double[] with(double[] values, int at, double value) {
        double[] copy = values.clone();
        copy[at] = value;
        return copy;
    }

    /** The start turned nose down by an angle about the base's y axis, and lifted. */
    private static double[] pitched(double angle, double height) {
        double[] state = start();
        double[] q = Arrays.copyOfRange(state, 3, 7);
        double sin = Math.sin(angle / 2);
        double cos = Math.cos(angle / 2);
        // q times a turn about the body's own y axis (0, sin, 0, cos).
        state[3] = q[0] * cos - q[2] * sin;
        state[4] = q[1] * cos + q[3] * sin;
        state[5] = q[2] * cos + q[0] * sin;
        state[6] = q[3] * cos - q[1] * sin;
        state[1] = height;
        return state;
    }

    @Test
    void uprightIsTheAngleToANoseSlightlyBeforeStraightDownAndStandingOnFourFeetIsNot() {
        double lean = Math.atan(0.2);
        for (double angle : new double[] {0, 0.5, 1, Math.PI / 2 - lean, Math.PI / 2, 2}) {
            double cos = TASK.upright(observe(pitched(angle, 0.5)), 0);
            assertEquals(Math.cos(angle - (Math.PI / 2 - lean)), cos, 1e-9, "nose down by " + angle);
        }
        assertTrue(TASK.upright(observe(start()), 0) < Go2FrontLegs.STANDS);
    }

    @Test
    void whoIsOnItsNoseGetsMoreThanWhoStandsOnFourFeetAtEachStage() {
        for (int steps : new int[] {10, 60, 100}) {
            double[] four = start();
            double[] nose = pitched(1.37, 0);
            for (int leg = 0; leg < 2; leg++) {
                nose[7 + 3 * leg + 1] = -0.2;
                nose[7 + 3 * leg + 2] = -2;
            }
            System.arraycopy(nose, 7, nose, Row.LAST_ANGLES, 12);
            nose[1] = 0.022 - observe(nose)[65];
            four[1] = 0.3;
            four[Row.AGE] = steps;
            nose[Row.AGE] = steps;
            assertTrue(reward(observe(nose)) > reward(observe(four)) + 0.5, "step " + steps);
        }
    }

    @Test
    void theRewardIsItsFormula() {
        // Upright and high, FL swings at its highest as it should, FR bears: nothing is held against it.
        double[] seen = new double[O];
        seen[6] = 1 / Math.hypot(1, 0.2);
        seen[8] = -0.2 / Math.hypot(1, 0.2);
        double[] sin = {-1, 1, 1, -1};
        System.arraycopy(sin, 0, seen, 45, 4);
        double[] heights = {0.1, 0.02, 0.9, 0.9};
        System.arraycopy(heights, 0, seen, 65, 4);
        seen[62] = 1.5;
        seen[HEIGHT] = 0.55;
        seen[TIME] = 2;
        assertEquals(1 + 0.5 + 0.25 + 0.6, reward(seen), 2e-3);
        double best = reward(seen);
        assertEquals(best - 100 * 0.0025, reward(with(seen, 65, 0.05)), 1e-2, "5 cm too low in the swing");
        assertEquals(best - 0.5, reward(with(seen, 61, 1)), 2e-3, "a swinging foot that is pressed");
        assertEquals(best - 0.005 * (0.2 * 100 - 23.7 / 2), reward(with(seen, 49, 0.2)), 1e-9, "a torque of 20 N·m");
        // 0.3 m/s along the base's x axis, nearly down: of v_xy there is 0.3 · 0.2/1.02.
        double across = 0.09 * 0.04 / 1.04;
        assertEquals(
                best - 0.4 * 0.09 - 0.02 * (0.09 - across) - 0.6 * (1 - Math.exp(-across / 0.5)),
                reward(with(seen, 0, 0.6)),
                1e-9,
                "falling");
        double[] early = with(seen, TIME, 0.8);
        assertEquals(best + 5 * 0.12 - 10 * 0.04, reward(early), 1e-2, "step 40: hind feet up, a front foot too high");
        assertEquals(best, reward(with(seen, TIME, 0.82)), 1e-9, "step 41");
        double calf = -0.83776 - Math.toRadians(3) - Go2.POSE[2];
        assertEquals(best - Math.toRadians(2), reward(with(seen, 11, calf)), 1e-9, "3° before the end of a range");
    }

    @Test
    void endsDependOnTheStepsSinceTheStart() {
        double[] state = start();
        double[] seen = observe(state);
        assertEquals(Optional.empty(), TASK.end(state, seen, 0));
        assertEquals(Optional.of(End.BODY), TASK.end(with(state, Row.FORCES + 4, 2), seen, 0));
        for (int steps : new int[] {40, 41}) {
            double[] at = with(seen, TIME, steps * 0.02);
            boolean over = steps > 40;
            assertEquals(over, TASK.ended(with(state, Row.FORCES + 2, 2), at, 0), "hind foot, step " + steps);
            assertEquals(over, TASK.ended(with(state, Row.FORCES + 5, 2), at, 0), "calf, step " + steps);
            assertEquals(!over, TASK.ended(state, with(at, 21, 0.8 / 0.02 * 0.05), 0), "jump, step " + steps);
        }
        assertFalse(TASK.ended(state, with(with(seen, TIME, 0.06), 21, 2), 0), "before it has dropped");
        assertFalse(TASK.ended(state, with(seen, TIME, 1.5), 0), "on four feet, step 75");
        assertEquals(Optional.of(End.FALLEN), TASK.end(state, with(seen, TIME, 1.52), 0));
        assertEquals(Optional.of(End.LOW), TASK.end(state, with(seen, HEIGHT, 0.04), 0));
    }

    @Test
    void rangesAreTheRobots() {
        var links = Robots.model("go2").links();
        int j = 0;
        for (var link : links) {
            if (link.type().freedoms == 1) {
                assertEquals(link.lower()[0], Go2.LOWER[j], 1e-9, link.name());
                assertEquals(link.upper()[0], Go2.UPPER[j++], 1e-9, link.name());
            }
        }
        assertEquals(12, j);
    }

    @Test
    void velocitiesAreDifferencesOfAnglesAndTorquesThoseOfTheServos() {
        try (var environment = new Environment(TASK, TASK.simulator(1, 1), new Seeds(2), true)) {
            double[] action = new double[12];
            Arrays.fill(action, 0.1);
            environment.step(action);
            double[] before = environment.state();
            double[] seen = environment.step(action).nextObservation();
            double[] state = environment.state();
            double[] control = new double[ServoMotors.CONTROL];
            Arrays.fill(control, 0, 12, 0.1);
            double[] torque = new double[12];
            new ServoMotors(Servo.FRONT_LEGS, Go2.TORQUE, 1, false).drive(state, 0, control, 0, torque);
            for (int joint = 0; joint < 12; joint++) {
                assertEquals((state[7 + joint] - before[7 + joint]) / 0.02 * 0.05, seen[21 + joint], 1e-9);
                assertEquals(0.1, seen[33 + joint], 1e-12, "an action has no factor");
                torque[joint] *= 0.01;
            }
            assertArrayEquals(torque, Arrays.copyOfRange(seen, 49, 61), 1e-9);
            assertEquals(0.04, seen[TIME], 1e-9);
            double clock = Math.sin(2 * Math.PI * 2.5 * 0.04);
            assertArrayEquals(new double[] {-clock, clock, clock, -clock}, Arrays.copyOfRange(seen, 45, 49), 1e-9);
        }
    }

    @Test
    void aRobotThatHoldsItsPoseHasItsHindFeetOnTheGroundAfterFortySteps() {
        var outcomes =
                new BalanceTrial(new Go2FrontLegs(Go2Options.calm())).run(o -> new double[o.length / O * 12], 3, 1, 1);
        for (var outcome : outcomes) {
            assertFalse(outcome.balanced());
            assertEquals(Optional.of(End.HIND_FOOT), outcome.end());
            assertEquals(0.82, outcome.seconds(), 1e-9);
            assertEquals(0, outcome.stands());
            assertTrue(Double.isNaN(outcome.upright()) && outcome.value() > 10, outcome::toString);
        }
        assertEquals(3, BalanceTrial.ends(outcomes).get(End.HIND_FOOT));
    }

    @Test
    void itIsFoundByNameAndAlgorithmsHaveSettings() {
        assertEquals(O, Tasks.named("go2-front-legs").observationSize());
        for (String algorithm : List.of("dmo", "dmo-sapo", "ppo")) {
            RunSettings.of(algorithm, TASK, 1, 100_000);
        }
    }
}
