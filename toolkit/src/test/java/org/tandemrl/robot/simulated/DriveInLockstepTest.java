package org.tandemrl.robot.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.robot.Bus;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.Safety.Verdict;
import org.tandemrl.robot.drive.Phase;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.task.go2.Go2Servos;

/** The loop against the robot in one time for both, so that nothing depends on the machine: every state of a drive, and every fault. */
final class DriveInLockstepTest {
    /** Listening, damping, rising and settling take so long, s. */
    private static final double BEFORE_WALK = 3.5;

    @BeforeEach
    void mujocoIsThere() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    private static Lockstep standing(String... faults) {
        return new Lockstep(Lockstep.standing(), "0,0,0", 2, faults);
    }

    private static void noCommandWasOutsideLimits(Lockstep run) {
        assertEquals("", run.robot.audit().first());
        assertEquals(0, run.robot.audit().outside());
    }

    /** It ended by damping with a reason, and the robot lies there, unharmed. */
    private static void endsWith(Verdict verdict, Phase in, Lockstep run) {
        assertEquals(verdict, run.driver.verdict());
        assertEquals(in, run.driver.endedIn());
        assertEquals(Phase.DONE, run.driver.phase());
        assertTrue(run.robot.damped());
        assertTrue(run.robot.height() < 0.22, "lies at " + run.robot.height());
        noCommandWasOutsideLimits(run);
    }

    @Test
    void fromTheGroundItStandsWalksAndIsPutDownAgain() {
        try (var run = standing()) {
            assertTrue(run.robot.height() < 0.15, "begins at " + run.robot.height());
            assertTrue(run.run(0.4));
            assertEquals(Phase.LISTEN, run.driver.phase());
            assertFalse(run.robot.commanded());
            assertTrue(run.run(0.4));
            assertEquals(Phase.DAMPING, run.driver.phase());
            assertTrue(run.robot.commanded());
            assertTrue(run.run(1));
            assertEquals(Phase.STAND, run.driver.phase());
            assertTrue(run.run(2));
            assertEquals(Phase.WALK, run.driver.phase());
            assertTrue(run.run(1.5));
            assertTrue(run.robot.height() > 0.24, "stands at " + run.robot.height());
            // What stands is felt: the four feet carry the weight of 15 kg.
            int carried = 0;
            for (int k = 0; k < 4; k++) {
                carried += run.robot.published().footForce(k);
            }
            assertEquals(150, carried, 15);
            assertFalse(run.run(2));
            endsWith(Verdict.PASSED, Phase.WALK, run);
            assertEquals(0L, run.robot.report().get("motor_steps_clipped"));
        }
    }

    @Test
    void aRisingRobotBeginsWhereItLies() {
        try (var run = standing()) {
            run.run(1.1);
            assertEquals(Phase.STAND, run.driver.phase());
            int row = 0;
            while (run.log.value(row, "kp FR calf") == 0) {
                row++;
            }
            for (int m = 0; m < Bus.MOTORS; m++) {
                float target = run.log.value(row, "target " + Bus.name(m));
                assertEquals(run.log.value(row, "q " + Bus.name(m)), target, 0.03, Bus.name(m));
            }
        }
    }

    @Test
    void aPolicysJointsAreTheRobots() {
        // One joint of the tasks at a time; which motor moves?
        for (int joint : new int[] {1, 4, 6, 11}) {
            double[] action = new double[12];
            action[joint] = 0.4;
            try (var run = new Lockstep(observation -> action, "0,0,0", 2)) {
                run.run(BEFORE_WALK + 1);
                int row = run.log.rows() - 1;
                for (int m = 0; m < Bus.MOTORS; m++) {
                    double target = Go2Servos.pose(Bus.other(m)) + (Bus.other(m) == joint ? 0.2 : 0);
                    assertEquals(target, run.log.value(row, "target " + Bus.name(m)), 1e-6, Bus.name(m));
                }
                noCommandWasOutsideLimits(run);
            }
        }
    }

