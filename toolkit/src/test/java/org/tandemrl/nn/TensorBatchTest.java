package org.tandemrl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Operation;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** A task on the networks' tape is the task on doubles, in value and gradient. */
final class TensorBatchTest {
    private static final int N = 4;

    @ParameterizedTest
    @EnumSource
    void everyOperationIsThatOfRows(Operation operation) {
        var random = new Seeds(3).stream("tensors");
        double[][] inputs = {numbers(random, N * 3, -1.5), numbers(random, N * 3, 0.2), numbers(random, N, -1.5)};
        compare(inputs, new int[] {3, 3, 1}, new Computation() {
            @Override
            public DoubleBatch on(DoubleBatch[] x) {
                return operation.apply(x[0], x[1], x[2]);
            }

            @Override
            public TensorBatch on(TensorBatch[] x) {
                return operation.apply(x[0], x[1], x[2]);
            }
        });
    }

    static Stream<Task> tasks() {
        return Tasks.names().stream().map(Tasks::named);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void everyTasksControlObservationAndRewardAreThoseOfRows(Task task) {
        var random = new Seeds(4).stream("tensors");
        double[][] inputs = {numbers(random, N * task.stateSize(), -1.5), numbers(random, N * task.actionSize(), -1.5)};
        compare(inputs, new int[] {task.stateSize(), task.actionSize()}, new Computation() {
            @Override
            public DoubleBatch on(DoubleBatch[] x) {
                var observation = task.observe(x[0], x[1]);
                return observation.beside(task.reward(observation, x[1])).beside(task.control(x[1]));
            }

            @Override
            public TensorBatch on(TensorBatch[] x) {
                var observation = task.observe(x[0], x[1]);
                return observation.beside(task.reward(observation, x[1])).beside(task.control(x[1]));
            }
        });
    }

    @Test
    void factorsThatAreNotOneAColumnAreRefusedAsByRows() {
        double[] factors = {1, 2};
        var rows = DoubleBatch.of(new double[6], 2, 3);
        var refused = assertThrows(IllegalArgumentException.class, () -> rows.times(factors));
        assertEquals("2 factors do not fit a batch of 3 columns: one a column.", refused.getMessage());
        try (NDManager manager = Tensors.manager()) {
            var tensor = new TensorBatch(Tensors.of(manager, DataType.FLOAT64, new double[6], 2, 3));
            assertEquals(
                    refused.getMessage(),
                    assertThrows(IllegalArgumentException.class, () -> tensor.times(factors))
                            .getMessage());
        }
    }

    private interface Computation {
        DoubleBatch on(DoubleBatch[] inputs);

        TensorBatch on(TensorBatch[] inputs);
    }

    private static void compare(double[][] inputs, int[] widths, Computation computation) {
        var rowsTape = new DoubleBatch.Tape();
        var rows = new DoubleBatch[inputs.length];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = DoubleBatch.variable(rowsTape, inputs[k], N, widths[k]);
        }
        var expected = computation.on(rows);
        double[] weights = numbers(new Seeds(5).stream("weights"), expected.data().length, -1.5);
        expected.seed(weights);
        rowsTape.pullBack();

        try (NDManager manager = Tensors.manager()) {
            var variables = new NDArray[inputs.length];
            for (int k = 0; k < variables.length; k++) {
                variables[k] = Tensors.of(manager, DataType.FLOAT64, inputs[k], N, widths[k]);
                variables[k].setRequiresGradient(true);
            }
            try (var tape = Tensors.tape()) {
                var result = computation.on(
                        Arrays.stream(variables).map(TensorBatch::new).toArray(TensorBatch[]::new));
                assertArrayEquals(
                        new long[] {N, expected.columnCount()},
                        result.tensor().getShape().getShape());
                assertArrayEquals(expected.data(), Tensors.values(result.tensor()), 1e-11);
                tape.backward(result.tensor()
                        .mul(Tensors.of(manager, DataType.FLOAT64, weights, N, expected.columnCount()))
                        .sum());
            }
            for (int k = 0; k < variables.length; k++) {
                double[] gradient =
                        variables[k].hasGradient() ? Tensors.takeGradient(variables[k]) : new double[inputs[k].length];
                assertArrayEquals(rows[k].adjoint(), gradient, 1e-10, "gradient by operand " + k);
            }
        }
    }

    private static double[] numbers(RandomGenerator random, int count, double from) {
        double[] x = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = from + (1.5 - from) * random.nextDouble();
        }
        return x;
    }
}
