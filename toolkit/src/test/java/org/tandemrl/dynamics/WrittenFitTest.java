package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

final class WrittenFitTest {
    private static final int O = 11;
    private static final int A = 3;

    private static Buffer transitions(Normalizer normalizer) {
        var random = new Seeds(3).stream("transitions");
        var buffer = new Buffer(O, A, 1000);
        for (int n = 0; n < 1000; n++) {
            double[] o = new double[O];
            double[] a = new double[A];
            double[] next = new double[O];
            for (int i = 0; i < A; i++) {
                a[i] = 2 * random.nextDouble() - 1;
            }
            for (int i = 0; i < O; i++) {
                o[i] = 3 * random.nextGaussian() + i;
            }
            for (int i = 0; i < O; i++) {
                next[i] = o[i] + Math.sin(o[(i + 1) % O]) + a[i % A] + 0.1 * random.nextGaussian();
            }
            normalizer.update(o);
            buffer.add(o, a, next);
        }
        return buffer;
    }

    private static DynamicsModel model(Normalizer normalizer, Optional<Kernels> kernels) {
        return new DynamicsModel(new DynamicsModel.Config(List.of(128, 64), 2e-3, 100, 48), normalizer, A, new Seeds(5),
                DataType.FLOAT32, kernels);
    }

    @Test
    void aHundredUpdatesAgreeWithTheTapesToRounding() {
        var normalizer = new Normalizer(O);
        var buffer = transitions(normalizer);
        try (var kernels = Kernels.float32(2);
                var tape = model(normalizer, Optional.empty());
                var written = model(normalizer, Optional.of(kernels));
                var reference = new DynamicsModel(new DynamicsModel.Config(List.of(128, 64), 2e-3, 100, 48), normalizer, A,
                        new Seeds(5), DataType.FLOAT64)) {
            // One step first: Adam's first steps are signs of the gradient, and a rounding there is a whole step.
            assertEquals(reference.fit(buffer, 1), written.fit(buffer, 1), 1e-6);
            tape.fit(buffer, 1);
            double inDoubles = reference.fit(buffer);
            double onTape = tape.fit(buffer);
            double byHand = written.fit(buffer);
            assertEquals(inDoubles, byHand, 10 * Math.abs(inDoubles - onTape) + 1e-5);
            assertEquals(tape.adam().steps(), written.adam().steps());
            double apart = distance(tape.parameters().values(), reference.parameters().values());
            double ours = distance(written.parameters().values(), reference.parameters().values());
            assertTrue(ours < 3 * apart + 1e-6, ours + " from double precision, the tape " + apart);
        }
    }

    @Test
    void aFitIsTheSameBitForBitWhateverTheThreads() {
        var normalizer = new Normalizer(O);
        var buffer = transitions(normalizer);
        double[][] results = new double[3][];
        for (int i = 0; i < 3; i++) {
            try (var kernels = Kernels.float32(1 + i % 2); var model = model(normalizer, Optional.of(kernels))) {
                model.fit(buffer);
                results[i] = model.parameters().values();
            }
        }
        assertArrayEquals(results[0], results[1]);
        assertArrayEquals(results[0], results[2]);
    }

    @Test
    void aLossThatIsNotFiniteIsNamed() {
        var normalizer = new Normalizer(O);
        var buffer = transitions(normalizer);
        try (var kernels = Kernels.float32(1); var model = model(normalizer, Optional.of(kernels))) {
            double[] values = model.parameters().values();
            values[0] = Double.NaN;
            model.parameters().setValues(values);
            var failure = assertThrows(NumericalException.class, () -> model.fit(buffer));
            assertTrue(failure.getMessage().contains("model's loss at update 0"), failure.getMessage());
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
