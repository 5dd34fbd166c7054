package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tandemrl.robot.simulated.Lockstep;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.task.DoubleBatch;

/** What a robot's computer makes of a robot's message is what the task shows its policy of the same state. */
final class Go2SensorsTest {
    private static final Go2Walking TASK = new Go2Walking();

    /** Of the task, for a state of the engine. */
    private static double[] seen(double[] engine, double[] command, double phase, double[] lastAction) {
        double[] state = new double[Row.SIZE];
        System.arraycopy(engine, 0, state, 0, engine.length);
        System.arraycopy(command, 0, state, Row.COMMAND, 3);
        state[Row.PHASE] = phase;
        var observation =
                TASK.observe(DoubleBatch.of(state, 1, Row.SIZE), DoubleBatch.of(lastAction, 1, Go2Servos.JOINTS));
        return TASK.policyColumns().of(observation.data(), TASK.observationSize());
    }

    @Test
    void itIsAsWideAsTheTaskShows() {
        assertEquals(Go2Sensors.SIZE, TASK.policyColumns().count());
        assertEquals(Go2Simulator.TIME_STEP, Go2Sensors.PERIOD);
    }

    @Test
    void plainNumbersAndBatchesAgree() {
        var random = new SplittableRandom(8);
        for (int k = 0; k < 50; k++) {
            double[] engine = random.doubles(37, -1, 1).toArray();
            double length = 0;
            for (int i = 3; i < 7; i++) {
                length += engine[i] * engine[i];
            }
            for (int i = 3; i < 7; i++) {
                engine[i] /= Math.sqrt(length);
            }
            double[] command = random.doubles(3, -1, 1).toArray();
            double[] lastAction = random.doubles(12, -1, 1).toArray();
            double phase = random.nextDouble();
            double[] batch = seen(engine, command, phase, lastAction);
            double[] plain = new double[Go2Sensors.SIZE];
            Go2Sensors.observe(
                    unscaled(batch, 0, 3, Go2Sensors.ANGULAR_SCALE),
                    command,
                    unscaled(batch, 6, 3, 1),
                    Arrays.copyOfRange(engine, 7, 19),
                    Arrays.copyOfRange(engine, 25, 37),
                    lastAction,
                    phase,
                    plain);
            for (int i = 0; i < plain.length; i++) {
                assertEquals(batch[i], plain[i], 1e-12, "column " + i);
            }
        }
    }

    private static double[] unscaled(double[] from, int at, int count, double scale) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = from[at + i] / scale;
        }
        return values;
    }

    /** Through MuJoCo, the robot's message, its bytes and the drive: with a robot that rolls, turns and is pushed. */
    @Test
    void theLoopSeesWhatTheTaskWouldShow() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        var random = new SplittableRandom(4);
        double[] last = new double[12];
        double[] worst = new double[1];
        double[] most = new double[Go2Sensors.SIZE];
        int[] asked = new int[1];
        var run = new Lockstep[1];
        run[0] = new Lockstep(
                observation -> {
                    double turns = Go2Sensors.GAIT * Go2Sensors.PERIOD * asked[0]++;
                    double[] expected = seen(
                            run[0].robot.state(),
                            new double[] {0.4, -0.3, 0.8},
                            turns - Math.floor(turns),
                            last.clone());
                    for (int i = 0; i < expected.length; i++) {
                        worst[0] = Math.max(worst[0], Math.abs(expected[i] - observation[i]));
                        most[i] = Math.max(most[i], Math.abs(expected[i]));
                    }
                    for (int j = 0; j < 12; j++) {
                        last[j] = 0.6 * (2 * random.nextDouble() - 1);
                    }
                    return last.clone();
                },
                "0.4,-0.3,0.8",
                2,
                "push=0.8@3.6");
        try (var lockstep = run[0]) {
            lockstep.run(5.5);
        }
        assertTrue(asked[0] > 60, "asked " + asked[0]);
        // Floats on their way, and rates of up to 30 rad/s.
        assertTrue(worst[0] < 1e-5, "differs by " + worst[0]);
        for (int i = 0; i < most.length; i++) {
            assertTrue(most[i] > 0.01, "column " + i + " has not moved");
        }
    }
}
