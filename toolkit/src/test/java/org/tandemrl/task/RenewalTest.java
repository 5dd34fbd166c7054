package org.tandemrl.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tandemrl.dynamics.NStepReplay;
import org.tandemrl.random.Seeds;

/** What is asked for changes within an episode, and who sees which of the two. */
final class RenewalTest {
    private static final int N = 2;

    private static Environment chase() {
        var task = new Chase();
        return new Environment(task, task.simulator(N, 1), new Seeds(1), false);
    }

    @Test
    void aStepIsReportedWithWhatWasAskedAndActedOnWithWhatIsAskedNext() {
        try (var environment = chase()) {
            Environment.Step step = null;
            // The first goes to its goal in ten steps, the second stays.
            for (int t = 0; t < 10; t++) {
                step = environment.step(new double[] {1, 0});
                assertArrayEquals(new boolean[] {t == 9, false}, step.renewed(), "step " + t);
            }
            assertEquals(0, step.nextObservation()[1], 1e-12, "reached, as reward and model see it");
            assertEquals(1, step.nextState()[1], "the state before the change");
            assertEquals(0, step.reward()[0], 1e-12);
            assertEquals(-2, step.continuation()[1], 1e-12);
            assertArrayEquals(step.continuation(), environment.observation());
            assertArrayEquals(new double[] {1, -1, 1}, Arrays.copyOf(environment.state(), 3), 1e-12);
            assertArrayEquals(
                    Arrays.copyOfRange(step.nextObservation(), 2, 4),
                    Arrays.copyOfRange(step.continuation(), 2, 4),
                    "the other is asked as before");
            assertArrayEquals(new boolean[N], step.terminated());
            assertArrayEquals(new int[N], step.finishedLength(), "the episode goes on");
            environment.step(new double[] {-1, 0});
            assertEquals(0.9, environment.state()[0], 1e-12);
        }
    }

    @Test
    void aSnapshotHasWhatIsAsked() {
        try (var environment = chase();
                var other = chase()) {
            for (int t = 0; t < 15; t++) {
                environment.step(Chase.towards(environment.observation()));
            }
            other.restore(environment.save());
            for (int t = 0; t < 40; t++) {
                environment.step(Chase.towards(environment.observation()));
                other.step(Chase.towards(other.observation()));
            }
            assertArrayEquals(environment.state(), other.state());
            assertTrue(environment.state()[2] > 2, "goals were reached");
        }
    }

    /** An algorithm that learns values from single transitions gets the one into what is asked next. */
    @Test
    void aReplayGoesOnWithWhatIsAskedNext() {
        try (var environment = chase()) {
            var replay = new NStepReplay(2, 1, N, 1, 0.9, 100);
            for (int t = 0; t < 10; t++) {
                double[] before = environment.observation();
                double[] action = {1, 0};
                replay.add(before, action, environment.step(action));
            }
            float[] row = new float[replay.buffer().width()];
            replay.buffer().copy(replay.buffer().written() - 2, row);
            assertEquals(1, row[3], 1e-6f, "where it is");
            assertEquals(-2, row[4], 1e-6f, "what is asked there");
        }
    }

    @Test
    void aTaskThatSaysNothingRenewsNothing() {
        for (String name : new String[] {"cartpole", "hopper"}) {
            var task = Tasks.named(name);
            try (var environment = new Environment(task, task.simulator(N, 1), new Seeds(1), true)) {
                var step = environment.step(new double[N * task.actionSize()]);
                assertArrayEquals(new boolean[N], step.renewed());
                assertArrayEquals(step.nextObservation(), step.continuation());
            }
        }
    }
}
