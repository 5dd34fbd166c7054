package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.nn.kernels.Gaussian;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.NumericalException;

final class KernelFitTest {
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
        return new DynamicsModel(
                new DynamicsModel.Config(List.of(256, 128), 2e-3, 100, 48),
                normalizer,
                A,
                new Seeds(5),
                DataType.FLOAT32,
                kernels);
    }

    @ParameterizedTest
    @CsvSource({"FAST,1e-6", "BF16,5e-3"})
    void theGradientOfTheLossIsTheTapesInDoublePrecision(Arithmetic arithmetic, double tolerance) {
        assumeTrue(arithmetic.available(), arithmetic + " is not to be had here");
        var normalizer = new Normalizer(O);
        int rows = 64;
        var random = new Seeds(6).stream("batch");
        double[] input = DoubleStream.generate(random::nextGaussian)
                .limit((long) rows * (O + A))
                .toArray();
        double[] change = DoubleStream.generate(random::nextGaussian)
                .limit((long) rows * O)
                .toArray();
        try (var kernels = arithmetic.kernels(2).orElseThrow();
                var model = model(normalizer, Optional.empty());
                var reference = new DynamicsModel(
                        new DynamicsModel.Config(List.of(256, 128), 2e-3, 100, 48),
                        normalizer,
                        A,
                        new Seeds(5),
                        DataType.FLOAT64);
                var scope = Tensors.manager()) {
            reference.parameters().setValues(model.parameters().values());
            double expected;
            try (var tape = Tensors.tape()) {
                var loss = DynamicsModel.loss(
                        reference.network().forward(Tensors.of(scope, DataType.FLOAT64, input, rows, O + A)),
                        Tensors.of(scope, DataType.FLOAT64, change, rows, O));
                tape.backward(loss);
                expected = Tensors.values(loss)[0];
            }
            double[] gradient = reference.parameters().takeGradient();
            var replica = new Replica(model.network(), kernels);
            replica.load();
            var pass = replica.pass(rows);
            var target = Matrix.of(rows, O);
            for (int r = 0; r < rows; r++) {
                for (int i = 0; i < O + A; i++) {
                    pass.input().set(r, i, (float) input[r * (O + A) + i]);
                }
                for (int i = 0; i < O; i++) {
                    target.set(r, i, (float) change[r * O + i]);
                }
            }
            replica.forward(pass, true, 0, rows);
            double loss = Gaussian.loss(
                            pass,
                            target,
                            1f / (rows * O),
                            DynamicsModel.MIN_LOG_VARIANCE,
                            DynamicsModel.MAX_LOG_VARIANCE,
                            0,
                            rows)
                    / (rows * O);
            replica.zeroGradient(0);
            replica.zeroGradient(1);
            replica.backward(pass, false, 0, 0, 32);
            replica.backward(pass, false, 1, 32, rows);
            assertEquals(expected, loss, tolerance * Math.abs(expected));
            double apart = distance(gradient, replica.gradient()) / distance(gradient, new double[gradient.length]);
            assertTrue(apart < tolerance, arithmetic + ": relative error " + apart);
            assertTrue(arithmetic == Arithmetic.FAST || apart > 1e-5, "these are not products of bfloat16: " + apart);
        }
    }

    @Test
    void aHundredUpdatesAgreeWithTheTapesToRounding() {
        var normalizer = new Normalizer(O);
        var buffer = transitions(normalizer);
        try (var kernels = Kernels.float32(2);
                var tape = model(normalizer, Optional.empty());
                var written = model(normalizer, Optional.of(kernels));
                var reference = new DynamicsModel(
                        new DynamicsModel.Config(List.of(256, 128), 2e-3, 100, 48),
                        normalizer,
                        A,
                        new Seeds(5),
                        DataType.FLOAT64)) {
            // One step first: Adam's first steps are signs of the gradient, and a rounding there is a whole step.
            assertEquals(reference.fit(buffer, 1), written.fit(buffer, 1), 1e-6);
            tape.fit(buffer, 1);
            double inDoubles = reference.fit(buffer);
            double onTape = tape.fit(buffer);
            double byHand = written.fit(buffer);
            assertEquals(inDoubles, byHand, 10 * Math.abs(inDoubles - onTape) + 1e-5);
            assertEquals(tape.adam().steps(), written.adam().steps());
            double apart =
                    distance(tape.parameters().values(), reference.parameters().values());
            double ours = distance(
                    written.parameters().values(), reference.parameters().values());
            assertTrue(ours < 3 * apart + 1e-6, ours + " from double precision, the tape " + apart);
        }
    }

    @Test
    void aFitIsTheSameBitForBitWhateverTheThreads() {
        var normalizer = new Normalizer(O);
        var buffer = transitions(normalizer);
        double[][] results = new double[3][];
        for (int i = 0; i < 3; i++) {
            try (var kernels = Kernels.float32(1 + i % 2);
                    var model = model(normalizer, Optional.of(kernels))) {
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
        try (var kernels = Kernels.float32(1);
                var model = model(normalizer, Optional.of(kernels))) {
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
