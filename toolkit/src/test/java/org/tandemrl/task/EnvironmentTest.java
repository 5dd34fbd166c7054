package org.tandemrl.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.Simulator;
import org.tandemrl.task.suite.Ant;
import org.tandemrl.task.suite.Hopper;

final class EnvironmentTest {
    private static final int N = 3;
    private static final int HEIGHT = 1;

    /** Hopper's shapes; the first action lifts the root by so many metres, the second turns a joint or, poisoned, makes it NaN. */
    private static class Lift implements Simulator {
        private final boolean poisoned;

        Lift(boolean poisoned) {
            this.poisoned = poisoned;
        }

        @Override
        public int environments() {
            return N;
        }

        @Override
        public int stateSize() {
            return 12;
        }

        @Override
        public int controlSize() {
            return 3;
        }

        @Override
        public double timeStep() {
            return 1.0 / 60;
        }

        @Override
        public void step(double[] state, double[] control, double[] next) {
            for (int e = 0; e < N; e++) {
                for (int i = 0; i < 12; i++) {
                    next[e * 12 + i] = state[e * 12 + i] + 1e-6;
                }
                next[e * 12 + HEIGHT] += control[e * 3] / 200;
                next[e * 12 + 4] += control[e * 3 + 1] > 199 && poisoned ? Double.NaN : control[e * 3 + 1];
                next[e * 12 + 5] += control[e * 3 + 2];
            }
        }
    }

    private static Environment lift(boolean randomized) {
        return new Environment(new Hopper(), new Lift(true), new Seeds(1), randomized);
    }

    @Test
    void anEarlyEndIsReportedAsItWasAndThenStartsAgain() {
        var environment = lift(true);
        double[] start = environment.state();
        var step = environment.step(new double[] {0, 0, 0.5, -1, 0, 0.5, 0, 0, 0.5});
        assertArrayEquals(new boolean[] {false, true, false}, step.terminated());
        assertArrayEquals(new boolean[N], step.truncated());
        assertTrue(step.nextObservation()[11] < -0.9, "the observation before the restart");
        assertTrue(step.nextState()[12 + HEIGHT] < -0.9, "the state before the restart");
        assertEquals(1, step.finishedLength()[1]);
        assertEquals(step.reward()[1], step.finishedReturn()[1]);
        assertTrue(Double.isNaN(step.finishedReturn()[0]));
        assertEquals(0, step.finishedLength()[0]);
        assertTrue(Math.abs(environment.observation()[11]) < 0.06, "the observation to act on is the restart's");
        assertArrayEquals(new double[] {0, 0, 0.5, 0, 0, 0, 0, 0, 0.5}, environment.lastAction());
        assertNotEquals(start[12], environment.state()[12], "another episode starts elsewhere");
        assertEquals(step.nextState()[0], environment.state()[0], "the others go on");
    }

    @Test
    void theTimeLimitTruncatesAndDoesNotTerminate() {
        var environment = lift(false);
        for (int t = 1; t < 1000; t++) {
            var step = environment.step(new double[9]);
            assertFalse(step.truncated()[0] || step.terminated()[0], "step " + t);
        }
        var step = environment.step(new double[] {0, 0, 0, -1, 0, 0, 0, 0, 0});
        assertArrayEquals(new boolean[] {true, false, true}, step.truncated());
        assertArrayEquals(new boolean[] {false, true, false}, step.terminated(), "an early end wins over the limit");
        assertArrayEquals(new int[] {1000, 1000, 1000}, step.finishedLength());
        assertArrayEquals(new double[11], Arrays.copyOf(environment.observation(), 11), "the fixed start");
        assertFalse(environment.step(new double[9]).truncated()[0], "the clock starts again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hopper", "ant", "cartpole"})
    void aSnapshotContinuesBitForBitInAnotherEnvironment(String name) {
        var task = Tasks.named(name);
        var random = new Seeds(3).stream("actions");
        double[][] actions = new double[120][N * task.actionSize()];
        for (double[] action : actions) {
            for (int i = 0; i < action.length; i++) {
                action[i] = 2 * random.nextDouble() - 1;
            }
        }
        try (var first = new Environment(task, task.simulator(N, 1), new Seeds(5), true);
                var second = new Environment(task, task.simulator(N, 2), new Seeds(5), true)) {
            boolean ended = false;
            for (int t = 0; t < 70; t++) {
                first.step(actions[t]);
            }
            assertTrue(first.save().episode()[0] > 0 || !name.equals("hopper"), "still in its first episode");
            second.restore(first.save());
            assertArrayEquals(first.observation(), second.observation());
            for (int t = 70; t < actions.length; t++) {
                var a = first.step(actions[t]);
                var b = second.step(actions[t]);
                assertArrayEquals(a.nextState(), b.nextState());
                assertArrayEquals(a.reward(), b.reward());
                assertArrayEquals(a.finishedReturn(), b.finishedReturn());
                assertArrayEquals(first.observation(), second.observation());
                ended |= a.finishedLength()[0] + a.finishedLength()[1] + a.finishedLength()[2] > 0;
            }
            assertTrue(ended || !name.equals("hopper"), "no episode ended: restarts were not compared");
        }
    }

