package org.tandemrl.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.random.Seeds;

final class InvalidStatesTest {
    private static final int N = 2;

    @ParameterizedTest
    @CsvSource({"humanoid, NaN", "humanoid, -Infinity", "humanoid, 1.1e6", "snu, NaN", "snu, -1.1e6"})
    void endTheEpisodeOfARobotThatIsKnownToGetThere(String name, double number) {
        try (var environment = environment(name, number)) {
            var task = environment.task();
            double[] action = new double[N * task.actionSize()];
            Arrays.fill(action, 0.1);
            var first = environment.step(action);
            assertArrayEquals(new boolean[N], first.invalid());
            double[] state = environment.state();
            var step = environment.step(action);
            assertArrayEquals(new boolean[] {false, true}, step.invalid());
            assertArrayEquals(new boolean[] {false, true}, step.terminated());
            assertEquals(0, step.reward()[1]);
            assertTrue(step.reward()[0] != 0);
            assertEquals(first.reward()[1], step.finishedReturn()[1], 1e-12);
            assertEquals(2, step.finishedLength()[1]);
            int width = task.stateSize();
            assertArrayEquals(
                    Arrays.copyOfRange(state, width, 2 * width),
                    Arrays.copyOfRange(step.nextState(), width, 2 * width),
                    "held where it stood before the step");
            for (double x : step.nextObservation()) {
                assertTrue(Math.abs(x) <= InvalidStates.LARGEST);
            }
            // It goes on from a start.
            assertTrue(Arrays.stream(environment.observation()).allMatch(Double::isFinite));
            assertArrayEquals(
                    new double[task.actionSize()],
                    Arrays.copyOfRange(environment.lastAction(), task.actionSize(), 2 * task.actionSize()));
            assertFalse(environment.step(action).invalid()[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant", "cheetah"})
    void stopTheRunOfTheOthers(String name) {
        try (var environment = environment(name, Double.NaN)) {
            double[] action = new double[N * environment.task().actionSize()];
            environment.step(action);
            var stopped = assertThrows(NumericalException.class, () -> environment.step(action));
            assertTrue(stopped.getMessage().startsWith("The state of environment 1 is NaN"), stopped.getMessage());
        }
    }

    @Test
    void aRunMaySayOtherwiseThanItsTask() {
        var ant = Tasks.named("ant");
        assertSame(ant, ant.withInvalidStates(InvalidStates.STOP));
        var ends = ant.withInvalidStates(InvalidStates.END_EPISODE);
        assertEquals("ant", ends.name());
        double[] action = new double[N * ant.actionSize()];
        try (var environment = environment(ends, 2e6)) {
            environment.step(action);
            assertArrayEquals(
                    new boolean[] {false, true}, environment.step(action).invalid());
            assertEquals(1, environment.takeDropped());
        }
        var humanoid = Tasks.named("humanoid").withInvalidStates(InvalidStates.STOP);
        double[] other = new double[N * humanoid.actionSize()];
        try (var environment = environment(humanoid, -2e6)) {
            environment.step(other);
            double[] before = environment.state();
            var stopped = assertThrows(NumericalException.class, () -> environment.step(other));
            assertTrue(
                    stopped.getMessage().startsWith("The state of environment 1 is -2000000.0"), stopped.getMessage());
            assertArrayEquals(before, environment.state(), "it stands where it stood");
        }
    }

    private static Environment environment(Task task, double number) {
        return new Environment(
                task, new ExplodingSimulator(Tasks.differentiable(task, N, 1), 1, 1, number), new Seeds(1), true);
    }

    private static Environment environment(String name, double number) {
        return environment(Tasks.named(name), number);
    }
}