    @Test
    void whatIsAskedReachesThePolicyInItsTime() {
        double[][] seen = new double[200][];
        int[] count = new int[1];
        try (var run = new Lockstep(
                observation -> {
                    seen[count[0]++] = observation;
                    double[] action = new double[12];
                    Arrays.fill(action, 0.01 * count[0]);
                    return action;
                },
                "0.5,0,-0.4@0.2;0,0.3,0",
                1)) {
            run.run(BEFORE_WALK + 2);
            assertEquals(50, count[0]);
            for (int k = 0; k < 50; k++) {
                double[] command = k < 10 ? new double[] {1, 0, -0.1} : new double[] {0, 0.6, 0};
                assertArrayEquals(command, Arrays.copyOfRange(seen[k], 3, 6), 1e-12, "at " + k);
                // 3 Hz: 0.06 turns a step.
                assertEquals(Math.sin(2 * Math.PI * 0.06 * k), seen[k][46], 1e-6);
                // The last action, times two.
                assertEquals(2 * 0.01 * k, seen[k][33], 1e-9);
                assertEquals(-1, seen[k][8], 0.05);
            }
            endsWith(Verdict.PASSED, Phase.WALK, run);
        }
    }

    @Test
    void lossJitterDelayNoiseAndDamagedMessagesAreLivedWith() {
        for (String[] faults :
                new String[][] {{"loss=0.01"}, {"loss=0.1"}, {"jitter=8"}, {"delay=5"}, {"noise"}, {"corrupt=0.05"}}) {
            try (var run = standing(faults)) {
                run.run(BEFORE_WALK + 1.5);
                String what = Arrays.toString(faults) + " ended by " + run.driver.verdict();
                assertEquals(Phase.WALK, run.driver.phase(), what);
                assertTrue(run.robot.height() > 0.24, what + " stands at " + run.robot.height());
                run.run(2);
                endsWith(Verdict.PASSED, Phase.WALK, run);
                if (faults[0].startsWith("corrupt")) {
                    assertTrue(run.driver.refused() > 20);
                    assertTrue((long) run.robot.report().get("commands_refused_checksum")
                                    + (long) run.robot.report().get("commands_refused_head")
                            > 20);
                }
                if (faults[0].startsWith("jitter")) {
                    assertTrue(run.driver.outOfOrder() > 100);
                }
            }
        }
    }

    @Test
    void whateverIsWrongWithTheRobotEndsInDampingWithItsName() {
        Object[][] faults = {
            {"freeze@3.5", Verdict.TICK_FROZEN},
            {"silent@3.5", Verdict.STATE_OLD},
            {"nan@3.5", Verdict.STATE_INVALID},
            {"hot@3.5", Verdict.MOTOR_HOT},
            {"battery@3.5", Verdict.BATTERY_LOW},
            {"button@3.5", Verdict.REMOTE_STOP},
            {"push=3@3.5", Verdict.TILTED}
        };
        for (Object[] fault : faults) {
            try (var run = standing((String) fault[0])) {
                run.run(BEFORE_WALK + 0.1);
                assertEquals(Phase.WALK, run.driver.phase());
                run.run(4);
                endsWith((Verdict) fault[1], Phase.WALK, run);
            }
        }
    }

    @Test
    void wherePositionsAreNotKnownNothingIsSentAtAll() {
        Object[][] faults = {
            {"sport", Verdict.SPORT_MODE},
            {"hot", Verdict.MOTOR_HOT},
            {"freeze", Verdict.TICK_FROZEN},
            {"nan", Verdict.STATE_INVALID}
        };
        for (Object[] fault : faults) {
            try (var run = standing((String) fault[0])) {
                assertFalse(run.run(2));
                assertEquals(fault[1], run.driver.verdict());
                assertFalse(run.driver.hasSent());
                assertFalse(run.robot.commanded());
            }
        }
        try (var run = standing("silent")) {
            assertFalse(run.run(3.1));
            assertEquals(Verdict.NO_STATE, run.driver.verdict());
        }
    }

