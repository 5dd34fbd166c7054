package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.study.TransferStudy;
import org.tandemrl.task.go2.WalkingTrial.Measure;

/** Measures of walking, of a robot that holds its standing pose: what they must be is known. */
class WalkingTrialTest {
    private static final Go2Walking CALM = new Go2Walking(Go2Options.calm());
    private static final List<Conditions.Leg> STAND = List.of(new Conditions.Leg(1, 0, 0, 0));
    private static final List<Conditions.Leg> FORWARD =
            List.of(new Conditions.Leg(0.6, 0, 0, 0), new Conditions.Leg(0.4, 0.5, 0, 0.3));

    @BeforeEach
    void physxIsThere() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
    }

    private static double[] hold(double[] observation) {
        return new double[observation.length / CALM.observationSize() * Go2.JOINTS];
    }

    private static Map<Measure, Double> standing(Conditions conditions) {
        return new WalkingTrial(CALM.under(conditions))
                .run(WalkingTrialTest::hold, 1, 3, 1)
                .getFirst();
    }

    @Test
    void aRobotThatStandsAsAskedHasNoErrorNoFallAndNoWay() {
        var m = standing(Conditions.TRAINING.withScript(STAND));
        assertEquals(0, m.get(Measure.FALL));
        assertEquals(1, m.get(Measure.SECONDS), 1e-9);
        assertEquals(0, m.get(Measure.ACTION_RATE), 1e-9);
        assertTrue(m.get(Measure.VELOCITY_ERROR) < 0.15, m::toString);
        assertTrue(m.get(Measure.COST).isNaN() && m.get(Measure.SLIP).isNaN(), "it went nowhere: " + m);
        assertTrue(m.get(Measure.DIAGONAL) < 0.2, "it stands on four feet: " + m);
        assertTrue(m.get(Measure.SCORE) > 0.8 && m.get(Measure.SCORE) <= 1, m::toString);
    }

    @Test
    void aScriptIsWhatIsAskedForAndErrorsAreAgainstIt() {
        var trial = new WalkingTrial(CALM.under(Conditions.TRAINING.withScript(FORWARD)));
        var trace = trial.trace(WalkingTrialTest::hold, 3);
        assertEquals(50, trace.get("time").length);
        assertEquals(0, trace.get("command x")[28]);
        assertEquals(0.5, trace.get("command x")[29], 1e-12, "from 0.6 s on");
        assertEquals(0.3, trace.get("command yaw")[49], 1e-12);
        double asked = standing(Conditions.TRAINING.withScript(FORWARD)).get(Measure.VELOCITY_ERROR);
        double stood = standing(Conditions.TRAINING.withScript(STAND)).get(Measure.VELOCITY_ERROR);
        assertEquals(0.5 * 21 / 50, asked - stood, 0.03);
    }

    @Test
    void weakMotorsSinkAndAPayloadPressesDown() {
        double height = height(Conditions.TRAINING);
        assertTrue(height(Conditions.TRAINING.withStrength(0.5)) < height - 0.02);
        assertTrue(height(Conditions.TRAINING.withPayload(5)) < height - 0.005);
    }

    private static double height(Conditions conditions) {
        var trace = new WalkingTrial(CALM.under(conditions.withScript(STAND))).trace(WalkingTrialTest::hold, 3);
        return trace.get("height")[trace.get("height").length - 1];
    }

    @Test
    void aDelayedControlIsTheOneOfBefore() {
        double[][] asked = new double[4][Go2.JOINTS];
        for (int t = 0; t < 4; t++) {
            asked[t][2] = 0.5 * (t + 1);
        }
        double[] late = run(Conditions.TRAINING.withDelay(1), new double[][] {asked[0], asked[1], asked[2]});
        double[] shifted = run(Conditions.TRAINING, new double[][] {new double[Go2.JOINTS], asked[0], asked[1]});
        assertArrayEquals(shifted, late, 0, "q and q̇ of a robot that gets all one step earlier");
    }

    @Test
    void torquesAreOfWhatTheServosHoldAndNotOfWhatIsStillOnItsWay() {
        var short5 = List.of(new Conditions.Leg(0.1, 0, 0, 0));
        var late = new WalkingTrial(
                CALM.under(Conditions.TRAINING.withScript(short5).withDelay(1)));
        int[] step = {0};
        var acted = late.run(
                        observation -> {
                            double[] action = new double[Go2.JOINTS];
                            // The last action of the script reaches no servo in time.
                            Arrays.fill(action, ++step[0] == 5 ? 1 : 0);
                            return action;
                        },
                        1,
                        3,
                        1)
                .getFirst();
        var held = late.run(WalkingTrialTest::hold, 1, 3, 1).getFirst();
        assertTrue(acted.get(Measure.ACTION_RATE) > held.get(Measure.ACTION_RATE), "it was asked for");
        assertEquals(held.get(Measure.SCORE), acted.get(Measure.SCORE), 1e-9);
    }

    /** q and q̇ after some controls from the fixed start. */
    private static double[] run(Conditions conditions, double[][] controls) {
        var task = CALM.under(conditions);
        double[] state = new double[Row.SIZE];
        task.start(new Seeds(1).stream("start"), false, state, 0);
        try (var simulator = task.simulator(1, 1)) {
            for (double[] control : controls) {
                double[] next = new double[Row.SIZE];
                simulator.step(state, control, next);
                state = next;
            }
        }
        return Arrays.copyOf(state, Row.FORCES);
    }

    @Test
    void aMotorThatTurnsFastDrivesWithLessAndBrakesInFull() {
        double[] state = new double[Row.ENGINE];
        double[] control = new double[ServoMotors.CONTROL];
        double[] force = new double[Go2.JOINTS];
        System.arraycopy(Go2.POSE, 0, state, 7, Go2.JOINTS);
        state[7] = Go2.POSE[0] - 3;
        state[Row.VELOCITIES + 6] = 21.75;
        var motors = new ServoMotors(Go2.TORQUE, 1, true);
        motors.drive(state, 0, control, 0, force);
        assertEquals(20.2 / 2, force[0], 1e-9, "half-way from 13.5 to 30 rad/s");
        state[7] = Go2.POSE[0] + 3;
        motors.drive(state, 0, control, 0, force);
        assertEquals(-23.4, force[0], 1e-9, "braking");
    }

    @Test
    void conditionsThatNoRobotMeetsAreRefusedByName() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Conditions.TRAINING.withFriction(7));
        assertEquals("friction is 7.0; allowed: 0.05 to 2.0", refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Conditions.TRAINING.withDelay(4));
        assertThrows(IllegalArgumentException.class, () -> new Conditions.Leg(0, 0, 0, 0));
    }

    @Test
    void theTableHasARowForEachEngineAndConditionWithIntervals() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        var heavy = Conditions.TRAINING
                .withScript(STAND)
                .withPayload(1)
                .withFriction(0.5)
                .withEncoder(0.01);
        var cases = List.of(
                new TransferStudy.Case("stand", OptionalDouble.empty(), Conditions.TRAINING.withScript(STAND)),
                new TransferStudy.Case("payload (kg)", OptionalDouble.of(1), heavy));
        var table = TransferStudy.of(
                CALM,
                WalkingTrialTest::hold,
                List.of(Go2Walking.Engine.PHYSX, Go2Walking.Engine.MUJOCO),
                cases,
                2,
                5,
                1);
        assertEquals(
                List.of("PhysX", "PhysX", "MuJoCo", "MuJoCo"),
                table.stringColumn("engine").asList());
        assertEquals(4, table.doubleColumn("survived").sum(), 0, "all stand");
        assertEquals(0.342, table.doubleColumn("survived low").get(0), 1e-3, "Wilson's, of 2 of 2");
        assertTrue(table.doubleColumn("velocity error (m/s) ±").get(3) >= 0);
        assertTrue(table.doubleColumn("cost of transport").isMissing(0));
        var refused = assertThrows(
                IllegalArgumentException.class,
                () -> TransferStudy.of(CALM, WalkingTrialTest::hold, List.of(), cases, 1, 5, 1));
        assertTrue(refused.getMessage().contains("episodes is 1"), refused.getMessage());
    }
}
