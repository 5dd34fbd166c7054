package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

class TerminationsTest {
    private static final int ROBOTS = 4000;

    /** Robots that stand in their pose, long after their start, without a command. */
    private static double[] standing() {
        double[] rows = new double[ROBOTS * Row.SIZE];
        for (int e = 0; e < ROBOTS; e++) {
            int from = e * Row.SIZE;
            Beginning.stand(0.27, Conditions.TRAINING, rows, from);
            Arrays.fill(rows, from + Row.FORCES, from + Row.FORCES + Go2.LEGS, 36);
            rows[from + Row.KEY] = e;
            rows[from + Row.AGE] = 100;
        }
        return rows;
    }

    /** The share that ends where something is so in all rows, after a hundred steps of it. */
    private static double share(Terminations terminations, Consumer<double[]> change) {
        double[] before = standing();
        change.accept(before);
        boolean[] ends = new boolean[ROBOTS];
        for (int t = 0; t < 100; t++) {
            double[] after = before.clone();
            for (int e = 0; e < ROBOTS; e++) {
                after[e * Row.SIZE + Row.AGE]++;
            }
            ends = terminations.of(before, new double[ROBOTS * Go2.JOINTS], after);
            before = after;
        }
        int count = 0;
        for (boolean end : ends) {
            count += end ? 1 : 0;
        }
        return count / (double) ROBOTS;
    }

    private static Consumer<double[]> each(int column, double value) {
        return rows -> {
            for (int e = 0; e < ROBOTS; e++) {
                rows[e * Row.SIZE + column] = value;
            }
        };
    }

    @Test
    void whoKeepsAllGoesOn() {
        assertEquals(0, share(new Terminations(ROBOTS), rows -> {}));
    }

    @Test
    void aHardConstraintAlwaysEnds() {
        assertEquals(1, share(new Terminations(ROBOTS), each(Row.FORCES + 5, 2)));
    }

    @Test
    void anotherEndsATenthWhereItIsExceededAsEverAndLessWhereLess() {
        assertEquals(0.1, share(new Terminations(ROBOTS), each(Row.FORCES, 150)), 0.016);
        // 10 N too much, where the running maximum is of 50 N: after a hundred steps hardly anything of it is left.
        var mixed = new Terminations(ROBOTS);
        double few = share(mixed, rows -> {
            for (int e = 0; e < ROBOTS; e++) {
                rows[e * Row.SIZE + Row.FORCES] = e == 0 ? 150 : 110;
            }
        });
        assertEquals(0.02, few, 0.008);
    }

    /** A robot that PhysX lost ends nothing here, and the others are held to the same. */
    @Test
    void aRowThatIsNotFiniteChangesNothing() {
        var terminations = new Terminations(ROBOTS);
        double lost = share(terminations, each(Row.FORCES, 150).andThen(rows -> {
            Arrays.fill(rows, 0, Row.KEY, Double.NaN);
        }));
        assertEquals(0.1, lost, 0.016);
    }

    @Test
    void inTheFirstHalfSecondNothingEnds() {
        var terminations = new Terminations(ROBOTS);
        double[] before = standing();
        each(Row.FORCES + 5, 2).accept(before);
        each(Row.AGE, 3).accept(before);
        double[] after = before.clone();
        each(Row.AGE, 4).accept(after);
        for (boolean end : terminations.of(before, new double[ROBOTS * Go2.JOINTS], after)) {
            assertFalse(end);
        }
    }

    @Test
    void anEpisodeOfTheTaskEndsByItAndATrialOfAPolicyDoesNot() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        var task = (Go2Walking) Tasks.named("go2-walking-constrained");
        assertTrue(ends(task) > 4 * ends(task.withoutTerminations()), "constraints end more");
        var policy = new Random(1);
        UnaryOperator<double[]> acts =
                o -> policy.doubles(12 * o.length / 93, -0.5, 0.5).toArray();
        var trial = new WalkingTrial(task);
        trial.run(acts, 16, 2, 1);
        var plain = new WalkingTrial(new Go2Walking());
        policy.setSeed(1);
        plain.run(acts, 16, 2, 1);
        assertEquals(plain.falls().size(), trial.falls().size());
    }

    @Test
    void theyAreNotEnforcedOnTorquesThatNoMotorGivesNorOnTheFrontLegs() {
        var options = Go2Options.standard().withEnforced(true);
        assertThrows(IllegalArgumentException.class, () -> options.with(Go2Options.Torque.PAPER));
        assertThrows(IllegalArgumentException.class, () -> new Go2FrontLegs(options));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Go2FrontLegs(Go2Options.standard().onTerrain()));
    }

    /** Episodes of 32 robots that end within 100 steps of small random targets, by which they do not fall. */
    private static int ends(Go2Walking task) {
        var random = new Random(1);
        int count = 0;
        try (var environment = new Environment(task, task.simulator(32, 1), new Seeds(2), true)) {
            for (int t = 0; t < 100; t++) {
                var step = environment.step(random.doubles(32 * 12, -0.5, 0.5).toArray());
                for (boolean ended : step.terminated()) {
                    count += ended ? 1 : 0;
                }
            }
        }
        return count;
    }
}