    @Test
    void besideASecondPublisherItDoesNotBeginAndDoesNotGoOn() {
        var foreign = new LowCmd();
        foreign.damp(1);
        foreign.seal();
        try (var run = standing()) {
            run.run(0.3);
            run.another(foreign);
            assertFalse(run.run(0.1));
            assertEquals(Verdict.OTHER_PUBLISHER, run.driver.verdict());
            assertFalse(run.driver.hasSent());
        }
        try (var run = standing()) {
            run.run(BEFORE_WALK + 0.5);
            run.another(foreign);
            run.run(2);
            endsWith(Verdict.OTHER_PUBLISHER, Phase.WALK, run);
        }
    }

    @Test
    void aPolicyThatIsLateOrNotFiniteIsPutDown() {
        try (var run = standing()) {
            run.lateFrom = 4000;
            run.run(3.9);
            assertEquals(Phase.WALK, run.driver.phase());
            run.run(3);
            endsWith(Verdict.POLICY_LATE, Phase.WALK, run);
        }
        double[] none = new double[12];
        none[3] = Double.NaN;
        int[] asked = new int[1];
        try (var run = new Lockstep(observation -> ++asked[0] < 20 ? new double[12] : none, "0,0,0", 2)) {
            run.run(BEFORE_WALK + 3);
            endsWith(Verdict.COMMAND_INVALID, Phase.WALK, run);
        }
    }

    @Test
    void whoeverIsKilledTheMotorsDamp() {
        try (var run = standing()) {
            run.run(BEFORE_WALK + 0.5);
            run.killDriver();
            run.run(0.029);
            assertFalse(run.robot.damped());
            run.run(0.003);
            assertTrue(run.robot.damped());
            run.run(1);
            assertTrue(run.robot.height() < 0.22);
            noCommandWasOutsideLimits(run);
        }
        try (var run = standing()) {
            run.run(BEFORE_WALK + 0.5);
            run.robotIsThere = false;
            run.run(0.026);
            assertEquals(Phase.END, run.driver.phase());
            assertEquals(Verdict.STATE_OLD, run.driver.verdict());
            assertFalse(run.run(1));
        }
    }

    @Test
    void aStopPutsItDownInEveryPhase() {
        for (double at : new double[] {0.2, 0.7, 1.5, 3.2, 4}) {
            try (var run = standing()) {
                run.run(at);
                run.driver.stop();
                assertFalse(run.run(1.5));
                assertEquals(Phase.DONE, run.driver.phase());
                assertEquals(at > 0.5, run.driver.hasSent());
                assertTrue(run.robot.damped());
                assertTrue(run.robot.height() < 0.22);
                noCommandWasOutsideLimits(run);
            }
        }
    }

    @Test
    void aPolicyGoneWildHurtsNoMotor() {
        var random = new SplittableRandom(3);
        try (var run = new Lockstep(observation -> random.doubles(12, -1e6, 1e6).toArray(), "0.6,0,1", 3)) {
            run.run(BEFORE_WALK + 3);
            noCommandWasOutsideLimits(run);
            assertTrue((long) run.robot.report().get("commands") > 1500);
        }
    }

    @Test
    void aCycleAllocatesNothing() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // Messages in memory are made anew by the test's link, so the cycle alone is asked: with a link that is silent
        // and patient.
        var allocation = new CycleAllocation();
        allocation.cycles(20_000);
        long self = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(self);
        allocation.cycles(5_000);
        long bytes = threads.getThreadAllocatedBytes(self) - before;
        assertEquals(Phase.WALK, allocation.driver.phase());
        assertTrue(bytes < 5_000, bytes + " bytes in 5000 cycles");
    }
}
