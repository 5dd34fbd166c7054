package org.tandemrl.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.task.Rows;
import org.tandemrl.task.Tasks;

/** A task on the networks' tape is the task in doubles: the same values, the same derivatives. */
final class TensorBatchTest {
    private static final int N = 6;

    @ParameterizedTest
    @ValueSource(strings = {"cartpole", "hopper", "cheetah", "ant", "humanoid", "snu"})
    void controlObservationAndRewardAndTheirGradientsAreThoseOfRows(String name) {
        var task = Tasks.named(name);
        var random = new Well19937c(3);
        double[] state = new double[N * task.stateSize()];
        for (int e = 0; e < N; e++) {
            task.start(random, true, state, e);
        }
        for (int i = 0; i < state.length; i++) {
            // From fallen to high up: both sides of every bound of a reward.
            state[i] += 0.4 * random.nextGaussian();
        }
        double[] action = numbers(random, N * task.actionSize());
        double[] controlWeight = numbers(random, N * task.controlSize());
        double[] observationWeight = numbers(random, N * task.observationSize());
        double[] rewardWeight = numbers(random, N);

        var tape = new Rows.Tape();
        var x = Rows.variable(tape, state, N, task.stateSize());
        var a = Rows.variable(tape, action, N, task.actionSize());
        var control = task.control(a);
        var observation = task.observe(x, a);
        var reward = task.reward(observation, a);
        control.seed(controlWeight);
        observation.seed(observationWeight);
        reward.seed(rewardWeight);
        tape.pullBack();

        try (var scope = Tensors.scope(Tensors.manager())) {
            var tx = Tensors.of(scope, DataType.FLOAT64, state, N, task.stateSize());
            var ta = Tensors.of(scope, DataType.FLOAT64, action, N, task.actionSize());
            tx.setRequiresGradient(true);
            ta.setRequiresGradient(true);
            try (var recording = Tensors.tape()) {
                var tensorControl = task.control(new TensorBatch(ta)).tensor();
                var tensorObservation = task.observe(new TensorBatch(tx), new TensorBatch(ta));
                var tensorReward = task.reward(tensorObservation, new TensorBatch(ta)).tensor();
                assertArrayEquals(control.data(), Tensors.values(tensorControl), 1e-10, "control");
                assertArrayEquals(observation.data(), Tensors.values(tensorObservation.tensor()), 1e-10, "observation");
                assertArrayEquals(reward.data(), Tensors.values(tensorReward), 1e-10, "reward");
                recording.backward(weighted(tensorControl, controlWeight)
                        .add(weighted(tensorObservation.tensor(), observationWeight))
                        .add(weighted(tensorReward, rewardWeight)));
            }
            assertArrayEquals(x.adjoint(), Tensors.takeGradient(tx), 1e-8, "gradient by the state");
            assertArrayEquals(a.adjoint(), Tensors.takeGradient(ta), 1e-8, "gradient by the action");
        }
    }

    @Test
    void factorsThatAreNotOneAColumnAreRefusedByBoth() {
        double[] factors = {1, 2};
        var rows = Rows.of(new double[6], 2, 3);
        assertEquals("2 factors do not fit a batch of 3 columns: one a column.",
                assertThrows(IllegalArgumentException.class, () -> rows.times(factors)).getMessage());
        try (var scope = Tensors.scope(Tensors.manager())) {
            var tensor = new TensorBatch(Tensors.of(scope, DataType.FLOAT64, new double[6], 2, 3));
            assertEquals("2 factors do not fit a batch of 3 columns: one a column.",
                    assertThrows(IllegalArgumentException.class, () -> tensor.times(factors)).getMessage());
        }
    }

    private static NDArray weighted(NDArray tensor, double[] weights) {
        return tensor.mul(Tensors.of(tensor.getManager(), DataType.FLOAT64, weights, tensor.getShape().getShape())).sum();
    }

    private static double[] numbers(RandomGenerator random, int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextGaussian();
        }
        return numbers;
    }
}