    @Test
    void oneSeedTwiceIsEqualAndTwoSeedsDiffer() {
        var task = new Hopper();
        double[][] starts = new double[3][];
        long[] seeds = {1, 1, 2};
        for (int i = 0; i < 3; i++) {
            try (var environment = new Environment(task, task.simulator(N, 1), new Seeds(seeds[i]), true)) {
                environment.step(new double[N * 3]);
                starts[i] = environment.state();
            }
        }
        assertArrayEquals(starts[0], starts[1]);
        assertNotEquals(starts[0][0], starts[2][0]);
        assertNotEquals(starts[0][0], starts[0][12], "environments of one seed differ from each other");
    }

    @Test
    void aRestartStartsANewEpisodeEverywhere() {
        var environment = lift(true);
        double[] before = environment.state();
        environment.step(new double[] {0.1, 0, 0, 0, 0, 0, 0, 0, 0});
        environment.restart();
        assertArrayEquals(new double[9], environment.lastAction());
        for (int e = 0; e < N; e++) {
            assertNotEquals(before[e * 12], environment.state()[e * 12]);
        }
        assertArrayEquals(new int[N], environment.save().age());
        assertArrayEquals(new double[N], environment.save().episodeReturn());
    }

    @Test
    void whatIsNotFiniteNamesEnvironmentQuantityAndStepAndChangesNothing() {
        var environment = lift(false);
        environment.step(new double[9]);
        double[] before = environment.state();
        double[] action = new double[9];
        action[2 * 3 + 1] = 1;
        var failure = assertThrows(NumericalException.class, () -> environment.step(action));
        assertEquals("The state of environment 2 is NaN at index 4, in step 2 of its episode 0.", failure.getMessage());
        action[2 * 3 + 1] = 0;
        action[3] = Double.NaN;
        failure = assertThrows(NumericalException.class, () -> environment.step(action));
        assertEquals(
                "The action of environment 1 is NaN at index 0, in step 2 of its episode 0.", failure.getMessage());
        assertArrayEquals(before, environment.state());
        action[3] = 0;
        environment.step(action);
    }

    @Test
    void aSimulatorOfAnotherRobotIsRefused() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> new Environment(new Ant(), new Lift(true), new Seeds(1), true));
        assertTrue(refused.getMessage().contains("states of 29")
                && refused.getMessage().contains("has 12 and 3"));
    }

    @Test
    void aSnapshotOfAnotherSizeIsRefused() {
        var environment = lift(true);
        var snapshot = environment.save();
        var wrong = new Environment.Snapshot(
                snapshot.state(), snapshot.lastAction(), new int[2], snapshot.episode(), snapshot.episodeReturn());
        assertThrows(IllegalArgumentException.class, () -> environment.restore(wrong));
        var empty = new Environment.Snapshot(new double[0], new double[0], new int[0], new int[0], new double[0]);
        assertThrows(IllegalArgumentException.class, () -> environment.restore(empty));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hopper", "ant", "cartpole", "cheetah", "humanoid", "snu"})
    void onTheRealSimulatorTheStateMovesAndEveryActionMatters(String name) {
        var task = Tasks.named(name);
        for (boolean randomized : new boolean[] {true, false}) {
            try (var environment = new Environment(task, task.simulator(N, 1), new Seeds(1), randomized)) {
                double[] before = environment.state();
                Liveness.check(environment);
                assertArrayEquals(before, environment.state(), "looking must not change anything");
            }
        }
    }

    @Test
    void aSimulatorThatDoesNotStepIsFoundOut() {
        var dead = new Environment(
                new Hopper(),
                new Lift(false) {
                    @Override
                    public void step(double[] state, double[] control, double[] next) {
                        super.step(state, control, next);
                        System.arraycopy(state, 12, next, 12, 12);
                    }
                },
                new Seeds(1),
                true);
        var failure = assertThrows(IllegalStateException.class, () -> Liveness.check(dead));
        assertTrue(
                failure.getMessage().startsWith("The state of environment 1 of task hopper does not move"),
                failure.getMessage());
    }

    /** A servo at its bound: more does nothing, less does. */
    @Test
    void anActionThatHasAnEffectOneWayOnlyIsAlive() {
        var bounded = new Environment(
                new Hopper(),
                new Lift(false) {
                    @Override
                    public void step(double[] state, double[] control, double[] next) {
                        double[] atMostNone = control.clone();
                        for (int e = 0; e < N; e++) {
                            atMostNone[e * 3 + 1] = Math.min(0, control[e * 3 + 1]);
                        }
                        super.step(state, atMostNone, next);
                    }
                },
                new Seeds(1),
                true);
        Liveness.check(bounded);
    }

    @Test
    void anActionWithoutEffectIsFoundOut() {
        var deaf = new Environment(
                new Hopper(),
                new Lift(false) {
                    @Override
                    public void step(double[] state, double[] control, double[] next) {
                        double[] without = control.clone();
                        for (int e = 0; e < N; e++) {
                            without[e * 3 + 1] = 0;
                        }
                        super.step(state, without, next);
                    }
                },
                new Seeds(1),
                true);
        var failure = assertThrows(IllegalStateException.class, () -> Liveness.check(deaf));
        assertTrue(
                failure.getMessage().startsWith("Component 1 of the action of task hopper has no effect"),
                failure.getMessage());
    }
}
