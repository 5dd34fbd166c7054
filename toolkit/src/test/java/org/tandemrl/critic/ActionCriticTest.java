package org.tandemrl.critic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.random.Seeds;

final class ActionCriticTest {
    private static ActionCritic critic(DataType type) {
        return new ActionCritic(List.of(16), Mlp.Activation.ELU, 0.9, 0.999, 3, 2, new Seeds(6), type);
    }

    private static void shift(ActionCritic critic) {
        critic.parameters()
                .setValues(Arrays.stream(critic.parameters().values())
                        .map(v -> 3 * v - 1)
                        .toArray());
    }

    @Test
    void theTargetStartsEqualAndMovesItsShareOfTheWay() {
        try (var critic = critic(DataType.FLOAT64)) {
            double[] start = critic.parameters().values();
            assertArrayEquals(start, critic.targetParameters().values());
            shift(critic);
            critic.moveTarget(0.25);
            double[] moved = critic.targetParameters().values();
            for (int i = 0; i < start.length; i++) {
                assertEquals(0.75 * start[i] + 0.25 * (3 * start[i] - 1), moved[i], 1e-12);
            }
        }
    }

    @Test
    void aWrittenCopyMovesAlike() {
        try (var kernels = Kernels.float32(1);
                var critic = critic(DataType.FLOAT32);
                var written = critic(DataType.FLOAT32)) {
            shift(critic);
            shift(written);
            var copy = new Replica(written.network(), kernels);
            var target = Replica.frozen(written.targetNetwork(), kernels);
            copy.load();
            target.load();
            for (int i = 0; i < 5; i++) {
                critic.moveTarget(0.1);
                target.follow(copy, 0.1);
            }
            target.store();
            assertArrayEquals(
                    critic.targetParameters().values(),
                    written.targetParameters().values(),
                    1e-6);
        }
    }
}
