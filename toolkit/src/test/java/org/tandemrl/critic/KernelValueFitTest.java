package org.tandemrl.critic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;

final class KernelValueFitTest {
    private static final int O = 9;
    private static final int ROWS = 128;

    private static Critic critic(DataType type, Optional<Kernels> kernels) {
        var rate = new LinearSchedule(2e-3, 2e-3, 1);
        return new Critic(
                new Critic.Config(
                        List.of(64, 32), Mlp.Activation.ELU, rate, 0.7, 0.95, 0.5, 0.99, 0.95, 16, 4, 0.2, 0.1),
                O,
                new Seeds(4),
                type,
                kernels);
    }

    @Test
    void aFitAgreesWithTheTapesToRounding() {
        var random = new Seeds(8).stream("values");
        double[] observation = new double[ROWS * O];
        double[] target = new double[ROWS];
        for (int i = 0; i < observation.length; i++) {
            observation[i] = (float) random.nextGaussian();
        }
        for (int r = 0; r < ROWS; r++) {
            target[r] = (float) (5 * Math.sin(observation[r * O]) + 2);
        }
        try (var kernels = Kernels.float32(2);
                var reference = critic(DataType.FLOAT64, Optional.empty());
                var tape = critic(DataType.FLOAT32, Optional.empty());
                var written = critic(DataType.FLOAT32, Optional.of(kernels))) {
            assertTrue(written.fitIsWritten(ROWS) && !written.fitIsWritten(ROWS - 8) && !tape.fitIsWritten(ROWS));
            double first = reference.regress(observation, target);
            assertEquals(first, written.regress(observation, target), 1e-5 * first);
            tape.regress(observation, target);
            assertEquals(distance(reference, tape), distance(reference, written), distance(reference, tape) + 1e-5);
            assertEquals(64, written.adam().steps());
        }
    }

    private static double distance(Critic a, Critic b) {
        double sum = 0;
        double[] x = a.parameters().values();
        double[] y = b.parameters().values();
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return Math.sqrt(sum);
    }
}
