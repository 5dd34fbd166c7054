package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.check.TaskCheck;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

class TerrainTest {
    private static final Terrain GROUND = Terrain.one();

    private static double centre(int tile) {
        return 8 * tile + 4;
    }

    @Test
    void tilesAreFlatInTheirMiddleAndMeetAtHeightZero() {
        for (int level = 0; level < Terrain.LEVELS; level++) {
            for (int column = 0; column < Terrain.COLUMNS; column++) {
                double x = centre(level);
                double z = centre(column);
                double middle = GROUND.height(x, z);
                double rough = 2 * 0.02 * (level + 1) / 10;
                assertEquals(middle, GROUND.height(x + 0.7, z - 0.7), rough + 1e-9, level + ", " + column);
                for (double along = -4; along <= 4; along += 0.5) {
                    assertEquals(0, GROUND.height(x + along, z + 4), 1e-9);
                    assertEquals(0, GROUND.height(x - 4, z + along), 1e-9);
                }
            }
        }
        assertEquals(0, GROUND.height(-1000, 1000), "flat beyond");
    }

    @ParameterizedTest
    @CsvSource({"7, 0.09, 0.9", "8, -0.09, -0.9", "10, -0.28, -1", "15, 0.28, 1"})
    void hillsBowlsAndStairsAreAsHighAsTheirLevelSays(int column, double first, double last) {
        assertEquals(first, GROUND.height(centre(0), centre(column)), 0.005);
        assertEquals(last, GROUND.height(centre(9), centre(column)), 0.021);
    }

    @Test
    void stairsHaveStepsAndBoxesHaveEdges() {
        var seen = new HashSet<Long>();
        for (double x = 1; x < 4; x += 0.1) {
            seen.add(Math.round(GROUND.height(centre(0) + x, centre(15)) / 0.028));
        }
        assertTrue(seen.size() >= 10, "steps " + seen);
        int high = 0;
        for (double x = -3.9; x < 4; x += 0.1) {
            for (double z = -3.9; z < 4; z += 0.1) {
                double h = Math.abs(GROUND.height(centre(9) + x, centre(3) + z));
                assertTrue(h < 0.1 + 1e-9);
                high += h > 0.09 ? 1 : 0;
            }
        }
        assertTrue(high > 600 && high < 5000, high + " of 6241 points");
    }

    private static double[] row(double age, int level, double way, double speed) {
        double[] row = new double[Row.WITH_GROUND];
        row[Row.AGE] = age;
        row[Row.LEVEL] = level;
        row[Row.BEGAN] = 12;
        row[0] = 12 + way;
        row[Row.COMMAND + 1] = speed;
        return row;
    }

    @Test
    void whoGetsOnGetsMoreAndWhoDoesNotLess() {
        var random = new SplittableRandom(1);
        assertEquals(4, Terrain.level(row(500, 3, 2.1, 0.6), true, random));
        assertEquals(2, Terrain.level(row(500, 3, 1, 0.6), true, random));
        assertEquals(3, Terrain.level(row(500, 3, 1.6, 0.3), true, random));
        assertEquals(3, Terrain.level(row(500, 3, 0, 0), true, random), "stood as it was told");
        assertEquals(3, Terrain.level(row(200, 3, 0.1, 0.6), false, random), "was broken off");
        assertEquals(2, Terrain.level(row(-200, 3, 0.1, 0.6), true, random), "ended by a constraint");
        assertEquals(0, Terrain.level(row(500, 0, 0.1, 0.6), true, random));
        var last = new HashSet<Integer>();
        var first = new HashSet<Integer>();
        for (int i = 0; i < 300; i++) {
            last.add(Terrain.level(row(500, 9, 3, 0.6), true, random));
            first.add(Terrain.level(new double[Row.WITH_GROUND], false, random));
        }
        assertEquals(10, last.size());
        assertEquals(5, first.size());
    }

    @Test
    void theCheckFindsNothingAndOtherEnginesRefuseIt() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        var task = (Go2Walking) Tasks.named("go2-walking-terrain");
        assertEquals(List.of(), TaskCheck.of(task));
        var refused = assertThrows(IllegalArgumentException.class, () -> task.in(Go2Walking.Engine.MUJOCO));
        assertTrue(refused.getMessage().contains("PHYSX only"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Go2Walking().in(Go2Walking.Engine.MUJOCO).onLevel(3));
        assertThrows(IllegalArgumentException.class, () -> task.onLevel(10));
        double[] state = new double[task.stateSize()];
        for (int k = 0; k < 3; k++) {
            task.onLevel(7).start(new Well19937c(k), true, state, 0);
            assertEquals(7, state[Row.LEVEL]);
            assertEquals(centre(7), state[0], 1e-9);
        }
    }

    /** The ground that is measured is the one that PhysX has: a robot that holds its pose stands as high above it as on the plane, its feet on it. */
    @Test
    void aRobotStandsOnIt() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        var task = new Go2Walking(Go2Options.calm().onTerrain());
        int n = 20;
        int width = task.stateSize();
        double[] state = new double[n * width];
        for (int e = 0; e < n; e++) {
            task.start(new Well19937c(1), false, state, e);
            double[] one = new double[width];
            task.start(new Well19937c(1), false, one, 0);
            double lower = one[1] - GROUND.height(one[0], one[2]);
            one[1] = lower;
            GROUND.place(e % 10, e, 0.3 * e, one, 0);
            System.arraycopy(one, 0, state, e * width, width);
        }
        double[] next = new double[state.length];
        try (var simulator = task.simulator(n, 1)) {
            for (int t = 0; t < 100; t++) {
                simulator.step(state, new double[n * 12], next);
                state = next.clone();
            }
        }
        for (int e = 0; e < n; e++) {
            double above = state[e * width + 1] - state[e * width + Row.GROUND];
            assertEquals(0.27, above, 0.03, "tile " + e);
            double force = 0;
            for (int leg = 0; leg < 4; leg++) {
                force += state[e * width + Row.FORCES + leg];
            }
            assertEquals(15 * 9.81, force, 30, "tile " + e);
        }
    }

    /** Where the ground is flat, what is seen and earned is what it is on the plane. */
    @Test
    void onItsFlatMiddleItIsThePlanesTask() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        var plane = new Go2Walking(Go2Options.calm());
        var terrain = new Go2Walking(Go2Options.calm().onTerrain());
        double[][] seen = new double[2][];
        int k = 0;
        for (var task : List.of(plane, terrain)) {
            try (var environment = new Environment(task, task.simulator(1, 1), new Seeds(1), false)) {
                Environment.Step step = null;
                for (int t = 0; t < 30; t++) {
                    step = environment.step(new double[12]);
                }
                seen[k++] = step.nextObservation();
            }
        }
        for (int i = 0; i < seen[0].length; i++) {
            assertEquals(seen[0][i], seen[1][i], i >= 60 && i < 64 ? 0.15 : 0.02, "column " + i);
        }
    }
}
