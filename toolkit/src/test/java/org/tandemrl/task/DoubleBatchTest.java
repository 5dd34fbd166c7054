package org.tandemrl.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.random.Seeds;

final class DoubleBatchTest {
    private static final int N = 4;

    @ParameterizedTest
    @EnumSource
    void everyOperationsDerivativeIsThatOfCentralDifferences(Operation operation) {
        var random = new Seeds(1).stream("rows");
        double[][] inputs = {numbers(random, N * 3), positive(random, N * 3), numbers(random, N)};
        int[] widths = {3, 3, 1};
        double[] weights = numbers(random, N * 7);

        var tape = new DoubleBatch.Tape();
        var variables = new DoubleBatch[3];
        for (int k = 0; k < 3; k++) {
            variables[k] = DoubleBatch.variable(tape, inputs[k], N, widths[k]);
        }
        var result = operation.apply(variables[0], variables[1], variables[2]);
        result.seed(Arrays.copyOf(weights, result.data().length));
        tape.pullBack();

        boolean any = false;
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < inputs[k].length; i++) {
                double expected = slope(inputs, k, i, x -> {
                    var r = operation.apply(
                            DoubleBatch.of(x[0], N, 3), DoubleBatch.of(x[1], N, 3), DoubleBatch.of(x[2], N, 1));
                    return weighted(r.data(), weights);
                });
                assertEquals(
                        expected,
                        variables[k].adjoint()[i],
                        1e-8 * (1 + Math.abs(expected)),
                        operation + " by number " + i + " of operand " + k);
                any |= Math.abs(expected) > 1e-3;
            }
        }
        assertTrue(any, "a derivative that is zero everywhere shows nothing");
    }

    static Stream<Task> tasks() {
        return Tasks.names().stream().map(Tasks::named);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void everyTasksRewardOfAStateDifferentiatesLikeCentralDifferences(Task task) {
        var random = new Seeds(2).stream("task");
        double[][] inputs = {numbers(random, N * task.stateSize()), numbers(random, N * task.actionSize())};
        double[] weights = numbers(random, N * (task.observationSize() + 1));
        var tape = new DoubleBatch.Tape();
        var state = DoubleBatch.variable(tape, inputs[0], N, task.stateSize());
        var action = DoubleBatch.variable(tape, inputs[1], N, task.actionSize());
        var observation = task.observe(state, action);
        observation.beside(task.reward(observation, action)).seed(weights);
        tape.pullBack();
        double[][] adjoint = {state.adjoint(), action.adjoint()};
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < inputs[k].length; i++) {
                double expected = slope(inputs, k, i, x -> {
                    var a = DoubleBatch.of(x[1], N, task.actionSize());
                    var o = task.observe(DoubleBatch.of(x[0], N, task.stateSize()), a);
                    return weighted(o.beside(task.reward(o, a)).data(), weights);
                });
                assertEquals(expected, adjoint[k][i], 1e-6 * (1 + Math.abs(expected)), task.name() + " number " + i);
            }
        }
    }

    @Test
    void aBranchThatIsNotTakenMayBeInfinite() {
        var tape = new DoubleBatch.Tape();
        var x = DoubleBatch.variable(tape, new double[] {-1, 4}, 2, 1);
        var result = x.ifNegative(x.times(3), x.sqrt());
        result.seed(new double[] {1, 1});
        tape.pullBack();
        assertArrayEquals(new double[] {-3, 2}, result.data());
        assertArrayEquals(new double[] {3, 0.25}, x.adjoint());
    }

    @Test
    void boundsAreInsideOfAClip() {
        var tape = new DoubleBatch.Tape();
        var x = DoubleBatch.variable(tape, new double[] {-2, -1, 0, 1, 2}, 1, 5);
        x.clip(-1, 1).seed(new double[] {1, 1, 1, 1, 1});
        tape.pullBack();
        assertArrayEquals(new double[] {0, 1, 1, 1, 0}, x.adjoint());
    }

    @Test
    void constantsTakeNoPart() {
        var constant = DoubleBatch.of(new double[] {1, 2}, 2, 1);
        constant.square().seed(new double[] {1, 1});
        assertArrayEquals(new double[2], constant.adjoint());
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        var a = DoubleBatch.of(new double[6], 2, 3);
        var b = DoubleBatch.of(new double[4], 2, 2);
        var c = DoubleBatch.of(new double[9], 3, 3);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> a.plus(b))
                .getMessage()
                .contains("[2, 3] and [2, 2]"));
        assertThrows(IllegalArgumentException.class, () -> a.times(c));
        assertThrows(IllegalArgumentException.class, () -> a.beside(c));
        assertThrows(IllegalArgumentException.class, () -> a.ifNegative(b, a));
        assertThrows(IllegalArgumentException.class, () -> a.columns(2, 4), "must not read into the next row");
        assertThrows(IllegalArgumentException.class, () -> a.columns(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> a.seed(new double[5]));
        assertThrows(IllegalArgumentException.class, () -> DoubleBatch.of(new double[5], 2, 3));
    }

    private static double slope(double[][] inputs, int k, int i, ToDoubleFunction<double[][]> f) {
        double step = 1e-6;
        double before = inputs[k][i];
        inputs[k][i] = before + step;
        double up = f.applyAsDouble(inputs);
        inputs[k][i] = before - step;
        double down = f.applyAsDouble(inputs);
        inputs[k][i] = before;
        return (up - down) / (2 * step);
    }

    private static double weighted(double[] values, double[] weights) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
        }
        return sum;
    }

    /** Of both signs, away from 0 and from the bounds of the clip. */
    private static double[] numbers(RandomGenerator random, int count) {
        double[] x = new double[count];
        for (int i = 0; i < count; i++) {
            do {
                x[i] = 3 * random.nextDouble() - 1.5;
            } while (Math.abs(x[i]) < 0.1 || Math.abs(x[i] - 0.5) < 0.01 || Math.abs(x[i] + 0.7) < 0.01);
        }
        return x;
    }

    private static double[] positive(RandomGenerator random, int count) {
        double[] x = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = 0.5 + random.nextDouble();
        }
        return x;
    }
}
